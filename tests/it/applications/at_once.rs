//! Immediate items (即办件) at the window: from filing to the certificate in the applicant's hands in one act (art. 34).

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, GRANDMOTHER, SERVICE_BUREAU, TestApp, VACCINATION};

/// What is in the database of applications and of people without an account.
const WRITTEN: &str =
    "select (select count(*) from application) || ' ' || (select count(*) from account where password_hash is null)";

async fn decided(app: &TestApp, at_once: Value) -> Value {
    let mut body = app.at_window("window", VACCINATION, "陈示例", GRANDMOTHER).await;
    body["at_once"] = at_once;
    body
}

async fn seen(app: &TestApp, filed: &Value) -> Value {
    let path = format!("/applications/{}?include=events", filed["id"].as_str().unwrap());
    app.as_("window").get(&path).send().await.expect(200)
}

#[tokio::test]
async fn granted_made_and_handed_over_in_one_act() {
    let app = TestApp::start().await;
    let verdicts = json!([{"material": "birth_certificate", "verdict": "ok"}, {"material": "guardian_id", "verdict": "original_seen"}]);
    let body = decided(
        &app,
        json!({"outcome": "grant", "verdicts": verdicts, "opinion": "材料齐全", "handover": {"signed_by": "陈示例"}}),
    )
    .await;
    let filed = app.file("window", body).await.expect(201);
    assert_eq!(
        (&filed["status"], &filed["outcome"]),
        (&json!("completed"), &json!("approved"))
    );
    let read = seen(&app, &filed).await;
    assert_eq!(read["certificate"]["number"], filed["certificate"]);
    assert!(filed["certificate"].is_string());
    assert_eq!(read["handover"]["signed_by"], "陈示例");
    let notices = read["notices"].as_array().unwrap().iter();
    let notices: Vec<_> = notices.map(|notice| notice["kind"].as_str().unwrap()).collect();
    assert_eq!(notices, ["acceptance", "approval"]);
    let kinds = read["events"].as_array().unwrap().iter();
    let kinds: Vec<_> = kinds.map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "drafted",
            "identity_checked",
            "submitted",
            "task_opened",
            "task_claimed",
            "task_completed",
            "accepted",
            "decided",
            "task_opened",
            "task_claimed",
            "task_completed",
            "certificate_issued",
            "delivered",
            "completed"
        ]
    );
    let days = "select (submitted_at = decided_at and decided_at = completed_at)::text from application";
    assert_eq!(app.database().lines(days).await, ["true"]);
    let tasks = "select concat_ws(' ', kind, status, outcome, opinion) from task order by opened_at, id";
    let mut tasks = app.database().lines(tasks).await;
    tasks.sort();
    assert_eq!(tasks, ["intake completed grant 材料齐全", "issue completed issue"]);
    app.settle().await;
    app.assert_lawful().await;
    let acceptance = read["notices"][0]["number"].as_str().unwrap();
    let path = format!("/applications/{}/notices/{acceptance}", filed["id"].as_str().unwrap());
    app.as_("window").get(&path).send().await.expect(200);
}

#[tokio::test]
async fn who_comes_back_for_it_fetches_it_with_the_code() {
    let app = TestApp::start().await;
    let body = decided(&app, json!({"outcome": "grant"})).await;
    let filed = app.file("window", body).await.expect(201);
    assert_eq!(filed["status"], "decided");
    assert!(filed["certificate"].is_string(), "made, and waiting");
    app.settle().await;
    app.assert_lawful().await;
    let path = format!("/applications/{}/delivery", filed["id"].as_str().unwrap());
    let handover = json!({"mode": "window", "pickup_code": filed["pickup_code"], "signed_by": "陈示例"});
    let delivered = app.as_("window").post(&path).if_match("*").json(handover);
    assert_eq!(delivered.send().await.expect(200)["status"], "completed");
    app.assert_lawful().await;
}

