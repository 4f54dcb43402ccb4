//! `DELETE /tasks/{id}/claim`: a clerk puts a task back.
//!
//! 1. The task must be of a post the caller holds.
//! 2. Decide: only who holds a task can put it back.

use actix_web::{delete, web};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::answers::{TaskState, command};
use crate::http::{Answer, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "release_task",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::Recused,
        Code::TaskTaken,
        Code::TaskUnclaimed,
        Code::TaskClosed,
        Code::ConcurrentChange,
    ],
};

/// Put a task back
#[utoipa::path(
    operation_id = "release_task",
    tag = "Tasks",
    params(
        ("id" = Uuid, Path, description = "The task"),
    ),
    responses((status = 200, description = "Put back", body = TaskState,
        headers(("ETag" = String, description = "The task's new version"))))
)]
#[delete("/tasks/{id}/claim")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let (task, by) = (*id, caller.account);
    let envelope = Envelope::new(&OPERATION, *caller, Right::Post(task), heading, &[])
        .unconditional()
        .unrepeatable();
    command(&desk, task, &envelope, async |_scene| {
        Ok(Plan::new(Command::Release { task, by }))
    })
    .await
}
