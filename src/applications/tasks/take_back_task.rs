//! `POST /tasks/{id}/taking-back`: whoever completed a step takes it back (撤回办理).
//!
//! 1. The task must be of a post the caller holds.
//! 2. Decide: as long as nobody has acted on what the step led to, everything is put back to where it was before, and the task is in the
//!    caller's hands again. A service that was asked cannot be un-asked, nor a decision undecided.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::reasons;
use super::answers::{TaskState, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "take_back_task",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::ApplicationSuspended,
        Code::StepNotLast,
        Code::Recused,
        Code::ConcurrentChange,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// Why a step is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBackTask {
    /// Why; for colleagues.
    #[serde(default)]
    #[schema(example = "误选结果")]
    pub reasons: Option<String>,
}

/// Take a step back that was just completed
///
/// Possible for whoever completed it, while nobody has claimed or done what it led to, and before the decision.
#[utoipa::path(
    operation_id = "take_back_task",
    tag = "Tasks",
    params(
        ("id" = Uuid, Path, description = "The task"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = TakeBackTask, example = json!({"reasons": "误选结果"})),
    responses((status = 200, description = "Taken back: the task is claimed by the caller again", body = TaskState,
        headers(("ETag" = String, description = "The task's new version"))))
)]
#[post("/tasks/{id}/taking-back")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<TakeBackTask>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let (task, by) = (*id, caller.account);
    let envelope = Envelope::new(&OPERATION, *caller, Right::Post(task), heading, &body.digest).unconditional();
    let why = body.value.reasons;
    command(&desk, task, &envelope, async |_scene| {
        let mut plan = Plan::new(Command::TakeBack { task, by });
        plan.extras.remark = why.as_deref().map(reasons).transpose()?;
        Ok(plan)
    })
    .await
}
