//! `GET /matters/{id}/events`: the timeline of a matter as a whole.
//!
//! 1. Read the matter with its events, in one statement.
//! 2. Tell them as [`crate::applications::ops::list_events`] does; to those who work on single members not what is missing of others. Each member has a timeline of its own.

use actix_web::{get, web};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::ops::list_events::Timeline;
use crate::http::CallerLanguage;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::matters::view::{Seen, shown_events};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "list_matter_events",
    action: Action::ReadApplications,
    problems: &[Code::NotFound],
};

/// Read the timeline of a matter
#[utoipa::path(
    operation_id = "list_matter_events",
    tag = "Matters",
    params(("id" = Uuid, Path, description = "The matter")),
    responses((status = 200, description = "The timeline", body = Timeline, example = json!({"data": [
        {"seq": 3, "kind": "submitted", "text": "提交申请，已收件", "at": "2026-11-20T02:10:00Z", "department": null,
            "detail": {"received_on": "2026-11-20"}}
    ]})))
)]
#[get("/matters/{id}/events")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    id: web::Path<Uuid>,
    language: CallerLanguage,
    desk: web::Data<Desk>,
) -> Result<web::Json<Timeline>, Problem> {
    let seen = Seen::of(&desk, *id, &caller, true).await?;
    let Timeline { data } = Timeline::of(&desk, &seen.screen, language);
    Ok(web::Json(Timeline {
        data: shown_events(data, seen.entire),
    }))
}
