//! A commitment instead of proof (告知承诺): decided at once, checked afterwards, revoked when it is false (国办发〔2020〕42号).

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp, sample};

/// An item on which one may commit instead of handing in the layout plan.
async fn offered() -> TestApp {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| {
        item.as_object_mut().unwrap().remove("protected_fields");
        item["commitment"] = json!({"text": "本人承诺经营场所符合规定，违反承诺愿承担法律责任。", "replaces": ["layout_plan"],
            "legal_basis": "国办发〔2020〕42号", "check": {"post": "reviewer", "limit": 20}});
    })
    .await;
    app.at("2026-03-02T09:00:00+08:00").await;
    app
}

fn committing(body: &mut Value) {
    body["commitment"] = json!(true);
    let documents = body["documents"].as_array_mut().unwrap();
    documents.retain(|row| row["material"] != "layout_plan");
}

async fn committed(app: &TestApp) -> Filed<'_> {
    app.filed_as("citizen", FOOD_LICENCE, committing).await
}

async fn inbox(app: &TestApp) -> Value {
    app.as_("citizen").get("/notifications").send().await.expect(200)["data"].clone()
}

#[tokio::test]
async fn the_checklist_tells_what_is_committed_to_and_what_it_leads_to() {
    let app = offered().await;
    let food = sample(FOOD_LICENCE);
    let path = format!("/items/{}/checklist", food["item"].as_str().unwrap());
    let ask = app.anyone().post(&path).json(json!({"answers": food["answers"]}));
    let terms = ask.send().await.expect(200)["commitment"].clone();
    assert_eq!(terms["replaces"], json!(["layout_plan"]));
    assert!(terms["effect"]["zh"].as_str().unwrap().contains("撤销"));
}

#[tokio::test]
async fn acceptance_decides_at_once_and_a_check_outlives_the_end() {
    let app = offered().await;
    let case = committed(&app).await;
    case.accept().await;
    let decided = case.read().await;
    assert_eq!(
        (&decided["status"], &decided["outcome"]),
        (&json!("decided"), &json!("approved"))
    );
    let notice = &decided["notices"][0];
    assert_eq!(notice["kind"], "acceptance");
    assert!(notice["content"]["commitment"].as_str().unwrap().contains("本人承诺"));
    assert_eq!(decided["commitment"]["kept"], json!(null));
    case.issue().await;
    let code = case.read().await["pickup_code"].as_str().unwrap().to_owned();
    let handed = case.deliver(json!({"mode": "window", "pickup_code": code, "signed_by": "本人"}));
    assert_eq!(handed.await.expect(200)["status"], "completed");
    let completed_at = case.read().await["completed_at"].clone();
    let check = case.find_task("reviewer", "check").await.unwrap();
    assert_eq!(check["due_on"], "2026-03-30");
    let codes: Vec<_> = check["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["code"].clone())
        .collect();
    assert_eq!(codes, [json!("kept"), json!("broken")]);
    case.complete("reviewer", "check", json!({"outcome": "kept"}))
        .await
        .expect(200);
    let kept = case.read().await;
    assert_eq!(
        (&kept["commitment"]["kept"], &kept["certificate"]["state"]),
        (&json!(true), &json!("valid"))
    );
    assert_eq!(kept["completed_at"], completed_at, "a check does not end it again");
    app.settle().await;
    let told: Vec<_> = inbox(&app)
        .await
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["kind"].clone())
        .collect();
    assert_eq!(told[0], "application.completed");
}

