//! The status and the next step in words a citizen understands.
//!
//! The next step says who moves, by which day, and what follows when nobody does. Days that are named are included: 最迟 … 当天也算.

use chrono::NaiveDate;

use super::super::lifecycle::{Acceptance, Case, ConsentState, Decided, DeliveryMode, Outcome, Phase, TaskKind};
use super::matter_words;
use crate::codes::CertificateState;
use crate::text::Text;

/// The status in words; a decision says which, and where the result is.
pub fn status_text(case: &Case, delivery: DeliveryMode) -> Text {
    if let Some(said) = matter_words::status_text(case, delivery) {
        return said;
    }
    match &case.phase {
        Phase::Draft if case.consents.held => Text::new("待他人同意", "Waiting for consent"),
        Phase::Draft if case.lost_consents().next().is_some() => Text::new("未获同意，待处理", "Consent not given"),
        Phase::Completed(decided) if decided.revoked => Text::new("已撤销", "Revoked"),
        Phase::Completed(Decided {
            outcome: Outcome::Approved,
            ended: Some(state),
            ..
        }) => ended(*state),
        Phase::Decided(decided) if decided.outcome == Outcome::Approved => {
            match (decided.certificate.is_some(), delivery) {
                (false, _) => Text::new("已准予，正在制证", "Granted, certificate being made"),
                (true, DeliveryMode::Window) => Text::new("已准予，待您领取", "Granted, ready to collect"),
                (true, DeliveryMode::Post) => Text::new("已准予，待寄送", "Granted, to be sent by post"),
                (true, DeliveryMode::Electronic) => Text::new("已准予，待送达", "Granted, to be delivered"),
            }
        }
        Phase::Completed(decided) if decided.outcome == Outcome::Approved => {
            Text::new("已办结（准予）", "Completed (granted)")
        }
        Phase::Decided(_) | Phase::Completed(_) => Text::new("已办结（不予）", "Completed (refused)"),
        _ => case.phase.status().label(),
    }
}

/// What happens next, or what the applicant is to do.
pub fn next_action(case: &Case, delivery: DeliveryMode, today: NaiveDate) -> Text {
    if let Some(following) = case.awaited() {
        return to_follow(following.by);
    }
    if let Some(said) = matter_words::next_action(case, delivery, today) {
        return said;
    }
    match &case.phase {
        Phase::Draft => drafted(case),
        Phase::Submitted(_) => received(case),
        Phase::AwaitingSupplement(receipt) => match &receipt.supplement {
            Some(supplement) => Text::new(
                format!(
                    "请最迟于 {} 一次补齐通知书所列的全部材料；逾期未补正，本次申请终止。",
                    supplement.answer_by
                ),
                format!(
                    "Hand in everything the notice lists by {}; otherwise this application ends.",
                    supplement.answer_by
                ),
            ),
            None => Text::new("请补正材料。", "Hand in what is missing."),
        },
        Phase::InReview(acceptance) => reviewed(acceptance, today),
        Phase::Suspended(acceptance) => suspended(acceptance),
        Phase::Decided(decided) if decided.certificate.is_some() => ready(delivery),
        Phase::Decided(_) => Text::new(
            "已准予，正在制作证照，无需您操作。",
            "Granted; the certificate is being made. There is nothing for you to do.",
        ),
        Phase::Completed(decided) => completed(decided),
        Phase::Declined => Text::new(
            "未予受理，理由和救济途径见通知书；条件具备后可重新申请。",
            "Not accepted; reasons and remedies are in the notice. You may apply anew.",
        ),
        Phase::Lapsed => Text::new(
            "逾期未补正，本次申请已终止；可重新申请。",
            "Nothing was handed in in time, so this application ended; you may apply anew.",
        ),
        Phase::Withdrawn => Text::new(
            "您已撤回申请；可重新申请。",
            "You withdrew the application; you may apply anew.",
        ),
        Phase::Terminated => Text::new(
            "部门已终止办理，理由和救济途径见通知书。",
            "Ended by the department; reasons and remedies are in the notice.",
        ),
    }
}

/// What was promised to follow is to be handed in (容缺补交).
pub(super) fn to_follow(by: NaiveDate) -> Text {
    Text::new(
        format!("请按承诺最迟于 {by} 补交容缺材料，交齐后才能发给结果。"),
        format!("As committed, hand in what is to follow by {by}; the result waits for it."),
    )
}

/// The last day of what the next step asks for, of the applicant or of whoever is to consent.
pub fn act_by(case: &Case) -> Option<NaiveDate> {
    match &case.phase {
        Phase::Draft if case.consents.held => consents_by(case),
        Phase::AwaitingSupplement(receipt) => receipt.supplement.as_ref().map(|supplement| supplement.answer_by),
        _ => case.awaited().map(|following| following.by),
    }
}

