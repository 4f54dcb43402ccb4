//! What people and timers ask for.

mod matter;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

pub use matter::{MatterCommand, Report};

use super::context::DeliveryMode;
use super::event::{Event, FilingEvent};
use super::state::{Concern, Verdict};
use crate::calendar::Limit;
use crate::codes::{CertificateNumber, CertificateState, CreditCode, Post, SpecialProcedure};
use crate::procedure::{NodeId, OutcomeCode};

/// Something asked of an application.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Come into being; the event says as what.
    Draft(Event),
    /// Change the draft's content.
    Revise,
    /// Commit to what would otherwise be proved or checked (告知承诺), or do without.
    Commit {
        /// Whether.
        made: bool,
    },
    /// Record how it is filed.
    Record(FilingEvent),
    /// Be about a certificate that is there.
    Concern(Concern),
    /// Name those whose consent there is to be, in place of those named before: by what they consent to.
    NameConsenters {
        /// To what each consents.
        codes: Vec<String>,
    },
    /// Somebody named agrees, or does not.
    Consent {
        /// Who.
        party: u32,
        /// Whether.
        agrees: bool,
        /// Whether at the window, where their identity was checked.
        at_window: bool,
    },
    /// Somebody named did not answer in time (timer).
    ConsentExpire {
        /// Who.
        party: u32,
    },
    /// Hand the draft in. What it holds was checked against the item before.
    Submit,
    /// Answer the supplement notice, or hand in what was to follow.
    Supply {
        /// The materials handed in.
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
    /// Put a task into a colleague's hands.
    Assign {
        /// Which.
        task: Uuid,
        /// By whom.
        by: Uuid,
        /// Whose hands. That they hold the task's post was checked before.
        to: Uuid,
        /// Whether who asks manages the department, and so need not hold the task.
        supervised: bool,
    },
    /// Take a step back that was just done.
    TakeBack {
        /// The task it completed.
        task: Uuid,
        /// Who.
        by: Uuid,
    },
    /// Keep somebody from working on this case.
    Recuse {
        /// Whom.
        person: Uuid,
    },
    /// Ask another department for its opinion.
    Consult {
        /// The task whose holder asks.
        task: Uuid,
        /// Who.
        by: Uuid,
        /// Which department.
        department: CreditCode,
        /// Which of its posts.
        post: Post,
        /// How long it has; what the item allows when not said.
        limit: Option<Limit>,
    },
    /// Withdraw a question.
    WithdrawQuestion {
        /// The task whose holder asked.
        task: Uuid,
        /// Who.
        by: Uuid,
        /// The task of whoever was asked.
        consultation: Uuid,
    },
    /// Nobody answered a question in time (timer).
    ConsultationSilence {
        /// The task of whoever was asked.
        task: Uuid,
    },
    /// Hand the result over.
    Deliver {
        /// How.
        mode: DeliveryMode,
    },
    /// Ask why it takes so long (催办).
    Urge,
    /// Ask those who handle it for an account (督办).
    Supervise {
        /// By when; the usual limit when not said.
        answer_by: Option<NaiveDate>,
    },
    /// Give it.
    AnswerSupervision {
        /// Its number.
        number: u32,
    },
    /// It was not given in time (timer).
    SupervisionOverdue {
        /// Its number.
        number: u32,
    },
    /// What is ready was not fetched (timer).
    RemindOfCollection,
    /// A renewal was not decided by the day the certificate ended (timer).
    RenewBySilence,
    /// A certificate issued on this application holds no more.
    EndCertificate {
        /// Its number.
        number: CertificateNumber,
        /// What it is now.
        state: CertificateState,
        /// The application that led to it.
        by: Uuid,
        /// The certificate that took its place.
        replaced_by: Option<CertificateNumber>,
    },
    /// Withdraw the application.
    Withdraw,
    /// End it for a legal reason.
    Terminate {
        /// The code of the reason.
        basis: String,
    },
    /// Take the approval back.
    Revoke {
        /// The code of the reason.
        basis: String,
    },
    /// Tell a third party of its rights.
    TellThirdParty,
    /// A third party was heard, or said that it will not be.
    HearThirdParty {
        /// Its number.
        party: u32,
    },
    /// Lift a bar that this application put up.
    LiftBar {
        /// What was barred.
        what: String,
    },
    /// A special procedure (特别程序) begins.
    Suspend {
        /// What takes place.
        kind: SpecialProcedure,
        /// The law by which its days do not count.
        basis: Option<String>,
        /// Its planned last day.
        until: NaiveDate,
    },
    /// The special procedure takes longer.
    Prolong {
        /// Its new last day.
        until: NaiveDate,
    },
    /// The special procedure is over before its planned day.
    EndSuspension,
    /// Extend the limits, once.
    Extend {
        /// By how much; the longest that is allowed when not said.
        limit: Option<Limit>,
    },
    /// Count the due dates again, by a calendar that is known better.
    Reproject,
    /// Go on under another version of the item, which the context names.
    Migrate {
        /// The new name of each node that is called otherwise there.
        nodes: BTreeMap<NodeId, NodeId>,
    },
    /// A special procedure has come to its planned day (timer).
    SuspensionOver,
    /// The time of a wait has passed (timer).
    Waited {
        /// The token that rests there.
        token: u32,
    },
    /// A service answered.
    Answered {
        /// The token that rests at its node.
        token: u32,
        /// What.
        outcome: OutcomeCode,
    },
    /// A service did not answer.
    Unanswered {
        /// The token that rests at its node.
        token: u32,
    },
    /// A due date has passed (timer).
    IssueCards,
    /// A task is about to be late, or is (timer).
    WarnOfTask {
        /// Which.
        task: Uuid,
    },
    /// The supplement is about to lapse (timer).
    RemindOfSupplement,
    /// Materials that are to follow are due soon (timer).
    RemindOfFollowing,
    /// Materials that were to follow did not come in time (timer).
    FollowingLapse,
    /// The result should have been delivered (timer).
    WarnOfCertificate,
    /// The receipt was left unanswered (timer).
    DeemAccepted,
    /// The supplement was left unanswered (timer).
    Lapse,
    /// Something about the matter it is, or belongs to.
    Matter(MatterCommand),
}

impl Command {
    /// Whether it may come to a decision.
    pub fn may_decide(&self) -> bool {
        matches!(
            self,
            Self::Complete { .. }
                | Self::Answered { .. }
                | Self::Waited { .. }
                | Self::DeemAccepted
                | Self::Matter(MatterCommand::Receive(_) | MatterCommand::Begin { .. })
        )
    }
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
    /// Who went along to an on-site check, beside whoever completes it. That they hold its post was checked before.
    pub officers: BTreeSet<Uuid>,
    /// Whether it is refused because something was hidden or false (art. 78).
    pub false_materials: bool,
    /// The number set aside for a certificate, for `issue`.
    pub certificate: Option<CertificateNumber>,
}
