//! A newborn: one filing, seven items of four departments, and what follows from what.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::matters::{
    BIRTH_CERTIFICATE, CARD, GUIDANCE, HOUSEHOLD, INSURANCE, NEWBORN, REIMBURSEMENT, VACCINATION_BOOK,
};

fn certificate_number() -> Value {
    json!({"birth_certificate_number": "Z990000017"})
}

fn citizen_id() -> Value {
    json!({"citizen_id": "990101202602050029"})
}

fn electronically(body: &mut Value) {
    body["delivery"] = json!({"mode": "electronic"});
}

#[tokio::test]
async fn one_filing_leads_through_seven_items_to_one_completion() {
    let app = TestApp::start().await;
    app.at("2026-03-02T01:00:00Z").await;
    let matter = app.matter("citizen", NEWBORN, electronically).await;
    assert_eq!(matter.members.len(), 7);
    assert_eq!(matter.receipt["status"], "submitted");

    // One task for the whole: nobody else has anything to do yet.
    let all = app.as_("window").get("/tasks?limit=100").send().await.expect(200);
    assert_eq!(all["data"].as_array().unwrap().len(), 1);
    matter.look_through(json!({"outcome": "accept"})).await.expect(200);

    // What does not depend on anything goes on, the rest waits.
    matter.grant_with(BIRTH_CERTIFICATE, certificate_number()).await;
    let statuses = matter.all_statuses().await;
    assert_eq!(statuses[CARD], "submitted");
    assert_eq!(statuses[HOUSEHOLD], "in_review");

    // The certificate's number has come into the form, and the certificate in among the materials.
    let household = matter.read(HOUSEHOLD).await;
    assert_eq!(household["form"]["birth_certificate_number"], "Z990000017");
    assert!(household.to_string().contains("出生医学证明"));

    matter.grant_with(HOUSEHOLD, citizen_id()).await;
    assert_eq!(matter.read(CARD).await["form"]["holder_id"], "990101202602050029");
    for item in [VACCINATION_BOOK, INSURANCE, CARD, REIMBURSEMENT, GUIDANCE] {
        matter.grant_with(item, Value::Null).await;
    }
    for (item, status) in matter.all_statuses().await {
        assert_eq!(status, "completed", "{item}");
    }
    let told = matter.messages().await;
    let completions = told.iter().filter(|(kind, _)| kind == "matter.completed");
    assert_eq!(completions.count(), 1, "{told:?}");
}

#[tokio::test]
async fn a_member_that_is_refused_ends_only_what_depends_on_it() {
    let app = TestApp::start().await;
    app.at("2026-03-02T01:00:00Z").await;
    let matter = app.matter("citizen", NEWBORN, electronically).await;
    matter.look_through(json!({"outcome": "accept"})).await.expect(200);
    matter.grant_with(BIRTH_CERTIFICATE, certificate_number()).await;
    matter.refuse(HOUSEHOLD).await;

    let statuses = matter.all_statuses().await;
    assert_eq!(
        (statuses[CARD].as_str(), statuses[INSURANCE].as_str()),
        ("terminated", "terminated")
    );
    assert_eq!(statuses[VACCINATION_BOOK], "in_review");
    let card = matter.read(CARD).await;
    assert!(card.to_string().contains("出生户口登记"), "the reason names it: {card}");

    for item in [VACCINATION_BOOK, REIMBURSEMENT, GUIDANCE] {
        matter.grant_with(item, Value::Null).await;
    }
    let told = matter.messages().await;
    let completions = told.iter().filter(|(kind, _)| kind == "matter.completed");
    assert_eq!(completions.count(), 1, "{told:?}");
}
