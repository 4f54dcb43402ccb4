//! Every e-mail an applicant gets, as it arrives: subject, text and HTML. What differs from run to run is redacted by name.

use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use mail_parser::{Message, MessageParser};
use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp};

/// A Monday in spring, without holidays near.
const MONDAY: &str = "2026-03-02T09:30:00+08:00";

/// The letters written so far, by file name.
fn letters(app: &TestApp) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let folder = app.data_dir().join("mail");
    let Ok(files) = fs::read_dir(&folder) else {
        return BTreeMap::new();
    };
    files
        .map(|file| {
            let file = file.unwrap();
            let written = file.metadata().unwrap().modified().unwrap();
            let name = file.file_name().into_string().unwrap();
            (name, (fs::read(file.path()).unwrap(), written))
        })
        .collect()
}

/// Sends what is due, and checks that doing it again sends nothing and changes no letter.
async fn settle(app: &TestApp) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    app.settle().await;
    let sent = letters(app);
    assert_eq!(app.settle().await, 0, "nothing is left to do");
    assert_eq!(letters(app), sent, "no letter is written again");
    sent
}

/// The letter an event caused. Its file and its `Message-ID` are named by application and event.
async fn letter(app: &TestApp, case: &Filed<'_>, event: &str) -> Message<'static> {
    let sent = settle(app).await;
    let query = format!(
        "select seq from event where owner_id = '{}' and kind = '{event}' order by seq desc limit 1",
        case.id
    );
    let seq = app.database().lines(&query).await.remove(0);
    let id = format!("{}.{seq}@yiwang.example", case.id);
    let (bytes, _) = &sent[&format!("{id}.eml")];
    let message = MessageParser::default().parse(bytes).unwrap().into_owned();
    assert_eq!(message.message_id(), Some(id.as_str()));
    message
}

/// The letter as a reader sees it.
fn shown(message: &Message<'_>) -> String {
    let address = |address: Option<&mail_parser::Address<'_>>| {
        let first = address.and_then(|address| address.first()).unwrap();
        let name = first.name.as_deref().map(|name| format!("{name} ")).unwrap_or_default();
        format!("{name}<{}>", first.address.as_deref().unwrap())
    };
    assert_eq!(
        message.header_raw("Auto-Submitted").map(str::trim),
        Some("auto-generated")
    );
    assert_eq!((message.text_body.len(), message.html_body.len()), (1, 1));
    assert_ne!(message.text_body, message.html_body, "two parts, one of each kind");
    format!(
        "From: {}\nTo: {}\nSubject: {}\n\n{}\n\n{}",
        address(message.from()),
        address(message.to()),
        message.subject().unwrap(),
        message.body_text(0).unwrap().trim(),
        message.body_html(0).unwrap().trim(),
    )
    .replace('\r', "")
}

/// Takes out what numbers and codes the application was given.
fn redacted(text: &str, case: &Value) -> String {
    let mut text = text.to_owned();
    let mut hide = |value: &Value, name: &str| {
        if let Some(value) = value.as_str() {
            text = text.replace(value, name);
        }
    };
    hide(&case["number"], "[number]");
    hide(&case["certificate"]["number"], "[certificate number]");
    for notice in case["notices"].as_array().unwrap() {
        hide(&notice["number"], "[notice number]");
    }
    hide(&case["pickup_code"], "[pickup code]");
    text
}

/// Compares the letter about an event with the one kept under `snapshots/`.
macro_rules! assert_letter {
    ($app:expr, $case:expr, $event:literal, $name:literal) => {
        let message = letter(&$app, &$case, $event).await;
        insta::assert_snapshot!($name, redacted(&shown(&message), &$case.read().await));
    };
}

#[tokio::test]
async fn of_an_application_that_is_granted() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    assert_letter!(app, case, "submitted", "mail_submitted");
    case.accept().await;
    assert_letter!(app, case, "accepted", "mail_accepted");
    case.pass_reviews().await;
    case.approve().await;
    assert_letter!(app, case, "decided", "mail_granted");
    case.issue().await;
    assert_letter!(app, case, "certificate_issued", "mail_certificate_issued");
    let code = case.read().await["pickup_code"].clone();
    case.deliver(json!({"mode": "window", "pickup_code": code, "signed_by": "本人"}))
        .await
        .expect(200);
    assert_letter!(app, case, "completed", "mail_completed_granted");
    assert_eq!(letters(&app).len(), 5, "and no other letter");
}

#[tokio::test]
async fn of_an_application_that_is_denied() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.pass_reviews().await;
    let denial =
        json!({"outcome": "deny", "reasons": "经营场所与污染源距离不足，不符合《食品经营许可审查通则》的要求"});
    case.complete("approver", "approval", denial).await.expect(200);
    assert_letter!(app, case, "completed", "mail_completed_denied");
    assert_eq!(
        letters(&app).len(),
        3,
        "a denial is told once: submitted, accepted, completed"
    );
}

