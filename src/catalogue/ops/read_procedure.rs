//! The procedure of a published version, as JSON or as a BPMN 2.0 drawing.
//!
//! 1. Take the version from the snapshot, or load it.
//! 2. JSON, unless the caller would rather have XML.
//! 3. Draw it, with the departments' present names in the lanes.
//! 4. Answer, or 304 when the caller has that drawing.

use std::collections::BTreeMap;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, VARY};
use actix_web::{HttpRequest, HttpResponse, get, web};
use sha2::{Digest, Sha256};

use super::public::cacheable;
use crate::bpmn::{self, Heading};
use crate::catalogue::{Catalogue, ItemVersion};
use crate::codes::{CreditCode, ItemCode};
use crate::http::{accept, conditional, etag};
use crate::identity::access::{Action, Operation};
use crate::problem::{Code, Problem};
use crate::procedure::Graph;

const JSON: &str = "application/json";
const BPMN: &str = "application/bpmn+xml";
const XML: &str = "application/xml";

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "read_procedure",
    action: Action::ReadCatalogue,
    problems: &[Code::NotFound, Code::NotAcceptable],
};

/// Read the procedure of a published version of an item.
///
/// As JSON it is the `procedure` of the item's document, which never changes. As BPMN 2.0 XML (`Accept: application/bpmn+xml` or `application/xml`) it
/// comes with a diagram that any viewer draws, and can be read back with `yiwang procedure import`; the names of departments in it are the
/// present ones. See `docs/bpmn.md`.
#[utoipa::path(
    operation_id = "read_procedure",
    tag = "Catalogue",
    params(
        ("code" = ItemCode, Path, description = "The item's code"),
        ("version" = i32, Path, description = "The version, from 1", example = 1)
    ),
    responses(
        (
            status = 200,
            description = "The procedure",
            content(
                (Graph = "application/json", example = json!({
                    "start": "review",
                    "nodes": {
                        "review": {
                            "kind": "task", "name": "审查", "name_en": "Review", "post": "reviewer", "limit": {"days": 3, "unit": "working_day"},
                            "outcomes": {"pass": {"to": "approved"}, "deny": {"to": "denied"}}
                        },
                        "approved": {"kind": "end", "decision": "approve"},
                        "denied": {"kind": "end", "decision": "deny"}
                    }
                })),
                (String = "application/bpmn+xml", example = json!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bpmn:definitions …>…</bpmn:definitions>\n")),
                (String = "application/xml", example = json!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bpmn:definitions …>…</bpmn:definitions>\n"))
            ),
            headers(("ETag" = String, description = "Its version; of a drawing also what it looks like"))
        ),
        (status = 304, description = "The caller has it")
    )
)]
#[get("/items/{code}/versions/{version}/procedure")]
pub async fn handle(
    request: HttpRequest,
    path: web::Path<(ItemCode, i32)>,
    catalogue: web::Data<Catalogue>,
) -> Result<HttpResponse, Problem> {
    let (code, number) = path.into_inner();

    // 1.
    let version = catalogue
        .item_version(&code, number)
        .await?
        .ok_or_else(|| Problem::new(Code::NotFound))?;

    // 2.
    let form = accept::preferred(&request, &[JSON, BPMN, XML]).ok_or_else(|| Problem::new(Code::NotAcceptable))?;
    if form == JSON {
        let tag = etag(i64::from(number), None::<&str>);
        let mut response = cacheable(&request, &tag, "public, max-age=31536000, immutable", &*version.graph);
        response
            .headers_mut()
            .append(VARY, "accept".parse().map_err(Problem::internal)?);
        return Ok(response);
    }

    // 3.
    let drawing = draw(&version, &catalogue);

    // 4.
    let digest = Sha256::digest(drawing.as_bytes());
    let digest = digest.get(..4).map(hex::encode).unwrap_or_default();
    let tag = etag(i64::from(number), Some(digest));
    let has_it = conditional::has_current(&request, &tag);
    let mut response = if has_it {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, "public, max-age=60"))
        .insert_header((VARY, "accept"));
    if has_it {
        return Ok(response.finish());
    }
    let file = format!("inline; filename=\"{}-{number}.bpmn\"", code.as_str());
    Ok(response
        .insert_header((CONTENT_TYPE, format!("{form}; charset=utf-8")))
        .insert_header((CONTENT_DISPOSITION, file))
        .body(drawing))
}

fn draw(version: &ItemVersion, catalogue: &Catalogue) -> String {
    let snapshot = catalogue.snapshot();
    let departments = snapshot.departments().iter();
    let names: BTreeMap<CreditCode, String> = departments
        .map(|(code, department)| (code.clone(), department.name.clone()))
        .collect();
    let heading = Heading {
        code: version.code.as_str(),
        name: &version.item.name,
        department: &version.item.department,
        names: &names,
    };
    bpmn::write(&version.graph, &heading)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::bpmn::{self, Heading, Options};
    use crate::catalogue::import::testing::demo_items;

    #[test]
    fn every_demo_procedure_is_read_back_as_it_was_drawn() {
        let items = demo_items();
        assert!(items.len() > 20);
        for item in items {
            let heading = Heading {
                code: item.code.as_str(),
                name: &item.name,
                department: &item.department,
                names: &BTreeMap::new(),
            };
            let drawing = bpmn::write(&item.procedure, &heading);
            let reading = bpmn::read(drawing.as_bytes(), &Options::default()).unwrap();
            assert_eq!(reading.findings, [], "{}", item.name);
            assert_eq!(reading.graph, item.procedure, "{}", item.name);
        }
    }
}
