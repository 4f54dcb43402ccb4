//! What is said of a matter (一件事) and of its members, where it is not what is said of any application.

use chrono::NaiveDate;

use super::super::lifecycle::{Case, DeliveryMode, Member, MemberEnd, Outcome, Part, Phase, Whole, Word};
use crate::text::Text;

/// The status in words.
pub(super) fn status_text(case: &Case, delivery: DeliveryMode) -> Option<Text> {
    match case.part.as_ref()? {
        Part::Whole(whole) => status_of_whole(case, whole, delivery),
        Part::Member(member) => status_of_member(case, member),
    }
}

/// What happens next, or what the applicant is to do.
pub(super) fn next_action(case: &Case, delivery: DeliveryMode, today: NaiveDate) -> Option<Text> {
    match case.part.as_ref()? {
        Part::Whole(whole) => next_of_whole(case, whole, delivery, today),
        Part::Member(member) => next_of_member(case, member),
    }
}

/// What a member waits for, by name.
pub fn waits_for(names: &[String]) -> Text {
    let (zh, en) = (names.join("”、“"), names.join(", "));
    match names {
        [] => BEGINS_BY_ITSELF.into_text(),
        _ => Text::new(
            format!("“{zh}”办结后自动开始办理，无需您操作。"),
            format!("It begins by itself when {en} is approved; there is nothing for you to do."),
        ),
    }
}

/// How a member ended.
pub fn how_ended(end: MemberEnd) -> Text {
    match end {
        MemberEnd::Approved => Text::new("准予", "Granted"),
        MemberEnd::Denied => Text::new("不予批准，理由见决定书", "Refused; reasons are in the decision"),
        MemberEnd::Declined => Text::new("不予受理，理由见通知书", "Not accepted; reasons are in the notice"),
        MemberEnd::Lapsed => Text::new("逾期未补正，已终止", "Ended: what was missing did not come in time"),
        MemberEnd::Withdrawn => Text::new("申请人撤回", "Withdrawn by the applicant"),
        MemberEnd::Terminated => Text::new("部门终止办理，理由见通知书", "Ended by its department; see the notice"),
        MemberEnd::Cancelled => Text::new("因前置事项未获批准而终止", "Ended: what it depends on was not approved"),
    }
}

/// Why a member ends when one it depends on, by name, was not approved.
pub fn not_approved(name: &str) -> Text {
    Text::new(
        format!("前置事项“{name}”未获批准，本事项不再办理。"),
        format!("It depends on {name}, which was not approved, so it is not handled any more."),
    )
}

const BEGINS_BY_ITSELF: Said = Said(
    "前置事项办结后自动开始办理，无需您操作。",
    "It begins by itself when the items it depends on are approved; there is nothing for you to do.",
);

/// Something said in both languages.
struct Said(&'static str, &'static str);

impl Said {
    fn into_text(self) -> Text {
        Text::new(self.0, self.1)
    }
}

fn status_of_whole(case: &Case, whole: &Whole, delivery: DeliveryMode) -> Option<Text> {
    let said = match &case.phase {
        Phase::InReview(_) | Phase::Suspended(_) if whole.ready => match delivery {
            DeliveryMode::Window => Said("结果已就绪，待您领取", "Results ready to collect"),
            DeliveryMode::Post => Said("结果已就绪，待寄送", "Results to be sent by post"),
            DeliveryMode::Electronic => Said("结果已就绪，待送达", "Results to be delivered"),
        },
        Phase::InReview(_) => Said("办理中", "Under way"),
        Phase::Completed(decided) if decided.outcome == Outcome::Approved => Said("已办结", "Completed"),
        Phase::Completed(_) => Said("已办结（均未准予）", "Completed (nothing granted)"),
        _ => return None,
    };
    Some(said.into_text())
}

fn next_of_whole(case: &Case, whole: &Whole, delivery: DeliveryMode, today: NaiveDate) -> Option<Text> {
    Some(match &case.phase {
        Phase::Draft if !case.consents.held => not_agreed(case.lost_consents().count()),
        Phase::Submitted(_) => received(case),
        Phase::AwaitingSupplement(receipt) => {
            let by = receipt.supplement.as_ref()?.answer_by;
            Text::new(
                format!("请最迟于 {by} 一次补齐通知书所列的全部材料；逾期未补正，有关事项终止办理，其他事项不受影响。"),
                format!(
                    "Hand in everything the notice lists by {by}; otherwise the items concerned end, and the others go on."
                ),
            )
        }
        Phase::InReview(_) | Phase::Suspended(_) if whole.ready => ready(delivery),
        Phase::InReview(acceptance) | Phase::Suspended(acceptance) => {
            let promised = acceptance.dates.promised_due_on;
            match today <= promised {
                true => Text::new(
                    format!("各事项正在办理，承诺最迟于 {promised} 全部办结。"),
                    format!("The items are under way; all are promised by {promised}."),
                ),
                false => Text::new(
                    format!("已超过承诺日期（{promised}），仍有事项在办理；您可以对在办事项催办。"),
                    format!(
                        "The promised day ({promised}) has passed and items are still under way; you may urge them."
                    ),
                ),
            }
        }
        Phase::Completed(_) if whole.ended.len() < whole.members.len() => {
            let more = whole.members.len() - whole.ended.len();
            Text::new(
                format!("主要事项已办结，另有 {more} 项仍在办理，办结后另行告知。"),
                format!("The main items are completed; {more} more are under way, and you will be told of each."),
            )
        }
        Phase::Completed(decided) if decided.outcome == Outcome::Approved => Text::new(
            "各事项均已办结，结果见各事项。",
            "All items are completed; see each for its result.",
        ),
        Phase::Completed(_) => Text::new(
            "各事项均未准予，理由和救济途径见各事项的文书。",
            "Nothing was granted; reasons and remedies are in the notices of the items.",
        ),
        Phase::Declined => Text::new(
            "各事项均未予受理，理由和救济途径见各事项的文书；条件具备后可重新申请。",
            "No item was accepted; reasons and remedies are in their notices. You may apply anew.",
        ),
        Phase::Terminated => Text::new(
            "各事项均已终止，理由和救济途径见各事项的文书；可重新申请。",
            "All items have ended; reasons and remedies are in their notices. You may apply anew.",
        ),
        _ => return None,
    })
}

