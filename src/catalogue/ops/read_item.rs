//! An item's guide.
//!
//! 1. Take the published version from the snapshot.
//! 2. Answer, or 304 when the caller has it.

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::public::{ItemGuide, cacheable};
use crate::catalogue::Catalogue;
use crate::codes::ItemCode;
use crate::identity::access::{Action, Operation};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "read_item",
    action: Action::ReadCatalogue,
    problems: &[Code::NotFound],
};

/// Read an item's guide.
///
/// The published version, with everything an applicant needs to know. May be cached for a minute.
#[utoipa::path(
    operation_id = "read_item",
    tag = "Catalogue",
    params(("code" = ItemCode, Path, description = "The item's code")),
    responses(
        (status = 200, description = "The guide", body = ItemGuide<'_>, headers(("ETag" = String, description = "Its version"))),
        (status = 304, description = "The caller has the current guide")
    )
)]
#[get("/items/{code}")]
pub async fn handle(
    request: HttpRequest,
    code: web::Path<ItemCode>,
    catalogue: web::Data<Catalogue>,
) -> Result<HttpResponse, Problem> {
    // 1.
    let snapshot = catalogue.snapshot();
    let version = snapshot
        .items()
        .get(&*code)
        .ok_or_else(|| Problem::new(Code::NotFound))?;

    // 2.
    let guide = ItemGuide::new(version, &snapshot);
    Ok(cacheable(&request, &guide.etag(), "public, max-age=60", &guide))
}
