//! `PUT /tasks/{id}/draft`: what the holder of a task has written so far.
//!
//! 1. The task must be of a post the caller holds, and in their hands.
//! 2. Keep it sealed, one a task and person; an empty one is removed. It is no event and changes no version.
//!
//! It is shown to its writer alone, by `GET /tasks/{id}`, while they hold the task. Housekeeping clears away what nobody can see any more.

use actix_web::{HttpResponse, put, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::notices::MaterialWord;
use super::super::store::rows::DraftRow;
use super::super::words::{LINE, LONG, SHORT, too_long, too_many};
use super::complete_task::MemberWord;
use super::drafts;
use crate::crypto::Cipher;
use crate::http::Body;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::procedure::OutcomeCode;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "draft_task",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::Recused,
        Code::TaskTaken,
        Code::TaskUnclaimed,
        Code::TaskClosed,
        Code::InvalidInput,
    ],
};

/// The purpose that drafts are encrypted for: free text about people.
const PURPOSE: &str = "task.draft";

/// Characters of what a decision is to state, as JSON.
const MOST_RESULT: usize = 64 * 1024;

/// A completion that is still being written. Whether it fits the task is only checked when it is sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskDraft {
    /// The outcome chosen so far.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "pass")]
    pub outcome: Option<OutcomeCode>,
    /// What the reviewer thinks.
    #[serde(default)]
    pub opinion: Option<String>,
    /// Why, for the applicant.
    #[serde(default)]
    pub reasons: Option<String>,
    /// The word on materials so far.
    #[serde(default)]
    pub verdicts: Vec<MaterialWord>,
    /// What the decision is to state.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// The words on members of a matter so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<MemberWord>,
}

/// What its writer left.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftView {
    /// What was written.
    #[serde(flatten)]
    pub draft: TaskDraft,
    /// When it was kept.
    pub saved_at: DateTime<Utc>,
}

/// Keep the draft of a completion
///
/// Only the task's holder writes and sees it. An empty body removes it.
#[utoipa::path(
    operation_id = "draft_task",
    tag = "Tasks",
    params(("id" = Uuid, Path, description = "The task, claimed by the caller")),
    request_body(content = TaskDraft, examples(
        ("draft" = (summary = "So far", value = json!({"outcome": "pass", "opinion": "场所布局合理，"}))),
        ("none" = (summary = "Remove it", value = json!({}))),
    )),
    responses((status = 204, description = "Kept, or removed"))
)]
#[put("/tasks/{id}/draft")]
pub async fn handle(
    caller: Allowed<may::HandleTasks>,
    id: web::Path<Uuid>,
    body: Body<TaskDraft>,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let draft = body.value;
    draft.check()?;
    let mut connection = desk.db.get().await?;
    let owner = drafts::owner(&mut connection, *id, caller.account).await?;
    let place = drafts::Place {
        owner,
        task: *id,
        account: caller.account,
    };
    if draft.is_empty() {
        drafts::remove(&mut connection, place).await?;
    } else {
        let written = serde_json::to_string(&draft).map_err(Problem::internal)?;
        let sealed = desk.cipher.encrypt(PURPOSE, &written);
        drafts::keep(&mut connection, place, &sealed, desk.clock.now()).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

impl TaskDraft {
    fn is_empty(&self) -> bool {
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        let unmarked = self.verdicts.is_empty() && self.result.is_none() && self.members.is_empty();
        self.outcome.is_none() && blank(&self.opinion) && blank(&self.reasons) && unmarked
    }

    /// A draft may be incomplete, and wrong; it may not be endless.
    fn check(&self) -> Result<(), Problem> {
        let mut errors: Vec<FieldError> = [
            too_long("/opinion", self.opinion.as_deref(), LONG),
            too_long("/reasons", self.reasons.as_deref(), LONG),
            too_many("/members", self.members.len()),
        ]
        .into_iter()
        .flatten()
        .collect();
        errors.extend(endless("", &self.verdicts, self.result.as_ref()));
        for (index, word) in self.members.iter().enumerate() {
            let place = format!("/members/{index}");
            errors.extend(too_long(format!("{place}/reasons"), word.reasons.as_deref(), LONG));
            errors.extend(endless(&place, &word.verdicts, word.result.as_ref()));
        }
        match errors.is_empty() {
            true => Ok(()),
            false => Err(Problem::invalid(errors)),
        }
    }
}

/// What is too long of verdicts and of what a decision states.
fn endless(place: &str, verdicts: &[MaterialWord], result: Option<&Value>) -> Vec<FieldError> {
    let mut errors: Vec<FieldError> = too_many(format!("{place}/verdicts"), verdicts.len())
        .into_iter()
        .collect();
    let written = result.map(Value::to_string);
    errors.extend(too_long(format!("{place}/result"), written.as_deref(), MOST_RESULT));
    for (index, word) in verdicts.iter().enumerate() {
        let place = format!("{place}/verdicts/{index}");
        errors.extend(too_long(format!("{place}/material"), Some(&word.material), LINE));
        errors.extend(too_long(format!("{place}/reason"), word.reason.as_deref(), SHORT));
    }
    errors
}

impl DraftView {
    /// Opens what was kept.
    ///
    /// # Errors
    /// 500 when it cannot be opened.
    pub(super) fn open(row: &DraftRow, cipher: &Cipher) -> Result<Self, Problem> {
        let written = cipher.decrypt(PURPOSE, &row.content).map_err(Problem::internal)?;
        Ok(Self {
            draft: serde_json::from_str(&written).map_err(Problem::internal)?,
            saved_at: row.saved_at,
        })
    }
}
