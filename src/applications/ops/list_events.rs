//! `GET /applications/{id}/events`: the timeline.
//!
//! 1. Read the application with its events, in one statement; parties and those who work on it may.
//! 2. Applicants see what concerns them; the inner steps of task keeping are the departments' own.

use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::{Screen, Target};
use super::super::view::EventView;
use super::read_application::visible_screen;
use crate::http::CallerLanguage;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "list_events",
    action: Action::ReadApplications,
    problems: &[Code::NotFound],
};

/// The timeline of an application. It is short, so it comes whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct Timeline {
    /// The events, oldest first.
    pub data: Vec<EventView>,
}

/// Read the timeline of an application
#[utoipa::path(
    operation_id = "list_events",
    tag = "Applications",
    params(("id" = Uuid, Path, description = "The application")),
    responses((status = 200, description = "The timeline", body = Timeline, example = json!({"data": [
        {"seq": 2, "kind": "submitted", "text": "提交申请，已收件", "at": "2026-11-20T02:10:00Z", "department": null,
            "detail": {"received_on": "2026-11-20"}}
    ]})))
)]
#[get("/applications/{id}/events")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    id: web::Path<Uuid>,
    language: CallerLanguage,
    desk: web::Data<Desk>,
) -> Result<web::Json<Timeline>, Problem> {
    let screen = visible_screen(&desk, Target::Application(*id), &caller, true).await?;
    Ok(web::Json(Timeline::of(&desk, &screen, language)))
}

impl Timeline {
    /// The timeline of what the caller sees, read with its events.
    pub(crate) fn of(desk: &Desk, screen: &Screen, language: CallerLanguage) -> Self {
        let inner = screen.is_handled_by_caller();
        let events = screen
            .events
            .iter()
            .flatten()
            .filter(|event| inner || EventView::is_public(&event.kind));
        Self {
            data: events
                .map(|event| EventView::of(event, screen.remark(event.seq), desk, language.0, inner))
                .collect(),
        }
    }
}
