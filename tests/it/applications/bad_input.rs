//! Bad input gets its status and a helpful message, and changes nothing.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, TestApp};

async fn refused(app: &TestApp, adjust: impl FnOnce(&mut Value)) -> Value {
    let mut body = app.filing("citizen", FOOD_LICENCE).await;
    adjust(&mut body);
    let answer = app.as_("citizen").post("/applications").key().json(body).send().await;
    let problem = answer.problem(422, "invalid-input");
    assert!(
        app.database()
            .lines("select id::text from application")
            .await
            .is_empty()
    );
    problem["errors"].clone()
}

#[tokio::test]
async fn a_filing_that_does_not_fit_the_item_is_told_where() {
    let app = TestApp::start().await;
    let at = |errors: &Value| (errors[0]["pointer"].clone(), errors[0]["code"].clone());
    let errors = refused(&app, |body| body["item"] = json!("nothing")).await;
    assert_eq!(at(&errors), (json!("/item"), json!("unknown-item")));
    let errors = refused(&app, |body| body["answers"]["area"] = json!("enormous")).await;
    assert_eq!(errors[0]["pointer"], "/answers/area");
    let errors = refused(&app, |body| body["form"]["seats"] = json!("many")).await;
    assert_eq!(errors[0]["pointer"], "/form/seats");
    let errors = refused(&app, |body| {
        body["form"].as_object_mut().unwrap().remove("shop_name");
    })
    .await;
    assert_eq!(errors[0]["code"], "required");
    let errors = refused(&app, |body| body["documents"] = json!([])).await;
    assert_eq!(errors.as_array().unwrap().len(), 3);
    let errors = refused(&app, |body| body["documents"][0]["material"] = json!("horoscope")).await;
    assert_eq!(at(&errors), (json!("/documents/0/material"), json!("unknown-material")));
    let errors = refused(&app, |body| body["documents"][0]["document"] = json!(uuid::Uuid::nil())).await;
    assert_eq!(at(&errors), (json!("/documents/0/document"), json!("unknown-document")));
    let errors = refused(&app, |body| body["delivery"] = json!({"mode": "post"})).await;
    assert_eq!(errors.as_array().unwrap().len(), 3);
    let errors = refused(&app, |body| body["extra"] = json!(1)).await;
    assert_eq!(at(&errors), (json!("/extra"), json!("unknown-field")));
    let errors = refused(&app, |body| body["form"]["shop_name"] = json!("a\u{0}b")).await;
    assert_eq!(at(&errors), (json!("/form/shop_name"), json!("nul-character")));
    let errors = refused(&app, |body| body["form"]["shop_name"] = json!({"$enc": "x"})).await;
    assert_eq!(errors[0]["code"], "reserved");
    let errors = refused(&app, |body| {
        body["on_behalf_of"] = json!({"account": uuid::Uuid::now_v7()});
    })
    .await;
    assert_eq!(errors[0]["code"], "no-mandate");
}

#[tokio::test]
async fn somebody_elses_document_cannot_be_handed_in() {
    let app = TestApp::start().await;
    let foreign = app.upload("window").await;
    let errors = refused(&app, |body| body["documents"][0]["document"] = json!(foreign)).await;
    assert_eq!(errors[0]["code"], "unknown-document");
}

#[tokio::test]
async fn what_is_not_json_or_too_large_is_refused_before_anything_happens() {
    let app = TestApp::start().await;
    let post = || app.as_("citizen").post("/applications").key();
    post()
        .body("application/json", "{")
        .send()
        .await
        .problem(400, "malformed-json");
    post()
        .body("text/plain", "{}")
        .send()
        .await
        .problem(415, "unsupported-media-type");
    let huge = format!("{{\"item\": \"{}\"}}", "x".repeat(4 << 20));
    post()
        .body("application/json", huge)
        .send()
        .await
        .problem(413, "payload-too-large");
    app.as_("citizen")
        .get("/applications/not-an-id")
        .send()
        .await
        .problem(404, "not-found");
    app.as_("citizen")
        .get("/applications?limit=0")
        .send()
        .await
        .problem(422, "invalid-input");
    app.as_("citizen")
        .get("/applications?cursor=x")
        .send()
        .await
        .problem(422, "invalid-input");
    app.as_("citizen")
        .get("/applications?colour=red")
        .send()
        .await
        .problem(422, "invalid-input");
    let english = app
        .as_("citizen")
        .get("/applications?limit=0")
        .in_english()
        .send()
        .await
        .problem(422, "invalid-input");
    assert_eq!(english["title"], "Invalid input");
}

#[tokio::test]
async fn a_draft_may_be_incomplete_but_not_hold_what_the_item_does_not_know() {
    let app = TestApp::start().await;
    let errors = refused(&app, |body| {
        body["submit"] = json!(false);
        body["form"] = json!({"manager_identity": "990101199003070015"});
    })
    .await;
    assert_eq!(errors[0]["code"], "additional-property");
    let errors = refused(&app, |body| body["service"] = json!("abolition")).await;
    assert_eq!(errors[0]["pointer"], "/service");
}

#[tokio::test]
async fn what_people_write_has_its_length() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let long = json!({"reason": "长".repeat(501)});
    let refused = case.command("withdrawal", long).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "too-long");
    assert_eq!(case.read().await["status"], "submitted");
}
