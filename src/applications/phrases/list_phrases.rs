//! `GET /phrases`: the common phrases of the caller's posts.
//!
//! 1. Only phrases of posts the caller holds; managers of a department see those of all its posts. Oldest first.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::PhraseKind;
use super::store::{self, PhraseFilter};
use crate::applications::store::rows::PhraseRow;
use crate::codes::{CreditCode, Post};
use crate::db::Db;
use crate::http::{Page, PageQuery};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "list_phrases",
    action: Action::KeepPhrases,
    problems: &[Code::InvalidInput],
};

/// Which phrases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListPhrases {
    /// Only of this department.
    pub department: Option<CreditCode>,
    /// Only of this post.
    #[param(value_type = Option<String>, example = "reviewer")]
    pub post: Option<Post>,
    /// Only these.
    pub kind: Option<PhraseKind>,
    /// Rows per page, 1 to 100; 20 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A common phrase of a post.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "department": "119901009999900619", "post": "reviewer", "kind": "opinion",
    "text": "经审查，材料齐全，符合法定条件。", "text_en": "Complete, and the legal conditions are met."}))]
pub struct Phrase {
    /// Its id.
    pub id: Uuid,
    /// The department.
    pub department: String,
    /// The post.
    pub post: String,
    /// `reasons`, `opinion` or `defect`.
    pub kind: String,
    /// What it says.
    pub text: String,
    /// The same in English.
    pub text_en: Option<String>,
}

impl From<PhraseRow> for Phrase {
    fn from(row: PhraseRow) -> Self {
        Self {
            id: row.id,
            department: row.department,
            post: row.post,
            kind: row.kind,
            text: row.text,
            text_en: row.text_en,
        }
    }
}

/// List common phrases
#[utoipa::path(
    operation_id = "list_phrases",
    tag = "Phrases",
    params(ListPhrases),
    responses((status = 200, description = "A page of phrases", body = Page<Phrase>, example = json!({"data": [
        {"id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "department": "119901009999900619", "post": "reviewer", "kind": "opinion",
            "text": "经审查，材料齐全，符合法定条件。", "text_en": "Complete, and the legal conditions are met."}
    ], "next_cursor": null})))
)]
#[get("/phrases")]
pub async fn handle(
    caller: Allowed<may::KeepPhrases>,
    query: web::Query<ListPhrases>,
    db: web::Data<Db>,
) -> Result<web::Json<Page<Phrase>>, Problem> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor.clone(),
        count: None,
    };
    let filter = PhraseFilter {
        department: query.department.as_ref().map(CreditCode::as_str),
        post: query.post.as_ref().map(Post::as_str),
        kind: query.kind.map(PhraseKind::as_str),
        after: page.after()?,
    };
    let limit = page.limit()?;
    let mut connection = db.get().await?;
    let rows = store::list(&mut connection, caller.account, &filter, limit + 1).await?;
    Ok(web::Json(Page::new(rows, limit, |row| row.id).map(Phrase::from)))
}
