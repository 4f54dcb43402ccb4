//! What the holder of a certificate is told of it.

use super::super::lifecycle::{Case, DeliveryMode, Outcome};
use super::super::store::Screen;
use super::super::store::rows::NoticeRow;
use super::super::terms::delivery_mode;
use super::words::{Lines, certificate};
use crate::codes::{CertificateState, Service};

/// What is said of a certificate that is there, when an application about it was decided.
pub(super) fn about(lines: &mut Lines, case: &Case) {
    let approved = case
        .phase
        .decided()
        .filter(|decided| decided.outcome == Outcome::Approved);
    let (Some(concern), Some(decided)) = (&case.concern, approved) else {
        return;
    };
    if decided.by_silence {
        lines.add(
            "依照《行政许可法》第五十条，有效期届满前未作出决定，视为准予延续。原证照在新证照制发前继续有效。",
            "There was no decision before the certificate ended, so by law it counts as renewed (Administrative Licensing Law art. 50). The \
             certificate holds until the new one is made.",
        );
    }
    if concern.service == Service::Cancellation {
        lines.add(
            format!("证照 {} 已注销。", concern.number),
            format!("Certificate {} is cancelled.", concern.number),
        );
    }
}

/// Title of the message that a certificate of a matter is handed over before the other results, with how it comes to its holder.
pub(super) fn released(lines: &mut Lines, screen: &Screen) -> (&'static str, &'static str) {
    certificate(lines, screen);
    lines.add(
        "证照须在作出准予决定之日起 10 个工作日内颁发、送达（行政许可法第四十四条），因此先行送达，不再等待其他事项的结果。",
        "A certificate has to reach you within 10 working days of the decision (Administrative Licensing Law art. 44), so it does not wait for \
         the other results.",
    );
    let row = &screen.application;
    match (delivery_mode(row), &row.pickup_code) {
        (DeliveryMode::Window, Some(code)) => lines.add(
            format!("请凭取件码 {code} 到综合窗口领取。"),
            format!("Fetch it at the window of the matter with pickup code {code}."),
        ),
        (DeliveryMode::Post, _) => lines.add("证照将邮寄到您填写的地址。", "It will be sent to the address you gave."),
        _ => {}
    }
    (
        "证照已制作，先行送达",
        "Your certificate is ready before the other results",
    )
}

/// Title of the message that a certificate holds no more, with what became of it.
pub(super) fn ended(lines: &mut Lines, screen: &Screen) -> (&'static str, &'static str) {
    let ended = screen
        .certificates
        .iter()
        .rfind(|row| row.state != CertificateState::Valid);
    let Some(row) = ended else {
        return ("证照状态变更", "News of your certificate");
    };
    lines.add(
        format!("证照：{}，编号 {}", row.name, row.number),
        format!("Certificate: {}, number {}", row.name, row.number),
    );
    match &row.replaced_by {
        Some(new) => {
            lines.add(
                format!("已由新证照 {new} 取代，原证照不再有效。"),
                format!("The new certificate {new} took its place; it holds no more."),
            );
            ("原证照已由新证照取代", "A new certificate took the place of yours")
        }
        None => {
            lines.add("已按您的申请注销。", "Cancelled, as you applied for.");
            ("证照已注销", "Your certificate is cancelled")
        }
    }
}

/// Title of the message that an organ ended what it had granted, by the notice it gave.
pub(super) fn taken_back(notice: Option<&NoticeRow>) -> (&'static str, &'static str) {
    match notice.map(|notice| notice.kind.as_str()) {
        Some("retraction") => ("准予决定已被撤回", "Your approval was retracted"),
        Some("cancellation") => ("证照已被注销", "Your certificate was cancelled"),
        _ => ("准予决定已被撤销", "Your approval was revoked"),
    }
}
