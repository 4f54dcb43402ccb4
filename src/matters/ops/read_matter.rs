//! `GET /matters/{id}`: a matter with everything its screen shows.
//!
//! 1. Read it with its members, and with what the caller's rights are decided on, in one statement.
//! 2. Parties see it, the window that receives it or took it in, the lead department, and those who work on one of its members.
//! 3. Look ahead: what is waited for, and what may be expected, follows from where the members stand.
//! 4. A caller who has this representation already gets 304.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::applications::Desk;
use crate::http::CallerLanguage;
use crate::http::conditional::has_current;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::matters::view::{MatterView, Seen, Shown};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_matter",
    action: Action::ReadApplications,
    problems: &[Code::NotFound, Code::InvalidInput],
};

/// What to include.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReadMatter {
    /// `events` adds the timeline of the whole.
    #[param(example = "events")]
    pub include: Option<String>,
}

/// Read a matter
///
/// Where every member stands, what everything waits for and by when, the members that decide when the matter is done, and the day it may be
/// expected. Those who work on one of its members see how far it is, not what was handed in for the others.
#[utoipa::path(
    operation_id = "read_matter",
    tag = "Matters",
    params(("id" = Uuid, Path, description = "The matter"), ReadMatter),
    responses(
        (status = 200, description = "The matter", body = MatterView,
            headers(("ETag" = String, description = "Version and light, and what changes without them"))),
        (status = 304, description = "The caller has it already (`If-None-Match`)"),
    )
)]
#[get("/matters/{id}")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    id: web::Path<Uuid>,
    query: web::Query<ReadMatter>,
    language: CallerLanguage,
    request: HttpRequest,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let events = match query.include.as_deref() {
        None | Some("") => false,
        Some("events") => true,
        Some(_) => {
            return Err(Problem::invalid_field(
                "?include",
                "unknown-include",
                "可选内容：events。",
                "May include: events.",
            ));
        }
    };
    let seen = Seen::of(&desk, *id, &caller, events).await?;
    let Shown { view, tag } = Shown::of(&desk, seen, &caller, language.0).await?;
    // Only the plain representation is tagged for 304: events change without the version that is seen.
    if !events && has_current(&request, &tag) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    Ok(HttpResponse::Ok().insert_header((ETAG, tag)).json(view))
}
