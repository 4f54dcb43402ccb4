//! The caller's documents, newest first.
//!
//! 1. Read a page of the documents the caller uploaded, expired ones left out.

use actix_web::{get, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::clock::Clock;
use crate::db::Db;
use crate::documents::row::{self, Document, KEEP_DAYS};
use crate::http::{Page, PageQuery};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// How it is documented.
pub const OPERATION: Operation = Operation {
    id: "list_documents",
    action: Action::UploadDocuments,
    problems: &[Code::InvalidInput],
};

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Rows per page, 1 to 100; 20 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A document of the caller's.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub struct Listed {
    /// What an application refers to it by.
    pub id: Uuid,
    /// Its file name.
    #[schema(example = "营业执照.pdf")]
    pub name: String,
    /// What it is, by its content.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was uploaded.
    pub uploaded_at: DateTime<Utc>,
    /// When an application first took it; null while none has.
    pub attached_at: Option<DateTime<Utc>>,
    /// When it expires; null once attached.
    pub expires_at: Option<DateTime<Utc>>,
}

/// List one's documents
///
/// What the caller uploaded, newest first.
#[utoipa::path(
    operation_id = "list_documents", tag = "Documents", params(Query),
    responses((status = 200, body = Page<Listed>, description = "A page of documents", example = json!({
        "data": [{
            "id": "019c6f3e-5b7a-7000-8000-000000000001", "name": "营业执照.pdf", "media_type": "application/pdf", "size": 48211,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "uploaded_at": "2026-03-02T02:10:00Z", "attached_at": null, "expires_at": "2026-03-09T02:10:00Z"
        }],
        "next_cursor": null
    })))
)]
#[get("/documents")]
pub async fn handle(
    caller: Allowed<may::UploadDocuments>,
    query: web::Query<Query>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
) -> Result<web::Json<Page<Listed>>, Problem> {
    let query = query.into_inner();
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
        count: None,
    };
    let (limit, after) = (page.limit()?, page.after()?);
    let rows = row::list(&mut *db.get().await?, caller.account, after, limit, clock.now()).await?;
    Ok(web::Json(Page::new(rows, limit, |row| row.id).map(listed)))
}

fn listed(row: Document) -> Listed {
    Listed {
        id: row.id,
        name: row.name,
        media_type: row.media_type,
        size: row.size,
        sha256: row.sha256,
        uploaded_at: row.uploaded_at,
        attached_at: row.attached_at,
        expires_at: row
            .attached_at
            .is_none()
            .then(|| row.uploaded_at + TimeDelta::days(KEEP_DAYS)),
    }
}
