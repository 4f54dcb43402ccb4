//! `GET /matters/{id}/documents/{document}`: a file handed in with a matter.
//!
//! 1. Read the matter; those who work on a single member read the files of that member's application.
//! 2. Stream the file from the object store.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::ops::read_document::stream;
use crate::documents::DocumentStore;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::matters::view::Seen;
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_matter_document",
    action: Action::ReadApplications,
    problems: &[Code::NotFound],
};

/// Read a file handed in with a matter
#[utoipa::path(
    operation_id = "read_matter_document",
    tag = "Matters",
    params(
        ("id" = Uuid, Path, description = "The matter"),
        ("document" = Uuid, Path, description = "The document"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 304, description = "The caller has it already (`If-None-Match`)"),
    )
)]
#[get("/matters/{id}/documents/{document}")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    path: web::Path<(Uuid, Uuid)>,
    request: HttpRequest,
    desk: web::Data<Desk>,
    files: web::Data<DocumentStore>,
) -> Result<HttpResponse, Problem> {
    let (id, document) = path.into_inner();
    let seen = Seen::of(&desk, id, &caller, false).await?;
    match seen.entire {
        true => stream(&seen.screen, document, &files, &request).await,
        false => Err(Problem::new(Code::NotFound)),
    }
}
