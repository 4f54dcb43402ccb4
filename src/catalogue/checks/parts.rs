//! The lists of an item: audience, channels, questions, materials; and its result.

use std::collections::BTreeSet;

use super::Faults;
use crate::catalogue::document::{Item, Question, ResultKind};

const MOST_QUESTIONS: usize = 60;
const MOST_OPTIONS: usize = 200;
const MOST_MATERIALS: usize = 200;
const MOST_COPIES: u32 = 99;
const MOST_CERTIFICATES: usize = 20;

pub(super) fn audience_and_channels(item: &Item, faults: &mut Faults) {
    for (pointer, empty) in [
        ("/audience", item.audience.is_empty()),
        ("/channels", item.channels.is_empty()),
    ] {
        if empty {
            faults.add(pointer, "empty-list", "至少填写一项", "Needs at least one entry");
        }
    }
}

/// A result named …证 is a certificate, and a certificate has a name.
pub(super) fn result(item: &Item, faults: &mut Faults) {
    let result = &item.result;
    let name = result.name.as_deref().map(str::trim).unwrap_or_default();
    if name.ends_with('证') && result.kind != ResultKind::Certificate {
        faults.add(
            "/result/kind",
            "result-is-certificate",
            "名称以“证”结尾的结果应为 certificate",
            "A result named …证 is a certificate",
        );
    }
    if name.is_empty() && result.kind == ResultKind::Certificate {
        faults.add(
            "/result/name",
            "result-name-required",
            "证照须有名称",
            "A certificate needs a name",
        );
    }
    if result.valid_months == Some(0) {
        faults.add(
            "/result/valid_months",
            "validity-zero",
            "有效期至少 1 个月；长期有效的请不填",
            "Validity is at least a month; leave it out when unlimited",
        );
    }
}

pub(super) fn questions(item: &Item, faults: &mut Faults) {
    too_many("/questions", item.questions.len(), MOST_QUESTIONS, faults);
    let mut keys = BTreeSet::new();
    for (index, question) in item.questions.iter().enumerate() {
        let place = format!("/questions/{index}");
        if !is_key(&question.key) {
            faults.add(
                format!("{place}/key"),
                "invalid-key",
                "问题的 key 以字母开头，由字母、数字、下划线组成，最长 64 位",
                "A key begins with a letter and has up to 64 letters, digits and underscores",
            );
        }
        if !keys.insert(&question.key) {
            faults.add(
                format!("{place}/key"),
                "duplicate-question",
                format!("问题“{}”重复", question.key),
                format!("There are two questions \"{}\"", question.key),
            );
        }
        options(question, &place, faults);
    }
}

fn options(question: &Question, place: &str, faults: &mut Faults) {
    if question.options.is_empty() {
        faults.add(
            format!("{place}/options"),
            "no-options",
            "问题至少有一个选项",
            "A question has at least one option",
        );
    }
    too_many(
        &format!("{place}/options"),
        question.options.len(),
        MOST_OPTIONS,
        faults,
    );
    let mut values = BTreeSet::new();
    for (index, option) in question.options.iter().enumerate() {
        if !values.insert(&option.value) {
            faults.add(
                format!("{place}/options/{index}/value"),
                "duplicate-option",
                format!("选项“{}”重复", option.value),
                format!("There are two options \"{}\"", option.value),
            );
        }
    }
}

pub(super) fn materials(item: &Item, faults: &mut Faults) {
    too_many("/materials", item.materials.len(), MOST_MATERIALS, faults);
    let mut codes = BTreeSet::new();
    for (index, material) in item.materials.iter().enumerate() {
        let place = format!("/materials/{index}");
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if !(1..=64).contains(&material.code.len()) || !material.code.bytes().all(allowed) {
            faults.add(
                format!("{place}/code"),
                "invalid-material-code",
                "材料编码由字母、数字、下划线或连字符组成，最长 64 位",
                "A material's code has up to 64 letters, digits, underscores and hyphens",
            );
        }
        if !codes.insert(&material.code) {
            faults.add(
                format!("{place}/code"),
                "duplicate-material",
                format!("材料“{}”重复", material.code),
                format!("There are two materials \"{}\"", material.code),
            );
        }
        too_many(
            &format!("{place}/certificates"),
            material.certificates.len(),
            MOST_CERTIFICATES,
            faults,
        );
        if material.certificates.iter().any(|named| named.trim().is_empty()) {
            faults.add(
                format!("{place}/certificates"),
                "certificate-unnamed",
                "写明证照名称或事项编码",
                "Name the certificate, or the item it results from",
            );
        }
        if material.copies > MOST_COPIES {
            faults.add(
                format!("{place}/copies"),
                "too-many-copies",
                format!("份数不得超过 {MOST_COPIES}"),
                format!("At most {MOST_COPIES} copies"),
            );
        }
    }
}

fn is_key(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

pub(super) fn too_many(pointer: &str, count: usize, most: usize, faults: &mut Faults) {
    if count > most {
        faults.add(
            pointer,
            "too-many",
            format!("最多 {most} 项"),
            format!("At most {most} entries"),
        );
    }
}
