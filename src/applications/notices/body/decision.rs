//! Decisions, what ends an application otherwise, and what others are told.

use super::super::NoticeContent;
use super::{Body, Facts, day};
use crate::catalogue::document::ResultKind;
use crate::codes::Service;

/// 准予决定书 (arts. 38, 44).
pub(super) fn approval(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    if let Some(law) = &content.legal_basis {
        return Body::new([format!(
            "{}，本机关在有效期届满前未作出决定，根据{law}的规定，视为准予延续。原证件在新证件颁发前继续有效。",
            facts.received(content)
        )]);
    }
    let by = facts.by_laws("第三十八条第一款");
    let granted = format!("决定准予{}", what(facts));
    let application = facts.received(content);
    let mut body = Body::new([format!("{application}，经审查，符合法定条件、标准，{by}{granted}。")]);
    let result = &facts.version.item.result;
    if facts.service == Service::Cancellation {
        body.body.push("所涉证件自本决定作出之日起注销，不再有效。".to_owned());
    } else if result.kind == ResultKind::Certificate {
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
    let refused = format!("决定不予{}", what(facts));
    let application = facts.received(content);
    Body::new([format!("{application}，经审查，不符合法定条件、标准，{by}{refused}。")])
}

/// What is granted or refused.
fn what(facts: &Facts<'_>) -> &'static str {
    match facts.service {
        Service::New if facts.is_licence() => "行政许可",
        Service::New => "办理",
        service => service.label_zh(),
    }
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

/// 撤回决定书 (art. 8).
pub(super) fn retraction(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let by = by_ground(content);
    Body::new([
        format!(
            "{}，本机关曾作出准予的决定。为了公共利益的需要，{by}现决定予以撤回；据此颁发的证件自撤回之日起失效。",
            facts.application(content)
        ),
        format!("由此给{}造成财产损失的，本机关依法给予补偿。", facts.you),
    ])
}

/// 注销决定书 (art. 70).
pub(super) fn cancellation(content: &NoticeContent, facts: &Facts<'_>) -> Body {
    let by = by_ground(content);
    Body::new([format!(
        "{}，本机关曾作出准予的决定。经核实，{by}现依法办理注销手续；据此颁发的证件自注销之日起失效。",
        facts.application(content)
    )])
}

/// “根据……的规定，”: the ground on which an approval ends.
fn by_ground(content: &NoticeContent) -> String {
    let law = content.legal_basis.as_ref();
    law.map(|law| format!("根据{law}的规定，")).unwrap_or_default()
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
