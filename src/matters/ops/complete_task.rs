//! `POST /tasks/{id}/completion`: a clerk or reviewer finishes a task.
//!
//! 1. The task of an application is completed as [`crate::applications::tasks::complete_task`] tells.
//! 2. That of a matter as a whole is completed with a word on each of its members: see [`crate::matters::intake`].

use actix_web::{post, web};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::execute::Envelope;
use crate::applications::rights::Right;
use crate::applications::tasks::TaskState;
pub use crate::applications::tasks::complete_task::OPERATION;
use crate::applications::tasks::complete_task::{CompleteTask, complete};
use crate::http::{Answer, Body, Heading};
use crate::identity::Allowed;
use crate::identity::access::may;
use crate::matters::intake;
use crate::problem::{Code, Problem};

/// Complete a task
///
/// The task must be claimed by the caller. Which outcomes it has and what each needs is told by `GET /tasks/{id}`.
///
/// The task of a matter as a whole takes one word for all members, and another in `members` for those of which it is not the same. Verdicts are
/// on the matter's materials, once: what is missing counts for every member that it serves. Members whose departments have not delegated
/// acceptance are forwarded to them. Everything missing is told in one notice.
#[utoipa::path(
    operation_id = "complete_task",
    tag = "Tasks",
    params(
        ("id" = Uuid, Path, description = "The task"),
        ("If-Match" = String, Header, description = "The ETag of the task as seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = CompleteTask, examples(
        ("accept" = (summary = "Accept at intake", value = json!({"outcome": "accept"}))),
        ("supplement" = (summary = "Tell what is missing", value = json!({"outcome": "request_supplement",
            "verdicts": [{"material": "premises_proof", "verdict": "missing"}]}))),
        ("state" = (summary = "Approve, with what the decision states", value = json!({"outcome": "pass",
            "result": {"retires_in": "2031-05"}}))),
        ("matter" = (summary = "Look through a matter, and decline one member", value = json!({"outcome": "accept",
            "members": [{"application": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "outcome": "decline", "reasons": "不属于本市办理范围"}]}))),
        ("deny" = (summary = "Deny with reasons", value = json!({"outcome": "deny", "reasons": "不符合《食品安全法》规定的条件"}))),
    )),
    responses((status = 200, description = "Completed", body = TaskState,
        headers(("ETag" = String, description = "The task's new version"))))
)]
#[post("/tasks/{id}/completion")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<CompleteTask>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let input = &body.value;
    let alone = || complete(&desk, &OPERATION, *caller, *id, heading.clone(), &body.digest, input);
    let together = async || {
        let envelope = Envelope::new(&OPERATION, *caller, Right::Post(*id), heading.clone(), &body.digest);
        intake::complete(&desk, *id, &envelope, input).await
    };
    let (answered, otherwise) = match input.members.is_empty() {
        true => (alone().await, Code::MatterTask),
        false => (together().await, Code::NotFound),
    };
    match answered {
        Err(problem) if problem.code == otherwise && otherwise == Code::MatterTask => together().await,
        // The task of an application, which has no members to speak of.
        Err(problem) if problem.code == otherwise => alone().await,
        answered => answered,
    }
}
