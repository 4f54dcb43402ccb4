//! The main job: filed, accepted, reviewed by two departments, approved, issued, delivered, completed; the applicant is told.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, TestApp, VACCINATION};

fn kinds(inbox: &Value) -> Vec<&str> {
    inbox["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["kind"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_application_goes_from_filing_to_completion() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    assert_eq!(case.receipt["status"], "submitted");
    assert!(case.number.starts_with("BJ"), "{}", case.number);

    case.accept().await;
    let accepted = case.read().await;
    assert_eq!(accepted["status"], "in_review");
    assert_eq!(accepted["due"]["light"], "green");
    assert_eq!(accepted["notices"][0]["kind"], "acceptance");

    case.pass_reviews().await;
    case.approve().await;
    let decided = case.read().await;
    assert_eq!(
        (&decided["status"], &decided["outcome"]),
        (&json!("decided"), &json!("approved"))
    );
    assert!(decided["certificate"].is_null());

    case.issue().await;
    let issued = case.read().await;
    let number = issued["certificate"]["number"].as_str().unwrap().to_owned();
    assert!(number.starts_with("ZZ"), "{number}");

    let wrong = case
        .deliver(json!({"mode": "window", "pickup_code": "none"}))
        .await
        .problem(422, "invalid-input");
    assert_eq!(wrong["errors"][0]["code"], "wrong-code");
    let code = issued["pickup_code"].as_str().unwrap();
    let delivered = case
        .deliver(json!({"mode": "window", "pickup_code": code, "signed_by": "本人"}))
        .await
        .expect(200);
    assert_eq!(delivered["status"], "completed");

    app.settle().await;
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    assert_eq!(
        kinds(&inbox),
        [
            "application.completed",
            "application.certificate_issued",
            "application.decided",
            "application.accepted",
            "application.submitted"
        ]
    );
    assert!(inbox["data"][0]["body"].as_str().unwrap().contains(&number));
    let after = case.read().await;
    assert_eq!(after["handover"]["signed_by"], "本人");
    assert!(
        after["stages"]
            .as_array()
            .unwrap()
            .iter()
            .all(|stage| stage["state"] == "done"),
        "{after}"
    );
}

#[tokio::test]
async fn the_timeline_tells_what_happened_and_is_chained() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let path = format!("/applications/{}/events", case.id);
    let public = app.as_("citizen").get(&path).send().await.expect(200);
    let kinds: Vec<&str> = public["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["drafted", "submitted", "task_completed", "accepted"]);
    let step = &public["data"][2];
    assert_eq!(
        step["detail"],
        json!({}),
        "what colleagues made of it is not the applicant's: {step}"
    );
    let inner = app.as_("reviewer").get(&path).send().await.expect(200);
    assert!(inner["data"].as_array().unwrap().len() > kinds.len());

    let query = format!(
        "select e.seq from event e left join event p on p.owner_id = e.owner_id and p.seq = e.seq - 1
         where e.owner_id = '{}' and e.seq > 1 and e.prev_hash is distinct from p.hash",
        case.id
    );
    assert!(
        app.database().lines(&query).await.is_empty(),
        "each event carries the hash of the one before it"
    );
    let head = format!(
        "select 1 from application a join event e on e.owner_id = a.id and e.seq = a.version where a.id = '{}' and a.head_hash = e.hash",
        case.id
    );
    assert_eq!(app.database().lines(&head).await.len(), 1);
}

#[tokio::test]
async fn an_immediate_item_is_granted_on_the_spot() {
    let app = TestApp::start().await;
    let case = app
        .filed_as("citizen", VACCINATION, |body| {
            body["delivery"] = json!({"mode": "electronic"});
        })
        .await;
    case.complete("window", "intake", json!({"outcome": "grant"}))
        .await
        .expect(200);
    assert_eq!(case.read().await["outcome"], "approved");
    case.issue().await;
    let completed = case.read().await;
    assert_eq!(
        completed["status"], "completed",
        "an electronic certificate is delivered by being issued"
    );
}

#[tokio::test]
async fn a_committed_item_cannot_be_granted_on_the_spot() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let refused = case
        .complete("window", "intake", json!({"outcome": "grant"}))
        .await
        .problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "unknown-outcome");
    assert_eq!(case.read().await["status"], "submitted");
}

#[tokio::test]
async fn sending_back_opens_the_reviews_again_and_keeps_the_history() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.pass_reviews().await;
    let bare = case
        .complete("approver", "approval", json!({"outcome": "send_back"}))
        .await
        .problem(422, "invalid-input");
    assert_eq!(bare["errors"][0]["pointer"], "/opinion");
    let id = case.task("approver", "approval").await;
    let seen = app.as_("approver").get(&format!("/tasks/{id}")).send().await.etag();
    let body = json!({"outcome": "send_back", "opinion": "请核对面积"});
    app.as_("approver")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen)
        .json(body)
        .send()
        .await
        .expect(200);
    let again = case.find_task("reviewer", "food_review").await.unwrap();
    assert_eq!(again["resubmitted"], true);
    assert!(
        again["history"]
            .as_array()
            .unwrap()
            .iter()
            .any(|past| past["opinion"] == "请核对面积"),
        "{again}"
    );
    case.pass_reviews().await;
    case.approve().await;
    assert_eq!(case.read().await["outcome"], "approved");
}
