//! What a command on a task answers. No personal data: answers are kept to be repeated.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan, execute};
use super::super::lifecycle::{Case, Light, Task, TaskStatus, light};
use super::super::ops::ApplicationState;
use super::super::scene::Scene;
use super::super::store::Target;
use super::super::store::rows::ApplicationRow;
use crate::http::{Answer, etag};
use crate::problem::{Code, Problem};

/// The states of a task, as the API words them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskWord {
    /// Nobody holds it.
    Open,
    /// Somebody works on it.
    Claimed,
    /// Done.
    Completed,
    /// Not needed any more.
    Cancelled,
}

impl TaskWord {
    /// The word of the database.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Claimed => "claimed",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word back; one that is none of ours reads as cancelled, which nobody can act on.
    pub(super) fn from_word(word: &str) -> Self {
        let all = [Self::Open, Self::Claimed, Self::Completed];
        all.into_iter()
            .find(|state| state.as_str() == word)
            .unwrap_or(Self::Cancelled)
    }
}

/// Where a task and its application stand after a command.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "version": 4, "status": "claimed", "holder": "019a1c2e-0000-7000-8000-000000000002",
    "application": {"id": "019a1c2e-0000-7000-8000-000000000001", "number": "BJ202611200000000018", "version": 4, "status": "submitted",
        "outcome": null, "submitted_at": "2026-11-20T02:10:00Z", "accepted_on": null, "promised_due_on": null, "pickup_code": null}
}))]
pub struct TaskState {
    /// The task.
    pub id: Uuid,
    /// Its version: what `If-Match` compares.
    pub version: i64,
    /// Its state.
    pub status: TaskWord,
    /// Who holds it.
    pub holder: Option<Uuid>,
    /// Its application. The pickup code is the applicant's and stays hidden.
    pub application: ApplicationState,
}

/// The entity tag of a task on a day.
pub(in super::super) fn task_tag(
    version: i64,
    yellow_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    today: NaiveDate,
) -> String {
    etag(version, task_light(yellow_on, due_on, today))
}

/// The light of a task on a day, if it has a limit.
pub(in super::super) fn task_light(
    yellow_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<Light> {
    Some(light(today, yellow_on?, due_on?))
}

/// Executes a command on a task and answers where both stand then.
///
/// # Errors
/// See [`execute`].
pub(super) async fn command<P>(desk: &Desk, task: Uuid, envelope: &Envelope, plan: P) -> Result<Answer, Problem>
where
    P: AsyncFn(&Scene<'_>) -> Result<Plan, Problem>,
{
    let today = desk.clock.today();
    let respond = |row: &ApplicationRow, case: &Case| task_answer(200, task, row, case, today);
    execute(desk, Target::Task(task), envelope, plan, respond).await
}

/// The answer to a command on a task.
pub(crate) fn task_answer(
    status: u16,
    id: Uuid,
    row: &ApplicationRow,
    case: &Case,
    today: NaiveDate,
) -> Result<Answer, Problem> {
    let task = case.task(id).ok_or_else(|| Problem::new(Code::NotFound))?;
    let state = TaskState {
        id,
        version: task.version,
        status: word(task),
        holder: match task.status {
            TaskStatus::Claimed { holder } => Some(holder),
            _ => None,
        },
        application: ApplicationState {
            pickup_code: None,
            ..ApplicationState::of(row, case)
        },
    };
    Ok(Answer::new(status, &state)?.tagged(task_tag(task.version, task.yellow_on, task.due_on, today)))
}

fn word(task: &Task) -> TaskWord {
    match task.status {
        TaskStatus::Open => TaskWord::Open,
        TaskStatus::Claimed { .. } => TaskWord::Claimed,
        TaskStatus::Completed { .. } | TaskStatus::Silent { .. } => TaskWord::Completed,
        TaskStatus::Cancelled { .. } => TaskWord::Cancelled,
    }
}
