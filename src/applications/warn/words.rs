//! What staff are told, in both languages. The applicant appears masked.

use super::super::announce::words::{Lines, titled};
use super::super::lifecycle::{Colour, Light};
use super::super::store::rows::ApplicationRow;
use super::super::store::{Screen, Warning, WarningOf};
use crate::text::Text;

/// Kind, title and body of a warning; `work` is the task's name, if it is about one.
pub(super) fn compose(screen: &Screen, work: Option<&Text>, warning: &Warning) -> (&'static str, Text, Text) {
    let row = &screen.application;
    let mut lines = Lines::about(row);
    lines.add(
        format!("申请人：{}", row.applicant_masked),
        format!("Applicant: {}", row.applicant_masked),
    );
    if let Some(Text { zh, en }) = work {
        lines.add(format!("环节：{zh}"), format!("Step: {en}"));
    }
    let (kind, title) = match warning.of {
        WarningOf::Task { light, due_on, .. } => {
            if let Some(due_on) = due_on {
                lines.add(format!("环节到期日：{due_on}"), format!("Due on: {due_on}"));
            }
            ("application.task_warned", of_task(light, &mut lines))
        }
        WarningOf::Card { colour, due_on } => ("application.card_issued", of_card(colour, due_on, &mut lines)),
        WarningOf::Certificate => ("application.certificate_overdue", of_certificate(row, &mut lines)),
        WarningOf::Urged => {
            lines.add(
                "申请人催办，请尽快办理。",
                "The applicant urges. Please see to it soon.",
            );
            ("application.urged", ("申请人催办", "The applicant urges"))
        }
        WarningOf::Supervised { answer_by } => {
            lines.add(
                format!("请于 {answer_by}（含当日）前答复督办。"),
                format!("Give your account by {answer_by}."),
            );
            (
                "application.supervised",
                ("督办：请说明办理情况", "Supervision: your account is asked for"),
            )
        }
        WarningOf::SupervisionAnswered => (
            "application.supervision_answered",
            ("督办已答复", "Supervision: an account was given"),
        ),
        WarningOf::SupervisionOverdue => {
            lines.add(
                "督办期限已过，尚未答复。",
                "The time to answer is over, and there is no account.",
            );
            (
                "application.supervision_overdue",
                ("督办逾期未答复", "Supervision: no account in time"),
            )
        }
    };
    if let Some(remark) = screen.remark(warning.seq) {
        lines.add(format!("内容：{remark}"), format!("It says: {remark}"));
    }
    (kind, titled(title, row), lines.text())
}

fn of_task(light: Light, lines: &mut Lines) -> (&'static str, &'static str) {
    if light == Light::Red {
        lines.add(
            "该环节已超过办理时限，请立即办理。",
            "The time for this step is over. Please see to it at once.",
        );
        ("红灯预警：环节已超期", "Red light: a step is overdue")
    } else {
        lines.add(
            "该环节即将到期，请尽快办理。",
            "The time for this step is almost over. Please see to it soon.",
        );
        ("黄灯预警：环节即将到期", "Yellow light: a step is almost due")
    }
}

fn of_card(colour: Colour, due_on: chrono::NaiveDate, lines: &mut Lines) -> (&'static str, &'static str) {
    lines.add(
        "到期未作出决定，已记录在案，不因此后办结而取消。",
        "There was no decision by then. This is on record and stays there, whenever the decision comes.",
    );
    match colour {
        Colour::Yellow => {
            lines.add(
                format!("承诺办结日期：{due_on}"),
                format!("Decision promised by: {due_on}"),
            );
            ("黄牌：超过承诺办结时限", "Yellow card: the promised date has passed")
        }
        Colour::Red => {
            lines.add(
                format!("法定办结日期：{due_on}"),
                format!("Decision due by law on: {due_on}"),
            );
            ("红牌：超过法定办结时限", "Red card: the date of the law has passed")
        }
    }
}

fn of_certificate(row: &ApplicationRow, lines: &mut Lines) -> (&'static str, &'static str) {
    if let Some(decided_at) = row.decided_at {
        let decided_on = crate::clock::shanghai_date(decided_at);
        lines.add(format!("决定日期：{decided_on}"), format!("Decided on: {decided_on}"));
    }
    lines.add(
        "作出准予决定后 10 个工作日内未送达证照（行政许可法第四十四条），申请人已被告知。请立即制作、送达。",
        "The certificate was not delivered within 10 working days of the decision (Administrative Licensing Law art. 44), and the applicant \
         has been told so. Please make and deliver it at once.",
    );
    ("证照逾期未送达", "A certificate is overdue")
}
