//! The state of one application, as far as decisions depend on it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::calendar::{Calendar, WorkingDays};
use crate::codes::{CertificateNumber, CreditCode, Post};
use crate::procedure::{NodeId, OutcomeCode, Run};

/// One application, folded from its events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// How many events made it: the seq of the last.
    pub version: i64,
    /// Where in its life it is, with what that state knows.
    pub phase: Phase,
    /// The clerks' word on each material, by material code.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Every task so far, in the order of opening.
    pub tasks: Vec<Task>,
    /// Where the procedure stands.
    pub run: Run,
}

/// The states of the lifecycle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Phase {
    /// Being filled in.
    Draft,
    /// Received (收件), waiting for acceptance.
    Submitted(Receipt),
    /// Everything missing has been told once; the applicant's move.
    AwaitingSupplement(Receipt),
    /// Accepted (受理); the procedure runs.
    InReview(Acceptance),
    /// Decided, not yet delivered.
    Decided(Decided),
    /// Over: decided and delivered (办结).
    Completed(Decided),
    /// Over: not accepted (不予受理).
    Declined,
    /// Over: the supplement was not answered in time.
    Lapsed,
    /// Over: withdrawn by the applicant.
    Withdrawn,
    /// Over: ended by the department for a legal reason.
    Terminated,
}

/// What is known from receipt on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The instant of submission.
    pub submitted_at: DateTime<Utc>,
    /// The Shanghai date of submission: day 0 of the organ's five days.
    pub received_on: NaiveDate,
    /// The notice of what is missing, if one was given.
    pub supplement: Option<Supplement>,
}

/// The one-time notice of what is missing, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// The materials (by code) that were told; nothing may be added.
    pub materials: BTreeSet<String>,
    /// The materials still to be handed in.
    pub outstanding: BTreeSet<String>,
    /// The last day to answer.
    pub answer_by: NaiveDate,
    /// The day the last demanded material arrived.
    pub answered_on: Option<NaiveDate>,
}

/// What is known from acceptance on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// The receipt it accepts.
    pub receipt: Receipt,
    /// Day 0 of the limits.
    pub accepted_on: NaiveDate,
    /// Whether it counts as accepted by silence (art. 32).
    pub deemed: bool,
    /// The due date the department promised.
    pub promised_due_on: NaiveDate,
    /// The due date of the law, if the item has a statutory limit.
    pub statutory_due_on: Option<NaiveDate>,
    /// From this day on the light is yellow.
    pub yellow_on: NaiveDate,
}

/// What is known from the decision on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The acceptance it decides on.
    pub acceptance: Acceptance,
    /// What was decided.
    pub outcome: Outcome,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// The certificate, once issued.
    pub certificate: Option<CertificateNumber>,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Granted.
    Approved,
    /// Refused, with reasons.
    Denied,
}

/// The words of the API for a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the phases document them")]
pub enum Status {
    Draft,
    Submitted,
    AwaitingSupplement,
    InReview,
    Decided,
    Completed,
    Declined,
    Lapsed,
    Withdrawn,
    Terminated,
}

/// A clerk's word on one material.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In order.
    Ok,
    /// Not handed in.
    Missing,
    /// Handed in, but not usable.
    Defective,
    /// In order, and the original was shown.
    OriginalSeen,
}

impl Verdict {
    /// Whether the applicant has to hand it in (again).
    pub fn is_gap(self) -> bool {
        matches!(self, Self::Missing | Self::Defective)
    }
}

/// A piece of work for a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its id.
    pub id: Uuid,
    /// The seq of the last event that touched it.
    pub version: i64,
    /// What sort of work.
    pub kind: TaskKind,
    /// Whose work.
    pub department: CreditCode,
    /// Of which post.
    pub post: Post,
    /// Where it stands.
    pub status: TaskStatus,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// The last day for it, if it has a limit.
    pub due_on: Option<NaiveDate>,
    /// From this day on its light is yellow.
    pub yellow_on: Option<NaiveDate>,
    /// Whether the same work was done before (after a supplement or a sending back).
    pub resubmitted: bool,
}

/// The sorts of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TaskKind {
    /// Answer the receipt: accept, decline, or tell what is missing.
    Intake,
    /// A node of the procedure.
    Node {
        /// Which node.
        node: NodeId,
        /// The token that stands there.
        token: u32,
    },
    /// Make the certificate.
    Issue,
}

