//! `POST /applications/{id}/supervisions`: a manager asks those who handle an application for an account (督办).
//!
//! 1. The caller must manage the deciding department, or that of one of the tasks.
//! 2. Decide: from receipt until the end; the last day to answer lies ahead.
//! 3. Whoever has work on it now is told; the manager hears when no account is given in time.

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::reasons;
use super::answers::{ApplicationState, STAFF_PROBLEMS, command_on_any};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "supervise_application",
    action: Action::SuperviseTasks,
    problems: STAFF_PROBLEMS,
};

/// What a manager asks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuperviseApplication {
    /// The question, and why; for colleagues.
    pub reasons: String,
    /// The last day to answer; two working days when not said, sixty days at most.
    #[serde(default)]
    pub answer_by: Option<NaiveDate>,
}

/// Supervise an application
#[utoipa::path(
    operation_id = "supervise_application",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = SuperviseApplication, example = json!({"reasons": "申请人两次催办，请说明现场核查为何未安排", "answer_by": "2026-11-24"})),
    responses((status = 200, description = "Asked for", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/supervisions")]
pub async fn handle(
    caller: Allowed<may::SuperviseTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<SuperviseApplication>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(&OPERATION, *caller, Right::Manager, heading, &body.digest);
    let SuperviseApplication {
        reasons: why,
        answer_by,
    } = body.value;
    command_on_any(&desk, *id, &envelope, async |_scene| {
        let mut plan = Plan::new(Command::Supervise { answer_by });
        plan.extras.remark = Some(reasons(&why)?);
        Ok(plan)
    })
    .await
}
