//! Reading a document back.
//!
//! 1. Find the caller's document; another's, or an expired one, does not exist.
//! 2. Stream its bytes as a download, or answer 304 if the caller has them.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use crate::clock::Clock;
use crate::db::Db;
use crate::documents::{DocumentStore, Object, row, stream_object};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// How it is documented.
pub const OPERATION: Operation = Operation {
    id: "read_document_content",
    action: Action::UploadDocuments,
    problems: &[Code::NotFound],
};

/// Read a document's content
///
/// The file as a download, under the name it was uploaded with. For its uploader; whoever sees an application reads its documents there.
#[utoipa::path(
    operation_id = "read_document_content", tag = "Documents",
    params(
        ("id" = Uuid, Path, description = "The document"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of what the caller has")
    ),
    responses(
        (status = 200, description = "The bytes", content_type = "application/octet-stream", body = Vec<u8>, headers(
            ("ETag" = String, description = "SHA-256 of the bytes"),
            ("Content-Disposition" = String, description = "The file's name (RFC 8187)")
        )),
        (status = 304, description = "The caller has them")
    )
)]
#[get("/documents/{id}/content")]
pub async fn handle(
    caller: Allowed<may::UploadDocuments>,
    id: web::Path<Uuid>,
    request: HttpRequest,
    store: web::Data<DocumentStore>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
) -> Result<HttpResponse, Problem> {
    // The connection goes back before the bytes flow.
    let found = row::find(&mut *db.get().await?, caller.account, *id, clock.now()).await?;
    let document = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    let object = Object {
        key: &document.storage_key,
        name: &document.name,
        media_type: &document.media_type,
        size: document.size,
        sha256: &document.sha256,
    };
    stream_object(&store, object, &request).await
}
