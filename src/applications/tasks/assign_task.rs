//! `POST /tasks/{id}/assignment`: a task is put into a colleague's hands.
//!
//! 1. The caller holds the task's post or manages its department; the version they saw must be the task's, so that of two who assign at
//!    once one wins.
//! 2. The colleague must hold the task's post, by what the command read.
//! 3. Decide: its holder delegates a task (委托), a manager reassigns any that is open (改派), neither to anybody who is recused.
//! 4. The new holder is told, and whoever held it before.

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
use super::colleagues::colleague;
use crate::codes::Post;
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "assign_task",
    action: Action::SuperviseTasks,
    problems: &[
        Code::NotFound,
        Code::Recused,
        Code::TaskTaken,
        Code::TaskUnclaimed,
        Code::TaskClosed,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// Into whose hands, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignTask {
    /// The colleague's login. They hold the task's post in its department.
    #[schema(example = "reviewer")]
    pub to: String,
    /// Why; for colleagues.
    #[schema(example = "本周外出培训，请代为办理")]
    pub reasons: String,
}

/// Put a task into a colleague's hands
///
/// Who holds a task delegates it; who manages the department reassigns any task that is open or claimed. The new holder is told.
#[utoipa::path(
    operation_id = "assign_task",
    tag = "Tasks",
    params(
        ("id" = Uuid, Path, description = "The task"),
        ("If-Match" = String, Header, description = "The ETag of the task as seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = AssignTask, example = json!({"to": "reviewer", "reasons": "本周外出培训，请代为办理"})),
    responses((status = 200, description = "Assigned", body = TaskState,
        headers(("ETag" = String, description = "The task's new version"))))
)]
#[post("/tasks/{id}/assignment")]
pub async fn handle(
    caller: Allowed<may::SuperviseTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<AssignTask>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let (task, by) = (*id, caller.account);
    let AssignTask { to, reasons: why } = body.value;
    let envelope = Envelope::new(&OPERATION, *caller, Right::Supervise(task), heading, &body.digest).naming([&*to]);
    command(&desk, task, &envelope, async |scene| {
        let remark = reasons(&why)?;
        let known = scene.case.task(task).ok_or_else(|| Problem::new(Code::NotFound))?;
        let mut plan = Plan::new(Command::Assign {
            task,
            by,
            to: colleague(scene, known, &to).ok_or_else(|| not_of_post("/to"))?,
            supervised: scene.loaded.holds(&known.department, &Post::MANAGER),
        });
        plan.extras.remark = Some(remark);
        Ok(plan)
    })
    .await
}

fn not_of_post(pointer: &str) -> Problem {
    Problem::invalid(vec![super::colleagues::not_of_post(pointer)])
}
