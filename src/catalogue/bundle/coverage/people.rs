//! Consents, the subject, and whom the members serve.

use serde_json::Value;

use super::explore::Explored;
use super::{Gaps, item, place};
use crate::catalogue::bundle::Joined;
use crate::codes::Audience;
use crate::text::Text;

pub(super) fn check(explored: &Explored<'_, '_>, index: usize, joined: &Joined<'_>, gaps: &mut Gaps) {
    consents(explored, joined, gaps);
    subject(explored, joined, gaps);
    audience(explored, index, joined, gaps);
}

/// Who has to agree to a member agrees to the whole, by a consent of the same code.
fn consents(explored: &Explored<'_, '_>, joined: &Joined<'_>, gaps: &mut Gaps) {
    let front = &explored.situation.bundle.front;
    if joined.member.version.item.consents.is_empty() {
        return;
    }
    let (facts, of_bundle) = (joined.facts(&Value::Null), explored.situation.facts(&Value::Null));
    for rule in &joined.member.version.item.consents {
        let may = joined.reads_form(rule.when.as_deref());
        if !may && !facts.satisfy(rule.when.as_deref()) {
            continue;
        }
        let covered = front.consent(&rule.code).is_some_and(|asked| {
            let reads_form = |when: &str| front.reads(when).is_some_and(|reads| reads.form);
            let depends = asked.when.as_deref().is_some_and(reads_form);
            let demanded = (depends && may) || (!depends && of_bundle.satisfy(asked.when.as_deref()));
            demanded && asked.role == rule.role && (asked.several || !rule.several)
        });
        if !covered {
            let concerned = Text::new(format!("同意事项：{}", rule.text), format!("consent = {}", rule.code));
            gaps.add(
                "/consents".to_owned(),
                "uncovered-consent",
                format!(
                    "“{}”需要的同意“{}”未由一件事征求",
                    joined.member.version.item.name, rule.code
                ),
                format!(
                    "{} asks for the consent {}, which the bundle does not ask for",
                    joined.item(),
                    rule.code
                ),
                explored.evidence(vec![item(joined.member), concerned]),
            );
        }
    }
}

/// Whom a member has to be about, the whole has to be about; and it may be about nobody whom a member may not be about.
fn subject(explored: &Explored<'_, '_>, joined: &Joined<'_>, gaps: &mut Gaps) {
    let Some(rule) = &joined.member.version.item.subject else {
        return;
    };
    let name = &joined.member.version.item.name;
    let stated = explored.situation.bundle.bundle.subject.as_ref();
    if rule.required && !stated.is_some_and(|stated| stated.required) {
        gaps.add(
            "/subject".to_owned(),
            "uncovered-subject",
            format!("“{name}”必须有办理对象，一件事没有要求"),
            format!(
                "{} has to be about somebody, and the bundle does not require it",
                joined.item()
            ),
            explored.evidence(vec![item(joined.member)]),
        );
    }
    for kind in stated.iter().flat_map(|stated| &stated.kinds) {
        if !rule.kinds.contains(kind) {
            gaps.add(
                "/subject/kinds".to_owned(),
                "uncovered-subject",
                format!("“{name}”的办理对象不能是“{}”", kind.label_zh()),
                format!("{} cannot be about a {kind}", joined.item()),
                explored.evidence(vec![item(joined.member)]),
            );
        }
    }
}

/// Whoever may apply for the bundle may apply for its members.
fn audience(explored: &Explored<'_, '_>, index: usize, joined: &Joined<'_>, gaps: &mut Gaps) {
    let (kind, word) = match explored.kind {
        "natural_person" => (Audience::NaturalPerson, "自然人"),
        _ => (Audience::LegalPerson, "法人"),
    };
    let served = &joined.member.version.item.audience;
    if !served.is_empty() && !served.iter().any(|group| group.covers(kind) || kind.covers(*group)) {
        gaps.add(
            place(index, "when"),
            "wrong-audience",
            format!("“{}”不面向{word}，但该情形下包含在内", joined.member.version.item.name),
            format!(
                "{} is not for a {}, and is in all the same",
                joined.item(),
                explored.kind
            ),
            explored.evidence(vec![item(joined.member)]),
        );
    }
}