#[tokio::test]
async fn an_electronic_certificate_completes_by_itself() {
    let app = TestApp::start().await;
    let mut body = decided(&app, json!({"outcome": "grant"})).await;
    body["delivery"] = json!({"mode": "electronic"});
    let filed = app.file("window", body.clone()).await.expect(201);
    assert_eq!(filed["status"], "completed");
    body["at_once"]["handover"] = json!({"signed_by": "陈示例"});
    let refused = app.file("window", body).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "nothing-to-hand-over");
    app.assert_lawful().await;
}

#[tokio::test]
async fn a_denial_states_its_reasons() {
    let app = TestApp::start().await;
    let refused = app
        .file("window", decided(&app, json!({"outcome": "deny"})).await)
        .await;
    let refused = refused.problem(422, "invalid-input");
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
        (&json!("/at_once/reasons"), &json!("required"))
    );
    assert_eq!(app.database().lines(WRITTEN).await, ["0 0"]);
    let body = decided(&app, json!({"outcome": "deny", "reasons": "申请人不是监护人"})).await;
    let filed = app.file("window", body).await.expect(201);
    assert_eq!(
        (&filed["status"], &filed["outcome"]),
        (&json!("completed"), &json!("denied"))
    );
    let read = seen(&app, &filed).await;
    assert_eq!(read["notices"][1]["kind"], "denial");
    assert_eq!(read["notices"][1]["content"]["reasons"], "申请人不是监护人");
    assert!(read["certificate"].is_null());
    app.assert_lawful().await;
}

#[tokio::test]
async fn nothing_is_granted_with_a_gap_and_nothing_written_then() {
    let app = TestApp::start().await;
    let gap = json!([{"material": "guardian_id", "verdict": "defective", "reason": "已过期"}]);
    let body = decided(&app, json!({"outcome": "grant", "verdicts": gap})).await;
    let refused = app.file("window", body).await.problem(422, "invalid-input");
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
        (&json!("/at_once/verdicts"), &json!("gaps-remain"))
    );
    let unknown = json!([{"material": "passport", "verdict": "ok"}]);
    let body = decided(&app, json!({"outcome": "grant", "verdicts": unknown})).await;
    let refused = app.file("window", body).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["pointer"], "/at_once/verdicts/0/material");
    assert_eq!(app.database().lines(WRITTEN).await, ["0 0"]);
}

#[tokio::test]
async fn only_immediate_items_and_only_at_the_deciding_window() {
    let app = TestApp::start().await;
    app.staff("hall", &[(SERVICE_BUREAU, "window")]).await;
    let mut slow = app.at_window("window", FOOD_LICENCE, "陈示例", GRANDMOTHER).await;
    slow["at_once"] = json!({"outcome": "grant"});
    let refused = app.file("window", slow).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "not-immediate");
    let mut elsewhere = app.at_window("hall", VACCINATION, "陈示例", GRANDMOTHER).await;
    elsewhere["at_once"] = json!({"outcome": "grant"});
    let refused = app.file("hall", elsewhere).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "not-the-deciding-window");
    let body = decided(
        &app,
        json!({"outcome": "deny", "reasons": "不符合", "handover": {"signed_by": " "}}),
    )
    .await;
    let refused = app.file("window", body).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["pointer"], "/at_once/handover/signed_by");
    let body = decided(
        &app,
        json!({"outcome": "deny", "reasons": "不符合", "handover": {"signed_by": "陈示例"}}),
    )
    .await;
    let refused = app.file("window", body).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["pointer"], "/at_once/handover");
    assert_eq!(app.database().lines(WRITTEN).await, ["0 0"]);
}

#[tokio::test]
async fn a_repeat_grants_nothing_twice() {
    let app = TestApp::start().await;
    let body = decided(&app, json!({"outcome": "grant", "handover": {"signed_by": "陈示例"}})).await;
    let key = uuid::Uuid::now_v7().to_string();
    let file = || {
        let call = app.as_("window").post("/applications").header("idempotency-key", &key);
        call.json(body.clone()).send()
    };
    let (first, again) = (file().await.expect(201), file().await.expect(201));
    assert_eq!(first, again);
    assert_eq!(app.database().lines("select count(*) from certificate").await, ["1"]);
    app.assert_lawful().await;
}
