//! The one notice of everything missing, and the materials that go back within its time.

use serde_json::{Value, json};

use super::small::{APART, FIRST, NEXT, documents, no_licences};
use crate::support::TestApp;

#[tokio::test]
async fn a_department_that_never_answers_holds_up_no_notice_neither_the_first_nor_the_second() {
    let app = TestApp::with_bundle(no_licences()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    let first = matter.member(FIRST);
    let defective = json!({"outcome": "accept", "members": [{"application": first, "outcome": "request_supplement",
        "verdicts": [{"material": "photo", "verdict": "defective", "reason": "不清晰"}]}]});
    let look_through = async || {
        matter
            .complete("window", &matter.id, defective.clone())
            .await
            .expect(200)
    };
    look_through().await;
    assert_eq!(
        matter.statuses([FIRST, APART]).await,
        ["submitted", "submitted"],
        "the other department has its two days, and the notice till the fifth"
    );

    app.at("2026-03-09T01:00:00Z").await;
    app.settle().await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["awaiting_supplement", "submitted", "submitted"]
    );
    let seen = async || {
        app.as_("citizen")
            .get(&format!("/matters/{}", matter.id))
            .send()
            .await
            .expect(200)
    };
    let told = seen().await;
    assert_eq!(
        (&told["status"], &told["answer_by"]),
        (&json!("awaiting_supplement"), &json!("2026-03-23"))
    );

    let more = json!({"outcome": "request_supplement", "verdicts": [{"material": "site", "verdict": "missing"}]});
    let apart = matter.member(APART);
    matter
        .complete("window", &apart, more)
        .await
        .problem(409, "supplement-already-requested");

    app.at("2026-03-20T01:00:00Z").await;
    let photo = json!({"documents": [{"material": "photo", "document": app.upload("citizen").await}]});
    matter.command("supplement", photo).await.expect(200);
    look_through().await;
    let again = seen().await;
    assert_eq!(
        (&again["status"], &again["answer_by"]),
        (&json!("awaiting_supplement"), &json!("2026-03-23")),
        "what is still defective goes back at once, within the time told"
    );
    let supplements = |read: &Value| {
        let notices = read["notices"].as_array().unwrap().iter();
        notices.filter(|notice| notice["kind"] == "supplement").count()
    };
    assert_eq!(supplements(&again), 2);

    app.at("2026-03-24T01:00:00Z").await;
    app.settle().await;
    assert_eq!(matter.statuses([FIRST, NEXT]).await, ["lapsed", "terminated"]);
    matter
        .complete_claimed("window", &apart, json!({"outcome": "accept"}))
        .await
        .expect(200);
    assert_eq!(matter.statuses([APART]).await, ["in_review"]);
}

#[tokio::test]
async fn a_department_has_as_long_to_answer_as_the_bundle_says_and_no_longer_than_the_law() {
    // Filed on Monday, the 2nd of March.
    for (limit, due_on) in [(Value::Null, "2026-03-04"), (json!(4), "2026-03-06")] {
        let mut all = documents();
        if !limit.is_null() {
            all[3]["reply_limit"] = limit;
        }
        let app = TestApp::with_bundle(all).await;
        app.at("2026-03-02T02:00:00Z").await;
        let matter = app.file_small(|_| {}).await;
        matter.accept().await;
        let task = matter.find_task("window", &matter.member(APART)).await.unwrap();
        let read = app
            .as_("window")
            .get(&format!("/tasks/{task}"))
            .send()
            .await
            .expect(200);
        assert_eq!(read["due_on"], due_on);
    }
    let mut all = documents();
    all[3]["reply_limit"] = json!(6);
    let app = TestApp::start().await;
    let import = app.as_("admin").post("/catalogue/imports").key().json(all);
    let refused = import.send().await.problem(422, "invalid-input");
    assert!(refused.to_string().contains("/reply_limit"), "{refused}");
}
