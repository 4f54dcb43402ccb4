//! The state of one application, as far as decisions depend on it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::codes::{CertificateNumber, CertificateState};
use crate::procedure::{NodeId, Run};

mod concern;
mod consents;
mod course;
mod dates;
mod materials;
mod part;
mod status;
mod supervision;
mod tab;
mod task;

pub use concern::Concern;
pub use consents::{Consent, ConsentState, Consents};
pub use course::{Course, Courses};
pub use dates::{
    Acceptance, Card, Colour, DueDates, Extension, Light, Limits, Suspension, light, light_of, light_within,
};
pub(super) use dates::{pauses, yellow_on};
pub use materials::{Bar, Commitment, Following, ThirdParty, Verdict};
pub use part::{Activity, Member, MemberEnd, MemberPlan, Part, Standing, Whole, Word};
pub use status::Status;
pub use supervision::{Demand, Supervision};
pub use tab::Tab;
pub use task::{Step, Task, TaskKind, TaskStatus};

/// One application, folded from its events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// How many events made it: the seq of the last.
    pub version: i64,
    /// The version since which there were only warnings and the like: who saw it, or a later one, saw what there is to see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_since: Option<i64>,
    /// Where in its life it is, with what that state knows.
    pub phase: Phase,
    /// The clerks' word on each material, by material code.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Every task so far, in the order of opening.
    pub tasks: Vec<Task>,
    /// Where the procedure stands.
    pub run: Run,
    /// Nodes at which nobody works but time has to pass (公示): by token, with the last day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub waits: BTreeMap<u32, NaiveDate>,
    /// Services asked and not answered yet: by token, with the node.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<u32, NodeId>,
    /// The step just done, while nobody has acted on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Yellow and red cards, for good.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
    /// Who may not work on this case (回避).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub recused: BTreeSet<Uuid>,
    /// Materials that follow on a written commitment (容缺受理).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub following: Option<Following>,
    /// The applicant's commitment instead of proof or check (告知承诺).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Commitment>,
    /// What the applicant is barred from by this application, by what: `application` or `commitment`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bars: BTreeMap<String, Bar>,
    /// Those whose major interests are at stake (利害关系人), by number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub third_parties: BTreeMap<u32, ThirdParty>,
    /// Consents beside the applicant's.
    #[serde(default, skip_serializing_if = "Consents::is_empty")]
    pub consents: Consents,
    /// The certificate it is about, when it is not about a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concern: Option<Concern>,
    /// Who asked why it takes so long.
    #[serde(default, skip_serializing_if = "Supervision::is_empty")]
    pub supervision: Supervision,
    /// How often the holder was reminded to fetch what is ready.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub collection_reminders: u32,
    /// What it is in a matter, if it is or belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
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
    /// A special procedure with a legal basis runs, and the limits do not (art. 45).
    Suspended(Acceptance),
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
    /// The day it was last told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_on: Option<NaiveDate>,
    /// The last day to answer.
    pub answer_by: NaiveDate,
    /// The day the last demanded material arrived.
    pub answered_on: Option<NaiveDate>,
    /// Whether the applicant has been reminded.
    #[serde(default)]
    pub reminded: bool,
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
    /// The day it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// What became of it, when it holds no more: another took its place, or it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<CertificateState>,
    /// Whether it was said that the result is overdue (art. 44).
    #[serde(default)]
    pub overdue: bool,
    /// Whether the approval was taken back because it rested on something false (撤销).
    #[serde(default)]
    pub revoked: bool,
    /// Whether it is a renewal that counts as granted because nobody decided in time (art. 50).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_silence: bool,
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

impl Case {
    /// The state before the first event.
    pub fn new() -> Self {
        Self {
            version: 0,
            quiet_since: None,
            phase: Phase::Draft,
            verdicts: BTreeMap::new(),
            tasks: Vec::new(),
            run: Run::default(),
            waits: BTreeMap::new(),
            calls: BTreeMap::new(),
            step: None,
            cards: Vec::new(),
            recused: BTreeSet::new(),
            following: None,
            commitment: None,
            bars: BTreeMap::new(),
            third_parties: BTreeMap::new(),
            consents: Consents::default(),
            concern: None,
            supervision: Supervision::default(),
            collection_reminders: 0,
            part: None,
        }
    }

    /// The task with an id.
    pub fn task(&self, id: Uuid) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == id)
    }

    /// The materials that are still to follow, while somebody waits for them: from acceptance until the result is handed over.
    pub fn awaited(&self) -> Option<&Following> {
        let waiting = matches!(self.phase, Phase::InReview(_) | Phase::Suspended(_) | Phase::Decided(_));
        let following = self
            .following
            .as_ref()
            .filter(|following| !following.outstanding.is_empty());
        following.filter(|_| waiting)
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
            Self::Suspended(_) => Status::Suspended,
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
            Self::InReview(acceptance) | Self::Suspended(acceptance) => Some(acceptance),
            _ => self.decided().map(|decided| &decided.acceptance),
        }
    }

    /// What is known of the acceptance while the decision is still to come.
    pub fn undecided(&self) -> Option<&Acceptance> {
        match self {
            Self::InReview(acceptance) | Self::Suspended(acceptance) => Some(acceptance),
            _ => None,
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

impl Outcome {
    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Approved, Self::Denied]
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
    }
}
