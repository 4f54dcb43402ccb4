//! `POST /tasks/completions`: a clerk or reviewer finishes several tasks, with a result for each.
//!
//! 1. At most 50, no task twice.
//! 2. The key, if there is one, is this request's: another request under it is refused as a whole.
//! 3. Each is completed as `POST /tasks/{id}/completion` does it, some at a time: its own command, its own transaction. One that is refused
//!    does not stop the others.
//! 4. Each answer is stored with its own write, so that a repeat completes what was not, and repeats the answers to what was.

use std::collections::BTreeSet;

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::notices::MaterialWord;
use super::batch;
use super::complete_task::{self, CompleteTask, complete};
use crate::crypto::digest::sha256;
use crate::http::{Answer, Body, CallerLanguage, Heading, IfMatch};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::procedure::OutcomeCode;
use crate::text::{Language, Text};

/// Who may, and what can go wrong with the whole.
pub const OPERATION: Operation = Operation {
    id: "complete_tasks",
    action: Action::HandleTasks,
    problems: &[Code::InvalidInput, Code::IdempotencyKeyReused],
};

/// The most completions of one request.
const MOST: usize = 50;

/// Tasks to finish.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteTasks {
    /// Each with how it is finished; 1 to 50.
    #[schema(min_items = 1, max_items = 50)]
    pub completions: Vec<Completion>,
}

/// How one task is finished.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// The task, claimed by the caller.
    pub task: Uuid,
    /// The version of the task as seen.
    pub version: i64,
    /// One of the task's outcomes.
    #[schema(value_type = String, example = "pass")]
    pub outcome: OutcomeCode,
    /// What the reviewer thinks; for colleagues.
    #[serde(default)]
    pub opinion: Option<String>,
    /// Why, for the applicant; needed to decline and to deny.
    #[serde(default)]
    pub reasons: Option<String>,
    /// Whether it is refused because something was hidden or false.
    #[serde(default)]
    pub false_materials: bool,
    /// The word on materials.
    #[serde(default)]
    pub verdicts: Vec<MaterialWord>,
    /// The logins of those who went along to an on-site check.
    #[serde(default)]
    pub officers: Vec<String>,
    /// What the decision states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
}

/// What became of each, in the order of the request.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompletedTasks {
    /// A result for each.
    pub results: Vec<CompletionResult>,
}

/// What became of one.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompletionResult {
    /// The task.
    pub task: Uuid,
    /// The HTTP status its completion alone would have had: 200 when it is completed.
    pub status: u16,
    /// The task's new entity tag, when it is completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Why not, as its completion alone would have told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub problem: Option<Value>,
}

/// Complete several tasks
///
/// Each is completed by itself; the answer tells of each whether it was, and otherwise why not. Repeating the request with the same
/// `Idempotency-Key` completes what was not completed and repeats the result of what was.
#[utoipa::path(
    operation_id = "complete_tasks",
    tag = "Tasks",
    params(("Idempotency-Key" = Option<String>, Header, description = "A unique value that makes retrying safe")),
    request_body(content = CompleteTasks, example = json!({"completions": [
        {"task": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "version": 5, "outcome": "pass", "opinion": "符合条件"},
        {"task": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "version": 4, "outcome": "fail", "reasons": "场所布局不符合要求"}
    ]})),
    responses((status = 200, description = "A result for each", body = CompletedTasks, example = json!({"results": [
        {"task": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "status": 200, "etag": "\"6.green\""},
        {"task": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "status": 412, "problem": {"type": "urn:yiwang:problem:stale-version",
            "title": "内容已更新", "status": 412, "detail": "您看到的版本已过期，请刷新后重试。", "code": "stale-version"}}
    ]})))
)]
#[post("/tasks/completions")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    heading: Heading,
    language: CallerLanguage,
    body: Body<CompleteTasks>,
    desk: web::Data<Desk>,
) -> Result<web::Json<CompletedTasks>, Problem> {
    let entries = &body.value.completions;
    check(entries)?;
    let fingerprint = heading.idempotency.fingerprint(caller.account, &body.digest);
    // What is kept under the key itself is no answer, but what the key was used for.
    batch::keep_answer(&desk, fingerprint, Answer::new(200, &Value::Null)?).await?;
    let answers = batch::each(entries, async |place, entry: &Completion| {
        let heading = Heading {
            seen: IfMatch::Version(entry.version),
            idempotency: heading.idempotency.part(format_args!("{place:02}")),
            request_id: heading.request_id.clone(),
        };
        let digest = sha256(&serde_json::to_vec(entry).map_err(Problem::internal)?);
        let input = CompleteTask::from(entry.clone());
        let operation = &complete_task::OPERATION;
        complete(&desk, operation, *caller, entry.task, heading, &digest, &input).await
    })
    .await;
    let results = entries
        .iter()
        .zip(answers)
        .map(|(entry, answer)| result(entry.task, answer, language.0))
        .collect();
    Ok(web::Json(CompletedTasks { results }))
}

impl From<Completion> for CompleteTask {
    fn from(entry: Completion) -> Self {
        Self {
            outcome: entry.outcome,
            opinion: entry.opinion,
            reasons: entry.reasons,
            false_materials: entry.false_materials,
            verdicts: entry.verdicts,
            officers: entry.officers,
            result: entry.result,
            members: Vec::new(),
        }
    }
}

fn result(task: Uuid, answer: Result<Answer, Problem>, language: Language) -> CompletionResult {
    match answer {
        Ok(answer) => CompletionResult {
            task,
            status: answer.status,
            etag: answer.etag,
            problem: None,
        },
        Err(problem) => CompletionResult {
            task,
            status: problem.code.status(),
            etag: None,
            problem: serde_json::from_str(&problem.body(language)).ok(),
        },
    }
}

fn check(entries: &[Completion]) -> Result<(), Problem> {
    let mut errors = Vec::new();
    if !(1..=MOST).contains(&entries.len()) {
        let message = Text::new(
            format!("一次办理 1 至 {MOST} 项任务。"),
            format!("Complete 1 to {MOST} tasks at once."),
        );
        errors.push(FieldError::new("/completions", "out-of-range", message));
    }
    let mut seen = BTreeSet::new();
    for (place, entry) in entries.iter().enumerate() {
        if !seen.insert(entry.task) {
            let message = Text::new("同一任务只能出现一次。", "Each task once.");
            errors.push(FieldError::new(
                format!("/completions/{place}/task"),
                "duplicate",
                message,
            ));
        }
    }
    match errors.is_empty() {
        true => Ok(()),
        false => Err(Problem::invalid(errors)),
    }
}
