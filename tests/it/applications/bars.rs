//! What something hidden or false leads to: refusal and a year (art. 78), revocation and three (arts. 69, 79).

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, Filed, TestApp};

/// The food licence concerns personal health, and so bars who deceives.
async fn app() -> TestApp {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    app
}

async fn file(app: &TestApp, submit: bool) -> Answer {
    let mut body = app.filing("citizen", FOOD_LICENCE).await;
    body["submit"] = json!(submit);
    app.as_("citizen").post("/applications").key().json(body).send().await
}

async fn revoke(app: &TestApp, login: &str, case: &Filed<'_>, body: Value) -> Answer {
    let path = format!("/applications/{}", case.id);
    let seen = app.as_("approver").get(&path).send().await.etag();
    let call = app.as_(login).post(&format!("{path}/revocation")).if_match(&seen);
    call.json(body).send().await
}

fn deceit() -> Value {
    json!({"basis": "deceit", "reasons": "经核查，提交的图纸系伪造"})
}

#[tokio::test]
async fn false_materials_are_refused_and_bar_for_a_year() {
    let app = app().await;
    let waiting = file(&app, false).await;
    let id = waiting.expect(201)["id"].as_str().unwrap().to_owned();
    let case = app.filed(FOOD_LICENCE).await;
    let accept = json!({"outcome": "accept", "false_materials": true});
    let refused = case
        .complete("window", "intake", accept)
        .await
        .problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["pointer"], "/false_materials");
    let task = case.task("window", "intake").await;
    let seen = app.as_("window").get(&format!("/tasks/{task}")).send().await.etag();
    let decline = app
        .as_("window")
        .post(&format!("/tasks/{task}/completion"))
        .if_match(&seen);
    let reasons = json!({"outcome": "decline", "reasons": "提交的图纸系伪造", "false_materials": true});
    decline.json(reasons).send().await.expect(200);
    let notice = case.read().await["notices"][0]["content"].clone();
    assert_eq!(notice["bars"][0]["until"], "2027-03-02");

    let problem = file(&app, true).await.problem(409, "applicant-barred");
    assert!(problem["detail"].as_str().unwrap().contains("2027-03-02"));
    file(&app, false).await.problem(409, "applicant-barred");
    let submit = app.as_("citizen").post(&format!("/applications/{id}/submission"));
    let submit = submit.if_match(&waiting.etag()).json(json!({})).send().await;
    submit.problem(409, "applicant-barred");
    app.at("2027-03-03T09:00:00+08:00").await;
    file(&app, true).await.expect(201);
}

#[tokio::test]
async fn another_item_and_another_applicant_are_not_barred() {
    let app = app().await;
    let case = app.filed(FOOD_LICENCE).await;
    let reasons = json!({"outcome": "decline", "reasons": "提交的图纸系伪造", "false_materials": true});
    case.complete("window", "intake", reasons).await.expect(200);
    app.filed(crate::support::VACCINATION).await;
    app.register("13912345678", "990101199512310021").await;
    app.filed_as("13912345678", FOOD_LICENCE, |_| {}).await;
}

#[tokio::test]
async fn deceit_is_revoked_by_the_head_and_bars_for_three_years() {
    let app = app().await;
    let case = app.filed(FOOD_LICENCE).await;
    revoke(&app, "approver", &case, deceit())
        .await
        .problem(409, "invalid-transition");
    case.accept().await;
    case.pass_reviews().await;
    case.approve().await;
    case.issue().await;
    let other = revoke(&app, "window", &case, deceit()).await;
    assert!([403, 404].contains(&other.status), "{}", other.text);
    let bare = json!({"basis": "deceit", "reasons": " "});
    revoke(&app, "approver", &case, bare)
        .await
        .problem(422, "invalid-input");
    let unknown = json!({"basis": "mood", "reasons": "x"});
    revoke(&app, "approver", &case, unknown)
        .await
        .problem(422, "invalid-input");
    revoke(&app, "approver", &case, deceit()).await.expect(200);
    let revoked = case.read().await;
    assert_eq!(
        (&revoked["status"], &revoked["certificate"]["state"]),
        (&json!("completed"), &json!("revoked"))
    );
    let notice = revoked["notices"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&notice["kind"], &notice["content"]["bars"][0]["until"]),
        (&json!("revocation"), &json!("2029-03-02"))
    );
    assert!(notice["content"]["appeal"]["litigation"].is_string());
    revoke(&app, "approver", &case, deceit())
        .await
        .problem(409, "invalid-transition");
    file(&app, true).await.problem(409, "applicant-barred");
    app.settle().await;
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    assert_eq!(inbox["data"][0]["kind"], "application.revoked");
    assert!(inbox["data"][0]["body"].as_str().unwrap().contains("2029-03-02"));
}
