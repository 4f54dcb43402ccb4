//! What happened to an application.
//!
//! An event holds ids, codes and dates, never identity data or form values, so that erasing those never breaks the chain.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::context::DeliveryMode;
use super::state::{Outcome, TaskKind, Verdict};
use crate::codes::{CertificateNumber, Channel, CreditCode, DivisionCode, ItemCode, Post};
use crate::procedure::{OutcomeCode, Run};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The application came into being. Names what statistics need later.
    Drafted {
        /// The item.
        item: ItemCode,
        /// The item version it is pinned to.
        item_version: i32,
        /// The division of the item.
        division: DivisionCode,
        /// The department that decides.
        department: CreditCode,
        /// Where it was filed.
        channel: Channel,
    },
    /// The draft's content changed.
    Revised,
    /// Received (收件).
    Submitted {
        /// Day 0 of the organ's five days.
        received_on: NaiveDate,
    },
    /// Work for a post.
    TaskOpened(TaskOpening),
    /// Somebody took a task.
    TaskClaimed {
        /// Which.
        task: Uuid,
        /// Who.
        holder: Uuid,
    },
    /// A task was put back.
    TaskReleased {
        /// Which.
        task: Uuid,
    },
    /// A task was done.
    TaskCompleted {
        /// Which.
        task: Uuid,
        /// By whom.
        by: Uuid,
        /// How.
        outcome: OutcomeCode,
        /// The clerk's word on materials, where one was given.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        verdicts: BTreeMap<String, Verdict>,
    },
    /// A task is not needed any more.
    TaskCancelled {
        /// Which.
        task: Uuid,
    },
    /// Everything missing was told (一次性告知).
    SupplementRequested {
        /// The materials to hand in.
        materials: BTreeSet<String>,
        /// The last day to do so.
        answer_by: NaiveDate,
    },
    /// What was missing arrived.
    Supplemented {
        /// The materials that arrived.
        materials: BTreeSet<String>,
        /// On which day.
        on: NaiveDate,
    },
    /// Accepted (受理).
    Accepted {
        /// Day 0 of the limits.
        accepted_on: NaiveDate,
        /// Whether by silence.
        deemed: bool,
        /// The promise.
        promised_due_on: NaiveDate,
        /// The law.
        statutory_due_on: Option<NaiveDate>,
        /// From when the light is yellow.
        yellow_on: NaiveDate,
    },
    /// Not accepted (不予受理).
    Declined,
    /// The procedure moved.
    ProcedureMoved {
        /// Where it stands now.
        run: Run,
    },
    /// Decided.
    Decided {
        /// What.
        outcome: Outcome,
    },
    /// The certificate was made.
    CertificateIssued {
        /// Its number.
        number: CertificateNumber,
        /// Its last valid day, if it ends.
        valid_until: Option<NaiveDate>,
    },
    /// The result was handed over.
    Delivered {
        /// How.
        mode: DeliveryMode,
    },
    /// Over (办结).
    Completed,
    /// Over: the supplement was not answered in time.
    Lapsed,
    /// Over: withdrawn by the applicant.
    Withdrawn,
    /// Over: ended by the department.
    Terminated {
        /// The code of the legal reason.
        basis: String,
    },
}

/// A task as it opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskOpening {
    /// Its id.
    pub id: Uuid,
    /// What sort of work.
    #[serde(flatten)]
    pub kind: TaskKind,
    /// Whose.
    pub department: CreditCode,
    /// Of which post.
    pub post: Post,
    /// The last day for it.
    pub due_on: Option<NaiveDate>,
    /// From when its light is yellow.
    pub yellow_on: Option<NaiveDate>,
    /// Whether the same work was done before.
    pub resubmitted: bool,
}

impl Event {
    /// The word that names the kind of event in the log and the API.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Drafted { .. } => "drafted",
            Self::Revised => "revised",
            Self::Submitted { .. } => "submitted",
            Self::TaskOpened(_) => "task_opened",
            Self::TaskClaimed { .. } => "task_claimed",
            Self::TaskReleased { .. } => "task_released",
            Self::TaskCompleted { .. } => "task_completed",
            Self::TaskCancelled { .. } => "task_cancelled",
            Self::SupplementRequested { .. } => "supplement_requested",
            Self::Supplemented { .. } => "supplemented",
            Self::Accepted { .. } => "accepted",
            Self::Declined => "declined",
            Self::ProcedureMoved { .. } => "procedure_moved",
            Self::Decided { .. } => "decided",
            Self::CertificateIssued { .. } => "certificate_issued",
            Self::Delivered { .. } => "delivered",
            Self::Completed => "completed",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
            Self::Terminated { .. } => "terminated",
        }
    }
}
