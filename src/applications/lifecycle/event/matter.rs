//! What happens to a matter (一件事), and to its members because they belong to it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::state::{Activity, MemberEnd, MemberPlan};
use crate::calendar::Limit;
use crate::codes::ItemCode;

/// Something that happens in a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterEvent {
    /// The matter was formed.
    Formed {
        /// Its members, by application.
        members: BTreeMap<Uuid, MemberPlan>,
        /// How long a department that has not delegated acceptance has to answer.
        reply_limit: Limit,
        /// Whether results are handed over together.
        delivered_together: bool,
    },
    /// The application belongs to a matter.
    Joined {
        /// Which.
        matter: Uuid,
        /// The bundle it was formed by.
        bundle: ItemCode,
        /// Whether it begins only when others are approved.
        waits: bool,
        /// Whether another system handles it.
        external: bool,
        /// Whether the law has the matter handled in a unified way.
        unified: bool,
        /// Whether its result is handed over with the others.
        delivered_together: bool,
    },
    /// What was handed in is in order; the member is accepted as soon as it begins.
    InOrder,
    /// Something is missing, to be told with what is missing of the others.
    GapsFound {
        /// Which materials.
        materials: BTreeSet<String>,
    },
    /// Everything missing of the matter has been told; nothing was missing of this member.
    NoticeGiven,
    /// Those it depends on are approved: it is received today.
    Begun {
        /// Day 0 of the organ's five days.
        received_on: NaiveDate,
    },
    /// What it depends on was not approved.
    PredecessorFailed {
        /// Which member.
        member: Uuid,
    },
    /// The system that handles it has told of it.
    Reported {
        /// The day it was accepted there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accepted_on: Option<NaiveDate>,
        /// The day it was decided there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decided_on: Option<NaiveDate>,
        /// The instant, where it was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decided_at: Option<DateTime<Utc>>,
        /// What was done there, as far as it was not told before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        activities: Vec<Activity>,
    },
    /// The day has come by which the certificate has to reach its holder, whatever it waits for.
    DeliveryDue,
    /// The result waits for those of others no longer.
    ResultReleased,
    /// The day has come by which everything missing is told, whoever has not answered yet.
    NoticeDue,
    /// No member waits any more for what was missing.
    SupplementOver,
    /// A member begins, because those it depends on are approved.
    MemberBegun {
        /// Which.
        member: Uuid,
    },
    /// A member has ended.
    MemberEnded {
        /// Which.
        member: Uuid,
        /// How.
        end: MemberEnd,
        /// The member that was not approved, so that this one was ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<Uuid>,
    },
    /// All results are there.
    ResultsReady,
    /// The result of a member is there that the end of the matter has not waited for.
    LateResult {
        /// Which.
        member: Uuid,
    },
}

impl MatterEvent {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Formed { .. } => "matter_formed",
            Self::Joined { .. } => "matter_joined",
            Self::InOrder => "in_order",
            Self::GapsFound { .. } => "gaps_found",
            Self::NoticeGiven => "notice_given",
            Self::Begun { .. } => "begun",
            Self::PredecessorFailed { .. } => "predecessor_failed",
            Self::Reported { .. } => "reported",
            Self::DeliveryDue => "delivery_due",
            Self::ResultReleased => "result_released",
            Self::NoticeDue => "notice_due",
            Self::SupplementOver => "supplement_over",
            Self::MemberBegun { .. } => "member_begun",
            Self::MemberEnded { .. } => "member_ended",
            Self::ResultsReady => "results_ready",
            Self::LateResult { .. } => "late_result",
        }
    }
}
