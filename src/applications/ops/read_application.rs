//! `GET /applications/{id}`: an application with everything its screen shows.
//!
//! 1. Read it, with what the caller's rights are decided on, in one statement.
//! 2. Parties see it, those who work on it, and who took it in at a window; to anybody else it is not there. Nor are matters (一件事): they
//!    have a screen of their own.
//! 3. A caller who has this representation already gets 304.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::scene::{case_of, item_version};
use super::super::store::rows::OwnerKind;
use super::super::store::{self, Screen, ScreenQuery, Target};
use super::super::view::{ApplicationView, EventView, LedgerView, ledger};
use super::answers::rated_tag;
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
    /// Comma-separated: `events` adds the timeline, `ledger` how the due dates came about.
    #[param(example = "events,ledger")]
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
    let included = Included::parse(query.include.as_deref())?;
    let mut screen = visible_screen(&desk, Target::Application(*id), &caller, included.events).await?;
    let tag = rated_tag(&screen.application, screen.ratings.len(), desk.clock.today());
    // Only the plain representation is tagged: what is included beside it does not change the version.
    if included == Included::default() && has_current(&request, &tag) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    if !screen.is_handled_by_caller() {
        screen.keep_public_events(EventView::is_public);
    }
    let ledger = match included.ledger {
        true => Some(ledger_of(&desk, &screen, language).await?),
        false => None,
    };
    let view = ApplicationView::of(&desk, screen, &caller, language.0).await?;
    let view = ApplicationView { ledger, ..view };
    Ok(HttpResponse::Ok().insert_header((ETAG, tag)).json(view))
}

/// Reads an application that the caller may see. A matter (一件事) is read under its own address, but its task with the others.
///
/// # Errors
/// 404 when it is not there, or not the caller's to see.
pub(crate) async fn visible_screen(
    desk: &Desk,
    target: Target,
    caller: &Caller,
    events: bool,
) -> Result<Screen, Problem> {
    let screen = any_screen(desk, target, caller, events).await?;
    let in_its_place = matches!(target, Target::Task(_)) || screen.application.kind != OwnerKind::Matter;
    let sees = screen.is_party(caller) || screen.is_handled_by_caller() || screen.was_taken_in_by(caller);
    match sees && in_its_place {
        true => Ok(screen),
        false => Err(Problem::new(Code::NotFound)),
    }
}

/// Reads an application, whoever may see it.
///
/// # Errors
/// 404 when it is not there.
pub(crate) async fn any_screen(desk: &Desk, target: Target, caller: &Caller, events: bool) -> Result<Screen, Problem> {
    let query = ScreenQuery {
        caller: caller.account,
        today: desk.clock.today(),
        events,
    };
    let mut connection = desk.db.get().await?;
    let screen = store::read_screen(&mut connection, target, query).await?;
    screen.ok_or_else(|| Problem::new(Code::NotFound))
}

/// The ledger of an application's due dates.
pub(super) async fn ledger_of(desk: &Desk, screen: &Screen, language: CallerLanguage) -> Result<LedgerView, Problem> {
    let row = &screen.application;
    let version = item_version(desk, row).await?;
    Ok(ledger(desk, row, &case_of(row)?, &version, language.0))
}

/// What is included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Included {
    events: bool,
    ledger: bool,
}

impl Included {
    fn parse(include: Option<&str>) -> Result<Self, Problem> {
        let mut included = Self::default();
        let parts = include.unwrap_or_default().split(',').map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            match part {
                "events" => included.events = true,
                "ledger" => included.ledger = true,
                _ => {
                    return Err(Problem::invalid_field(
                        "?include",
                        "unknown-include",
                        "可选内容：events、ledger。",
                        "May include: events, ledger.",
                    ));
                }
            }
        }
        Ok(included)
    }
}
