//! `DELETE /tasks/{id}/claim`: a clerk puts a task back.
//!
//! 1. The task must be of a post the caller holds.
//! 2. Decide: only who holds a task can put it back.

use actix_web::{delete, web};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan, Precondition, execute};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::store::Target;
use super::answers::{TaskState, task_answer};
use crate::http::{Answer, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "release_task",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
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
    request_id: RequestId,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let (task, by) = (*id, caller.account);
    let envelope = Envelope {
        operation: &OPERATION,
        caller: *caller,
        request_id,
        fingerprint: None,
        right: Right::Post(task),
        precondition: Precondition::None,
        documents: vec![],
    };
    let today = desk.clock.today();
    execute(
        &desk,
        Target::Task(task),
        &envelope,
        async |_scene| Ok(Plan::new(Command::Release { task, by })),
        |row, case| task_answer(200, task, row, case, today),
    )
    .await
}
