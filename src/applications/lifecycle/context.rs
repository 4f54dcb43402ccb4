//! What a decision may depend on besides the case itself.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::CONSULTATION_LIMIT;
use super::state::Limits;
use crate::calendar::{Calendar, Limit};
use crate::catalogue::document::{
    CommitmentRule, ConsentRule, ConsultationRule, ExtensionRule, FollowingRule, RenewalRule, SpecialProcedureRule,
};
use crate::codes::{CaseType, CreditCode};
use crate::procedure::{Facts, Graph};

/// Time, calendar and the rules of the item the application is pinned to.
pub struct Context<'a> {
    /// The application's id, from which task ids are derived.
    pub application: Uuid,
    /// The instant of the command.
    pub now: DateTime<Utc>,
    /// Its Shanghai date.
    pub today: NaiveDate,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The item's rules.
    pub policy: Policy<'a>,
    /// Answers and form, for the procedure's guards.
    pub facts: &'a (dyn Facts + Sync),
    /// How the applicant wants the result.
    pub delivery: DeliveryMode,
    /// What the applicant lets follow: materials that may follow, are asked for, and were not handed in.
    pub to_follow: &'a BTreeSet<String>,
    /// The consents beside the applicant's that are asked for, by code.
    pub consents: &'a BTreeSet<String>,
    /// Whether an approval would lack what it has to state beside its outcome.
    pub lacks_result: bool,
    /// Where it stands in the item's quota, if there is one.
    pub quota: Option<&'a QuotaStanding>,
    /// The version of the item that the application is to go on under, when it is moved to another.
    pub onto: Option<Onto<'a>>,
}

/// Another version of the item.
#[derive(Clone, Copy)]
pub struct Onto<'a> {
    /// Which.
    pub version: i32,
    /// Its rules.
    pub policy: Policy<'a>,
}

impl<'a> Context<'a> {
    /// The rules after the command: the other version's, if the application is moved to it.
    #[must_use]
    pub fn afterwards(&self) -> Self {
        let policy = self.onto.as_ref().map_or(self.policy, |onto| onto.policy);
        Self {
            policy,
            onto: None,
            ..*self
        }
    }
}

impl Policy<'_> {
    /// What the department promises, and what the law allows.
    pub fn limits(&self) -> Limits {
        Limits {
            promised: self.promised_limit,
            statutory: self.statutory_limit,
        }
    }
}

/// The rules of an item that decisions depend on.
#[derive(Clone, Copy)]
pub struct Policy<'a> {
    /// The department that exercises the item.
    pub department: &'a CreditCode,
    /// Immediate (即办件) or committed (承诺件).
    pub case_type: CaseType,
    /// Whether it is a licence, whose certificate has to reach its holder within ten working days (art. 44).
    pub is_licence: bool,
    /// Whether silence on a receipt counts as acceptance: licences (art. 32), and items that say so.
    pub silence_accepts: bool,
    /// What the department promises.
    pub promised_limit: Limit,
    /// What the law allows, if it says.
    pub statutory_limit: Option<Limit>,
    /// How long the applicant has for a supplement.
    pub supplement_limit: Limit,
    /// The terms on which materials may follow.
    pub following: &'a FollowingRule,
    /// The commitment that may replace proof or check, if one may.
    pub commitment: Option<&'a CommitmentRule>,
    /// Whether false materials bar the applicant for a time (arts. 78, 79).
    pub bars_after_deceit: bool,
    /// Whether third parties have to be told and heard before a decision (arts. 36, 47).
    pub hears_third_parties: bool,
    /// By how much the limits may be extended, if at all.
    pub extension: Option<&'a ExtensionRule>,
    /// How other departments are consulted, if the item says.
    pub consultation: Option<&'a ConsultationRule>,
    /// Special procedures with rules of their own.
    pub special_procedures: &'a [SpecialProcedureRule],
    /// The consents that may be asked for beside the applicant's.
    pub consents: &'a [ConsentRule],
    /// When a renewal is in time, and what silence means then.
    pub renewal: Option<RenewalRule>,
    /// The result, if it is a certificate.
    pub certificate: Option<CertificateRule>,
    /// The procedure.
    pub graph: &'a Graph,
}

impl Policy<'_> {
    /// How long a department that is consulted has at most.
    pub fn consultation_limit(&self) -> Limit {
        self.consultation
            .map_or(CONSULTATION_LIMIT.into(), |consultation| consultation.limit)
    }

    /// How many calendar days the link of a consent is open.
    pub fn consent_days(&self, code: &str) -> u32 {
        let rule = self.consents.iter().find(|rule| rule.code == code);
        rule.map_or(0, |rule| rule.valid_days)
    }

    /// Whether no answer in time counts as consent: only where a rule that is named says so.
    pub fn silence_consents(&self) -> bool {
        self.consultation
            .is_some_and(|consultation| consultation.silence_is_consent && consultation.basis.is_some())
    }
}

/// Where an application stands in its item's quota.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuotaStanding {
    /// How many places there are.
    pub places: u32,
    /// The period they are counted in: the year of acceptance, or 0 for all time.
    pub period: i32,
    /// The places taken.
    pub taken: BTreeSet<u32>,
    /// How many applications were accepted earlier in the period and are undecided.
    pub ahead: u32,
}

impl QuotaStanding {
    /// How many places are left.
    pub fn free(&self) -> u32 {
        self.places
            .saturating_sub(u32::try_from(self.taken.len()).unwrap_or(u32::MAX))
    }

    /// The place a grant takes.
    pub fn next(&self) -> Option<u32> {
        (1..=self.places).find(|place| !self.taken.contains(place))
    }
}

/// How long a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateRule {
    /// Months from the day of issue; without, it does not end.
    pub valid_months: Option<u32>,
}

/// How a result reaches its holder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMode {
    /// Picked up at the window, with the pickup code.
    #[default]
    Window,
    /// Sent by post.
    Post,
    /// Delivered electronically as it is issued.
    Electronic,
}
