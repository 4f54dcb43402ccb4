//! What is asked of a matter (一件事) and of its members.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::TaskDecision;
use crate::applications::lifecycle::state::{Activity, Member, MemberEnd, Outcome, Whole};
use crate::calendar::Limit;

/// Something asked of a matter, or of a member because of the matter.
#[derive(Clone, Debug, PartialEq)]
pub enum MatterCommand {
    /// Be a matter.
    Form(Whole),
    /// Be an application of a matter.
    Join(Member),
    /// The word of the matter's window on what was handed in for a member whose department delegated acceptance to it.
    Receive(TaskDecision),
    /// The member's department is asked for its word.
    Forward {
        /// How long it has.
        limit: Limit,
    },
    /// What was found missing is told the applicant. Of the matter as a whole: in one notice.
    Tell {
        /// Of the whole: which of its materials. A member knows its own.
        materials: BTreeSet<String>,
        /// The last day to answer.
        answer_by: NaiveDate,
    },
    /// Everything missing of the matter is told, and nothing of this member.
    Close,
    /// Those it depends on are approved.
    Begin {
        /// Whether everything it needs of them has come. Otherwise people have to look at it.
        complete: bool,
    },
    /// What it depends on was not approved.
    Cancel {
        /// Which member.
        because: Uuid,
    },
    /// The system that handles it tells of it.
    Report(Report),
    /// The day has come by which the certificate of a licence has to reach its holder (timer).
    DeliveryDue,
    /// The result of a member, due as it is, waits for those of others no longer.
    Release,
    /// The day by which everything missing is told has come (timer).
    NoticeDue,
    /// Of the whole: every member has been accepted or has ended.
    Accept,
    /// Of the whole: a member has begun.
    NoteBegun {
        /// Which.
        member: Uuid,
    },
    /// Of the whole: a member has ended.
    NoteEnded {
        /// Which.
        member: Uuid,
        /// How.
        end: MemberEnd,
        /// The member that was not approved, so that this one was ended.
        because: Option<Uuid>,
    },
    /// Of the whole: all results are there.
    NoteReady,
    /// Of the whole, when it is over: the result of a member is there that its end has not waited for.
    NoteLate {
        /// Which.
        member: Uuid,
    },
    /// Of the whole: every member that counts has ended.
    Finish(MemberEnd),
}

/// What another system tells of a member it handles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The day it was accepted there; that of the decision, or today, when not said.
    pub accepted_on: Option<NaiveDate>,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// When it was.
    pub decided_at: Option<DateTime<Utc>>,
    /// Whether it was not accepted.
    pub declined: bool,
    /// What was done there, all of it so far.
    pub activities: Vec<Activity>,
}