#[tokio::test]
async fn of_an_application_with_gaps_that_stay() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    let verdicts = json!([
        {"material": "layout_plan", "verdict": "defective", "reason": "图纸无比例尺 <请重新绘制>"},
        {"material": "premises_use", "verdict": "missing"},
    ]);
    let notice = json!({"outcome": "request_supplement", "verdicts": verdicts});
    case.complete("window", "intake", notice).await.expect(200);
    assert_letter!(app, case, "supplement_requested", "mail_supplement");
    app.at("2026-03-17T00:00:01+08:00").await;
    assert_letter!(app, case, "lapsed", "mail_lapsed");
    assert_eq!(letters(&app).len(), 3);
}

#[tokio::test]
async fn of_an_application_that_is_declined() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    let decline = json!({"outcome": "decline", "reasons": "不属于本部门职权范围，请向区市场监管局申请"});
    case.complete("window", "intake", decline).await.expect(200);
    assert_letter!(app, case, "declined", "mail_declined");
    assert_eq!(letters(&app).len(), 2);
}

#[tokio::test]
async fn of_an_application_accepted_by_silence() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    app.at("2026-03-10T00:00:01+08:00").await;
    assert_letter!(app, case, "accepted", "mail_accepted_by_silence");
    assert_eq!(letters(&app).len(), 2);
}

#[tokio::test]
async fn of_an_application_that_is_withdrawn() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.command("withdrawal", json!({"reason": "计划有变"}))
        .await
        .expect(200);
    assert_letter!(app, case, "withdrawn", "mail_withdrawn");
    assert_eq!(letters(&app).len(), 2);
}

#[tokio::test]
async fn of_an_application_that_is_terminated() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    app.as_("window")
        .post(&format!("/applications/{}/termination", case.id))
        .if_match("*")
        .json(json!({"basis": "applicant_dissolved", "reasons": "申请企业已注销"}))
        .send()
        .await
        .expect(200);
    assert_letter!(app, case, "terminated", "mail_terminated");
    assert_eq!(letters(&app).len(), 3);
}

#[tokio::test]
async fn of_an_application_that_takes_longer() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let review = json!({"kind": "expert_review", "until": "2026-03-06", "reasons": "工艺流程须经专家评审"});
    case.by("reviewer", "suspensions", review).await.expect(200);
    assert_letter!(app, case, "suspended", "mail_suspended");
    let longer = json!({"until": "2026-03-10", "reasons": "专家组要求补充试验数据"});
    let prolonged = case.by("window", "suspensions/current/prolongation", longer).await;
    prolonged.expect(200);
    assert_letter!(app, case, "suspension_prolonged", "mail_suspension_prolonged");
    app.at("2026-03-11T00:00:01+08:00").await;
    assert_letter!(app, case, "suspension_ended", "mail_suspension_ended");
    let extension = json!({"limit": 5, "reasons": "需要向有关部门核实"});
    case.by("approver", "extensions", extension).await.expect(200);
    assert_letter!(app, case, "extended", "mail_extended");
    let visit = json!({"kind": "site_visit", "until": "2026-03-13", "reasons": "核查经营场所布局"});
    case.by("reviewer", "suspensions", visit).await.expect(200);
    assert_letter!(app, case, "suspended", "mail_site_visit");
    assert_eq!(letters(&app).len(), 7);
}

#[tokio::test]
async fn of_a_forgotten_password() {
    let app = TestApp::start().await;
    let ask = async |login: &str| {
        let request = app.anyone().post("/password-resets").json(json!({"login": login}));
        request.send().await.expect(202);
    };
    ask("13800009999").await;
    assert_eq!(settle(&app).await.len(), 0, "nobody has this login");
    ask("13900000001").await;
    let sent = settle(&app).await;
    assert_eq!(sent.len(), 1);
    let (name, (bytes, _)) = sent.first_key_value().unwrap();
    let message = MessageParser::default().parse(bytes).unwrap();
    let id = message.message_id().unwrap();
    assert_eq!(&format!("{id}.eml"), name);
    let request = id.strip_prefix("password-reset.").unwrap();
    let request = request.strip_suffix("@yiwang.example").unwrap();
    request.parse::<uuid::Uuid>().unwrap();
    let text = shown(&message);
    let token = text
        .lines()
        .find(|line| line.len() > 40 && !line.contains(' ') && line.is_ascii());
    insta::assert_snapshot!("mail_password_reset", text.replace(token.unwrap(), "[token]"));
    assert!(!token.unwrap().contains(request), "the id alone opens nothing");
}
