//! What the applicant of a matter (一件事) is told: progress on the way, and in the end each result, once.

use super::super::lifecycle::{Case, MemberEnd, Standing};
use super::super::store::{MemberRow, Screen};
use super::super::view::{how_ended, not_approved};
use super::words::{Lines, titled};
use crate::text::Text;

/// Title and body of what is told of the whole alone; none for what is told as of any application.
pub(super) fn compose(kind: &str, screen: &Screen, case: &Case) -> Option<(Text, Text)> {
    case.whole()?;
    let row = &screen.application;
    let mut lines = Lines::about(row);
    let title = match kind {
        "member_ended" => {
            progress(&mut lines, screen);
            ("一件事有新进展", "Your matter has moved on")
        }
        "results_ready" => {
            progress(&mut lines, screen);
            if let Some(code) = &row.pickup_code {
                lines.add(
                    format!("全部结果已就绪，请凭取件码 {code} 到综合窗口一次领取，也可委托他人代领。"),
                    format!("All results are ready: fetch them together at the window with pickup code {code}, or send somebody."),
                );
            }
            ("全部结果已就绪，请领取", "All results are ready")
        }
        "completed" => {
            progress(&mut lines, screen);
            ("办结通知：一件事已全部办结", "Completed: your matter")
        }
        _ => return None,
    };
    Some((titled(title, row), lines.text()))
}

/// How far it is: each member with what became of it, and its certificate.
fn progress(lines: &mut Lines, screen: &Screen) {
    let standings: Vec<Option<Standing>> = screen
        .members
        .iter()
        .map(|member| {
            let case: Option<Case> = serde_json::from_value(member.application.state.clone()).ok();
            case.map(|case| case.standing())
        })
        .collect();
    let over = standings.iter().flatten();
    let over = over.filter(|standing| matches!(standing, Standing::Over(_))).count();
    let all = screen.members.len();
    lines.add(
        format!("已办结 {over} 项，共 {all} 项："),
        format!("{over} of {all} items are done:"),
    );
    for (member, standing) in screen.members.iter().zip(&standings) {
        let name = &member.application.item_name;
        let end = match standing {
            Some(Standing::Over(end)) => how_ended(*end),
            Some(Standing::Approved { .. }) => how_ended(MemberEnd::Approved),
            _ => Text::new("办理中", "Being handled"),
        };
        let made = member.certificates.last();
        let certificate = made
            .map(|made| format!("（{} {}）", made.name, made.number))
            .unwrap_or_default();
        lines.add(
            format!("— {name}：{}{certificate}", end.zh),
            format!("- {name}: {}{certificate}", end.en),
        );
        if let Some(why) = failed(screen, member) {
            let why = not_approved(why);
            lines.add(format!("  {}", why.zh), format!("  {}", why.en));
        }
    }
}

/// The name of the member that was not approved, so that this one was ended.
fn failed<'a>(screen: &'a Screen, member: &MemberRow) -> Option<&'a str> {
    let case: Case = serde_json::from_value(member.application.state.clone()).ok()?;
    let because = case.member()?.ended_by?;
    let mut members = screen.members.iter().map(|member| &member.application);
    let failed = members.find(|application| application.id == because)?;
    Some(&failed.item_name)
}
