//! What is wrong with a matter as a whole.

use std::collections::BTreeSet;

use crate::applications::content::Content;
use crate::applications::demanded::Reliance;
use crate::applications::store::rows::AttachmentRow;
use crate::catalogue::bundle::{BundleVersion, Situation};
use crate::codes::Service;
use crate::problem::FieldError;
use crate::text::Text;

/// Everything wrong: answers, the one form by itself and for every member, materials that are asked for and not handed in.
pub(super) fn whole(
    bundle: &BundleVersion,
    situation: &Situation<'_>,
    content: &Content,
    attached: &[AttachmentRow],
    reliance: Reliance,
) -> Vec<FieldError> {
    let mut errors = bundle.front.check_answers(&content.answers, Service::New);
    match content.unusable() {
        Some(error) => errors.push(error),
        None => errors.extend(situation.check_form(&content.form)),
    }
    if situation.members.is_empty() && errors.is_empty() {
        let message = Text::new(
            "按所填情形，没有需要办理的事项。",
            "By these answers there is nothing to apply for.",
        );
        errors.push(FieldError::new("/answers", "nothing-to-apply-for", message));
    }
    if reliance.committed && reliance.barred {
        let message = Text::new(
            "您曾违反承诺，修复前不适用告知承诺，请选择其他办理方式。",
            "A commitment was broken before; until that is repaired answer otherwise.",
        );
        errors.push(FieldError::new("/answers", "commitment-broken-before", message));
    }
    let handed_in: BTreeSet<&str> = attached.iter().map(|row| row.material.as_str()).collect();
    let lacking = situation.materials(&content.form).into_iter();
    let lacking = lacking.filter(|shared| !handed_in.contains(shared.material.code.as_str()));
    errors.extend(lacking.filter_map(|shared| reliance.demands(shared.material)));
    errors
}
