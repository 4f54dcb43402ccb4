//! What an application is decided by, as the lifecycle asks for it: the rules of its item, and how the applicant wants the result.

use super::lifecycle::{Case, CertificateRule, DeliveryMode, Policy};
use super::store::rows::ApplicationRow;
use crate::calendar::Limit;
use crate::catalogue::ItemVersion;
use crate::catalogue::document::ResultKind;
use crate::codes::{ItemType, Post, Service};

/// What the law gives a licence (Administrative Licensing Law art. 42), ...
const ALONE: Limit = Limit::working(20);
/// ... and what it gives those that are handled in a unified way.
const UNIFIED: Limit = Limit::working(45);

/// The rules of an item for a service, as the lifecycle asks for them.
pub fn policy(version: &ItemVersion, service: Service) -> Policy<'_> {
    let item = &version.item;
    let makes_certificate = item.result.kind == ResultKind::Certificate && service != Service::Cancellation;
    Policy {
        department: &item.department,
        case_type: item.case_type_of(service),
        is_licence: item.item_type == ItemType::Licence,
        silence_accepts: item.deemed_acceptance,
        promised_limit: item.promised_for(service),
        statutory_limit: item.statutory_limit,
        supplement_limit: item.supplement_limit,
        following: &version.following,
        commitment: item.commitment.as_ref(),
        bars_after_deceit: item.bars_after_deceit,
        // Nobody else is touched by a copy, or by somebody giving up what they hold.
        hears_third_parties: item.hears_third_parties && !matches!(service, Service::Reissue | Service::Cancellation),
        extension: version.extension.as_ref(),
        consultation: item.consultation.as_ref(),
        special_procedures: &item.special_procedures,
        consents: &version.consents,
        renewal: item.renewal_rule(),
        certificate: makes_certificate.then_some(CertificateRule {
            valid_months: item.result.valid_months,
        }),
        graph: &item.procedure,
    }
}

/// How the applicant wants the result.
pub fn delivery_mode(application: &ApplicationRow) -> DeliveryMode {
    mode_of(application.delivery.as_ref())
}

/// The same, of what is kept of the wish.
pub fn mode_of(delivery: Option<&serde_json::Value>) -> DeliveryMode {
    let mode = delivery.and_then(|delivery| delivery.get("mode"));
    mode.and_then(|mode| serde_json::from_value(mode.clone()).ok())
        .unwrap_or_default()
}

/// The post that may extend the limits of a case (art. 42), if any may.
pub fn extended_by<'a>(case: &Case, version: &'a ItemVersion, service: Service) -> Option<&'a Post> {
    policy_for(case, version, service).extension.map(|rule| &rule.post)
}

/// The rules for a case. Where the law has its matter handled in a unified way (art. 26) a licence has 45 working days and 15 more, unless a
/// special law gives it another limit.
pub fn policy_for<'a>(case: &Case, version: &'a ItemVersion, service: Service) -> Policy<'a> {
    let policy = policy(version, service);
    let unified = case.member().is_some_and(|member| member.unified);
    let by_general_law = version.item.item_type == ItemType::Licence && policy.statutory_limit == Some(ALONE);
    match unified && by_general_law {
        true => Policy {
            statutory_limit: Some(UNIFIED),
            extension: Some(&version.joint_extension),
            ..policy
        },
        false => policy,
    }
}
