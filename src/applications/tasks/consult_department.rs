//! `POST /tasks/{id}/consultations`: the holder of a task asks another department for its opinion (征求意见).
//!
//! 1. The task must be of a post the caller holds, and the department must be one.
//! 2. Decide: a task opens at the post of that department, within the time the item gives (5 working days unless it says otherwise).
//! 3. It is answered like any other task, with `agree` or `disagree`; until then the asking task is not completed.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan, execute};
use super::super::lifecycle::{Case, Command, TaskKind};
use super::super::rights::Right;
use super::super::store::Target;
use super::super::store::rows::ApplicationRow;
use super::super::words::{LONG, too_long};
use super::answers::{TaskState, task_answer};
use crate::calendar::Limit;
use crate::codes::{CreditCode, Post};
use crate::http::{Answer, Body, Heading};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "consult_department",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::Recused,
        Code::TaskTaken,
        Code::TaskUnclaimed,
        Code::TaskClosed,
        Code::ConcurrentChange,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// A question to another department.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsultDepartment {
    /// The department, by credit code.
    pub department: CreditCode,
    /// The post that answers; `reviewer` when not said.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "reviewer")]
    pub post: Option<Post>,
    /// What it is asked.
    #[schema(example = "该店面是否符合户外设施设置规定？")]
    pub question: String,
    /// How long it has; not longer than the item gives.
    #[serde(default)]
    pub limit: Option<Limit>,
}

/// Ask another department for its opinion
#[utoipa::path(
    operation_id = "consult_department",
    tag = "Tasks",
    params(
        ("id" = Uuid, Path, description = "The task that the question is about, claimed by the caller"),
        ("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe"),
    ),
    request_body(content = ConsultDepartment, example = json!({"department": "11990100999990029X", "question": "该店面是否符合户外设施设置规定？",
        "limit": {"days": 3, "unit": "working_day"}})),
    responses((status = 201, description = "Asked; the task of whoever answers", body = TaskState, headers(
        ("Location" = String, description = "That task"), ("ETag" = String, description = "Its version"))))
)]
#[post("/tasks/{id}/consultations")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    heading: Heading,
    body: Body<ConsultDepartment>,
    desk: web::Data<Desk>,
) -> Result<Answer, Problem> {
    let (task, by) = (*id, caller.account);
    let envelope = Envelope::new(&OPERATION, *caller, Right::Post(task), heading, &body.digest).unconditional();
    let (asked, today) = (body.value, desk.clock.today());
    let respond = |row: &ApplicationRow, case: &Case| {
        let question = TaskKind::Consultation { about: task };
        let opened = case.tasks.iter().rev().find(|task| task.kind == question);
        let opened = opened
            .ok_or_else(|| Problem::internal("the question was not opened"))?
            .id;
        let answer = task_answer(201, opened, row, case, today)?;
        Ok(answer.at(format!("/api/v1/tasks/{opened}")))
    };
    let plan = async |scene: &super::super::scene::Scene<'_>| {
        let department = scene.catalogue.department(&asked.department);
        let errors: Vec<FieldError> = [
            department.is_none().then(unknown_department),
            asked.question.trim().is_empty().then(no_question),
            too_long("/question", Some(&asked.question), LONG),
        ]
        .into_iter()
        .flatten()
        .collect();
        Problem::faultless(errors)?;
        let mut plan = Plan::new(Command::Consult {
            task,
            by,
            department: asked.department.clone(),
            post: asked.post.clone().unwrap_or(Post::REVIEWER),
            limit: asked.limit,
        });
        plan.extras.question = Some(asked.question.trim().to_owned());
        Ok(plan)
    };
    execute(&desk, Target::Task(task), &envelope, plan, respond).await
}

fn unknown_department() -> FieldError {
    let message = Text::new("没有这个部门。", "There is no such department.");
    FieldError::new("/department", "unknown-department", message)
}

fn no_question() -> FieldError {
    let message = Text::new("请填写征求意见的内容。", "Say what is asked.");
    FieldError::new("/question", "required", message)
}
