//! Consents beside the applicant's: each is asked for once, for the whole matter.

use serde_json::{Value, json};

use super::reading::seen;
use super::small::{APART, FIRST, NEXT, documents};
use crate::applications::consents::{answers, asked, other_parent, tokens};
use crate::support::TestApp;
use crate::support::matters::{BIRTH_CERTIFICATE, HOUSEHOLD, NEWBORN};

const ADDRESS: &str = "lishili@example.com";
const PROOF: &str = "0037";

/// The small bundle, for which the other parent has to agree.
pub fn asking() -> Value {
    let mut all = documents();
    all[3]["consents"] =
        json!([{"code": "other_parent", "role": "second_parent", "text": "同意一并办理", "valid_days": 7}]);
    all
}

pub fn naming(body: &mut Value) {
    body["consents"] = json!([other_parent()]);
}

#[tokio::test]
async fn the_last_consent_hands_the_matter_in_with_all_its_members() {
    let app = TestApp::with_bundle(asking()).await;
    let matter = app.file_small(naming).await;
    assert_eq!(
        (&matter.receipt["status"], &matter.receipt["awaiting_consent"]),
        (&json!("draft"), &json!(true))
    );
    let mut links = tokens(&app, ADDRESS).await;
    assert_eq!(links.len(), 1, "one link for the whole: {links:?}");
    assert_eq!(matter.statuses([FIRST, NEXT, APART]).await, ["draft"; 3]);
    assert!(matter.find_task("window", &matter.id).await.is_none());

    let link = links.pop_first().unwrap();
    let shown = asked(&app, &link).await.expect(200);
    assert_eq!(shown["text"], "同意一并办理");
    answers(&app, &link, true, PROOF).await.expect(200);
    app.settle().await;
    assert_eq!(matter.statuses([FIRST, NEXT, APART]).await, ["submitted"; 3]);
    matter.accept().await;
    matter.accept_apart().await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["in_review", "submitted", "in_review"]
    );
}

#[tokio::test]
async fn members_whose_items_ask_for_the_same_consent_are_handed_in_with_the_whole() {
    let app = TestApp::start().await;
    app.at("2026-03-02T01:00:00Z").await;
    let matter = app
        .matter("citizen", NEWBORN, |body| {
            body["answers"]["other_parent"] = json!("online");
            naming(body);
        })
        .await;
    assert_eq!(matter.receipt["status"], "draft");
    let mut links = tokens(&app, ADDRESS).await;
    assert_eq!(links.len(), 1, "one link for the whole: {links:?}");
    answers(&app, &links.pop_first().unwrap(), true, PROOF)
        .await
        .expect(200);
    matter.settle().await;
    for (item, status) in matter.all_statuses().await {
        assert_eq!(status, "submitted", "{item}");
    }
    matter.look_through(json!({"outcome": "accept"})).await.expect(200);
    matter
        .grant_with(BIRTH_CERTIFICATE, json!({"birth_certificate_number": "Z990000017"}))
        .await;
    assert_eq!(matter.all_statuses().await[HOUSEHOLD], "in_review");
}

#[tokio::test]
async fn a_matter_that_waits_for_consents_is_withdrawn_with_its_members() {
    let app = TestApp::with_bundle(asking()).await;
    let matter = app.file_small(naming).await;
    let link = tokens(&app, ADDRESS).await.pop_first().unwrap();
    answers(&app, &link, false, PROOF).await.expect(200);
    app.settle().await;
    assert_eq!(matter.statuses([FIRST, NEXT, APART]).await, ["draft"; 3]);
    let screen = seen(&app, "citizen", &matter).await;
    assert_eq!(
        (&screen["status_text"], &screen["actions"]),
        (&json!("未获同意，待处理"), &json!(["withdrawal"]))
    );
    let waits = &screen["waiting_for"][0];
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    for said in [&screen["next_action"], &waits["text"], &inbox["data"][0]["body"]] {
        assert!(said.as_str().unwrap().contains("撤回后重新申报"), "{said}");
    }
    assert_eq!(waits["what"], "applicant");
    let withdrawn = matter.command("withdrawal", json!({})).await.expect(200);
    assert_eq!(withdrawn["status"], "withdrawn");
    app.settle().await;
    assert_eq!(matter.statuses([FIRST, NEXT, APART]).await, ["withdrawn"; 3]);

    let unnamed = app.file_small(naming).await;
    for item in [FIRST, NEXT, APART] {
        let member = unnamed.member(item);
        let call = unnamed.on(&member, "citizen", "withdrawal", json!({}));
        call.await.expect(200);
    }
    app.settle().await;
    let again = unnamed.command("withdrawal", json!({})).await;
    again.problem(409, "invalid-transition");
}