fn drafted(case: &Case) -> Text {
    let lost = case.lost_consents().count();
    match consents_by(case).filter(|_| case.consents.held) {
        Some(by) => Text::new(
            format!("等待相关人员最迟于 {by} 表示同意；全部同意后自动提交，无需您操作。"),
            format!("Others have until {by} to agree; when all have, it is handed in by itself."),
        ),
        None if lost > 0 => Text::new(
            format!("有 {lost} 人未同意或未按时答复；请与其沟通后重新提交，或修改申请。"),
            format!("{lost} did not agree, or not in time; talk to them and hand in again, or change the draft."),
        ),
        None => Text::new("请补齐内容后提交申请。", "Complete the draft and submit it."),
    }
}

fn consents_by(case: &Case) -> Option<NaiveDate> {
    let asked = case.consents.parties.values();
    let asked = asked.filter(|consent| consent.state == ConsentState::Asked);
    asked.filter_map(|consent| consent.expires_on).min()
}

fn received(case: &Case) -> Text {
    let intake = case.active_tasks().find(|task| task.kind == TaskKind::Intake);
    match intake.and_then(|task| task.due_on) {
        Some(by) => Text::new(
            format!("部门最迟于 {by} 答复是否受理；逾期未答复视为受理。无需您操作。"),
            format!("The department answers by {by} whether it accepts; silence counts as acceptance."),
        ),
        None => Text::new(
            "部门将在 5 个工作日内答复是否受理；逾期未答复视为受理。",
            "The department answers within 5 working days whether it accepts; silence counts as acceptance.",
        ),
    }
}

fn reviewed(acceptance: &Acceptance, today: NaiveDate) -> Text {
    let (promised, statutory) = (acceptance.dates.promised_due_on, acceptance.dates.statutory_due_on);
    match statutory {
        _ if today <= promised => Text::new(
            format!("正在审查，承诺最迟于 {promised} 作出决定。"),
            format!("In review; a decision is promised by {promised}."),
        ),
        Some(law) if today > law => Text::new(
            format!("已超过法定期限（{law}）；您可以催办，也可以依法申请行政复议。"),
            format!("The limit of the law ({law}) has passed; you may urge, or seek reconsideration."),
        ),
        Some(law) => Text::new(
            format!("已超过承诺日期（{promised}），法定期限为 {law}；您可以催办。"),
            format!("The promised day ({promised}) has passed; the law allows until {law}. You may urge."),
        ),
        None => Text::new(
            format!("已超过承诺日期（{promised}）；您可以催办。"),
            format!("The promised day ({promised}) has passed; you may urge."),
        ),
    }
}

fn suspended(acceptance: &Acceptance) -> Text {
    let current = acceptance.current_suspension();
    let until = current.map_or(acceptance.accepted_on, |current| current.until);
    let kind = current.map_or_else(
        || Text::new("特别程序", "Special procedure"),
        |current| current.kind.label(),
    );
    Text::new(
        format!(
            "正在进行{}，计划至 {until}，其间不计入办理期限；结束后继续审查。",
            kind.zh
        ),
        format!(
            "{}, planned until {until}; these days are not counted, and the review goes on afterwards.",
            kind.en
        ),
    )
}

fn ready(delivery: DeliveryMode) -> Text {
    match delivery {
        DeliveryMode::Window => Text::new(
            "证照已制作好：请携带身份证件，凭取件码到窗口领取。",
            "The certificate is ready: bring your identity document and pickup code to the window.",
        ),
        DeliveryMode::Post => Text::new(
            "证照已制作好，将邮寄到您填写的地址，请留意签收。",
            "The certificate is ready and will be sent to the address you gave.",
        ),
        DeliveryMode::Electronic => Text::new(
            "电子证照已制作好，将发送到您的账户。",
            "The electronic certificate is ready and will be delivered to your account.",
        ),
    }
}

fn completed(decided: &Decided) -> Text {
    match (decided.outcome, decided.ended) {
        _ if decided.revoked => Text::new(
            "准予决定已被撤销，理由和救济途径见决定书。",
            "The approval was taken back; reasons and remedies are in the notice.",
        ),
        (Outcome::Denied, _) => Text::new(
            "如不服决定，可依法申请行政复议或提起行政诉讼，途径和期限见决定书。",
            "Against the decision you may seek reconsideration or sue; see the decision for how, and by when.",
        ),
        (Outcome::Approved, Some(_)) => Text::new(
            "所发证照已不再有效，无需其他操作。",
            "The certificate it led to holds no more; there is nothing to do.",
        ),
        (Outcome::Approved, None) => Text::new("已办结，无需其他操作。", "Completed; there is nothing more to do."),
    }
}

fn ended(state: CertificateState) -> Text {
    match state {
        CertificateState::Cancelled => Text::new("已办结（证照已注销）", "Completed (certificate cancelled)"),
        _ => Text::new("已办结（证照已失效）", "Completed (certificate no longer valid)"),
    }
}
