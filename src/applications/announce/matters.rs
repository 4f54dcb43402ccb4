//! What the applicant of a matter (一件事) is told: progress on the way, and in the end each result, once.

use super::super::lifecycle::{Case, DeliveryMode, MemberEnd, Standing};
use super::super::store::rows::ApplicationRow;
use super::super::store::{MemberRow, Screen};
use super::super::terms::delivery_mode;
use super::super::view::{how_ended, not_approved};
use super::words::{Lines, titled};
use crate::text::Text;

/// Title and body of what is told of the whole alone; none for what is told as of any application.
pub(super) fn compose(kind: &str, screen: &Screen, case: &Case) -> Option<(Text, Text)> {
    case.whole()?;
    let row = &screen.application;
    let mut lines = Lines::about(row);
    let title = match kind {
        "member_ended" => Text::new("一件事有新进展", "Your matter has moved on"),
        "results_ready" => Text::new("全部结果已就绪，请领取", "All results are ready"),
        "late_result" => Text::new("又有结果已就绪，请领取", "Another result is ready"),
        "collection_reminded" => Text::new("请领取办理结果", "Please fetch your results"),
        "completed" => Text::new("办结通知：一件事已全部办结", "Completed: your matter"),
        "declined" => Text::new("一件事未予受理", "Your matter was not accepted"),
        "lapsed" => Text::new("一件事已终止：逾期未补正", "Your matter has lapsed"),
        "withdrawn" => Text::new("一件事已撤回", "Your matter is withdrawn"),
        "terminated" => Text::new("一件事已终止办理", "Your matter has ended"),
        _ => return None,
    };
    let open = progress(&mut lines, screen);
    let title = match kind {
        "results_ready" | "late_result" | "collection_reminded" => {
            fetch(&mut lines, row);
            title
        }
        "member_ended" => title,
        _ if open > 0 => {
            lines.add(
                format!("另有 {open} 项仍在办理，办结后另行告知。"),
                format!("{open} more are under way, and you will be told of each."),
            );
            match kind {
                "completed" => in_the_main(open),
                _ => title,
            }
        }
        _ => title,
    };
    Some((titled((&title.zh, &title.en), row), lines.text()))
}

/// The title of a completion that some members were not waited for.
fn in_the_main(open: usize) -> Text {
    Text::new(
        format!("办结通知：一件事主要事项已办结，另有 {open} 项仍在办理"),
        format!("Completed in the main, {open} more under way: your matter"),
    )
}

/// How what is ready comes to the applicant.
fn fetch(lines: &mut Lines, row: &ApplicationRow) {
    match (delivery_mode(row), &row.pickup_code) {
        (DeliveryMode::Window, Some(code)) => lines.add(
            format!("结果已就绪，请凭取件码 {code} 到综合窗口一次领取，也可委托他人代领。"),
            format!("Results are ready: fetch them together at the window with pickup code {code}, or send somebody."),
        ),
        (DeliveryMode::Post, _) => lines.add(
            "结果已就绪，将邮寄到您填写的地址。",
            "Results are ready and will be sent to the address you gave.",
        ),
        _ => {}
    }
}

/// How far it is: each member with what became of it, and its certificate. Gives how many are not over.
fn progress(lines: &mut Lines, screen: &Screen) -> usize {
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
    all - over
}

/// The name of the member that was not approved, so that this one was ended.
fn failed<'a>(screen: &'a Screen, member: &MemberRow) -> Option<&'a str> {
    let case: Case = serde_json::from_value(member.application.state.clone()).ok()?;
    let because = case.member()?.ended_by?;
    let mut members = screen.members.iter().map(|member| &member.application);
    let failed = members.find(|application| application.id == because)?;
    Some(&failed.item_name)
}
