//! All of a matter comes into being or nothing of it, and only for who may file.

use serde_json::{Value, json};

use super::small::{APART, documents};
use crate::support::{GRANDMOTHER, TestApp};

/// A complete filing of the small bundle, with documents of somebody.
async fn body(app: &TestApp, of: &str) -> Value {
    let mut documents = Vec::new();
    for material in ["id", "photo", "site"] {
        documents.push(json!({"material": material, "document": app.upload(of).await}));
    }
    json!({"bundle": "one-small", "form": {"name": "示范"}, "documents": documents})
}

/// How many rows there are of what filing writes.
async fn written(app: &TestApp) -> Vec<String> {
    let counts = ["application", "event", "application_document", "idempotency"]
        .map(|table| format!("select '{table}', count(*) from {table}"));
    let query = format!("select w::text from ({}) as w", counts.join(" union all "));
    app.database().lines(&query).await
}

#[tokio::test]
async fn when_one_member_cannot_be_written_nothing_is() {
    let app = TestApp::with_bundle(documents()).await;
    let body = body(&app, "citizen").await;
    let refusing = |what: &str| format!("alter table application {what}");
    app.database()
        .execute(&refusing(&format!(
            "add constraint not_this check (item_code <> '{APART}')"
        )))
        .await;
    let file = async || {
        let call = app.as_("citizen").post("/matters").header("idempotency-key", "once");
        call.json(body.clone()).send().await
    };
    let before = written(&app).await;
    file().await.problem(500, "internal");
    assert_eq!(written(&app).await, before);
    app.database().execute(&refusing("drop constraint not_this")).await;
    let filed = file().await.expect(201);
    assert_eq!(
        filed["members"].as_array().unwrap().len(),
        3,
        "the same request files it"
    );
}

#[tokio::test]
async fn documents_of_others_are_not_there() {
    let app = TestApp::with_bundle(documents()).await;
    app.register("13900000011", GRANDMOTHER).await;
    let body = body(&app, "13900000011").await;
    let refused = app.as_("citizen").post("/matters").key().json(body).send().await;
    let refused = refused.problem(422, "invalid-input");
    let pointers: Vec<&Value> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["pointer"])
        .collect();
    assert!(pointers.contains(&&json!("/documents/0/document")), "{refused}");
}

#[tokio::test]
async fn a_clerk_files_at_a_window_only_and_checks_who_applies() {
    let app = TestApp::with_bundle(documents()).await;
    let mut at_window = body(&app, "window").await;
    at_window["applicant"] = json!({"name": "陈示例", "citizen_id": GRANDMOTHER});
    let file = async |login: &str, body: &Value| {
        let call = app.as_(login).post("/matters").key();
        call.json(body.clone()).send().await
    };
    let unchecked = file("window", &at_window).await.problem(422, "invalid-input");
    assert_eq!(unchecked["errors"][0]["pointer"], "/identity_check");
    at_window["identity_check"] = json!({"document": "resident_id_card"});
    let mut elsewhere = at_window.clone();
    elsewhere["documents"] = body(&app, "reviewer").await["documents"].clone();
    file("reviewer", &elsewhere).await.problem(403, "post-required");
    let own = file("citizen", &at_window).await.problem(422, "invalid-input");
    let pointers: Vec<&Value> = own["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["pointer"])
        .collect();
    assert!(pointers.contains(&&json!("/applicant")), "{own}");
    let filed = file("window", &at_window).await.expect(201);
    assert_eq!(filed["status"], "submitted");
}
