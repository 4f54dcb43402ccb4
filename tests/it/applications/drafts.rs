//! A draft is changed in parts until it is handed in; what is personal in it is kept encrypted.

use serde_json::json;

use crate::support::{FOOD_LICENCE, TestApp, sample};

#[tokio::test]
async fn a_draft_is_completed_and_submitted() {
    let app = TestApp::start().await;
    let filing = app.filing("citizen", FOOD_LICENCE).await;
    let draft = app.filed_as("citizen", FOOD_LICENCE, |body| {
        *body = json!({"item": body["item"], "submit": false});
    });
    let draft = draft.await;
    assert_eq!(draft.receipt["status"], "draft");
    let incomplete = draft
        .command("submission", json!({}))
        .await
        .problem(422, "invalid-input");
    assert!(
        incomplete["errors"].as_array().unwrap().len() > 3,
        "everything that is wrong is told at once: {incomplete}"
    );
    assert_eq!(draft.read().await["missing"].as_array().unwrap().len(), 3);

    let path = format!("/applications/{}", draft.id);
    let parts = json!({"answers": filing["answers"], "form": filing["form"], "documents": filing["documents"]});
    app.as_("citizen")
        .patch(&path)
        .json(parts.clone())
        .send()
        .await
        .problem(428, "precondition-required");
    app.as_("citizen")
        .patch(&path)
        .if_match(&draft.etag().await)
        .json(parts)
        .send()
        .await
        .expect(200);
    let revised = draft.read().await;
    assert_eq!(revised["missing"], json!([]));
    assert_eq!(revised["form"], filing["form"], "what was filled in is read back");

    draft.command("submission", json!({})).await.expect(200);
    assert_eq!(draft.read().await["status"], "submitted");
    let late = app
        .as_("citizen")
        .patch(&path)
        .if_match(&draft.etag().await)
        .json(json!({"form": {}}));
    late.send().await.problem(409, "invalid-transition");
}

#[tokio::test]
async fn documents_of_a_draft_are_replaced() {
    let app = TestApp::start().await;
    let draft = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["submit"] = json!(false))
        .await;
    let before = draft.read().await["documents"].as_array().unwrap().len();
    let kept = draft.read().await["documents"][0].clone();
    let documents = json!([
        {"material": kept["material"], "document": kept["id"]},
        {"material": "premises_use", "document": app.upload("citizen").await},
    ]);
    let path = format!("/applications/{}", draft.id);
    let call = app.as_("citizen").patch(&path).if_match(&draft.etag().await);
    call.json(json!({"documents": documents})).send().await.expect(200);
    let after = draft.read().await;
    assert_eq!(before, 3);
    let materials: Vec<_> = after["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["material"].clone())
        .collect();
    assert_eq!(materials.len(), 2);
    assert!(materials.contains(&json!("premises_use")));
}

#[tokio::test]
async fn sensitive_fields_are_encrypted_at_rest_and_readable_to_the_applicant() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let secret = sample(FOOD_LICENCE)["form"]["manager_id"].as_str().unwrap().to_owned();
    let kept = app
        .database()
        .lines(&format!(
            "select form::text from application_form where owner_id = '{}'",
            case.id
        ))
        .await;
    assert!(!kept[0].contains(&secret), "{}", kept[0]);
    assert_eq!(case.read().await["form"]["manager_id"], secret.as_str());
    let events = app
        .database()
        .lines(&format!("select payload from event where owner_id = '{}'", case.id))
        .await;
    assert!(
        events
            .iter()
            .all(|payload| !payload.contains("示范小面馆") && !payload.contains(&secret))
    );
}

#[tokio::test]
async fn who_saw_another_version_is_told_so_before_their_input_is_judged() {
    let app = TestApp::start().await;
    let draft = app
        .filed_as("citizen", FOOD_LICENCE, |body| {
            *body = json!({"item": body["item"], "submit": false});
        })
        .await;
    let submit = || {
        app.as_("citizen")
            .post(&format!("/applications/{}/submission", draft.id))
            .json(json!({}))
    };
    submit().send().await.problem(428, "precondition-required");
    submit().if_match("\"9\"").send().await.problem(412, "stale-version");
    let seen = draft.etag().await;
    submit().if_match(&seen).send().await.problem(422, "invalid-input");
}
