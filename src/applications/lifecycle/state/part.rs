//! What a case is in a matter (一件事): the whole, or one of its members.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Case, Phase};
use crate::calendar::Limit;
use crate::codes::{CreditCode, ItemCode};

/// What a case is in a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The matter itself (一件事办件): it is received once, and its members do the work.
    Whole(Whole),
    /// An application of a matter.
    Member(Member),
}

/// A matter, as it was formed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// Its members, by application.
    pub members: BTreeMap<Uuid, MemberPlan>,
    /// How long a department that has not delegated acceptance has to answer.
    pub reply_limit: Limit,
    /// Whether results are handed over together.
    pub delivered_together: bool,
    /// Whether everything missing has to be told now, whoever has not answered yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub notice_due: bool,
    /// Whether it was said that all results are there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ready: bool,
    /// The day it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_on: Option<NaiveDate>,
    /// The members whose results it was said are there after the end of the whole.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub late: BTreeSet<Uuid>,
    /// The day it was said of the last of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_on: Option<NaiveDate>,
    /// How members ended, as far as it was said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ended: BTreeMap<Uuid, MemberEnd>,
}

impl Whole {
    /// Whether the end of the matter waits for how a member ends: members that are not optional count, or all if all are.
    pub fn counts(&self, member: Uuid) -> bool {
        let all_optional = self.members.values().all(|plan| plan.optional);
        all_optional || !self.members.get(&member).is_some_and(|plan| plan.optional)
    }

    /// The day since which results wait to be handed over that are there after its end, if any still do.
    pub fn waits_since(&self) -> Option<NaiveDate> {
        let waits = self.late.iter().any(|member| !self.ended.contains_key(member));
        self.late_on.filter(|_| waits)
    }
}

/// A member, as the matter was formed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPlan {
    /// The item.
    pub item: ItemCode,
    /// The members that have to be approved before it begins.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<Uuid>,
    /// Those of them whose certificate it needs.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub needs_certificate_of: BTreeSet<Uuid>,
    /// Whether nothing waits for how it ends.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Whether another system handles it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub external: bool,
    /// Whether its department has delegated acceptance to the window.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delegated: bool,
}

/// An application of a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The matter.
    pub matter: Uuid,
    /// The bundle it was formed by.
    pub bundle: ItemCode,
    /// Whether it begins only when others are approved, and they are not yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waits: bool,
    /// Whether another system handles it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub external: bool,
    /// Whether the law has the matter handled in a unified way (Administrative Licensing Law art. 26).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unified: bool,
    /// Whether its result is handed over with the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delivered_together: bool,
    /// Whether the day has come by which its certificate has to reach its holder.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delivery_due: bool,
    /// Whether its result waits for those of others no longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub released: bool,
    /// The word on what was handed in, until it is acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Word>,
    /// Whether everything missing of the matter has been told, so that nothing may be added.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
    /// Whether nothing was missing of this one then, so that nothing may be found missing any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// The member that was not approved, so that this one was ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<Uuid>,
    /// The day it was decided by the system that handles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<NaiveDate>,
    /// The instant, where it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// What the system that handles it has told of its work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<Activity>,
}

impl Member {
    /// Whether nothing more may be found missing: nothing was when everything missing was told, or all was found in order.
    pub fn may_not_be_asked_for_more(&self) -> bool {
        self.closed || self.word == Some(Word::InOrder)
    }
}

/// Something done in another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in a few words.
    pub name: String,
    /// The department that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<CreditCode>,
}

/// The word on what was handed in for a member, before it is acted on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// In order: it is accepted as soon as it begins.
    InOrder,
    /// Something is missing, to be told with what is missing of the others.
    Gaps(BTreeSet<String>),
}

/// How a member ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberEnd {
    /// Granted, and handed over.
    Approved,
    /// Refused.
    Denied,
    /// Not accepted.
    Declined,
    /// What was missing did not come in time.
    Lapsed,
    /// Withdrawn by the applicant.
    Withdrawn,
    /// Ended by its department.
    Terminated,
    /// Ended, because what it depends on was not approved.
    Cancelled,
}

