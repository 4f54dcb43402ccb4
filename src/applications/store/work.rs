//! Rows of tasks.

use super::rows::{ApplicationRow, TaskRow};
use crate::applications::lifecycle::{Case, Task, TaskKind, TaskStatus};
use crate::procedure::OutcomeCode;

/// The outcome of a question nobody answered, where that counts as consent.
pub const SILENT_CONSENT: &str = "silent_consent";

/// What was written with the command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    /// About the task that is completed.
    pub(super) opinion: Option<&'a str>,
    /// To the department that is consulted.
    pub(super) question: Option<&'a str>,
}

/// The tasks this command opened or changed.
pub(super) fn tasks(application: &ApplicationRow, before: &Case, after: &Case, said: Said<'_>) -> Vec<TaskRow> {
    let done = |task: &&Task| matches!(task.status, TaskStatus::Completed { .. });
    let changed = || after.tasks.iter().filter(|task| task.version > before.version);
    // Where one command completes more than one, the word is on the first.
    let first = changed().find(done).map(|task| task.id);
    changed()
        .map(|task| {
            let opinion = said.opinion.filter(|_| first == Some(task.id));
            row(application, task, Said { opinion, ..said })
        })
        .collect()
}

fn row(application: &ApplicationRow, task: &Task, said: Said<'_>) -> TaskRow {
    let (kind, node, about) = match &task.kind {
        TaskKind::Intake => ("intake", None, None),
        TaskKind::Node { node, .. } => ("node", Some(node.to_string()), None),
        TaskKind::Consultation { about } => ("consultation", None, Some(*about)),
        TaskKind::Check => ("check", None, None),
        TaskKind::Issue => ("issue", None, None),
    };
    let mut row = TaskRow {
        owner_id: application.id,
        id: task.id,
        version: task.version,
        kind: kind.to_owned(),
        node,
        department: task.department.clone(),
        post: task.post.clone(),
        status: String::new(),
        holder: None,
        outcome: None,
        opinion: None,
        opened_at: task.opened_at,
        due_on: task.due_on,
        yellow_on: task.yellow_on,
        closed_at: None,
        closed_by: None,
        resubmitted: task.resubmitted,
        application_number: application.number.clone(),
        item_code: application.item_code.clone(),
        item_version: application.item_version,
        item_name: application.item_name.clone(),
        applicant_id: application.applicant_id,
        applicant_masked: application.applicant_masked.clone(),
        received_at: application.submitted_at.unwrap_or(task.opened_at),
        about,
        question: about.and(said.question).map(str::to_owned),
        matter_id: application.matter(),
        matter_number: application.number_of_matter().cloned(),
    };
    match &task.status {
        TaskStatus::Open => row.status = "open".to_owned(),
        TaskStatus::Claimed { holder } => {
            row.status = "claimed".to_owned();
            row.holder = Some(*holder);
        }
        TaskStatus::Completed { by, at, outcome } => {
            row.status = "completed".to_owned();
            row.closed_at = Some(*at);
            row.closed_by = Some(*by);
            row.outcome = Some(OutcomeCode::to_string(outcome));
            row.opinion = said.opinion.map(str::to_owned);
        }
        TaskStatus::Cancelled { at } => {
            row.status = "cancelled".to_owned();
            row.closed_at = Some(*at);
        }
        TaskStatus::Silent { at } => {
            row.status = "completed".to_owned();
            row.closed_at = Some(*at);
            row.outcome = Some(SILENT_CONSENT.to_owned());
        }
    }
    row
}
