//! A published version of a bundle, be it current or past.
//!
//! 1. Take it from the snapshot, or load it.
//! 2. Answer, or 304: it never changes.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::public::cacheable;
use crate::catalogue::pins::Pins;
use crate::catalogue::{Bundle, Catalogue};
use crate::codes::ItemCode;
use crate::http::etag;
use crate::identity::access::{Action, Operation};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "read_bundle_version",
    action: Action::ReadCatalogue,
    problems: &[Code::NotFound],
};

/// A version of a bundle.
#[derive(Serialize, ToSchema)]
pub struct PublishedBundle<'a> {
    /// Which version this is.
    #[schema(example = 1)]
    version: i32,
    /// The versions of its items, by code.
    #[schema(value_type = Object, example = json!({"1199010099999006193000131017000": 1}))]
    item_versions: Pins,
    /// The document.
    #[serde(flatten)]
    bundle: &'a Bundle,
}

/// Read a published version of a bundle.
///
/// Matters stay with the version they were filed under, and with the versions of the items it names. A published version never changes and
/// may be cached for ever.
#[utoipa::path(
    operation_id = "read_bundle_version",
    tag = "Catalogue",
    params(
        ("code" = ItemCode, Path, description = "The bundle's code"),
        ("version" = i32, Path, description = "The version, from 1", example = 1)
    ),
    responses(
        (status = 200, description = "The version", body = PublishedBundle<'_>, headers(("ETag" = String, description = "Its version")),
         example = json!({
            "version": 1, "item_versions": {"1199010099999006193000131017000": 1}, "code": "one-restaurant", "name": "开办餐饮店一件事",
            "division": "510100", "lead_department": "119901009999900619", "window_department": "119901009999900101",
            "audience": ["enterprise"], "channels": ["web", "mobile", "window"], "questions": [], "materials": [], "form_schema": null,
            "members": [{"item": "1199010099999006193000131017000"}], "promised_limit": {"days": 12, "unit": "working_day"},
            "reply_limit": {"days": 2, "unit": "working_day"}, "supplement_limit": {"days": 10, "unit": "working_day"},
            "delivery": "unified"
         })),
        (status = 304, description = "The caller has it")
    )
)]
#[get("/bundles/{code}/versions/{version}")]
pub async fn handle(
    request: HttpRequest,
    path: web::Path<(ItemCode, i32)>,
    catalogue: web::Data<Catalogue>,
) -> Result<HttpResponse, Problem> {
    let (code, number) = path.into_inner();

    // 1.
    let version = catalogue
        .bundle_version(&code, number)
        .await?
        .ok_or_else(|| Problem::new(Code::NotFound))?;

    // 2.
    let members = version.members.iter().map(|member| &member.version);
    let body = PublishedBundle {
        version: version.version,
        item_versions: members.map(|item| (item.code.clone(), item.version)).collect(),
        bundle: &version.bundle,
    };
    let tag = etag(i64::from(number), None::<&str>);
    Ok(cacheable(&request, &tag, "public, max-age=31536000, immutable", &body))
}
