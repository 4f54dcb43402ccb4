//! A published version of an item, be it current or past.
//!
//! 1. Take it from the snapshot, or load it.
//! 2. Answer, or 304: it never changes.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::public::cacheable;
use crate::catalogue::{Catalogue, Item};
use crate::codes::ItemCode;
use crate::http::etag;
use crate::identity::access::{Action, Operation};
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "read_item_version",
    action: Action::ReadCatalogue,
    problems: &[Code::NotFound],
};

/// A version of an item.
#[derive(Serialize, ToSchema)]
pub struct PublishedVersion<'a> {
    /// Which version this is.
    #[schema(example = 1)]
    version: i32,
    /// The document.
    #[serde(flatten)]
    item: &'a Item,
}

/// Read a published version of an item.
///
/// Applications stay with the version they were filed under. A published version never changes and may be cached for ever.
#[utoipa::path(
    operation_id = "read_item_version",
    tag = "Catalogue",
    params(
        ("code" = ItemCode, Path, description = "The item's code"),
        ("version" = i32, Path, description = "The version, from 1", example = 1)
    ),
    responses(
        (status = 200, description = "The version", body = PublishedVersion<'_>, headers(("ETag" = String, description = "Its version"))),
        (status = 304, description = "The caller has it")
    )
)]
#[get("/items/{code}/versions/{version}")]
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
    let body = PublishedVersion {
        version: version.version,
        item: &version.item,
    };
    let tag = etag(i64::from(number), None::<&str>);
    Ok(cacheable(&request, &tag, "public, max-age=31536000, immutable", &body))
}
