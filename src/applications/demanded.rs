//! What an applicant has to hand in: by the item, by their answers, and by what they commit to instead.

use std::collections::BTreeSet;

use super::content::Content;
use super::store::rows::AttachmentRow;
use crate::catalogue::document::Material;
use crate::catalogue::{ItemVersion, names};
use crate::codes::Necessity;
use crate::problem::FieldError;
use crate::text::Text;

/// What an applicant may rely on instead of handing everything in at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reliance {
    /// Whether a commitment was broken before, so that nothing may follow (容缺受理) until that is repaired.
    pub barred: bool,
}

impl Content {
    /// Everything wrong with it on submission: answers, form, and required materials not handed in.
    pub fn check(
        &self,
        version: &ItemVersion,
        applicant_kind: &str,
        attached: &[AttachmentRow],
        reliance: Reliance,
    ) -> Vec<FieldError> {
        let mut errors = version.check_answers(&self.answers);
        errors.extend(self.check_form(version));
        let lacking = self.lacking(version, applicant_kind, attached);
        errors.extend(lacking.into_iter().filter_map(|material| reliance.demands(material)));
        errors
    }

    /// What the applicant lets follow: materials that may, are asked for, and were not handed in.
    pub fn to_follow(
        &self,
        version: &ItemVersion,
        applicant_kind: &str,
        attached: &[AttachmentRow],
    ) -> BTreeSet<String> {
        let lacking = self.lacking(version, applicant_kind, attached).into_iter();
        lacking
            .filter(|material| material.necessity == Necessity::MayFollow)
            .map(|material| material.code.clone())
            .collect()
    }

    /// The materials asked for and not handed in.
    fn lacking<'a>(
        &self,
        version: &'a ItemVersion,
        applicant_kind: &str,
        attached: &[AttachmentRow],
    ) -> Vec<&'a Material> {
        let handed_in: BTreeSet<&str> = attached.iter().map(|row| row.material.as_str()).collect();
        let facts = version.facts(&self.answers, &self.form, Some(applicant_kind));
        let mut lacking = version.materials(&facts);
        lacking.retain(|material| !handed_in.contains(material.code.as_str()));
        lacking
    }
}

impl Reliance {
    /// The fault of a material that is not handed in, if it has to be.
    fn demands(self, material: &Material) -> Option<FieldError> {
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
