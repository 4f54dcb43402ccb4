//! What the applicant is told about the clock: what takes time and why, and when the application is due now.

use super::super::notices::{NoticeContent, SuspensionNotice};
use super::super::refusals::days;
use super::words::Lines;

/// The title of a message about the clock.
pub(super) fn title(kind: &str) -> Option<(&'static str, &'static str)> {
    match kind {
        "suspended" => Some(("特别程序开始", "A special procedure begins")),
        "suspension_prolonged" => Some(("特别程序延长", "A special procedure takes longer")),
        "suspension_ended" => Some(("特别程序结束", "A special procedure is over")),
        "extended" => Some(("办理期限延长", "The limits of your application are extended")),
        _ => None,
    }
}

/// What a notice about the clock says.
pub(super) fn told(lines: &mut Lines, content: &NoticeContent) {
    if let Some(suspension) = &content.suspension {
        takes_place(lines, suspension);
        stops(lines, suspension, content.legal_basis.as_deref());
    }
    if let Some(limit) = content.extension {
        let limit = days(limit);
        let basis = content.legal_basis.as_deref().unwrap_or_default();
        lines.add(
            format!("依据{basis}，办理期限延长 {}。", limit.zh),
            format!("The limits are extended by {}, by {basis}.", limit.en),
        );
    }
    if content.suspension.is_some() || content.extension.is_some() {
        due(lines, content);
    }
}

fn takes_place(lines: &mut Lines, SuspensionNotice { name, from, until, .. }: &SuspensionNotice) {
    lines.add(
        format!("特别程序：{}，自 {from} 起，至 {until} 止", name.zh),
        format!("Special procedure: {}, from {from} until {until}", name.en),
    );
}

fn stops(lines: &mut Lines, suspension: &SuspensionNotice, basis: Option<&str>) {
    if !suspension.stops {
        lines.add("该程序所需时间计入办理期限。", "Its days count towards the limits.");
    } else if let Some(basis) = basis {
        lines.add(
            format!("依据{basis}，所需时间不计入办理期限。"),
            format!("Its days do not count towards the limits, by {basis}."),
        );
    }
}

fn due(lines: &mut Lines, content: &NoticeContent) {
    if let Some(due_on) = content.promised_due_on {
        lines.add(
            format!("承诺办结日期：{due_on}"),
            format!("Decision promised by: {due_on}"),
        );
    }
    if let Some(due_on) = content.statutory_due_on {
        lines.add(
            format!("法定办结日期：{due_on}"),
            format!("Decision due by law by: {due_on}"),
        );
    }
}
