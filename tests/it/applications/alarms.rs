//! What happens by itself when time passes.

use serde_json::json;

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn five_working_days_of_silence_count_as_acceptance_from_the_day_of_receipt() {
    let app = TestApp::start().await;
    // Friday before the Spring Festival: the 14th is worked, then days off until the 23rd.
    app.at("2026-02-13T15:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    app.at("2026-02-27T23:00:00+08:00").await;
    app.settle().await;
    assert_eq!(
        case.read().await["status"],
        "submitted",
        "the fifth working day is the organ's to the end"
    );
    app.at("2026-02-28T00:00:01+08:00").await;
    app.settle().await;
    let accepted = case.read().await;
    assert_eq!(accepted["status"], "in_review");
    assert_eq!(accepted["deemed_accepted"], true);
    assert_eq!(accepted["due"]["accepted_on"], "2026-02-13");
    assert!(case.find_task("window", "intake").await.is_none());
    assert!(case.find_task("reviewer", "food_review").await.is_some());
    assert_eq!(app.settle().await, 0, "nothing happens twice");
}

#[tokio::test]
async fn an_answered_receipt_is_not_deemed_accepted() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    app.at("2026-04-02T09:00:00+08:00").await;
    app.settle().await;
    assert_eq!(case.read().await["deemed_accepted"], false);
}

#[tokio::test]
async fn an_unanswered_supplement_lapses_after_its_last_day() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    let verdicts = json!([{"material": "layout_plan", "verdict": "missing"}]);
    case.complete(
        "window",
        "intake",
        json!({"outcome": "request_supplement", "verdicts": verdicts}),
    )
    .await
    .expect(200);
    assert_eq!(case.read().await["answer_by"], "2026-03-16");
    app.at("2026-03-16T23:59:00+08:00").await;
    app.settle().await;
    assert_eq!(case.read().await["status"], "awaiting_supplement");
    app.at("2026-03-17T00:00:01+08:00").await;
    let plan = json!({"documents": [{"material": "layout_plan", "document": app.upload("citizen").await}]});
    case.command("supplement", plan).await.problem(409, "deadline-passed");
    app.settle().await;
    assert_eq!(case.read().await["status"], "lapsed");
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    assert_eq!(inbox["data"][0]["kind"], "application.lapsed");
}
