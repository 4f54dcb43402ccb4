//! Uploading files.
//!
//! 1. Receive each file: recognise it by its content, hash it, store its bytes.
//! 2. Write their rows, once per `Idempotency-Key`.
//! 3. Should that fail, or be a repeat, remove the bytes again.

use actix_multipart::Multipart;
use actix_web::{post, web};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::{Clock, machine_now};
use crate::db::{Db, idempotency};
use crate::documents::receive::Receiver;
use crate::documents::row::{self, Document};
use crate::documents::{DocumentOptions, DocumentStore};
use crate::http::{Answer, Idempotency};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// How it is documented.
pub const OPERATION: Operation = Operation {
    id: "upload_documents",
    action: Action::UploadDocuments,
    problems: &[
        Code::PayloadTooLarge,
        Code::UnsupportedMediaType,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// The form.
#[derive(ToSchema)]
#[schema(as = UploadForm)]
#[expect(dead_code, reason = "describes the form; the files are read as they come")]
pub struct Form {
    /// One or more files, whatever their fields are called.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<u8>,
}

/// The stored files, in the order they came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UploadedDocuments)]
pub struct Response {
    /// One for each file.
    pub data: Vec<Uploaded>,
}

/// A stored file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UploadedDocument)]
pub struct Uploaded {
    /// What an application refers to it by.
    pub id: Uuid,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What it is, by its content.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
}

/// Upload documents
///
/// Several files in one form. What a file is, is found in its content: PDF, OFD, JPEG, PNG, WebP, TIFF, Word and Excel documents are accepted,
/// each up to 20 MiB and ten at once, unless configured otherwise. They belong to the uploader, and expire after seven days if no application
/// takes them.
#[utoipa::path(
    operation_id = "upload_documents", tag = "Documents",
    params(("Idempotency-Key" = Option<String>, Header, description = "A unique value; a repeat gets the first answer")),
    request_body(content = Form, content_type = "multipart/form-data", description = "The files"),
    responses((status = 201, body = Response, description = "The stored files, in the order they came", example = json!({"data": [{
        "id": "019c6f3e-5b7a-7000-8000-000000000001", "media_type": "application/pdf", "size": 48211,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    }]})))
)]
#[post("/documents")]
pub async fn handle(
    caller: Allowed<may::UploadDocuments>,
    key: Idempotency,
    mut form: Multipart,
    store: web::Data<DocumentStore>,
    options: web::Data<DocumentOptions>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
) -> Result<Answer, Problem> {
    let receiver = Receiver {
        store: &store,
        options: &options,
        account: caller.account,
        now: clock.now(),
    };
    let documents = receiver.receive(&mut form).await?;

    let fingerprint = key.fingerprint(caller.account, &digest(&documents));
    let first = documents.first().map(|document| document.id);
    let mut wrote = false;
    let written = match db.get().await {
        Ok(mut conn) => {
            idempotency::once(&mut conn, fingerprint, machine_now(), async |conn| {
                row::insert(conn, &documents).await?;
                wrote = true;
                Answer::new(201, &describe(&documents))
            })
            .await
        }
        Err(error) => Err(error.into()),
    };

    // After a failed commit the rows may be there all the same: then the bytes are left to the sweep.
    let is_repeat = written
        .as_ref()
        .is_ok_and(|answer| answer.body["data"][0]["id"] != json!(first));
    if !wrote || is_repeat {
        receiver.discard(&documents).await;
    }
    written
}

fn describe(documents: &[Document]) -> Response {
    let data = documents.iter().map(|document| Uploaded {
        id: document.id,
        sha256: document.sha256.clone(),
        media_type: document.media_type.clone(),
        size: document.size,
    });
    Response { data: data.collect() }
}

/// What makes two uploads the same: names and contents, whatever the form's boundary.
fn digest(documents: &[Document]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for document in documents {
        digest.update(document.name.as_bytes());
        digest.update([0]);
        digest.update(document.sha256.as_bytes());
    }
    digest.finalize().into()
}
