//! What was told to the caller, newest first.
//!
//! 1. Read a page of the caller's messages, and count them if asked.
//! 2. Show them in the caller's language.

use actix_web::{get, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::db::Db;
use crate::http::{CallerLanguage, Page, PageQuery};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::notifications::store::{self, Row};
use crate::problem::{Code, Problem};
use crate::text::Language;

/// How it is documented.
pub const OPERATION: Operation = Operation {
    id: "list_notifications",
    action: Action::ReadInbox,
    problems: &[Code::InvalidInput],
};

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Only unread ones (true), or only read ones (false).
    pub unread: Option<bool>,
    /// Rows per page, 1 to 100; 20 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all rows, up to 10,000.
    pub count: Option<bool>,
}

/// A message of the inbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notification {
    /// Its id.
    pub id: Uuid,
    /// What it says, as a word for programs.
    #[schema(example = "application.accepted")]
    pub kind: String,
    /// One line, in the caller's language.
    #[schema(example = "您的申请已受理")]
    pub title: String,
    /// Paragraphs, one a line, in the caller's language.
    pub body: String,
    /// What it is about.
    pub link: Link,
    /// When it was told.
    pub created_at: DateTime<Utc>,
    /// When it was first read; null while unread.
    pub read_at: Option<DateTime<Utc>>,
}

/// What a message is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationLink)]
pub struct Link {
    /// `application` or `matter`.
    #[schema(example = "application")]
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
}

/// List one's notifications
///
/// Newest first. Nobody sees another account's.
#[utoipa::path(
    operation_id = "list_notifications", tag = "Notifications", params(Query),
    responses((status = 200, body = Page<Notification>, description = "A page of messages", example = json!({
        "data": [{
            "id": "6f0b7c52-8a3e-8f1c-9d2b-4e5f60718293", "kind": "application.accepted", "title": "您的申请已受理",
            "body": "您申请的“食品经营许可”已受理。", "link": {"kind": "application", "id": "019c6f3e-5b7a-7000-8000-000000000001"},
            "created_at": "2026-03-02T02:10:00Z", "read_at": null
        }],
        "next_cursor": null
    })))
)]
#[get("/notifications")]
pub async fn handle(
    caller: Allowed<may::ReadInbox>,
    query: web::Query<Query>,
    language: CallerLanguage,
    db: web::Data<Db>,
) -> Result<web::Json<Page<Notification>>, Problem> {
    let query = query.into_inner();
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
        count: query.count,
    };
    let (limit, after) = (page.limit()?, page.after()?);
    let mut conn = db.get().await?;
    let rows = store::list(&mut conn, caller.account, query.unread, after, limit).await?;
    let count = match page.count {
        Some(true) => Some(store::count(&mut conn, caller.account, query.unread).await?),
        _ => None,
    };
    let page = Page::new(rows, limit, |row| (row.created_at, row.id)).with_count(count);
    Ok(web::Json(page.map(|row| shown(row, language.0))))
}

fn shown(row: Row, language: Language) -> Notification {
    let (title, body) = match language {
        Language::ZhCn => (row.title_zh, row.body_zh),
        Language::En => (row.title_en, row.body_en),
    };
    Notification {
        id: row.id,
        link: Link {
            kind: if row.kind.starts_with("matter") {
                "matter"
            } else {
                "application"
            },
            id: row.owner_id,
        },
        kind: row.kind,
        title,
        body,
        created_at: row.created_at,
        read_at: row.read_at,
    }
}
