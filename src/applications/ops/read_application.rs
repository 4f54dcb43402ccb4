//! `GET /applications/{id}`: an application with everything its screen shows.
//!
//! 1. Read it, with what the caller's rights are decided on, in one statement.
//! 2. Parties see it, and those who work on it; to anybody else it is not there.
//! 3. A caller who has this representation already gets 304.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::{self, Screen, ScreenQuery, Target};
use super::super::view::{ApplicationView, EventView};
use super::answers::application_tag;
use crate::http::CallerLanguage;
use crate::http::conditional::has_current;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_application",
    action: Action::ReadApplications,
    problems: &[Code::NotFound, Code::InvalidInput],
};

/// What to include.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReadApplication {
    /// Comma-separated: `events` adds the timeline.
    #[param(example = "events")]
    pub include: Option<String>,
}

/// Read an application
#[utoipa::path(
    operation_id = "read_application",
    tag = "Applications",
    params(("id" = Uuid, Path, description = "The application"), ReadApplication),
    responses(
        (status = 200, description = "The application", body = ApplicationView,
            headers(("ETag" = String, description = "Version and light"))),
        (status = 304, description = "The caller has it already (`If-None-Match`)"),
    )
)]
#[get("/applications/{id}")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    id: web::Path<Uuid>,
    query: web::Query<ReadApplication>,
    language: CallerLanguage,
    request: HttpRequest,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let events = wants_events(query.include.as_deref())?;
    let mut screen = visible_screen(&desk, Target::Application(*id), &caller, events).await?;
    let tag = application_tag(&screen.application, desk.clock.today());
    // Only the plain representation is tagged: what is included beside it does not change the version.
    if !events && has_current(&request, &tag) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    if !screen.is_handled_by_caller() {
        screen.events = screen.events.map(|events| {
            events
                .into_iter()
                .filter(|event| EventView::is_public(&event.kind))
                .collect()
        });
    }
    let view = ApplicationView::of(&desk, screen, &caller, language.0).await?;
    Ok(HttpResponse::Ok().insert_header((ETAG, tag)).json(view))
}

/// Reads an application that the caller may see.
///
/// # Errors
/// 404 when it is not there, or not the caller's to see.
pub(in super::super) async fn visible_screen(
    desk: &Desk,
    target: Target,
    caller: &Caller,
    events: bool,
) -> Result<Screen, Problem> {
    let query = ScreenQuery {
        caller: caller.account,
        today: desk.clock.today(),
        events,
    };
    let mut connection = desk.db.get().await?;
    let screen = store::read_screen(&mut connection, target, query).await?;
    screen
        .filter(|screen| screen.is_party(caller) || screen.is_handled_by_caller())
        .ok_or_else(|| Problem::new(Code::NotFound))
}

fn wants_events(include: Option<&str>) -> Result<bool, Problem> {
    let mut events = false;
    for part in include
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match part {
            "events" => events = true,
            _ => {
                return Err(Problem::invalid_field(
                    "?include",
                    "unknown-include",
                    "可选内容：events。",
                    "May include: events.",
                ));
            }
        }
    }
    Ok(events)
}
