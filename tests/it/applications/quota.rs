//! Under a quota those accepted first are decided first, and never more than there are places (art. 57).

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, Filed, TestApp};

async fn app(places: u32) -> TestApp {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| {
        item["quota"] = json!({"places": places, "per": "year"});
    })
    .await;
    app.at("2026-03-02T09:00:00+08:00").await;
    app
}

/// Accepted some minutes after nine and reviewed, so that only the decision is left.
async fn reviewed(app: &TestApp, minute: u32) -> Filed<'_> {
    app.at(&format!("2026-03-02T09:{minute:02}:00+08:00")).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.pass_reviews().await;
    case
}

/// The approver's task, claimed, with its tag.
async fn claimed(app: &TestApp, case: &Filed<'_>) -> (String, String) {
    let id = case.task("approver", "approval").await;
    let claim = app.as_("approver").post(&format!("/tasks/{id}/claim")).send().await;
    claim.expect(200);
    (id, claim.etag())
}

async fn decide(app: &TestApp, (id, etag): &(String, String), body: Value) -> Answer {
    let call = app
        .as_("approver")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(etag);
    call.json(body).send().await
}

async fn places(app: &TestApp) -> Vec<String> {
    app.database()
        .lines("select concat(period, '/', place) from quota_place order by 1")
        .await
}

#[tokio::test]
async fn who_was_accepted_first_is_decided_first() {
    let app = app(1).await;
    let (first, second) = (reviewed(&app, 1).await, reviewed(&app, 2).await);
    let (one, two) = (claimed(&app, &first).await, claimed(&app, &second).await);
    let approve = || json!({"outcome": "approve"});
    decide(&app, &two, approve()).await.problem(409, "quota-order");
    decide(&app, &one, approve()).await.expect(200);
    decide(&app, &two, approve()).await.problem(409, "quota-exhausted");
    decide(&app, &two, json!({"outcome": "deny", "reasons": "名额已满"}))
        .await
        .expect(200);
    assert_eq!(places(&app).await, ["2026/1"]);
}

#[tokio::test]
async fn a_place_given_up_before_goes_to_the_next() {
    let app = app(1).await;
    let (first, second) = (reviewed(&app, 1).await, reviewed(&app, 2).await);
    let two = claimed(&app, &second).await;
    decide(&app, &two, json!({"outcome": "approve"}))
        .await
        .problem(409, "quota-order");
    first.command("withdrawal", json!({})).await.expect(200);
    decide(&app, &two, json!({"outcome": "approve"})).await.expect(200);

    let path = format!("/applications/{}", second.id);
    let seen = app.as_("approver").get(&path).send().await.etag();
    let revoke = app.as_("approver").post(&format!("{path}/revocation")).if_match(&seen);
    let reasons = json!({"basis": "not_qualified", "reasons": "不符合法定条件"});
    revoke.json(reasons).send().await.expect(200);
    assert_eq!(
        places(&app).await,
        Vec::<String>::new(),
        "a revoked grant frees its place"
    );
}

#[tokio::test]
async fn a_new_year_has_new_places() {
    let app = app(1).await;
    let case = reviewed(&app, 1).await;
    case.approve().await;
    app.at("2027-01-04T09:00:00+08:00").await;
    let next = app.filed(FOOD_LICENCE).await;
    next.accept().await;
    next.pass_reviews().await;
    next.approve().await;
    assert_eq!(places(&app).await, ["2026/1", "2027/1"]);
}

/// However many decide at once, there are never more grants than places.
#[tokio::test]
async fn approvals_at_once_never_exceed_the_places() {
    let app = app(2).await;
    let mut tasks = Vec::new();
    for minute in 1..=4 {
        let case = reviewed(&app, minute).await;
        tasks.push(claimed(&app, &case).await);
    }
    let all = tasks
        .iter()
        .map(|task| decide(&app, task, json!({"outcome": "approve"})));
    let answers = futures_util::future::join_all(all).await;
    for answer in &answers {
        assert!([200, 409].contains(&answer.status), "{}", answer.text);
    }
    assert!(
        answers[2..].iter().all(|answer| answer.status == 409),
        "the later ones have no place"
    );
    // Whoever was overtaken too often asks again; still nobody gets what is not there.
    for task in &tasks {
        let again = decide(&app, task, json!({"outcome": "approve"})).await;
        assert!([200, 409, 412].contains(&again.status), "{}", again.text);
    }
    let granted = "select count(*) from application where outcome = 'approved'";
    assert_eq!(app.database().lines(granted).await, ["2"]);
    assert_eq!(places(&app).await, ["2026/1", "2026/2"]);
}
