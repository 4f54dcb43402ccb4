//! Work for a post.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Light, Verdict};
use crate::codes::{CreditCode, Post};
use crate::procedure::{NodeId, OutcomeCode, Run};

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
    /// The light its post was last warned of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warned: Option<Light>,
    /// Who went along, to an on-site check that is done.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub officers: BTreeSet<Uuid>,
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
        /// Which of the parties of a countersignature (会签).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<u32>,
    },
    /// Another department is asked for its opinion (征求意见).
    Consultation {
        /// The task whose holder asks.
        about: Uuid,
    },
    /// After the decision: whether what the applicant committed to is true (事中事后核查).
    Check,
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
    /// A question nobody answered in time, which a rule takes for consent.
    Silent {
        /// Since when.
        at: DateTime<Utc>,
    },
}

impl Task {
    /// The node of the procedure at which it is done.
    pub fn node(&self) -> Option<&NodeId> {
        match &self.kind {
            TaskKind::Node { node, .. } => Some(node),
            _ => None,
        }
    }

    /// Whether work on it is still to be done.
    pub fn is_active(&self) -> bool {
        matches!(self.status, TaskStatus::Open | TaskStatus::Claimed { .. })
    }
}

/// A step of the procedure just done: what has to be known to take it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The task that was completed.
    pub task: Uuid,
    /// By whom.
    pub by: Uuid,
    /// Where the procedure stood before.
    pub run: Run,
    /// The word on materials before.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub verdicts: BTreeMap<String, Verdict>,
    /// The waits there were before.
    #[serde(default)]
    pub waits: BTreeMap<u32, NaiveDate>,
    /// The tasks it opened.
    pub opened: Vec<Uuid>,
    /// The tasks it cancelled, each with its holder.
    pub cancelled: Vec<(Uuid, Option<Uuid>)>,
    /// Whether it has led to all it leads to: what is opened and cancelled from then on is not its doing.
    #[serde(default)]
    pub settled: bool,
}
