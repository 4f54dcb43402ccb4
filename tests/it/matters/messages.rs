//! What the applicant is told of a matter: once of whatever happens at once.

use serde_json::{Value, json};

use super::small::{APART, FIRST, NEXT, documents, told};
use crate::support::TestApp;

/// Waits for the first, as the next does.
const AFTER: &str = "990101-24";

/// The small bundle with another member that waits for the first.
fn two_wait() -> Value {
    let mut all = documents();
    let mut after = all[1].clone();
    after["code"] = json!(AFTER);
    after["name"] = json!("示范登报");
    let mut place = all[3]["members"][1].clone();
    place["item"] = json!(AFTER);
    all[3]["members"].as_array_mut().unwrap().push(place);
    all.as_array_mut().unwrap().insert(2, after);
    all
}

/// The messages about matters that the citizen got, the earliest first: kinds and bodies.
async fn told_of_matters(app: &TestApp) -> Vec<(String, String)> {
    let told = told(app).await.into_iter().map(|[kind, _, body]| (kind, body));
    told.filter(|(kind, _)| kind.starts_with("matter.")).collect()
}

fn kinds(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(kind, _)| kind.as_str()).collect()
}

#[tokio::test]
async fn members_that_end_together_are_told_of_in_one_message() {
    let app = TestApp::with_bundle(two_wait()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    let before = told_of_matters(&app).await.len();
    let deny = json!({"outcome": "deny", "reasons": "不符合条件"});
    matter
        .complete("reviewer", &matter.member(FIRST), deny)
        .await
        .expect(200);
    assert_eq!(
        matter.statuses([FIRST, NEXT, AFTER]).await,
        ["completed", "terminated", "terminated"]
    );
    let news = told_of_matters(&app).await.split_off(before);
    assert_eq!(kinds(&news), ["matter.member_ended"], "{news:?}");
    for line in [
        "已办结 3 项，共 4 项",
        "示范登记：不予批准",
        "示范备案：因前置事项未获批准而终止",
        "示范登报：因前置事项未获批准而终止",
    ] {
        assert!(news[0].1.contains(line), "{line}: {news:?}");
    }
}

#[tokio::test]
async fn a_matter_that_is_withdrawn_is_told_of_once() {
    let app = TestApp::with_bundle(two_wait()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    let before = told_of_matters(&app).await.len();
    matter.command("withdrawal", json!({})).await.expect(200);
    let news = told_of_matters(&app).await.split_off(before);
    assert_eq!(kinds(&news), ["matter.withdrawn"], "{news:?}");
    assert_eq!(news[0].1.matches("：申请人撤回").count(), 4, "{news:?}");
}

#[tokio::test]
async fn the_end_of_a_matter_that_nobody_accepts_lists_how_each_member_ended() {
    let app = TestApp::with_bundle(two_wait()).await;
    let matter = app.file_small(|_| {}).await;
    let before = told_of_matters(&app).await.len();
    let decline = json!({"outcome": "decline", "reasons": "不属于本市办理范围"});
    let mut words = decline.clone();
    words["members"] = json!([{"application": matter.member(APART), "outcome": "forward"}]);
    matter.complete("window", &matter.id, words).await.expect(200);
    let on_the_way = told_of_matters(&app).await.split_off(before);
    assert_eq!(kinds(&on_the_way), ["matter.member_ended"], "{on_the_way:?}");
    matter
        .complete("window", &matter.member(APART), decline)
        .await
        .expect(200);
    let end = told_of_matters(&app).await.split_off(before + 1);
    assert_eq!(kinds(&end), ["matter.declined"], "{end:?}");
    assert_eq!(end[0].1.matches("：不予受理").count(), 4, "{end:?}");
}
