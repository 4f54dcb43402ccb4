//! Decisions, what ends an application otherwise, and what others are told.

use super::super::NoticeContent;
use super::{Body, Facts, day};
use crate::catalogue::document::ResultKind;

/// 准予决定书 (arts. 38, 44).
pub(super) fn approval(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let by = facts.by_laws("第三十八条第一款");
    let granted = if facts.is_licence() {
        "决定准予行政许可"
    } else {
        "决定准予办理"
    };
    let application = facts.received(content);
    let mut body = Body::new([format!("{application}，经审查，符合法定条件、标准，{by}{granted}。")]);
    let result = &facts.version.item.result;
    if result.kind == ResultKind::Certificate {
        let name = result.name.as_deref().map(|name| format!("《{name}》"));
        let name = name.unwrap_or_else(|| "有关证件".to_owned());
        body.body.push(format!(
            "本机关将自作出决定之日起10个工作日内向{}颁发、送达{name}。",
            facts.you
        ));
    }
    body
}

/// 不予决定书 (art. 38).
pub(super) fn denial(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let by = facts.by_laws("第三十八条第二款");
    let refused = if facts.is_licence() {
        "决定不予行政许可"
    } else {
        "决定不予办理"
    };
    let application = facts.received(content);
    Body::new([format!("{application}，经审查，不符合法定条件、标准，{by}{refused}。")])
}

/// 终止办理通知书.
pub(super) fn termination(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    Body::new([format!(
        "{}，因出现应当终止办理的情形，本机关决定终止办理。",
        facts.application(content)
    )])
}

/// 撤销决定书 (art. 69).
pub(super) fn revocation(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let by = facts.by_article("第六十九条");
    Body::new([format!(
        "{}，本机关曾作出准予的决定。经核查，该决定应当撤销，{by}现决定予以撤销；据此颁发的证件自撤销之日起失效。",
        facts.application(content)
    )])
}

/// 解除限制通知书.
pub(super) fn bar_lifting(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    Body::new([format!(
        "因{}对{}采取的限制，经核查，据以限制的情形已经消除，本机关决定自即日起予以解除。",
        facts.application(content),
        facts.you
    )])
}

/// 利害关系人告知书 (arts. 36, 47).
pub(super) fn third_party(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let by = facts.by_article("第三十六条、第四十七条");
    let until = content.answer_by.map(day).unwrap_or_default();
    Body::new([
        format!(
            "本机关正在审查“{}”申请（办件编号：{}）。经审查，该申请事项直接关系你（单位）的重大利益。",
            content.item, content.application
        ),
        format!(
            "{by}你（单位）有权在{until}（含当日）前向本机关陈述、申辩，或者要求听证。逾期未提出的，视为放弃上述权利。"
        ),
    ])
}
