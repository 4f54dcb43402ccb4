//! What colleagues did before, and what other departments were asked.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::{Case, Light};
use super::super::store::Screen;
use super::super::store::rows::TaskRow;
use super::answers::{TaskWord, task_light};
use super::name::task_name;
use crate::problem::Problem;
use crate::text::Language;

/// A task done before.
#[derive(Debug, Serialize, ToSchema)]
pub struct PastTask {
    /// What was done.
    pub name: String,
    /// The department.
    pub department: String,
    /// The post.
    pub post: String,
    /// How it was finished.
    pub outcome: Option<String>,
    /// The opinion given.
    pub opinion: Option<String>,
    /// What was asked, of a consultation.
    pub question: Option<String>,
    /// Who went along, to an on-site check: their accounts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub officers: Vec<Uuid>,
    /// When.
    pub closed_at: Option<DateTime<Utc>>,
}

/// A question to another department, and its answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsultationView {
    /// The task of whoever is asked.
    pub id: Uuid,
    /// The department.
    pub department: String,
    /// The post.
    pub post: String,
    /// What was asked.
    pub question: Option<String>,
    /// `open` or `claimed` while there is no answer, `completed` with one, `cancelled` when withdrawn.
    pub status: TaskWord,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// The last day to answer.
    pub due_on: Option<NaiveDate>,
    /// Its light, while there is no answer.
    pub light: Option<Light>,
    /// `agree`, `disagree`, or `silent_consent` where a rule takes silence for consent.
    pub outcome: Option<String>,
    /// The opinion given.
    pub opinion: Option<String>,
    /// When it was answered or withdrawn.
    pub closed_at: Option<DateTime<Utc>>,
}

/// The questions about a task, in the order of asking.
pub(super) fn consultations(screen: &Screen, about: Uuid, today: NaiveDate) -> Vec<ConsultationView> {
    let asked = screen.tasks.iter().filter(|task| task.about == Some(about));
    asked
        .map(|task| {
            let status = TaskWord::from_word(&task.status);
            let open = matches!(status, TaskWord::Open | TaskWord::Claimed);
            ConsultationView {
                id: task.id,
                department: task.department.to_string(),
                post: task.post.to_string(),
                question: task.question.clone(),
                status,
                asked_at: task.opened_at,
                due_on: task.due_on,
                light: task_light(task.yellow_on, task.due_on, today).filter(|_| open),
                outcome: task.outcome.clone(),
                opinion: task.opinion.clone(),
                closed_at: task.closed_at,
            }
        })
        .collect()
}

/// The tasks done before one, in the order of opening, under the names they had: nodes may be called otherwise in another version.
pub(super) async fn history(
    desk: &Desk,
    screen: &Screen,
    case: &Case,
    present: &TaskRow,
    language: Language,
) -> Result<Vec<PastTask>, Problem> {
    let done = |task: &&TaskRow| task.id != present.id && task.status == "completed";
    let mut past = Vec::new();
    for task in screen.tasks.iter().filter(done) {
        let (item, version) = (task.item_code.as_str(), task.item_version);
        past.push(PastTask {
            name: task_name(desk, &task.kind, task.node.as_deref(), item, version, language).await?,
            department: task.department.to_string(),
            post: task.post.to_string(),
            outcome: task.outcome.clone(),
            opinion: task.opinion.clone(),
            question: task.question.clone(),
            officers: case
                .task(task.id)
                .map(|task| task.officers.iter().copied().collect())
                .unwrap_or_default(),
            closed_at: task.closed_at,
        });
    }
    Ok(past)
}
