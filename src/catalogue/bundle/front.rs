//! What a bundle itself asks for, as an item.

use super::BundleMember;
use crate::calendar::Limit;
use crate::catalogue::document::{Bundle, ExtensionRule, Item, ItemResult, LegalBasis};
use crate::codes::{Acceptance, CaseType, ItemType, Post};
use crate::procedure::Graph;

const LICENSING_LAW: &str = "中华人民共和国行政许可法";
const ARTICLE_42: &str = "《中华人民共和国行政许可法》第四十二条";
/// Departments that handle a licence in a unified way have 45 working days, and 15 more (art. 42).
const UNIFIED_LIMIT: Limit = Limit::working(45);
const UNIFIED_EXTENSION: Limit = Limit::working(15);

/// The front of a bundle: received at the comprehensive window, decided by its members, without a result of its own.
///
/// As nobody but the window accepts the whole, silence never counts as its acceptance; each licence among the members keeps what art. 32
/// says. Limits of the law are its members', unless they are handled in a unified way.
pub fn front(bundle: &Bundle, members: &[BundleMember]) -> Item {
    let unified = bundle.unified_handling.as_ref();
    let most = members
        .iter()
        .map(|member| &member.version.item)
        .max_by_key(|item| item.visits);
    Item {
        code: bundle.code.clone(),
        basic_code: None,
        name: bundle.name.clone(),
        name_en: bundle.name_en.clone(),
        keywords: bundle.keywords.clone(),
        item_type: ItemType::PublicService,
        division: bundle.division.clone(),
        department: bundle.window_department.clone(),
        level: None,
        audience: bundle.audience.clone(),
        case_type: CaseType::Committed,
        acceptance: Acceptance::Window,
        statutory_limit: unified.map(|_| UNIFIED_LIMIT),
        promised_limit: bundle.promised_limit,
        deemed_acceptance: false,
        visits: bundle.visits.or(most.map(|item| item.visits)).unwrap_or_default(),
        visits_reason: most.and_then(|item| item.visits_reason.clone()),
        online_depth: None,
        channels: bundle.channels.clone(),
        legal_basis: unified.map_or_else(Vec::new, |unified| legal_basis(&unified.basis)),
        conditions: bundle.conditions.clone(),
        fees: vec![],
        guide: bundle.guide.clone(),
        faq: bundle.faq.clone(),
        questions: bundle.questions.clone(),
        materials: bundle.materials.clone(),
        form_schema: bundle.form_schema.clone(),
        // The members do the work.
        procedure: Graph::without_work(),
        supplement_limit: bundle.supplement_limit,
        supplement_basis: None,
        joint_handling: unified.is_some(),
        extension: unified.map(|_| ExtensionRule {
            limit: UNIFIED_EXTENSION,
            post: Post::GOVERNMENT_HEAD,
            legal_basis: ARTICLE_42.to_owned(),
        }),
        special_procedures: vec![],
        following: None,
        commitment: None,
        protected_fields: vec![],
        consultation: None,
        hears_third_parties: false,
        quota: None,
        bars_after_deceit: false,
        services: vec![],
        renewal: None,
        consents: bundle.consents.clone(),
        // Who may apply alone for each member may do so for all of them; otherwise the guardian is asked once.
        minors_apply_alone: !members.is_empty() && members.iter().all(|member| member.version.item.minors_apply_alone),
        subject: bundle.subject.clone(),
        result: ItemResult::default(),
        phone: None,
        address: None,
        hours: None,
        appeal: None,
    }
}

/// The article that sets the limit first, as that is what explanations cite; then the law by which handling is unified.
fn legal_basis(unified: &str) -> Vec<LegalBasis> {
    let law = |name: &str, article: Option<&str>| LegalBasis {
        name: name.to_owned(),
        article: article.map(str::to_owned),
        text: None,
    };
    vec![law(LICENSING_LAW, Some("第四十二条")), law(unified, None)]
}
