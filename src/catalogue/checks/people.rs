//! Those an application concerns beside its applicant: whose consent is asked for, and whom it is about.

use std::collections::BTreeSet;

use super::Faults;
use crate::catalogue::document::{GUARDIAN, Item};

const MOST_CONSENTS: usize = 20;
/// The longest that a link may be open, in calendar days.
const MOST_DAYS: u32 = 90;
const LONGEST_TEXT: usize = 2_000;

/// Every rule about them.
pub(super) fn item(item: &Item, faults: &mut Faults) {
    consents(item, faults);
    subject(item, faults);
}

/// A consent has a code of its own, says to what, and waits neither for no time nor for ever.
fn consents(item: &Item, faults: &mut Faults) {
    if item.consents.len() > MOST_CONSENTS {
        faults.add(
            "/consents",
            "too-many",
            format!("不得超过 {MOST_CONSENTS} 项"),
            format!("At most {MOST_CONSENTS} entries"),
        );
    }
    let mut codes = BTreeSet::new();
    for (index, rule) in item.consents.iter().enumerate() {
        let at = |field: &str| format!("/consents/{index}/{field}");
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if !(1..=64).contains(&rule.code.len()) || !rule.code.bytes().all(allowed) {
            faults.add(
                at("code"),
                "invalid-consent-code",
                "同意事项编码由字母、数字、下划线或连字符组成，最长 64 位",
                "A consent's code has up to 64 letters, digits, underscores and hyphens",
            );
        }
        if rule.code == GUARDIAN {
            faults.add(
                at("code"),
                "reserved-consent",
                format!("编码“{GUARDIAN}”保留给法定的监护人同意"),
                format!("The code \"{GUARDIAN}\" is that of the consent the law asks for"),
            );
        }
        if !codes.insert(&rule.code) {
            faults.add(
                at("code"),
                "duplicate-consent",
                format!("同意事项“{}”重复", rule.code),
                format!("There are two consents \"{}\"", rule.code),
            );
        }
        if rule.text.trim().is_empty() {
            faults.add(at("text"), "empty", "不得为空", "Must not be empty");
        }
        if rule.text.chars().count() > LONGEST_TEXT {
            faults.add(
                at("text"),
                "too-long",
                format!("最长 {LONGEST_TEXT} 个字"),
                format!("At most {LONGEST_TEXT} characters"),
            );
        }
        if !(1..=MOST_DAYS).contains(&rule.valid_days) {
            faults.add(
                at("valid_days"),
                "out-of-range",
                format!("应在 1 至 {MOST_DAYS} 天之间"),
                format!("Must be between 1 and {MOST_DAYS} days"),
            );
        }
    }
}

/// Who may be the subject is said, each kind once.
fn subject(item: &Item, faults: &mut Faults) {
    let Some(rule) = &item.subject else { return };
    if rule.kinds.is_empty() {
        faults.add(
            "/subject/kinds",
            "empty-list",
            "至少填写一项",
            "Needs at least one entry",
        );
    }
    let mut kinds = BTreeSet::new();
    for (index, kind) in rule.kinds.iter().enumerate() {
        if !kinds.insert(kind) {
            faults.add(
                format!("/subject/kinds/{index}"),
                "duplicate-subject",
                format!("办理对象“{}”重复", kind.label_zh()),
                format!("\"{kind}\" is there twice"),
            );
        }
    }
}
