//! What is told of a migration: counts, and each application with what happened to it and why not.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::lifecycle::{DueDates, Status};
use super::super::migration::{Fate, Migration, Outcome};
use crate::problem::Problem;
use crate::procedure::NodeId;
use crate::text::Language;

/// What happened, or would happen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "from": 1, "to": 2, "moved": 1, "already_moved": 0, "refused": 1,
    "applications": [
        {"application": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "BJ202611200000000018", "status": "in_review", "result": "moved",
         "nodes": [{"from": "review", "to": "first_review"}],
         "due": {"before": {"promised_due_on": "2026-12-01", "statutory_due_on": "2026-12-18"},
                 "after": {"promised_due_on": "2026-12-01", "statutory_due_on": "2026-12-18"}}},
        {"application": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "number": "BJ202611200000000026", "status": "in_review", "result": "refused",
         "reason": {"code": "invalid-input", "message": "请改正标出的内容后重试。",
                    "errors": [{"pointer": "/nodes/inspection", "code": "missing", "message": "新版本中没有对应的环节"}]},
         "nodes": [], "due": {"before": null, "after": null}}
    ],
    "next_cursor": null
}))]
pub struct MigrationReport {
    /// The version they come from.
    from: i32,
    /// The version they go to.
    to: i32,
    /// How many were moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<usize>,
    /// How many would be; in a dry run instead of `moved`.
    #[serde(skip_serializing_if = "Option::is_none")]
    would_move: Option<usize>,
    /// How many were there before.
    already_moved: usize,
    /// How many stay where they are.
    refused: usize,
    /// Each of them.
    applications: Vec<MigratedApplication>,
    /// Where the next call goes on; null when all were tried.
    next_cursor: Option<String>,
}

/// What became of one application.
#[derive(Debug, Serialize, ToSchema)]
pub struct MigratedApplication {
    /// Its id.
    application: Uuid,
    /// Its number.
    number: Option<String>,
    /// Its status.
    status: Option<Status>,
    /// What became of it.
    result: MigrationResult,
    /// Why it stays where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    /// The nodes at which something is open.
    nodes: Vec<NodeMove>,
    /// When it is due.
    due: DueMove,
}

/// What became of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MigrationResult {
    /// It goes on under the new version.
    Moved,
    /// It would, were this not a dry run.
    WouldMove,
    /// It was there before.
    AlreadyMoved,
    /// It stays where it is.
    Refused,
}

/// Why an application stays where it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MigrationReason)]
pub struct Reason {
    /// The problem's code.
    #[schema(example = "invalid-input")]
    code: &'static str,
    /// In words.
    message: String,
    /// What of the application does not fit the new version.
    errors: Vec<ReasonDetail>,
}

/// One thing that does not fit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MigrationReasonDetail)]
pub struct ReasonDetail {
    /// Where: `/nodes/<node>`, `/form/…`, `/documents`, `/answers/…`, `/to`.
    pointer: String,
    /// Stable, kebab-case.
    code: String,
    /// In words.
    message: String,
}

/// A node at which something is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct NodeMove {
    /// Its name in the old version.
    #[schema(value_type = String)]
    from: NodeId,
    /// Its name in the new version.
    #[schema(value_type = String)]
    to: NodeId,
}

/// When an application is due.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct DueMove {
    /// Under the old version; null before acceptance.
    before: Option<DueDays>,
    /// Under the new version.
    after: Option<DueDays>,
}

/// The due dates of an application.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueDays {
    /// The promised due date.
    promised_due_on: NaiveDate,
    /// The due date of the law.
    statutory_due_on: Option<NaiveDate>,
}

impl MigrationReport {
    /// An empty report.
    pub fn new(migration: &Migration, next_cursor: Option<String>) -> Self {
        Self {
            from: migration.from.version,
            to: migration.to.version,
            moved: (!migration.dry_run).then_some(0),
            would_move: migration.dry_run.then_some(0),
            already_moved: 0,
            refused: 0,
            applications: Vec::new(),
            next_cursor,
        }
    }

    /// With one application more.
    pub fn add(&mut self, outcome: Outcome, language: Language) {
        let (number, status) = outcome.known.unzip();
        let mut row = MigratedApplication {
            application: outcome.application,
            number,
            status,
            result: MigrationResult::AlreadyMoved,
            reason: None,
            nodes: Vec::new(),
            due: DueMove::default(),
        };
        match outcome.fate {
            Fate::Moves { nodes, before, after } => {
                row.result = match (&mut self.moved, &mut self.would_move) {
                    (Some(moved), _) => {
                        *moved += 1;
                        MigrationResult::Moved
                    }
                    (None, would_move) => {
                        *would_move.get_or_insert(0) += 1;
                        MigrationResult::WouldMove
                    }
                };
                row.nodes = nodes.into_iter().map(|(from, to)| NodeMove { from, to }).collect();
                row.due = DueMove {
                    before: before.map(DueDays::of),
                    after: after.map(DueDays::of),
                };
            }
            Fate::AlreadyThere => self.already_moved += 1,
            Fate::Refused(problem) => {
                self.refused += 1;
                row.result = MigrationResult::Refused;
                row.reason = Some(Reason::of(problem, language));
            }
        }
        self.applications.push(row);
    }
}

impl DueDays {
    fn of(dates: DueDates) -> Self {
        Self {
            promised_due_on: dates.promised_due_on,
            statutory_due_on: dates.statutory_due_on,
        }
    }
}

impl Reason {
    fn of(problem: Problem, language: Language) -> Self {
        let message = problem.detail.unwrap_or_else(|| problem.code.explanation());
        Self {
            code: problem.code.as_str(),
            message: message.in_language(language).to_owned(),
            errors: problem
                .errors
                .into_iter()
                .map(|error| ReasonDetail {
                    message: error.message.in_language(language).to_owned(),
                    pointer: error.pointer,
                    code: error.code,
                })
                .collect(),
        }
    }
}
