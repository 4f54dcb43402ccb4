//! `DELETE /tasks/{id}/consultations/{consultation}`: a question to another department is withdrawn.
//!
//! 1. The task must be of a post the caller holds.
//! 2. Decide: only who holds the asking task withdraws its question, as long as it is not answered; the other department's task is cancelled.

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
    id: "withdraw_consultation",
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

/// Withdraw a question to another department
#[utoipa::path(
    operation_id = "withdraw_consultation",
    tag = "Tasks",
    params(
        ("id" = Uuid, Path, description = "The task that the question is about, claimed by the caller"),
        ("consultation" = Uuid, Path, description = "The task of whoever was asked"),
    ),
    responses((status = 200, description = "Withdrawn; the asking task", body = TaskState,
        headers(("ETag" = String, description = "The asking task's version"))))
)]
#[delete("/tasks/{id}/consultations/{consultation}")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    path: web::Path<(Uuid, Uuid)>,
    heading: Heading,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let ((task, consultation), by) = (path.into_inner(), caller.account);
    let envelope = Envelope::new(&OPERATION, *caller, Right::Post(task), heading, &[])
        .unconditional()
        .unrepeatable();
    command(&desk, task, &envelope, async |_scene| {
        Ok(Plan::new(Command::WithdrawQuestion { task, by, consultation }))
    })
    .await
}
