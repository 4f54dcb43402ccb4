//! What the applicant is told of consents: who agreed, who did not, who is still waited for.

use super::super::consents::{ConsentView, views};
use super::super::desk::Desk;
use super::super::lifecycle::{Case, ConsentState};
use super::super::scene::item_version;
use super::super::store::Screen;
use super::words::{Lines, titled};
use crate::identity::party::masked_name;
use crate::problem::Problem;
use crate::text::{Language, Text};

/// Title and body of the message about a consent; none when the event is about something else.
pub(super) async fn compose(
    kind: &str,
    desk: &Desk,
    screen: &Screen,
    case: &Case,
) -> Result<Option<(Text, Text)>, Problem> {
    let (title, what_now) = match kind {
        "consent_given" => (("一人已同意您的申请", "Somebody consented to your application"), None),
        "consent_refused" => (
            ("有人不同意您的申请", "Somebody did not consent to your application"),
            Some(AGAIN),
        ),
        "consent_expired" => (
            ("有人逾期未答复是否同意", "Somebody did not answer in time"),
            Some(AGAIN),
        ),
        _ => return Ok(None),
    };
    let row = &screen.application;
    let what_now = match case.whole() {
        Some(_) => what_now.map(|_| FILE_ANEW),
        None => what_now,
    };
    let version = item_version(desk, row).await?;
    let (mut lines, today) = (Lines::about(row), desk.clock.today());
    let [zh, en] = [Language::ZhCn, Language::En]
        .map(|language| views(case, &version, &screen.consents, &desk.cipher, (today, language)));
    for (zh, en) in zh?.iter().zip(&en?) {
        let (name, state) = (masked_name("natural_person", &zh.name), words(zh.state));
        let line = |view: &ConsentView, state: &str, colon: &str| format!("{} {name}{colon}{state}", view.role_text);
        lines.add(line(zh, &state.zh, "："), line(en, &state.en, ": "));
    }
    if let Some((zh, en)) = what_now.filter(|_| !case.consents.held) {
        lines.add(zh, en);
    }
    Ok(Some((titled(title, row), lines.text())))
}

const AGAIN: (&str, &str) = (
    "申请尚未收件。请与其沟通后重新提交，届时将再次征求其同意；也可以修改须同意的人。",
    "The application is not received. Settle it with them and submit again, which asks them anew, or name somebody else.",
);

/// A matter (一件事) asks each of them once.
const FILE_ANEW: (&str, &str) = (
    "一件事尚未收件。请与其沟通，撤回后重新申报，届时将再次征求其同意。",
    "The matter is not received. Settle it with them, withdraw it and file it anew, which asks them anew.",
);

fn words(state: ConsentState) -> Text {
    match state {
        ConsentState::Named => Text::new("尚未征求", "not asked yet"),
        ConsentState::Asked => Text::new("等待答复", "asked, no answer yet"),
        ConsentState::Given => Text::new("已同意", "agreed"),
        ConsentState::Refused => Text::new("不同意", "did not agree"),
        ConsentState::Expired => Text::new("逾期未答复", "did not answer in time"),
    }
}
