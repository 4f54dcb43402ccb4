//! What people and timers ask for.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::context::DeliveryMode;
use super::event::Event;
use super::state::Verdict;
use crate::codes::CertificateNumber;
use crate::procedure::OutcomeCode;

/// Something asked of an application.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Come into being; the event says as what.
    Draft(Event),
    /// Change the draft's content.
    Revise,
    /// Hand the draft in. What it holds was checked against the item before.
    Submit,
    /// Answer the supplement notice.
    Supply {
        /// The materials handed in with the answer.
        materials: BTreeSet<String>,
    },
    /// Take a task.
    Claim {
        /// Which.
        task: Uuid,
        /// Who.
        by: Uuid,
    },
    /// Put a task back.
    Release {
        /// Which.
        task: Uuid,
        /// Who.
        by: Uuid,
    },
    /// Finish a task.
    Complete {
        /// Which.
        task: Uuid,
        /// Who.
        by: Uuid,
        /// How.
        decision: TaskDecision,
    },
    /// Hand the result over.
    Deliver {
        /// How.
        mode: DeliveryMode,
    },
    /// Withdraw the application.
    Withdraw,
    /// End it for a legal reason.
    Terminate {
        /// The code of the reason.
        basis: String,
    },
    /// The receipt was left unanswered (timer).
    DeemAccepted,
    /// The supplement was left unanswered (timer).
    Lapse,
}

/// How a task is finished.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskDecision {
    /// The outcome chosen.
    pub outcome: OutcomeCode,
    /// The word on materials.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Whether reasons were given; what must have them is refused without.
    pub has_reasons: bool,
    /// Whether an opinion was given.
    pub has_opinion: bool,
    /// The number set aside for a certificate, for `issue`.
    pub certificate: Option<CertificateNumber>,
}