/// Where a task stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum TaskStatus {
    /// Nobody holds it.
    Open,
    /// Somebody works on it.
    Claimed {
        /// Who.
        holder: Uuid,
    },
    /// Done.
    Completed {
        /// By whom.
        by: Uuid,
        /// When.
        at: DateTime<Utc>,
        /// How.
        outcome: OutcomeCode,
    },
    /// Not needed any more.
    Cancelled {
        /// Since when.
        at: DateTime<Utc>,
    },
}

impl Task {
    /// Whether work on it is still to be done.
    pub fn is_active(&self) -> bool {
        matches!(self.status, TaskStatus::Open | TaskStatus::Claimed { .. })
    }
}

impl Case {
    /// The state before the first event.
    pub fn new() -> Self {
        Self {
            version: 0,
            phase: Phase::Draft,
            verdicts: BTreeMap::new(),
            tasks: Vec::new(),
            run: Run::default(),
        }
    }

    /// The task with an id.
    pub fn task(&self, id: Uuid) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == id)
    }

    /// The tasks still to be done.
    pub fn active_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.is_active())
    }
}

impl Default for Case {
    fn default() -> Self {
        Self::new()
    }
}

impl Phase {
    /// The word of the API.
    pub fn status(&self) -> Status {
        match self {
            Self::Draft => Status::Draft,
            Self::Submitted(_) => Status::Submitted,
            Self::AwaitingSupplement(_) => Status::AwaitingSupplement,
            Self::InReview(_) => Status::InReview,
            Self::Decided(_) => Status::Decided,
            Self::Completed(_) => Status::Completed,
            Self::Declined => Status::Declined,
            Self::Lapsed => Status::Lapsed,
            Self::Withdrawn => Status::Withdrawn,
            Self::Terminated => Status::Terminated,
        }
    }

    /// What is known of the receipt, while the case is open or was decided.
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Submitted(receipt) | Self::AwaitingSupplement(receipt) => Some(receipt),
            _ => self.acceptance().map(|acceptance| &acceptance.receipt),
        }
    }

    /// What is known of the acceptance.
    pub fn acceptance(&self) -> Option<&Acceptance> {
        match self {
            Self::InReview(acceptance) => Some(acceptance),
            _ => self.decided().map(|decided| &decided.acceptance),
        }
    }

    /// What is known of the decision.
    pub fn decided(&self) -> Option<&Decided> {
        match self {
            Self::Decided(decided) | Self::Completed(decided) => Some(decided),
            _ => None,
        }
    }
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Submitted,
        Self::AwaitingSupplement,
        Self::InReview,
        Self::Decided,
        Self::Completed,
        Self::Declined,
        Self::Lapsed,
        Self::Withdrawn,
        Self::Terminated,
    ];

    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::AwaitingSupplement => "awaiting_supplement",
            Self::InReview => "in_review",
            Self::Decided => "decided",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
        }
    }

    /// Reads the word back; a word that is none of ours reads as a draft, which shows least.
    pub fn from_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
            .unwrap_or(Self::Draft)
    }

    /// Whether nothing can happen any more.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Completed | Self::Declined | Self::Lapsed | Self::Withdrawn | Self::Terminated
        )
    }
}

/// The deadline light: a summary of a due date and today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// In good time.
    Green,
    /// At most one working day, or a fifth of the limit, is left.
    Yellow,
    /// Overdue.
    Red,
}

impl std::fmt::Display for Light {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        })
    }
}

/// The light on a day.
pub fn light(today: NaiveDate, yellow_on: NaiveDate, due_on: NaiveDate) -> Light {
    if today > due_on {
        Light::Red
    } else if today >= yellow_on {
        Light::Yellow
    } else {
        Light::Green
    }
}

/// The day the light turns yellow: when one working day, or a fifth of the limit if that is more, is left.
pub(super) fn yellow_on(calendar: &Calendar, from: NaiveDate, due_on: NaiveDate) -> NaiveDate {
    let length = u32::try_from(calendar.between(from, due_on)).unwrap_or(0);
    calendar.before(due_on, WorkingDays((length / 5).max(1))).max(from)
}
