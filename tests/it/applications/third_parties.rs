//! Whose major interests are at stake is told and heard before the decision (arts. 36, 47).

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, Filed, TestApp};

async fn app() -> TestApp {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| item["hears_third_parties"] = json!(true))
        .await;
    app.at("2026-03-02T09:00:00+08:00").await;
    app
}

async fn post(app: &TestApp, login: &str, case: &Filed<'_>, what: &str, body: Value) -> Answer {
    let path = format!("/applications/{}", case.id);
    let seen = app.as_("window").get(&path).send().await.etag();
    let call = app.as_(login).post(&format!("{path}/{what}")).if_match(&seen);
    call.json(body).send().await
}

fn neighbour() -> Value {
    json!({"name": "李示范", "contact": "13800000009", "interest": "油烟影响相邻住宅"})
}

async fn reviewed(app: &TestApp) -> Filed<'_> {
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.pass_reviews().await;
    case
}

async fn decided(app: &TestApp, case: &Filed<'_>) -> Answer {
    let id = case.task("approver", "approval").await;
    app.as_("approver").post(&format!("/tasks/{id}/claim")).send().await;
    let seen = app.as_("approver").get(&format!("/tasks/{id}")).send().await.etag();
    let call = app
        .as_("approver")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen);
    call.json(json!({"outcome": "approve"})).send().await
}

#[tokio::test]
async fn a_decision_waits_until_third_parties_are_told_and_heard() {
    let app = app().await;
    let case = reviewed(&app).await;
    decided(&app, &case).await.problem(409, "third-party-unheard");
    let told = post(&app, "window", &case, "third-parties", neighbour())
        .await
        .expect(201);
    assert_eq!(told, json!({"number": 1, "answer_by": "2026-03-09", "heard": false}));
    let problem = decided(&app, &case).await.problem(409, "third-party-unheard");
    assert!(problem["detail"].as_str().unwrap().contains("2026-03-09"));
    let said = json!({"heard": true, "summary": "要求加装油烟净化设施"});
    let heard = post(&app, "approver", &case, "third-parties/1/statement", said.clone()).await;
    assert_eq!(heard.expect(200)["heard"], true);
    let again = post(&app, "approver", &case, "third-parties/1/statement", said).await;
    again.problem(409, "invalid-transition");
    decided(&app, &case).await.expect(200);
}

#[tokio::test]
async fn who_lets_five_working_days_pass_is_not_waited_for() {
    let app = app().await;
    let case = reviewed(&app).await;
    post(&app, "window", &case, "third-parties", neighbour())
        .await
        .expect(201);
    app.at("2026-03-10T09:00:00+08:00").await;
    decided(&app, &case).await.expect(200);
}

#[tokio::test]
async fn who_they_are_is_kept_encrypted_and_shown_to_those_who_handle_it() {
    let app = app().await;
    let case = reviewed(&app).await;
    post(&app, "window", &case, "third-parties", neighbour())
        .await
        .expect(201);
    let path = format!("/applications/{}", case.id);
    let seen = app.as_("reviewer").get(&path).send().await.expect(200);
    assert_eq!(seen["third_parties"][0]["name"], "李示范");
    assert_eq!(seen["third_parties"][0]["statement"], json!(null));
    assert!(case.read().await["third_parties"].is_null(), "not to the applicant");
    let notice = case.read().await["notices"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&notice["kind"], &notice["content"]["answer_by"]),
        (&json!("third_party"), &json!("2026-03-09"))
    );
    for table in ["event", "third_party", "notice", "outbox", "audit", "idempotency"] {
        let rows = app
            .database()
            .lines(&format!("select to_jsonb(t)::text from {table} t"))
            .await;
        assert!(
            rows.iter().all(|row| !row.contains("李示范") && !row.contains("油烟")),
            "{table}"
        );
    }
}

#[tokio::test]
async fn strangers_and_bad_input_are_refused() {
    let app = app().await;
    let case = reviewed(&app).await;
    let told = post(
        &app,
        "window",
        &case,
        "third-parties",
        json!({"name": " ", "interest": ""}),
    )
    .await;
    assert_eq!(
        told.problem(422, "invalid-input")["errors"].as_array().unwrap().len(),
        2
    );
    assert_eq!(
        post(&app, "citizen", &case, "third-parties", neighbour()).await.status,
        403
    );
    let said = || json!({"heard": false, "summary": "放弃陈述"});
    post(&app, "window", &case, "third-parties/7/statement", said())
        .await
        .problem(404, "not-found");
    let empty = json!({"heard": true, "summary": " "});
    post(&app, "window", &case, "third-parties/7/statement", empty)
        .await
        .problem(422, "invalid-input");
    let plain = app.filed(crate::support::VACCINATION).await;
    post(&app, "window", &plain, "third-parties", neighbour())
        .await
        .problem(409, "invalid-transition");
}
