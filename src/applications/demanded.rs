//! What an applicant has to hand in: by the item, by their answers, and by what they commit to instead.

use std::collections::BTreeSet;

use super::content::Content;
use super::store::rows::AttachmentRow;
use crate::catalogue::document::{GUARDIAN, Material};
use crate::catalogue::{Asking, ItemVersion, names};
use crate::codes::Necessity;
use crate::problem::FieldError;
use crate::text::Text;

/// What an applicant may rely on instead of handing everything in at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reliance {
    /// Whether the applicant commits to what would otherwise be proved (告知承诺).
    pub committed: bool,
    /// Whether a commitment was broken before, so that nothing may follow (容缺受理) and nothing be committed to until that is repaired.
    pub barred: bool,
}

impl Content {
    /// Everything wrong with it on submission: answers, form, and required materials not handed in.
    pub fn check(
        &self,
        version: &ItemVersion,
        asking: Asking<'_>,
        attached: &[AttachmentRow],
        reliance: Reliance,
    ) -> Vec<FieldError> {
        self.check_awaiting(&BTreeSet::new(), version, asking, attached, reliance)
    }

    /// Everything wrong with it under another version of its item, where some materials are awaited already.
    pub fn check_awaiting(
        &self,
        awaited: &BTreeSet<&str>,
        version: &ItemVersion,
        asking: Asking<'_>,
        attached: &[AttachmentRow],
        reliance: Reliance,
    ) -> Vec<FieldError> {
        let mut errors = version.check_answers(&self.answers, asking.service);
        if version.item.asks_form(asking.service) || !self.is_blank() {
            errors.extend(self.check_form(version));
        }
        errors.extend(reliance.fault(version));
        let mut lacking = self.lacking(version, asking, attached, reliance.committed);
        lacking.retain(|material| !awaited.contains(material.code.as_str()));
        errors.extend(lacking.into_iter().filter_map(|material| reliance.demands(material)));
        errors
    }

    /// What the applicant lets follow: materials that may, are asked for, and were not handed in.
    pub fn to_follow(
        &self,
        version: &ItemVersion,
        asking: Asking<'_>,
        attached: &[AttachmentRow],
        committed: bool,
    ) -> BTreeSet<String> {
        let lacking = self.lacking(version, asking, attached, committed);
        lacking
            .into_iter()
            .filter(|material| material.necessity == Necessity::MayFollow)
            .map(|material| material.code.clone())
            .collect()
    }

    /// The consents beside the applicant's that are asked for, by code; the guardian's for an applicant who is a `minor`.
    pub fn consents(&self, version: &ItemVersion, asking: Asking<'_>, minor: bool) -> BTreeSet<String> {
        let mut demanded: BTreeSet<String> = BTreeSet::new();
        if !version.item.consents.is_empty() {
            let facts = version.facts(&self.answers, &self.form, asking);
            demanded.extend(
                version
                    .demanded_consents(&facts)
                    .into_iter()
                    .map(|rule| rule.code.clone()),
            );
        }
        if minor && version.consent(GUARDIAN).is_some() {
            demanded.insert(GUARDIAN.to_owned());
        }
        demanded
    }

    /// The materials asked for and not handed in, but for those that a commitment replaces.
    fn lacking<'a>(
        &self,
        version: &'a ItemVersion,
        asking: Asking<'_>,
        attached: &[AttachmentRow],
        committed: bool,
    ) -> Vec<&'a Material> {
        let commitment = version.item.commitment.as_ref().filter(|_| committed);
        let replaced = |material: &Material| commitment.is_some_and(|rule| rule.replaces.contains(&material.code));
        let handed_in: BTreeSet<&str> = attached.iter().map(|row| row.material.as_str()).collect();
        let facts = version.facts(&self.answers, &self.form, asking);
        let mut lacking = version.materials(&facts);
        lacking.retain(|material| !handed_in.contains(material.code.as_str()) && !replaced(material));
        lacking
    }
}

impl Reliance {
    /// What is wrong with committing, if the applicant does.
    pub fn fault(self, version: &ItemVersion) -> Option<FieldError> {
        let (code, message) = match (self.committed, &version.item.commitment) {
            (false, _) => return None,
            (true, None) => (
                "no-commitment",
                Text::new("该事项不适用告知承诺。", "The item offers no commitment."),
            ),
            (true, Some(_)) if self.barred => (
                "commitment-broken-before",
                Text::new(
                    "您曾违反承诺，修复前不适用告知承诺，请提交证明材料。",
                    "A commitment was broken before; until that is repaired hand in the proof.",
                ),
            ),
            (true, Some(_)) => return None,
        };
        Some(FieldError::new("/commitment", code, message))
    }

    /// The fault of a material that is not handed in, if it has to be.
    pub(crate) fn demands(self, material: &Material) -> Option<FieldError> {
        let Text { zh, en } = names(&[material]);
        let (code, message) = match material.necessity {
            Necessity::Required => (
                "material-missing",
                Text::new(format!("缺少材料：{zh}"), format!("Missing material: {en}")),
            ),
            Necessity::MayFollow if self.barred => (
                "material-may-not-follow",
                Text::new(
                    format!("缺少材料：{zh}。您曾违反承诺，修复前不适用容缺受理，须一并提交。"),
                    format!(
                        "Missing material: {en}. A commitment was broken before, so until that is repaired nothing may follow later."
                    ),
                ),
            ),
            _ => return None,
        };
        Some(FieldError::new("/documents", code, message))
    }
}
