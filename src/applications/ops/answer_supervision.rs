//! `POST /applications/{id}/supervisions/{number}/answer`: those who handle an application give the account that a manager asked for.
//!
//! 1. The caller must hold a post in one of the departments that work on it.
//! 2. Decide: once, in time or late.
//! 3. The managers are told.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::Command;
use super::super::rights::Right;
use super::super::words::{LONG, too_long};
use super::answers::{ApplicationState, STAFF_PROBLEMS, command_on_any};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::Problem;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "answer_supervision",
    action: Action::HandleTasks,
    problems: STAFF_PROBLEMS,
};

/// The account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerSupervision {
    /// What there is to say.
    pub answer: String,
}

/// Answer a supervision
#[utoipa::path(
    operation_id = "answer_supervision",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("number" = u32, Path, description = "The demand's number"),
        ("If-Match" = String, Header, description = "The ETag of the version seen"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = AnswerSupervision, example = json!({"answer": "现场核查已约定于周三上午进行"})),
    responses((status = 200, description = "Answered", body = ApplicationState,
        headers(("ETag" = String, description = "The new version"))))
)]
#[post("/applications/{id}/supervisions/{number}/answer")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    path: web::Path<(Uuid, u32)>,
    heading: Heading,
    body: Body<AnswerSupervision>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let (id, number) = *path;
    let envelope = Envelope::new(&OPERATION, *caller, Right::Colleague, heading, &body.digest);
    let answer = body.value.answer.trim().to_owned();
    command_on_any(&desk, id, &envelope, async |_scene| {
        if answer.is_empty() {
            return Err(Problem::invalid_field(
                "/answer",
                "required",
                "请填写答复内容。",
                "Give your account.",
            ));
        }
        if let Some(error) = too_long("/answer", Some(&answer), LONG) {
            return Err(Problem::invalid(vec![error]));
        }
        let mut plan = Plan::new(Command::AnswerSupervision { number });
        plan.extras.remark = Some(answer.clone());
        Ok(plan)
    })
    .await
}
