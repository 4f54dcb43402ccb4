//! The status and the next step in words a citizen understands.

use super::super::lifecycle::{Case, Outcome, Phase};
use crate::text::Text;

/// The status in words; a decision says which.
pub fn status_text(case: &Case) -> Text {
    match &case.phase {
        Phase::Completed(decided) if decided.revoked => Text::new("已撤销", "Revoked"),
        Phase::Decided(decided) | Phase::Completed(decided) => {
            match (decided.outcome, matches!(case.phase, Phase::Completed(_))) {
                (Outcome::Approved, false) => Text::new("已准予，待领取结果", "Granted, result to be delivered"),
                (Outcome::Approved, true) => Text::new("已办结（准予）", "Completed (granted)"),
                (Outcome::Denied, _) => Text::new("已办结（不予）", "Completed (refused)"),
            }
        }
        _ => case.phase.status().label(),
    }
}

/// What happens next, or what the applicant is to do.
pub fn next_action(case: &Case) -> Text {
    if let Some(following) = case.awaited() {
        return Text::new(
            format!("请按承诺于 {} 前补交容缺材料，到齐前不制发结果。", following.by),
            format!(
                "As committed, hand in what is to follow by {}; the result waits for it.",
                following.by
            ),
        );
    }
    match &case.phase {
        Phase::Draft => Text::new("请补齐内容后提交申请。", "Complete the draft and submit it."),
        Phase::Submitted(_) => Text::new(
            "部门将在 5 个工作日内答复是否受理。",
            "The department answers within 5 working days whether it accepts.",
        ),
        Phase::AwaitingSupplement(receipt) => match &receipt.supplement {
            Some(supplement) => Text::new(
                format!("请于 {} 前一次补齐通知所列材料。", supplement.answer_by),
                format!("Hand in everything the notice lists by {}.", supplement.answer_by),
            ),
            None => Text::new("请补正材料。", "Hand in what is missing."),
        },
        Phase::InReview(acceptance) => Text::new(
            format!("正在审查，承诺于 {} 前作出决定。", acceptance.dates.promised_due_on),
            format!(
                "In review; a decision is promised by {}.",
                acceptance.dates.promised_due_on
            ),
        ),
        Phase::Suspended(acceptance) => {
            let current = acceptance.current_suspension();
            let until = current.map_or(acceptance.accepted_on, |current| current.until);
            let kind = current.map_or_else(
                || Text::new("特别程序", "Special procedure"),
                |current| current.kind.label(),
            );
            Text::new(
                format!("正在进行{}，计划至 {until}，其间不计入办理期限。", kind.zh),
                format!("{}, planned until {until}; these days are not counted.", kind.en),
            )
        }
        Phase::Decided(decided) if decided.certificate.is_some() => Text::new(
            "证照已制作，请凭取件码领取，或等待送达。",
            "The certificate is ready: fetch it with your pickup code, or await delivery.",
        ),
        Phase::Decided(_) => Text::new("正在制作证照。", "The certificate is being made."),
        Phase::Completed(decided) if decided.revoked => Text::new(
            "准予决定已被撤销，理由和救济途径见决定书。",
            "The approval was taken back; reasons and remedies are in the notice.",
        ),
        Phase::Completed(decided) => match decided.outcome {
            Outcome::Approved => Text::new("已办结，无需其他操作。", "Completed; nothing more to do."),
            Outcome::Denied => Text::new(
                "如不服决定，可依法申请行政复议或提起行政诉讼，详见决定书。",
                "Against the decision you may seek reconsideration or sue; see the decision.",
            ),
        },
        Phase::Declined => Text::new(
            "未予受理，理由和救济途径见通知书。",
            "Not accepted; reasons and remedies are in the notice.",
        ),
        Phase::Lapsed => Text::new(
            "逾期未补正，可重新申请。",
            "The time for the supplement ended; you may apply anew.",
        ),
        Phase::Withdrawn => Text::new("已撤回，可重新申请。", "Withdrawn; you may apply anew."),
        Phase::Terminated => Text::new(
            "已终止办理，理由和救济途径见通知书。",
            "Ended by the department; see the notice.",
        ),
    }
}
