//! `POST /applications/{id}/suspensions/current/prolongation`: a special procedure takes longer than planned.
//!
//! 1. The caller must hold the post of an open task of the procedure, or work at the window or as approver of the deciding department.
//! 2. Decide: before the planned last day has passed, to a later one. The due dates move with it, and the applicant is told why (art. 45).

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::reasoned;
use super::answers::{ApplicationState, PROBLEMS, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "prolong_suspension",
    action: Action::HandleTasks,
    problems: PROBLEMS,
};

/// A prolongation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProlongSuspension {
    /// The new last day, later than the planned one.
    pub until: NaiveDate,
    /// Why it takes longer, for the notice.
    pub reasons: String,
}

/// Prolong the special procedure that is going on
#[utoipa::path(
    operation_id = "prolong_suspension",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = ProlongSuspension, example = json!({"until": "2026-12-11", "reasons": "专家组要求补充试验数据"})),
    responses((status = 200, description = "Prolonged", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/suspensions/current/prolongation")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<ProlongSuspension>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Handler, heading, &body.digest);
    let input = body.value;
    command(&desk, *id, &envelope, async |_scene| {
        reasoned(&input.reasons)?;
        let mut plan = Plan::new(Command::Prolong { until: input.until });
        plan.wording.reasons = Some(input.reasons.clone());
        Ok(plan)
    })
    .await
}
