//! The rules of made-up items.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::*;
use crate::calendar::{Calendar, Limit};
use crate::catalogue::document::{
    CommitmentRule, ConsentRule, ConsultationRule, ExtensionRule, FollowingRule, RenewalRule, SpecialProcedureRule,
};
use crate::clock::shanghai_date;
use crate::codes::{CaseType, ConsentRole, CreditCode, OnLapse, Post};
use crate::procedure::{Facts, Graph};

/// The rules of an item, owned.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) calendar: Calendar,
    pub(super) department: CreditCode,
    pub(super) case_type: CaseType,
    pub(super) silence_accepts: bool,
    pub(super) promised_limit: Limit,
    pub(super) statutory_limit: Option<Limit>,
    pub(super) supplement_limit: Limit,
    pub(super) extension: Option<ExtensionRule>,
    pub(super) consultation: Option<ConsultationRule>,
    pub(super) special_procedures: Vec<SpecialProcedureRule>,
    pub(super) certificate: Option<CertificateRule>,
    pub(super) graph: Graph,
    pub(super) delivery: DeliveryMode,
    pub(super) guards: Guards,
    pub(super) following: FollowingRule,
    pub(super) to_follow: BTreeSet<String>,
    pub(super) commitment: Option<CommitmentRule>,
    pub(super) bars_after_deceit: bool,
    pub(super) hears_third_parties: bool,
    pub(super) quota: Option<QuotaStanding>,
    pub(super) consents: Vec<ConsentRule>,
    pub(super) asked_consents: BTreeSet<String>,
    pub(super) renewal: Option<RenewalRule>,
    pub(super) lacks_result: bool,
}

/// Guards that hold (`yes`), do not (`no`), or hold at random but repeatably.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guards(pub(super) u64);

impl Facts for Guards {
    fn holds(&self, guard: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        (self.0, guard).hash(&mut hasher);
        guard == "yes" || (guard != "no" && hasher.finish().is_multiple_of(2))
    }
}

impl Rules {
    /// A licence: 5 working days promised of 20, 10 to answer a supplement, a certificate as result.
    pub(super) fn licence() -> Self {
        Self {
            calendar: Calendar::state_council(),
            department: "11990100999999912B".parse().unwrap(),
            case_type: CaseType::Committed,
            silence_accepts: true,
            lacks_result: false,
            promised_limit: Limit::working(5),
            statutory_limit: Some(Limit::working(20)),
            supplement_limit: Limit::working(10),
            extension: Some(ExtensionRule {
                limit: Limit::working(10),
                post: Post::APPROVER,
                legal_basis: "行政许可法第四十二条".to_owned(),
            }),
            consultation: None,
            special_procedures: Vec::new(),
            certificate: Some(CertificateRule { valid_months: Some(60) }),
            graph: Graph::reviewer_and_approver(),
            delivery: DeliveryMode::Window,
            guards: Guards(0),
            following: FollowingRule {
                limit: Limit::working(10),
                on_lapse: OnLapse::Terminate,
            },
            to_follow: BTreeSet::new(),
            commitment: None,
            bars_after_deceit: false,
            hears_third_parties: false,
            quota: None,
            consents: Vec::new(),
            asked_consents: BTreeSet::new(),
            renewal: Some(RenewalRule {
                lead_days: 30,
                silence_renews: true,
            }),
        }
    }

    /// The same as an immediate item (即办件).
    pub(super) fn immediate() -> Self {
        Self {
            case_type: CaseType::Immediate,
            ..Self::licence()
        }
    }

    /// With consents beside the applicant's.
    pub(super) fn waiting_for(self, codes: &[&str]) -> Self {
        let rule = |code: &&str| ConsentRule {
            code: (*code).to_owned(),
            role: ConsentRole::CoApplicant,
            text: "同意".to_owned(),
            valid_days: 7,
            several: false,
            when: None,
        };
        Self {
            consents: codes.iter().map(rule).collect(),
            asked_consents: codes.iter().map(|code| (*code).to_owned()).collect(),
            ..self
        }
    }

    pub(super) fn context(&self, now: DateTime<Utc>) -> Context<'_> {
        Context {
            application: Uuid::from_u128(0xCA5E),
            now,
            today: shanghai_date(now),
            calendar: &self.calendar,
            policy: Policy {
                department: &self.department,
                case_type: self.case_type,
                is_licence: true,
                silence_accepts: self.silence_accepts,
                promised_limit: self.promised_limit,
                statutory_limit: self.statutory_limit,
                supplement_limit: self.supplement_limit,
                extension: self.extension.as_ref(),
                following: &self.following,
                consultation: self.consultation.as_ref(),
                commitment: self.commitment.as_ref(),
                bars_after_deceit: self.bars_after_deceit,
                hears_third_parties: self.hears_third_parties,
                special_procedures: &self.special_procedures,
                consents: &self.consents,
                renewal: self.renewal,
                certificate: self.certificate,
                graph: &self.graph,
            },
            facts: &self.guards,
            delivery: self.delivery,
            to_follow: &self.to_follow,
            consents: &self.asked_consents,
            onto: None,
            lacks_result: self.lacks_result,
            quota: self.quota.as_ref(),
        }
    }
}
