//! Recusal (回避) from one member of a matter.

use serde_json::{Value, json};

use super::reading::seen;
use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::{SERVICE_BUREAU, TestApp};

/// The demo's window clerk does not work on a member.
async fn recused_from(matter: &Matter<'_>, item: &str) {
    let because = json!({"reasons": "申请人系本人近亲属"});
    matter
        .on(&matter.member(item), "window", "recusals", because)
        .await
        .expect(200);
}

#[tokio::test]
async fn who_is_recused_from_a_member_says_no_word_on_it() {
    let app = TestApp::with_bundle(documents()).await;
    app.staff("colleague", &[(SERVICE_BUREAU, "window")]).await;
    let matter = app.file_small(|_| {}).await;
    recused_from(&matter, FIRST).await;
    let refused = matter
        .complete("window", &matter.id, json!({"outcome": "accept"}))
        .await
        .problem(409, "recused");
    assert_eq!(refused["errors"][0]["pointer"], "/members", "{refused}");
    let words = json!([{"application": matter.member(NEXT), "outcome": "accept"},
        {"application": matter.member(FIRST), "outcome": "accept"}]);
    let own = json!({"outcome": "accept", "members": words});
    let refused = matter.complete_claimed("window", &matter.id, own).await;
    let refused = refused.problem(409, "recused");
    let error = &refused["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["code"]),
        (&json!("/members/1"), &json!("recused"))
    );
    let task = matter.find_task("window", &matter.id).await.unwrap();
    let released = app.as_("window").delete(&format!("/tasks/{task}/claim")).send().await;
    released.expect(200);
    let accepted = matter
        .complete("colleague", &matter.id, json!({"outcome": "accept"}))
        .await;
    accepted.expect(200);
    assert_eq!(matter.statuses([FIRST]).await, ["in_review"]);
}

#[tokio::test]
async fn who_is_recused_from_a_member_leaves_its_result_to_others() {
    let app = TestApp::with_bundle(documents()).await;
    app.staff("colleague", &[(SERVICE_BUREAU, "window")]).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    for item in [FIRST, NEXT, APART] {
        matter.grant(item).await;
    }
    recused_from(&matter, FIRST).await;
    let actions = async |login: &str| seen(&app, login, &matter).await["actions"].clone();
    assert_eq!(actions("window").await, json!(["delivery"]));
    let at_window = || json!({"mode": "window", "pickup_code": matter.receipt["pickup_code"]});
    let handed = matter.by("window", "delivery", at_window()).await;
    handed.expect(200);
    app.settle().await;
    assert_eq!(matter.statuses([FIRST, APART]).await, ["decided", "completed"]);
    assert_eq!(actions("window").await, json!([]), "nothing is left for them");
    matter
        .by("window", "delivery", at_window())
        .await
        .problem(409, "recused");
    let rest: Value = matter.by("colleague", "delivery", at_window()).await.expect(200);
    assert_eq!(rest["status"], "in_review", "over with the last");
    app.settle().await;
    assert_eq!(matter.statuses([FIRST]).await, ["completed"]);
}
