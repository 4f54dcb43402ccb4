//! What happened to an application.
//!
//! An event holds ids, codes and dates, never identity data or form values, so that erasing those never breaks the chain.

mod certificate;
mod consents;
mod filing;
mod kind;
mod matter;
mod opening;
mod supervision;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use certificate::CertificateEvent;
pub use consents::ConsentEvent;
pub use filing::{FilingEvent, Origin};
pub use matter::MatterEvent;
pub use opening::TaskOpening;
pub use supervision::SupervisionEvent;

use super::context::DeliveryMode;
use super::state::{Colour, DueDates, Light, Limits, Outcome, Verdict};
use crate::calendar::Limit;
use crate::codes::{CertificateNumber, Channel, CreditCode, DivisionCode, ItemCode, OnLapse, SpecialProcedure};
use crate::procedure::{NodeId, OutcomeCode, Run};

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
        /// Who went along to an on-site check (实地核查).
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        officers: BTreeSet<Uuid>,
    },
    /// A task is not needed any more.
    TaskCancelled {
        /// Which.
        task: Uuid,
    },
    /// A task was put into somebody's hands: delegated by its holder (委托), or reassigned by their superior (改派).
    TaskAssigned {
        /// Which.
        task: Uuid,
        /// Whose hands.
        holder: Uuid,
        /// By whom.
        by: Uuid,
    },
    /// A task is open again, because the step that closed it was taken back.
    TaskReopened {
        /// Which.
        task: Uuid,
        /// Who holds it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        holder: Option<Uuid>,
    },
    /// A task's due date moved with the application's.
    TaskRescheduled {
        /// Which.
        task: Uuid,
        /// The last day for it.
        due_on: NaiveDate,
        /// From when its light is yellow.
        yellow_on: NaiveDate,
    },
    /// The task's post and its manager were warned.
    TaskWarned {
        /// Which.
        task: Uuid,
        /// That it is about to be late, or is.
        light: Light,
    },
    /// A step just done was taken back (撤回办理) by whoever did it.
    StepTakenBack {
        /// The task that is theirs again.
        task: Uuid,
        /// Who.
        by: Uuid,
    },
    /// Somebody may not work on this case (回避).
    Recused {
        /// Who.
        person: Uuid,
    },
    /// Nobody answered a consultation in time.
    ConsultationSilent {
        /// Its task.
        task: Uuid,
        /// Whether a rule says that this is consent.
        consent: bool,
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
    /// The applicant was reminded of the supplement.
    SupplementReminded,
    /// Materials may follow on the applicant's written commitment (容缺受理).
    MaterialsPromised {
        /// Which.
        materials: BTreeSet<String>,
        /// The last day.
        by: NaiveDate,
        /// What happens otherwise.
        on_lapse: OnLapse,
    },
    /// Materials that were to follow arrived.
    MaterialsFollowed {
        /// Which.
        materials: BTreeSet<String>,
    },
    /// The applicant was reminded of materials that are to follow.
    FollowingReminded,
    /// Materials that were to follow did not come in time.
    FollowingLapsed,
    /// The applicant commits to what would otherwise be proved or checked (告知承诺).
    Committed,
    /// The draft does without the commitment after all.
    CommitmentDropped,
    /// It was checked afterwards whether the commitment is true.
    CommitmentChecked {
        /// Whether it is.
        kept: bool,
    },
    /// The approval was taken back, because it rested on something false (撤销).
    Revoked {
        /// The code of the legal reason.
        basis: String,
    },
    /// The applicant may not apply for the item, or not on a commitment, for a time (arts. 78, 79).
    Barred {
        /// What is barred: `application` or `commitment`.
        what: String,
        /// The code of the legal reason.
        basis: String,
        /// The last day; without, until it is lifted.
        until: Option<NaiveDate>,
    },
    /// A bar was lifted, because what it rested on was repaired (信用修复).
    BarLifted {
        /// What was barred.
        what: String,
        /// The code of the legal reason of the bar.
        basis: String,
        /// What would have been its last day.
        until: Option<NaiveDate>,
    },
    /// Accepted (受理).
    Accepted {
        /// Day 0 of the limits.
        accepted_on: NaiveDate,
        /// Whether by silence.
        deemed: bool,
        /// When it is due.
        #[serde(flatten)]
        dates: DueDates,
    },
    /// Not accepted (不予受理).
    Declined,
    /// The procedure moved.
    ProcedureMoved {
        /// Where it stands now.
        run: Run,
    },
    /// Time has to pass at a node (公示).
    WaitBegan {
        /// The token that rests there.
        token: u32,
        /// The node.
        node: NodeId,
        /// The last day.
        until: NaiveDate,
    },
    /// It has passed.
    WaitEnded {
        /// The token.
        token: u32,
    },
    /// A service is asked.
    CallBegan {
        /// The token that rests at the node.
        token: u32,
        /// The node.
        node: NodeId,
    },
    /// It answered.
    CallAnswered {
        /// The token.
        token: u32,
        /// What.
        outcome: OutcomeCode,
    },
    /// It did not; people decide instead.
    CallFailed {
        /// The token.
        token: u32,
    },
    /// A special procedure (特别程序) begins.
    Suspended {
        /// What takes place.
        kind: SpecialProcedure,
        /// The law by which its days do not count; without one they do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<String>,
        /// The day of the notice.
        from: NaiveDate,
        /// The planned last day.
        until: NaiveDate,
        /// When the application is due now.
        #[serde(flatten)]
        dates: DueDates,
    },
    /// It takes longer than planned.
    SuspensionProlonged {
        /// The new last day.
        until: NaiveDate,
        /// When the application is due now.
        #[serde(flatten)]
        dates: DueDates,
    },
    /// It is over.
    SuspensionEnded {
        /// The last day that did not count.
        on: NaiveDate,
        /// When the application is due now.
        #[serde(flatten)]
        dates: DueDates,
    },
    /// The head of the organ extended the limits, once (art. 42).
    Extended {
        /// By how much.
        limit: Limit,
        /// On which day.
        on: NaiveDate,
        /// The law or rule it rests on.
        basis: String,
        /// Whether the promise moves too: not one that had passed by then.
        #[serde(default = "yes")]
        moves_promise: bool,
        /// When the application is due now.
        #[serde(flatten)]
        dates: DueDates,
    },
    /// The calendar became known better, and the due dates with it.
    Reprojected {
        /// When the application is due now.
        #[serde(flatten)]
        dates: DueDates,
    },
    /// A due date has passed without a decision: a fact for good.
    CardIssued {
        /// Yellow for the promise, red for the law.
        colour: Colour,
        /// The date that has passed.
        due_on: NaiveDate,
    },
    /// The application goes on under another version of its item.
    Migrated {
        /// The version.
        to: i32,
        /// The new names of the nodes at which it is or has been, where they are called otherwise there.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        nodes: BTreeMap<NodeId, NodeId>,
        /// The limits it keeps, where they are not the version's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limits: Option<Limits>,
        /// When it is due now, if it was accepted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dates: Option<DueDates>,
    },
    /// A third party with major interests was told of its right to state its case (arts. 36, 47).
    ThirdPartyTold {
        /// Its number in this application.
        party: u32,
        /// The last day.
        answer_by: NaiveDate,
    },
    /// A third party was heard, or said that it will not be.
    ThirdPartyHeard {
        /// Its number.
        party: u32,
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
        /// The certificate whose place it takes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<CertificateNumber>,
    },
    /// The result was not delivered in time (art. 44).
    CertificateOverdue,
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
    /// How it was filed.
    Filing(FilingEvent),
    /// Consents beside the applicant's.
    Consent(ConsentEvent),
    /// Urging and supervision.
    Supervision(SupervisionEvent),
    /// Certificates that are there.
    Certificate(CertificateEvent),
    /// The matter it is, or belongs to.
    Matter(MatterEvent),
}

fn yes() -> bool {
    true
}
