//! `GET /applications/{id}/documents/{document}`: an attached file, for whoever sees the application.
//!
//! 1. Read the application; parties and those who work on it may.
//! 2. Stream the file from the object store.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::{Screen, Target};
use super::read_application::visible_screen;
use crate::documents::{DocumentStore, Object, stream_object};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_document",
    action: Action::ReadApplications,
    problems: &[Code::NotFound],
};

/// Read a file handed in
#[utoipa::path(
    operation_id = "read_document",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("document" = Uuid, Path, description = "The document"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 304, description = "The caller has it already (`If-None-Match`)"),
    )
)]
#[get("/applications/{id}/documents/{document}")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    path: web::Path<(Uuid, Uuid)>,
    request: HttpRequest,
    desk: web::Data<Desk>,
    files: web::Data<DocumentStore>,
) -> Result<HttpResponse, Problem> {
    let (application, document) = path.into_inner();
    let screen = visible_screen(&desk, Target::Application(application), &caller, false).await?;
    stream(&screen, document, &files, &request).await
}

/// Step 2, of what the caller sees.
///
/// # Errors
/// 404 when there is no such document.
pub(crate) async fn stream(
    screen: &Screen,
    document: Uuid,
    files: &DocumentStore,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    let row = screen
        .attached
        .iter()
        .find(|row| row.document_id == document)
        .ok_or_else(|| Problem::new(Code::NotFound))?;
    let file = Object {
        key: &row.storage_key,
        name: &row.name,
        media_type: &row.media_type,
        size: row.size,
        sha256: &row.sha256,
    };
    stream_object(files, file, request).await
}
