//! What the applicant is told, in both languages.

use super::super::lifecycle::{Case, DeliveryMode, Outcome};
use super::super::notices::NoticeContent;
use super::super::store::Screen;
use super::super::store::rows::{ApplicationRow, NoticeRow};
use crate::text::Text;

/// Title and body of the message about an event.
pub(super) fn compose(
    kind: &str,
    screen: &Screen,
    case: &Case,
    notice: Option<&NoticeRow>,
    content: Option<&NoticeContent>,
) -> (Text, Text) {
    let row = &screen.application;
    let mut lines = Lines::about(row);
    let denied = case
        .phase
        .decided()
        .is_some_and(|decided| decided.outcome == Outcome::Denied);
    let title = match kind {
        "submitted" => {
            if let Some(code) = &row.pickup_code {
                lines.add(format!("取件码：{code}"), format!("Pickup code: {code}"));
            }
            lines.add(
                "部门将在 5 个工作日内答复是否受理。",
                "The department answers within 5 working days whether it accepts.",
            );
            ("收件回执", "Your application has been received")
        }
        "accepted" => {
            if row.deemed_accepted {
                lines.add(
                    "收件后 5 个工作日未予答复，依法自收到申请材料之日起即为受理。",
                    "There was no answer within 5 working days, so by law it counts as accepted from the day of receipt.",
                );
            }
            if let Some(due_on) = row.promised_due_on {
                lines.add(
                    format!("承诺办结日期：{due_on}"),
                    format!("Decision promised by: {due_on}"),
                );
            }
            ("申请已受理", "Your application has been accepted")
        }
        "supplement_reminded" => {
            lines.add(
                "以下材料仍未补正，逾期将终止办理。",
                "These are still missing. If they are not handed in by then, the application ends.",
            );
            (
                "请在截止日期前补正材料",
                "Please hand in what is missing before the last day",
            )
        }
        "following_reminded" => {
            if let Some(following) = &case.following {
                let (count, by) = (following.outstanding.len(), following.by);
                lines.add(
                    format!("您承诺后补的材料还有 {count} 项未交，请于 {by}（含当日）前补交。"),
                    format!("{count} of the materials you promised are still missing. Hand them in by {by}."),
                );
            }
            ("请按承诺补交容缺材料", "Materials are still to follow")
        }
        "certificate_overdue" => {
            lines.add(
                "证照应在作出准予决定之日起 10 个工作日内颁发、送达（行政许可法第四十四条），现已逾期。我们已督促部门尽快办理，对由此造成的不便表示歉意。",
                "Your certificate should have reached you within 10 working days of the decision (Administrative Licensing Law art. 44). \
                 It is late. The department has been told to see to it at once; we apologise.",
            );
            ("证照未按时送达", "Your certificate is late")
        }
        "collection_reminded" => {
            certificate(&mut lines, screen);
            if let Some(code) = &row.pickup_code {
                lines.add(
                    format!("证照已制作完成，尚未领取。请凭取件码 {code} 到窗口领取，也可委托他人代领。"),
                    format!("It is ready and waits for you: fetch it at the window with pickup code {code}, or send somebody."),
                );
            }
            ("请领取证照", "Please fetch your certificate")
        }
        "supplement_requested" => ("请补正申请材料", "Something is missing from your application"),
        "declined" => ("申请不予受理", "Your application was not accepted"),
        "decided" if denied => ("申请不予批准", "Your application was refused"),
        "decided" if case.awaited().is_some() => {
            lines.add(
                "容缺材料补齐后制发结果。",
                "The result follows when the materials that were to follow are there.",
            );
            (
                "申请已获准予，待补交材料",
                "Your application was granted; materials are still to follow",
            )
        }
        "decided" => {
            super::certificates::about(&mut lines, case);
            lines.add("正在制作证照。", "The certificate is being made.");
            ("申请已获准予", "Your application was granted")
        }
        "certificate_issued" => {
            certificate(&mut lines, screen);
            if let Some(code) = &row.pickup_code {
                lines.add(
                    format!("请凭取件码 {code} 到窗口领取。"),
                    format!("Fetch it at the window with pickup code {code}."),
                );
            }
            ("证照已制作，请领取", "Your certificate is ready")
        }
        "result_released" => super::certificates::released(&mut lines, screen),
        "completed" if denied => ("办结通知：申请不予批准", "Completed: your application was refused"),
        "completed" => {
            lines.add("办理结果：准予", "Outcome: granted");
            super::certificates::about(&mut lines, case);
            certificate(&mut lines, screen);
            delivered(&mut lines, row.delivery.as_ref());
            ("办结通知：申请已办结", "Completed: your application was granted")
        }
        "materials_followed" => ("容缺材料已收到", "What was to follow has arrived"),
        "following_lapsed" => ("容缺材料逾期未补交", "What was to follow did not come in time"),
        "revoked" => super::certificates::taken_back(notice),
        "certificate_ended" => super::certificates::ended(&mut lines, screen),
        "bar_lifted" => ("申请限制已解除", "A bar was lifted"),
        "lapsed" => ("申请已终止：逾期未补正", "Your application has lapsed"),
        "withdrawn" => ("申请已撤回", "Your application is withdrawn"),
        "terminated" => ("申请已终止办理", "Your application was ended"),
        kind => super::clock::title(kind).unwrap_or(("办件动态", "News of your application")),
    };
    if let Some(following) = case.awaited().filter(|_| kind.contains("follow")) {
        lines.add(
            format!("补交期限：{}（含当日）", following.by),
            format!("Last day: {}", following.by),
        );
    }
    if let (Some(notice), Some(content)) = (notice, content) {
        told(&mut lines, notice, content);
    }
    (titled(title, row), lines.text())
}