/// Who is to consent is asked once for the whole, and not again: it is filed anew.
fn not_agreed(lost: usize) -> Text {
    Text::new(
        format!("有 {lost} 人未同意或未按时答复，本件不能继续办理；请与其沟通，撤回后重新申报。"),
        format!(
            "{lost} did not agree, or not in time, so it cannot go on; talk to them, withdraw it and file it anew."
        ),
    )
}

fn received(case: &Case) -> Text {
    match case.active_tasks().next() {
        Some(task) => match task.due_on {
            Some(by) => Text::new(
                format!("综合窗口最迟于 {by} 完成审核，需补正的一次性告知。无需您操作。"),
                format!("The window looks through it by {by}, and tells everything missing at once."),
            ),
            None => Text::new("综合窗口正在审核，无需您操作。", "The window is looking through it."),
        },
        None => Text::new(
            "综合窗口已审核，正在等待有关部门答复是否受理。无需您操作。",
            "The window has looked through it; departments are to answer whether they accept.",
        ),
    }
}

fn ready(delivery: DeliveryMode) -> Text {
    match delivery {
        DeliveryMode::Window => Text::new(
            "全部结果已就绪：请携带身份证件，凭取件码到窗口一次领取。",
            "All results are ready: bring your identity document and pickup code to the window.",
        ),
        DeliveryMode::Post => Text::new(
            "全部结果已就绪，将一并邮寄到您填写的地址，请留意签收。",
            "All results are ready and will be sent together to the address you gave.",
        ),
        DeliveryMode::Electronic => Text::new(
            "全部结果已就绪，将一并发送到您的账户。",
            "All results are ready and will be delivered to your account.",
        ),
    }
}

fn status_of_member(case: &Case, member: &Member) -> Option<Text> {
    let said = match &case.phase {
        Phase::Draft => Said("待一件事提交", "Waiting for the matter to be handed in"),
        Phase::Submitted(_) if member.waits && member.word == Some(Word::InOrder) => {
            Said("已审核，等待前置事项办结", "In order, waiting for other items")
        }
        Phase::Submitted(_) if member.waits => Said("等待前置事项办结", "Waiting for other items"),
        Phase::Decided(decided) if is_ready(decided, member) => {
            Said("已准予，待统一送达", "Granted, handed over with the others")
        }
        Phase::Terminated if member.ended_by.is_some() => {
            Said("前置事项未获批准，已终止", "Ended: what it depends on was not approved")
        }
        _ => return None,
    };
    Some(said.into_text())
}

fn next_of_member(case: &Case, member: &Member) -> Option<Text> {
    let asked = case.active_tasks().next().is_some();
    let said = match &case.phase {
        Phase::Draft => Said(
            "相关人员全部同意后，随一件事一并提交，无需您操作。",
            "It is handed in with the matter when all have agreed.",
        ),
        Phase::Submitted(_) if member.waits => BEGINS_BY_ITSELF,
        Phase::Submitted(_) if member.external => Said(
            "由主管部门的业务系统办理，办理情况会同步到这里，无需您操作。",
            "Another system handles it and tells of it here; there is nothing for you to do.",
        ),
        Phase::Submitted(_) if matches!(member.word, Some(Word::Gaps(_))) => Said(
            "有材料需要补正，将随一件事一次性告知。",
            "Something is missing; you will be told of everything in one notice.",
        ),
        Phase::Submitted(_) if !asked => Said(
            "随一件事收件，由综合窗口统一审核，无需您操作。",
            "Received with the matter; its window looks through everything.",
        ),
        Phase::Decided(decided) if is_ready(decided, member) => Said(
            "结果已作出，将与其他事项的结果一并送达。",
            "The result is there, and handed over with those of the other items.",
        ),
        Phase::Terminated if member.ended_by.is_some() => Said(
            "前置事项未获批准，本事项不再办理；具备条件后可重新申请。",
            "What it depends on was not approved, so it will not be handled; you may apply anew.",
        ),
        _ => return None,
    };
    Some(said.into_text())
}

fn is_ready(decided: &super::super::lifecycle::Decided, member: &Member) -> bool {
    let together = member.delivered_together && !member.released;
    decided.outcome == Outcome::Approved && decided.certificate.is_some() && together
}