#[tokio::test]
async fn a_false_commitment_is_revoked_and_the_next_is_refused() {
    let app = offered().await;
    let case = committed(&app).await;
    case.accept().await;
    case.issue().await;
    let broken = json!({"outcome": "broken"});
    let bare = case
        .complete("reviewer", "check", broken)
        .await
        .problem(422, "invalid-input");
    assert_eq!(bare["errors"][0]["pointer"], "/reasons");
    let id = case.task("reviewer", "check").await;
    let seen = app.as_("reviewer").get(&format!("/tasks/{id}")).send().await.etag();
    let answer = app
        .as_("reviewer")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen);
    let reasons = json!({"outcome": "broken", "reasons": "现场核查发现场所与承诺不符"});
    answer.json(reasons).send().await.expect(200);

    let revoked = case.read().await;
    assert_eq!(
        (&revoked["status"], &revoked["certificate"]["state"]),
        (&json!("completed"), &json!("revoked"))
    );
    assert_eq!(revoked["status_text"], "已撤销");
    let notice = revoked["notices"].as_array().unwrap().last().unwrap();
    assert_eq!(notice["kind"], "revocation");
    assert_eq!(notice["content"]["reasons"], "现场核查发现场所与承诺不符");
    assert!(notice["content"]["appeal"]["reconsideration"].is_string());
    assert_eq!(notice["content"]["bars"][0]["what"], "commitment");
    app.settle().await;
    let told = inbox(&app).await;
    assert_eq!(told[0]["kind"], "application.revoked", "and not that it is completed");

    let mut body = app.filing("citizen", FOOD_LICENCE).await;
    committing(&mut body);
    let again = app.as_("citizen").post("/applications").key().json(body).send().await;
    let refused = again.problem(422, "invalid-input");
    let codes: Vec<_> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["code"].clone())
        .collect();
    assert!(codes.contains(&json!("commitment-broken-before")), "{codes:?}");
    app.filed(FOOD_LICENCE).await;

    lift(&app, &case, "approver", "commitment").await.expect(200);
    committed(&app).await;
}

async fn lift(app: &TestApp, case: &Filed<'_>, login: &str, what: &str) -> crate::support::Answer {
    let path = format!("/applications/{}", case.id);
    let seen = app.as_("approver").get(&path).send().await.etag();
    let call = app.as_(login).post(&format!("{path}/bar-lifting")).if_match(&seen);
    call.json(json!({"what": what, "reasons": "已完成信用修复"}))
        .send()
        .await
}

#[tokio::test]
async fn only_who_heads_the_organ_lifts_a_bar_that_is_there() {
    let app = offered().await;
    let case = committed(&app).await;
    case.accept().await;
    lift(&app, &case, "approver", "commitment")
        .await
        .problem(409, "invalid-transition");
    lift(&app, &case, "approver", "everything")
        .await
        .problem(422, "invalid-input");
    let refused = lift(&app, &case, "window", "commitment").await;
    assert!([403, 404].contains(&refused.status), "{}", refused.text);
    assert_eq!(lift(&app, &case, "citizen", "commitment").await.status, 403);
}

#[tokio::test]
async fn an_item_without_commitment_takes_none_and_a_draft_may_change_its_mind() {
    let app = TestApp::start().await;
    let mut body = app.filing("citizen", FOOD_LICENCE).await;
    body["commitment"] = json!(true);
    let refused = app.as_("citizen").post("/applications").key().json(body).send().await;
    assert_eq!(
        refused.problem(422, "invalid-input")["errors"][0]["pointer"],
        "/commitment"
    );

    let app = offered().await;
    let mut body = app.filing("citizen", FOOD_LICENCE).await;
    committing(&mut body);
    body["submit"] = json!(false);
    let draft = app.as_("citizen").post("/applications").key().json(body).send().await;
    let path = format!("/applications/{}", draft.expect(201)["id"].as_str().unwrap());
    let revise = app.as_("citizen").patch(&path).if_match(&draft.etag());
    let without = revise.json(json!({"commitment": false})).send().await;
    without.expect(200);
    let submit = app
        .as_("citizen")
        .post(&format!("{path}/submission"))
        .if_match(&without.etag());
    let refused = submit.json(json!({})).send().await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "material-missing");
    let revise = app.as_("citizen").patch(&path).if_match(&without.etag());
    let with = revise.json(json!({"commitment": true})).send().await;
    with.expect(200);
    let submit = app
        .as_("citizen")
        .post(&format!("{path}/submission"))
        .if_match(&with.etag());
    submit.json(json!({})).send().await.expect(200);
}
