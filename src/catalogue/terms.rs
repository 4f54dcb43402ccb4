//! The terms of what an applicant may choose to commit to, in words: as the checklist tells them before, and the notice afterwards.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::document::{CommitmentRule, FollowingRule, Material};
use crate::calendar::{Limit, Unit};
use crate::codes::OnLapse;
use crate::text::Text;

/// The terms on which materials may follow (容缺受理).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"materials": ["health_certificates"], "limit": {"days": 10, "unit": "working_day"}, "on_lapse": "terminate",
    "consequence": {"zh": "逾期未补交的，终止办理。", "en": "If they do not come in time, the application is terminated."},
    "text": {"zh": "本人自愿选择容缺办理，承诺自受理通知之日起 10 个工作日内补交：从业人员健康证明。逾期未补交的，终止办理。",
        "en": "I choose to let these materials follow and commit to handing them in within 10 working days of the notice of acceptance: Staff health certificates. If they do not come in time, the application is terminated."}}))]
pub struct FollowingTerms {
    /// The codes of the materials that may follow. Who hands them in at once commits to nothing.
    pub materials: Vec<String>,
    /// How long after the notice of acceptance.
    pub limit: Limit,
    /// What happens when they do not come in time.
    pub on_lapse: OnLapse,
    /// The same in words.
    pub consequence: Text,
    /// What the applicant commits to by filing without them.
    pub text: Text,
}

impl FollowingTerms {
    /// The terms for these materials; none when there are no such materials.
    pub fn of(rule: &FollowingRule, materials: &[&Material]) -> Option<Self> {
        let names = names(materials);
        let (zh, en) = within(rule.limit);
        let consequence = consequence(rule.on_lapse);
        (!materials.is_empty()).then(|| Self {
            materials: materials.iter().map(|material| material.code.clone()).collect(),
            limit: rule.limit,
            on_lapse: rule.on_lapse,
            text: Text::new(
                format!(
                    "本人自愿选择容缺办理，承诺自受理通知之日起 {zh}内补交：{}。{}",
                    names.zh, consequence.zh
                ),
                format!(
                    "I choose to let these materials follow and commit to handing them in within {en} of the notice of acceptance: {}. {}",
                    names.en, consequence.en
                ),
            ),
            consequence,
        })
    }
}

/// The terms of a commitment instead of proof or check (告知承诺).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommitmentTerms<'a> {
    /// What the applicant commits to.
    pub text: &'a str,
    /// The codes of the materials it replaces.
    pub replaces: &'a [String],
    /// The rule that allows it.
    pub legal_basis: &'a str,
    /// How long after the decision it is checked.
    pub check_limit: Limit,
    /// What committing leads to, whether it turns out true or not.
    pub effect: Text,
}

impl<'a> CommitmentTerms<'a> {
    /// The terms of a rule.
    pub fn of(rule: &'a CommitmentRule) -> Self {
        let (zh, en) = within(rule.check.limit);
        Self {
            text: &rule.text,
            replaces: &rule.replaces,
            legal_basis: &rule.legal_basis,
            check_limit: rule.check.limit,
            effect: Text::new(
                format!(
                    "受理时当场作出决定；决定之日起 {zh}内核查。承诺不实的，撤销决定，此后申请不再适用告知承诺和容缺受理，直至修复。"
                ),
                format!(
                    "The decision is made with the acceptance, and checked within {en} of it. If the commitment is false the decision is revoked, and later applications may not rely on commitments until that is repaired."
                ),
            ),
        }
    }
}

/// What follows when the materials do not come in time.
pub fn consequence(on_lapse: OnLapse) -> Text {
    match on_lapse {
        OnLapse::Terminate => Text::new(
            "逾期未补交的，终止办理，且此后申请不再适用容缺受理和告知承诺。",
            "If they do not come in time, the application is terminated, and later applications may not rely on commitments.",
        ),
        OnLapse::Wait => Text::new(
            "补交齐全前不制发结果；逾期未补交的，补交前的其他申请不适用容缺受理和告知承诺。",
            "The result waits until they are all there; when they are late, other applications may not rely on commitments until then.",
        ),
    }
}

/// The names of materials, as a sentence lists them.
pub fn names(materials: &[&Material]) -> Text {
    let zh: Vec<&str> = materials.iter().map(|material| material.name.as_str()).collect();
    let en = materials
        .iter()
        .map(|material| material.name_en.as_ref().unwrap_or(&material.code).as_str());
    Text::new(zh.join("、"), en.collect::<Vec<_>>().join(", "))
}

fn within(limit: Limit) -> (String, String) {
    match limit.unit {
        Unit::WorkingDay => (
            format!("{} 个工作日", limit.days),
            format!("{} working days", limit.days),
        ),
        Unit::CalendarDay => (format!("{} 日", limit.days), format!("{} calendar days", limit.days)),
    }
}
