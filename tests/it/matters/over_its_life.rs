//! A matter in lists, at the counter and in English, from receipt until it is handed over.

use serde_json::{Value, json};

use super::reading::{member, seen};
use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::{HEALTH_DEPARTMENT, TestApp};

/// The only case of the applicant: its tab, its light.
async fn case(app: &TestApp) -> (String, Value) {
    let cases = app.as_("citizen").get("/cases").send().await.expect(200);
    let tab = cases["data"][0]["tab"].as_str().unwrap().to_owned();
    assert_eq!(cases["counts"][&tab], 1, "{cases}");
    (tab, cases["data"][0]["light"].clone())
}

/// What a clerk finds by the code on the matter's slip.
async fn found(app: &TestApp, login: &str, matter: &Matter<'_>, id: &str, key: Value) -> Option<Value> {
    let found = app.as_(login).post("/desk/lookups").json(key).send().await.expect(200);
    let rows = found["applications"].as_array().unwrap().iter();
    let row = rows.clone().find(|row| row["id"] == id).cloned();
    assert!(rows.clone().any(|row| row["id"] == matter.id.as_str()), "{found}");
    row
}

#[tokio::test]
async fn a_matter_is_found_in_the_tab_of_who_is_to_move_and_has_the_worst_light() {
    let app = TestApp::with_bundle(documents()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    assert_eq!(case(&app).await, ("in_progress".to_owned(), Value::Null));
    matter.accept().await;
    assert_eq!(case(&app).await, ("in_progress".to_owned(), json!("green")));
    let gap = json!({"material": "site", "verdict": "defective", "reason": "未盖章"});
    let missing = json!({"outcome": "request_supplement", "verdicts": [gap]});
    let apart = matter.member(APART);
    matter.complete("window", &apart, missing).await.expect(200);
    assert_eq!(case(&app).await.0, "todo");
    let site = json!({"documents": [{"material": "site", "document": app.upload("citizen").await}]});
    matter.command("supplement", site).await.expect(200);
    assert_eq!(case(&app).await.0, "in_progress");
    matter.accept().await;
    matter.accept_apart().await;
    app.at("2026-03-17T02:00:00Z").await;
    let screen = seen(&app, "citizen", &matter).await;
    assert_eq!(screen["light"], "red");
    assert_eq!(
        case(&app).await,
        ("in_progress".to_owned(), json!("red")),
        "as its screen"
    );
    matter.grant(FIRST).await;
    assert_eq!(case(&app).await.0, "in_progress", "handed over with the others");
    matter.grant(NEXT).await;
    matter.grant(APART).await;
    assert_eq!(case(&app).await.0, "todo", "all are ready to be fetched");
    let delivery = json!({"mode": "window", "pickup_code": matter.receipt["pickup_code"], "signed_by": "本人"});
    matter.by("window", "delivery", delivery).await.expect(200);
    app.settle().await;
    assert_eq!(case(&app).await, ("done".to_owned(), Value::Null));
}

#[tokio::test]
async fn a_result_that_comes_by_itself_is_the_applicants_move_while_others_go_on() {
    let mut all = documents();
    all[3]["delivery"] = json!("as_they_come");
    let app = TestApp::with_bundle(all).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    matter.grant(FIRST).await;
    assert_eq!(case(&app).await.0, "todo");
    let screen = seen(&app, "citizen", &matter).await;
    assert!(
        screen["next_action"].as_str().unwrap().contains("已有结果可以领取"),
        "{screen}"
    );
    let key = json!({"citizen_id": "990101199003070015"});
    for id in [&matter.id, &matter.member(FIRST)] {
        let row = found(&app, "window", &matter, id, key.clone()).await.unwrap();
        assert_eq!(row["pickup_ready"], true, "{row}");
    }
    let apart = found(&app, "window", &matter, &matter.member(APART), key)
        .await
        .unwrap();
    assert_eq!(apart["pickup_ready"], false);
}

#[tokio::test]
async fn the_counter_finds_a_matter_by_its_slip_and_tells_when_it_is_ready() {
    let app = TestApp::with_bundle(documents()).await;
    app.staff("lead", &[(HEALTH_DEPARTMENT, "window")]).await;
    let matter = app.file_small(|_| {}).await;
    let slip = json!({"pickup_code": matter.receipt["pickup_code"]});
    for login in ["window", "lead"] {
        let row = found(&app, login, &matter, &matter.id, slip.clone()).await.unwrap();
        assert_eq!(
            (&row["kind"], &row["number"], &row["pickup_ready"]),
            (&json!("matter"), &json!(matter.number), &json!(false))
        );
    }
    matter.accept().await;
    matter.accept_apart().await;
    let key = json!({"citizen_id": "990101199003070015"});
    matter.grant(FIRST).await;
    let first = found(&app, "window", &matter, &matter.member(FIRST), key.clone()).await;
    assert_eq!(first.unwrap()["pickup_ready"], false, "it waits for the others");
    matter.grant(NEXT).await;
    matter.grant(APART).await;
    let first = found(&app, "window", &matter, &matter.member(FIRST), key).await;
    assert_eq!(first.unwrap()["pickup_ready"], false, "it is fetched with the matter");
    let whole = found(&app, "lead", &matter, &matter.id, slip).await.unwrap();
    assert_eq!(whole["pickup_ready"], true);
    let body = json!({"mode": "window", "pickup_code": matter.receipt["pickup_code"], "signed_by": "本人"});
    let path = format!("/matters/{}/delivery", matter.id);
    let handed = app
        .as_("lead")
        .post(&path)
        .if_match(whole["etag"].as_str().unwrap())
        .key();
    handed.json(body).send().await.expect(200);
}

#[tokio::test]
async fn the_screen_of_a_matter_speaks_english_to_who_asks_for_it() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    let denied = json!({"outcome": "deny", "reasons": "不符合条件"});
    let first = matter.member(FIRST);
    matter.complete("reviewer", &first, denied).await.expect(200);
    let path = format!("/matters/{}", matter.id);
    let screen = app.as_("citizen").get(&path).in_english().send().await.expect(200);
    assert_eq!(screen["status_text"], "Under way");
    assert_eq!(screen["waiting_for"][0]["text"], "Under way: 示范许可");
    let ended = |item: &str, what: &str| member(&screen, item)["ended"][what].clone();
    assert_eq!(ended(FIRST, "text"), "Refused; reasons are in the decision");
    assert_eq!(ended(NEXT, "text"), "Ended: what it depends on was not approved");
    assert_eq!(
        ended(NEXT, "note"),
        "It depends on 示范登记, which was not approved, so it is not handled any more."
    );
    let chinese = seen(&app, "citizen", &matter).await;
    let note = &member(&chinese, NEXT)["ended"]["note"];
    assert_eq!(note, "前置事项“示范登记”未获批准，本事项不再办理。");
}

#[tokio::test]
async fn an_optional_member_that_was_refused_is_not_waited_for() {
    let mut all = documents();
    all[3]["members"] = json!([{"item": FIRST, "optional": true},
        {"item": NEXT, "after": [FIRST, APART], "result_map": {format!("/{APART}/certificate_number"): "/registered_as"}},
        {"item": APART}]);
    let app = TestApp::with_bundle(all).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    let waits_for = async || {
        let screen = seen(&app, "citizen", &matter).await;
        let listed = member(&screen, NEXT).clone();
        let own = matter.read(NEXT).await;
        assert_eq!(listed["next_action"], own["next_action"], "one rule");
        listed["waits_for"].clone()
    };
    assert_eq!(waits_for().await, json!(["示范登记", "示范许可"]));
    let denied = json!({"outcome": "deny", "reasons": "不符合条件"});
    let first = matter.member(FIRST);
    matter.complete("reviewer", &first, denied).await.expect(200);
    assert_eq!(waits_for().await, json!(["示范许可"]));
}
