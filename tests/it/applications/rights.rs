//! Whose an application is: to everybody else it is not there.

use serde_json::json;

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn a_stranger_does_not_find_it() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    app.register("13900000077", "990101199512310021").await;
    let stranger = || app.as_("13900000077");
    stranger()
        .get(&format!("/applications/{}", case.id))
        .send()
        .await
        .problem(404, "not-found");
    stranger()
        .get(&format!("/applications/{}/events", case.id))
        .send()
        .await
        .problem(404, "not-found");
    let file = case.read().await["documents"][0]["id"].as_str().unwrap().to_owned();
    stranger()
        .get(&format!("/applications/{}/documents/{file}", case.id))
        .send()
        .await
        .problem(404, "not-found");
    let withdraw = stranger()
        .post(&format!("/applications/{}/withdrawal", case.id))
        .if_match("*");
    withdraw.json(json!({})).send().await.problem(404, "not-found");
    assert_eq!(case.read().await["status"], "submitted");
    let mine = stranger().get("/applications").send().await.expect(200);
    assert_eq!(mine["data"], json!([]));
}

#[tokio::test]
async fn an_attached_file_is_read_by_whoever_sees_the_application() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let file = case.read().await["documents"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/applications/{}/documents/{file}", case.id);
    for login in ["citizen", "window", "reviewer"] {
        let answer = app.as_(login).get(&path).send().await;
        assert_eq!(answer.status, 200, "{login}");
        assert!(answer.text.starts_with("%PDF"));
    }
}

#[tokio::test]
async fn drafts_are_the_applicants_alone() {
    let app = TestApp::start().await;
    let draft = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["submit"] = json!(false))
        .await;
    app.as_("window")
        .get(&format!("/applications/{}", draft.id))
        .send()
        .await
        .problem(404, "not-found");
    let listed = app.as_("window").get("/applications").send().await.expect(200);
    assert_eq!(listed["data"], json!([]));
}

#[tokio::test]
async fn a_post_one_does_not_hold_hides_its_tasks() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let intake = case.task("window", "intake").await;
    app.as_("reviewer")
        .get(&format!("/tasks/{intake}"))
        .send()
        .await
        .problem(404, "not-found");
    app.as_("reviewer")
        .post(&format!("/tasks/{intake}/claim"))
        .send()
        .await
        .problem(404, "not-found");
    app.as_("citizen")
        .post(&format!("/tasks/{intake}/claim"))
        .send()
        .await
        .problem(403, "forbidden");
    app.anyone()
        .post(&format!("/tasks/{intake}/claim"))
        .send()
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_revoked_membership_counts_at_once() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let intake = case.task("window", "intake").await;
    app.database()
        .execute("delete from membership where post = 'window'")
        .await;
    app.as_("window")
        .post(&format!("/tasks/{intake}/claim"))
        .send()
        .await
        .problem(404, "not-found");
}

#[tokio::test]
async fn an_agent_acts_under_a_mandate_until_it_is_revoked() {
    let app = TestApp::start().await;
    app.register("13900000077", "990101199512310021").await;
    let agent = app.as_("13900000077").get("/me").send().await.expect(200)["id"].clone();
    let principal = app.as_("citizen").get("/me").send().await.expect(200)["id"].clone();
    let mandate = app
        .as_("citizen")
        .post("/mandates")
        .key()
        .json(json!({"agent": {"account": agent}}))
        .send()
        .await;
    let mandate = mandate.expect(201)["id"].as_str().unwrap().to_owned();
    let case = app
        .filed_as("13900000077", FOOD_LICENCE, |body| {
            body["on_behalf_of"] = json!({"account": principal});
        })
        .await;
    assert_eq!(case.read().await["channel"], "agent");
    let seen_by_principal = app
        .as_("citizen")
        .get(&format!("/applications/{}", case.id))
        .send()
        .await;
    assert_eq!(seen_by_principal.status, 200);
    app.as_("citizen")
        .delete(&format!("/mandates/{mandate}"))
        .send()
        .await
        .expect(204);
    app.as_("13900000077")
        .get(&format!("/applications/{}", case.id))
        .send()
        .await
        .problem(404, "not-found");
    let listed = app.as_("13900000077").get("/applications").send().await.expect(200);
    assert_eq!(listed["data"], json!([]), "nor is it listed any more");
}

#[tokio::test]
async fn what_an_agent_uploaded_is_the_principals_to_hand_in() {
    let app = TestApp::start().await;
    app.register("13900000077", "990101199512310021").await;
    let file = app.upload("13900000077").await;
    let draft = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["submit"] = json!(false))
        .await;
    let documents = json!({"documents": [{"material": "layout_plan", "document": file}]});
    let path = format!("/applications/{}", draft.id);
    let revise = || app.as_("citizen").patch(&path).if_match("*").json(documents.clone());
    let refused = revise().send().await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "unknown-document");
    let agent = app.as_("13900000077").get("/me").send().await.expect(200)["id"].clone();
    let mandate = json!({"agent": {"account": agent}});
    let granted = app.as_("citizen").post("/mandates").key().json(mandate).send().await;
    granted.expect(201);
    revise().send().await.expect(200);
}
