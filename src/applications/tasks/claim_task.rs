//! `POST /tasks/{id}/claim`: a clerk takes a task.
//!
//! 1. The task must be of a post the caller holds.
//! 2. Decide: only an open task can be taken; a second claim is a conflict.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::answers::{TaskState, command};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "claim_task",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::Recused,
        Code::TaskTaken,
        Code::TaskClosed,
        Code::ConcurrentChange,
        Code::IdempotencyKeyReused,
    ],
};

/// Nothing is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimTask {}

/// Claim a task
#[utoipa::path(
    operation_id = "claim_task",
    tag = "Tasks",
    params(
        ("id" = Uuid, Path, description = "The task"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = ClaimTask, example = json!({})),
    responses((status = 200, description = "Claimed", body = TaskState,
        headers(("ETag" = String, description = "The task's new version"))))
)]
#[post("/tasks/{id}/claim")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<ClaimTask>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    claim(&desk, &OPERATION, *caller, *id, heading, &body.digest).await
}

/// Claims a task for the caller.
///
/// # Errors
/// See [`OPERATION`].
pub(super) async fn claim(
    desk: &Desk,
    operation: &'static Operation,
    caller: Caller,
    task: Uuid,
    heading: Heading,
    digest: &[u8],
) -> Result<Answer, Problem> {
    let by = caller.account;
    let envelope = Envelope::new(operation, caller, Right::Post(task), heading, digest).unconditional();
    command(desk, task, &envelope, async |_scene| {
        Ok(Plan::new(Command::Claim { task, by }))
    })
    .await
}