/// What a notice says: its number, what to hand in, reasons, and where to turn.
fn told(lines: &mut Lines, notice: &NoticeRow, content: &NoticeContent) {
    lines.add(
        format!("文书：{} {}", content.title.zh, notice.number),
        format!("Notice: {} {}", content.title.en, notice.number),
    );
    for material in &content.materials {
        let reason = material
            .word
            .reason
            .as_deref()
            .map(|reason| format!("：{reason}"))
            .unwrap_or_default();
        lines.add(
            format!("— {}{reason}", material.name),
            format!("- {}{reason}", material.name),
        );
    }
    if let Some(commitment) = &content.commitment {
        lines.add(
            format!("承诺内容：{commitment}"),
            format!("Your commitment: {commitment}"),
        );
    }
    for bar in &content.bars {
        lines.add(bar.text.zh.clone(), bar.text.en.clone());
    }
    if let Some(following) = &content.following {
        let names =
            |pick: fn(&Text) -> &str, comma: &str| following.materials.iter().map(pick).collect::<Vec<_>>().join(comma);
        lines.add(
            format!(
                "请于 {}（含当日）前补交：{}。{}",
                following.by,
                names(|text| &text.zh, "、"),
                following.consequence.zh
            ),
            format!(
                "Hand in by {}: {}. {}",
                following.by,
                names(|text| &text.en, ", "),
                following.consequence.en
            ),
        );
    }
    if let Some(answer_by) = content.answer_by {
        lines.add(
            format!("请于 {answer_by}（含当日）前一次补齐。"),
            format!("Hand everything in together by {answer_by}."),
        );
        if let Some(basis) = &content.legal_basis {
            lines.add(
                format!("逾期未补正的，依据{basis}终止办理。"),
                format!("Without an answer by then the application ends, by {basis}."),
            );
        }
    }
    super::clock::told(lines, content);
    if let Some(reasons) = &content.reasons {
        lines.add(format!("理由：{reasons}"), format!("Reasons: {reasons}"));
    }
    if let Some(appeal) = &content.appeal {
        lines.add(
            format!("行政复议：{}", appeal.reconsideration),
            format!("Reconsideration: {}", appeal.reconsideration),
        );
        lines.add(
            format!("行政诉讼：{}", appeal.litigation),
            format!("Litigation: {}", appeal.litigation),
        );
    }
}

pub(super) fn certificate(lines: &mut Lines, screen: &Screen) {
    if let Some(certificate) = screen.certificates.last() {
        lines.add(
            format!("证照：{}，编号 {}", certificate.name, certificate.number),
            format!("Certificate: {}, number {}", certificate.name, certificate.number),
        );
        if let Some(valid_until) = certificate.valid_until {
            lines.add(
                format!("有效期至：{valid_until}"),
                format!("Valid until: {valid_until}"),
            );
        }
    }
}

fn delivered(lines: &mut Lines, delivery: Option<&serde_json::Value>) {
    let mode = delivery.and_then(|delivery| serde_json::from_value(delivery.get("mode")?.clone()).ok());
    match mode {
        Some(DeliveryMode::Electronic) => lines.add("已以电子方式送达。", "Delivered electronically."),
        Some(DeliveryMode::Post) => lines.add("已邮寄送达。", "Delivered by post."),
        _ => {}
    }
}

/// A title, Chinese and English, with the item it is about.
pub(in super::super) fn titled((zh, en): (&str, &str), row: &ApplicationRow) -> Text {
    Text::new(
        format!("{zh}（{}）", row.item_name),
        format!("{en} ({})", row.item_name),
    )
}

/// Lines of a body in both languages.
#[derive(Default)]
pub(in super::super) struct Lines {
    zh: Vec<String>,
    en: Vec<String>,
}

impl Lines {
    /// The lines that every message about an application begins with.
    pub(in super::super) fn about(row: &ApplicationRow) -> Self {
        let mut lines = Self::default();
        lines.add(format!("事项：{}", row.item_name), format!("Item: {}", row.item_name));
        lines.add(
            format!("办件编号：{}", row.number),
            format!("Application number: {}", row.number),
        );
        lines
    }

    pub(in super::super) fn add(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.zh.push(zh.into());
        self.en.push(en.into());
    }

    pub(in super::super) fn text(self) -> Text {
        Text::new(self.zh.join("\n"), self.en.join("\n"))
    }
}
