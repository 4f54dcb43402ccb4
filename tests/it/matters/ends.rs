//! How a matter ends, and what comes after its end.

use serde_json::{Value, json};

use super::reading::{seen, waiting};
use super::small::{APART, FIRST, Matter, NEXT, documents, told};
use crate::support::TestApp;

/// The kinds of notices of something that is shown.
fn notices(shown: &Value) -> Vec<&str> {
    let notices = shown["notices"].as_array().unwrap().iter();
    notices.map(|notice| notice["kind"].as_str().unwrap()).collect()
}

/// The messages that the citizen got of a kind: titles and bodies.
async fn messages(app: &TestApp, kind: &str) -> Vec<(String, String)> {
    let told = told(app).await.into_iter();
    let told = told.filter(|[found, ..]| found == kind);
    told.map(|[_, title, body]| (title, body)).collect()
}

/// The small bundle, whose third member is optional.
fn apart_is_optional() -> Value {
    let mut all = documents();
    all[3]["members"][2]["optional"] = json!(true);
    all
}

async fn accepted(app: &TestApp, adjust: impl FnOnce(&mut Value)) -> Matter<'_> {
    let matter = app.file_small(adjust).await;
    matter.accept().await;
    matter.accept_apart().await;
    assert_eq!(seen(app, "citizen", &matter).await["status"], "in_review");
    matter
}

/// Art. 38: nobody has refused what the applicant took back.
#[tokio::test]
async fn what_is_withdrawn_after_acceptance_is_not_refused() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = accepted(&app, |_| {}).await;
    matter
        .command("withdrawal", json!({"reason": "计划有变"}))
        .await
        .expect(200);
    app.settle().await;
    let over = seen(&app, "citizen", &matter).await;
    assert_eq!((&over["status"], &over["outcome"]), (&json!("withdrawn"), &Value::Null));
    assert_eq!(notices(&over), ["acceptance"]);
    assert_eq!(over["actions"], json!(["rating"]));
    assert_eq!(messages(&app, "matter.withdrawn").await.len(), 1);
    assert_eq!(messages(&app, "matter.member_ended").await, [], "told with the end");
    matter.command("rating", json!({"grade": 4})).await.expect(201);
    let done = app.as_("citizen").get("/cases?tab=done").send().await.expect(200);
    assert_eq!(done["data"].as_array().unwrap().len(), 1, "{done}");
}

#[tokio::test]
async fn the_decisions_are_in_the_notices_of_the_members() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = accepted(&app, |_| {}).await;
    let deny = json!({"outcome": "deny", "reasons": "不符合条件"});
    for item in [FIRST, APART] {
        let member = matter.member(item);
        matter.complete("reviewer", &member, deny.clone()).await.expect(200);
    }
    let over = seen(&app, "citizen", &matter).await;
    assert_eq!(
        (&over["status"], &over["outcome"]),
        (&json!("completed"), &json!("denied"))
    );
    assert_eq!(notices(&over), ["acceptance"]);
    assert_eq!(notices(&matter.read(FIRST).await), ["acceptance", "denial"]);
}

#[tokio::test]
async fn a_result_that_comes_after_the_end_is_told_and_handed_over_at_the_window() {
    let app = TestApp::with_bundle(apart_is_optional()).await;
    let matter = accepted(&app, |_| {}).await;
    matter.grant(FIRST).await;
    matter.grant(NEXT).await;
    let code = matter.receipt["pickup_code"].as_str().unwrap().to_owned();
    let at_window = json!({"mode": "window", "pickup_code": code});
    matter.by("window", "delivery", at_window.clone()).await.expect(200);
    let told = messages(&app, "matter.completed").await;
    assert!(told[0].0.contains("另有 1 项仍在办理"), "{told:?}");
    assert!(told[0].1.contains("办结后另行告知"), "{told:?}");
    let over = seen(&app, "citizen", &matter).await;
    assert_eq!(over["status"], "completed");
    assert!(over["next_action"].as_str().unwrap().contains("另有 1 项"), "{over}");
    assert_eq!(waiting(&over), [("members", 1)]);

    matter.grant(APART).await;
    let late = messages(&app, "matter.late_result").await;
    assert!(late.len() == 1 && late[0].1.contains(&code), "{late:?}");
    let window = seen(&app, "window", &matter).await;
    assert_eq!(
        (waiting(&window), &window["actions"]),
        (vec![("delivery", 1)], &json!(["delivery"]))
    );
    let found = app
        .as_("window")
        .post("/desk/lookups")
        .json(json!({"pickup_code": code}));
    let found = found.send().await.expect(200);
    let mut found = found["applications"].as_array().unwrap().iter();
    assert!(
        found.any(|row| row["id"] == matter.id),
        "the window finds it by the code"
    );
    matter.by("window", "delivery", at_window).await.expect(200);
    app.settle().await;
    assert_eq!(matter.statuses([APART]).await, ["completed"]);
    assert_eq!(messages(&app, "matter.late_result").await.len(), 1, "once");
    assert_eq!(messages(&app, "matter.completed").await.len(), 1, "once");
}

#[tokio::test]
async fn who_does_not_fetch_a_result_that_came_after_the_end_is_reminded_of_it() {
    let app = TestApp::with_bundle(apart_is_optional()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = accepted(&app, |_| {}).await;
    matter.grant(FIRST).await;
    matter.grant(NEXT).await;
    let at_window = json!({"mode": "window", "pickup_code": matter.receipt["pickup_code"]});
    matter.by("window", "delivery", at_window.clone()).await.expect(200);
    matter.grant(APART).await;
    let reminders = async || messages(&app, "matter.collection_reminded").await.len();
    assert_eq!(reminders().await, 0);
    app.at("2026-03-10T02:00:00Z").await;
    assert_eq!(reminders().await, 1, "five working days later");
    matter.by("window", "delivery", at_window).await.expect(200);
    app.at("2026-04-10T02:00:00Z").await;
    assert_eq!(reminders().await, 1);
    assert_eq!(messages(&app, "application.collection_reminded").await, []);
}

#[tokio::test]
async fn a_result_that_comes_after_the_end_is_handed_over_electronically_by_itself() {
    let app = TestApp::with_bundle(apart_is_optional()).await;
    let matter = accepted(&app, |body| body["delivery"] = json!({"mode": "electronic"})).await;
    matter.grant(FIRST).await;
    matter.grant(NEXT).await;
    assert_eq!(seen(&app, "citizen", &matter).await["status"], "completed");
    let before = messages(&app, "matter.member_ended").await.len();
    matter.grant(APART).await;
    assert_eq!(matter.statuses([APART]).await, ["completed"]);
    assert_eq!(messages(&app, "matter.member_ended").await.len(), before + 1);
}
