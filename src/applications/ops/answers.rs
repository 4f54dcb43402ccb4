//! What a command on an application answers. No personal data: answers are kept to be repeated.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan, execute};
use super::super::lifecycle::{Case, Outcome, Status};
use super::super::scene::Scene;
use super::super::store::Target;
use super::super::store::rows::ApplicationRow;
use super::super::together::no_matter;
use crate::http::{Answer, etag};
use crate::problem::{Code, Problem};

/// What a command on an application as it was seen can answer with.
pub(crate) const PROBLEMS: &[Code] = &[
    Code::NotFound,
    Code::InvalidTransition,
    Code::ConcurrentChange,
    Code::StaleVersion,
    Code::PreconditionRequired,
    Code::InvalidInput,
    Code::IdempotencyKeyReused,
];

/// The same, of those who may be recused from it.
pub(crate) const STAFF_PROBLEMS: &[Code] = &[
    Code::NotFound,
    Code::InvalidTransition,
    Code::Recused,
    Code::ConcurrentChange,
    Code::StaleVersion,
    Code::PreconditionRequired,
    Code::InvalidInput,
    Code::IdempotencyKeyReused,
];

/// Where an application stands after a command.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "BJ202611200000000018", "version": 3, "status": "submitted", "awaiting_consent": false,
    "outcome": null,
    "submitted_at": "2026-11-20T02:10:00Z", "accepted_on": null, "promised_due_on": null, "pickup_code": "482913", "certificate": null
}))]
pub struct ApplicationState {
    /// Its id.
    pub id: Uuid,
    /// Its number, on the receipt slip.
    pub number: String,
    /// Its version.
    pub version: i64,
    /// Its status.
    pub status: Status,
    /// Whether it is handed in and waits for others to consent; it is received with the last consent.
    pub awaiting_consent: bool,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// When it was received.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Day 0 of the limits.
    pub accepted_on: Option<NaiveDate>,
    /// The promised due date.
    pub promised_due_on: Option<NaiveDate>,
    /// The code that fetches the result at the window.
    pub pickup_code: Option<String>,
    /// The number of the certificate, once issued.
    pub certificate: Option<String>,
}

impl ApplicationState {
    /// From the row and state after the command.
    pub fn of(row: &ApplicationRow, case: &Case) -> Self {
        Self {
            id: row.id,
            number: row.number.to_string(),
            version: row.version,
            status: case.phase.status(),
            awaiting_consent: case.consents.held,
            outcome: case.phase.decided().map(|decided| decided.outcome),
            submitted_at: row.submitted_at,
            accepted_on: row.accepted_on,
            promised_due_on: row.promised_due_on,
            pickup_code: row.pickup_code.clone(),
            certificate: case
                .phase
                .decided()
                .and_then(|decided| decided.certificate.as_ref())
                .map(ToString::to_string),
        }
    }
}

/// The entity tag of an application on a day: its version and, while in review, its light.
pub(crate) fn application_tag(row: &ApplicationRow, today: NaiveDate) -> String {
    etag(row.version, row.light(today))
}

/// The same, of an application with so many ratings: these change no version.
pub(super) fn rated_tag(row: &ApplicationRow, ratings: usize, today: NaiveDate) -> String {
    let mut tag = application_tag(row, today);
    if ratings > 0 {
        tag.insert_str(tag.len() - 1, &format!(".r{ratings}"));
    }
    tag
}

/// Executes a command on an application, which is no matter, and answers where it stands then.
///
/// # Errors
/// See [`execute`].
pub(super) async fn command<P>(desk: &Desk, id: Uuid, envelope: &Envelope, plan: P) -> Result<Answer, Problem>
where
    P: AsyncFn(&Scene<'_>) -> Result<Plan, Problem>,
{
    let plan = async |scene: &Scene<'_>| {
        no_matter(scene)?;
        plan(scene).await
    };
    command_on_any(desk, id, envelope, plan).await
}

/// Executes a command on an application or a matter.
///
/// # Errors
/// See [`execute`].
pub(super) async fn command_on_any<P>(desk: &Desk, id: Uuid, envelope: &Envelope, plan: P) -> Result<Answer, Problem>
where
    P: AsyncFn(&Scene<'_>) -> Result<Plan, Problem>,
{
    let today = desk.clock.today();
    let respond = |row: &ApplicationRow, case: &Case| state_answer(200, row, case, today);
    execute(desk, Target::Application(id), envelope, plan, respond).await
}

/// The answer to a command on an application.
pub(crate) fn state_answer(
    status: u16,
    row: &ApplicationRow,
    case: &Case,
    today: NaiveDate,
) -> Result<Answer, Problem> {
    Ok(Answer::new(status, &ApplicationState::of(row, case))?.tagged(application_tag(row, today)))
}