impl MemberEnd {
    /// Every end.
    pub const ALL: [Self; 7] = [
        Self::Approved,
        Self::Denied,
        Self::Declined,
        Self::Lapsed,
        Self::Withdrawn,
        Self::Terminated,
        Self::Cancelled,
    ];
}

/// Where a member stands, as far as its matter depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not handed in, because the matter is not.
    Held,
    /// Received, and not accepted yet.
    Received {
        /// Whether it begins only when others are approved.
        waits: bool,
        /// Whether its department has been asked and has not answered.
        asked: bool,
        /// The word on what was handed in.
        word: Option<Word>,
    },
    /// The applicant has been told what is missing.
    Told {
        /// Whether it begins only when others are approved.
        waits: bool,
    },
    /// Accepted and undecided.
    Running,
    /// Granted, and not handed over.
    Approved {
        /// Whether the certificate is there to be handed over.
        ready: bool,
    },
    /// Over.
    Over(MemberEnd),
}

impl Case {
    /// The matter it is.
    pub fn whole(&self) -> Option<&Whole> {
        match &self.part {
            Some(Part::Whole(whole)) => Some(whole),
            _ => None,
        }
    }

    /// Its place in the matter it belongs to.
    pub fn member(&self) -> Option<&Member> {
        match &self.part {
            Some(Part::Member(member)) => Some(member),
            _ => None,
        }
    }

    /// Whether it is received, but begins only when other members are approved.
    pub fn waits_for_others(&self) -> bool {
        self.member().is_some_and(|member| member.waits)
    }

    /// Whether its result is handed over with those of other members.
    pub fn is_delivered_together(&self) -> bool {
        self.member()
            .is_some_and(|member| member.delivered_together && !member.released)
    }

    /// Whether the result of a member of it may be handed over now: it is there, and waits for those of others no longer.
    pub fn hands_over(&self, member: &Self) -> bool {
        let ready = member.standing() == Standing::Approved { ready: true };
        ready && (self.may_hand_results_over() || !member.is_delivered_together())
    }

    /// Whether the results of a matter may be handed over: those that are handed over together when all are there, and later ones as they come.
    pub fn may_hand_results_over(&self) -> bool {
        let over = self.phase.status().is_final();
        self.whole()
            .is_some_and(|whole| over || whole.ready || !whole.delivered_together)
    }

    /// Whether the word on what was handed in for a member is still to be said: nobody has been asked for it, nor found all in order.
    pub fn awaits_word(&self) -> bool {
        let in_order = self.member().is_some_and(|member| member.word == Some(Word::InOrder));
        matches!(self.phase, Phase::Submitted(_)) && !in_order && self.active_tasks().next().is_none()
    }

    /// Where it stands, as far as its matter depends on it.
    pub fn standing(&self) -> Standing {
        let waits = self.waits_for_others();
        match &self.phase {
            Phase::Draft => Standing::Held,
            Phase::Submitted(_) => Standing::Received {
                waits,
                asked: self.active_tasks().next().is_some(),
                word: self.member().and_then(|member| member.word.clone()),
            },
            Phase::AwaitingSupplement(_) => Standing::Told { waits },
            Phase::InReview(_) | Phase::Suspended(_) => Standing::Running,
            Phase::Decided(decided) if decided.outcome == super::Outcome::Approved => Standing::Approved {
                ready: decided.certificate.is_some(),
            },
            Phase::Decided(_) => Standing::Running,
            Phase::Completed(decided) => Standing::Over(match decided.outcome {
                super::Outcome::Approved => MemberEnd::Approved,
                super::Outcome::Denied => MemberEnd::Denied,
            }),
            Phase::Declined => Standing::Over(MemberEnd::Declined),
            Phase::Lapsed => Standing::Over(MemberEnd::Lapsed),
            Phase::Withdrawn => Standing::Over(MemberEnd::Withdrawn),
            Phase::Terminated => Standing::Over(match self.member().and_then(|member| member.ended_by) {
                Some(_) => MemberEnd::Cancelled,
                None => MemberEnd::Terminated,
            }),
        }
    }
}
