//! The applicant may withdraw until the decision, and not after.

use serde_json::json;

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn a_withdrawal_cancels_the_open_work() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.command("withdrawal", json!({"reason": "计划有变"}))
        .await
        .expect(200);
    let withdrawn = case.read().await;
    assert_eq!(withdrawn["status"], "withdrawn");
    assert_eq!(withdrawn["closing_note"], "计划有变");
    assert!(case.find_task("reviewer", "food_review").await.is_none());
    case.command("withdrawal", json!({}))
        .await
        .problem(409, "invalid-transition");
    app.settle().await;
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    assert_eq!(inbox["data"][0]["kind"], "application.withdrawn");
}

#[tokio::test]
async fn after_the_decision_it_is_too_late() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.pass_reviews().await;
    case.approve().await;
    case.command("withdrawal", json!({}))
        .await
        .problem(409, "invalid-transition");
    assert_eq!(case.read().await["status"], "decided");
}

#[tokio::test]
async fn work_done_while_the_applicant_withdraws_is_refused() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let id = case.task("reviewer", "food_review").await;
    let seen = app
        .as_("reviewer")
        .post(&format!("/tasks/{id}/claim"))
        .send()
        .await
        .etag();
    case.command("withdrawal", json!({})).await.expect(200);
    let late = app
        .as_("reviewer")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen);
    late.json(json!({"outcome": "pass"}))
        .send()
        .await
        .problem(412, "stale-version");
    let fresh = app.as_("reviewer").get(&format!("/tasks/{id}")).send().await.etag();
    let again = app
        .as_("reviewer")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&fresh);
    again
        .json(json!({"outcome": "pass"}))
        .send()
        .await
        .problem(409, "task-closed");
}
