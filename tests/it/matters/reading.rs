//! What is shown of a matter: to its applicant, to windows, to those who work on its members.

use serde_json::{Value, json};

use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::{FOOD_DEPARTMENT, HEALTH_DEPARTMENT, TestApp};

/// The matter as somebody sees it.
pub async fn seen(app: &TestApp, login: &str, matter: &Matter<'_>) -> Value {
    let path = format!("/matters/{}", matter.id);
    app.as_(login).get(&path).send().await.expect(200)
}

/// A member as the matter's screen has it.
pub fn member<'a>(screen: &'a Value, item: &str) -> &'a Value {
    let members = screen["members"].as_array().unwrap();
    members.iter().find(|member| member["item"] == item).unwrap()
}

/// What is waited for, and the members it is about.
pub fn waiting(screen: &Value) -> Vec<(&str, usize)> {
    let rows = screen["waiting_for"].as_array().unwrap();
    let row = |row: &'_ Value| row["members"].as_array().unwrap().len();
    rows.iter()
        .map(|each| (each["what"].as_str().unwrap(), row(each)))
        .collect()
}

#[tokio::test]
async fn the_screen_of_a_matter_tells_what_is_waited_for_until_the_end() {
    let app = TestApp::with_bundle(documents()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    let [first, next, apart] = [FIRST, NEXT, APART].map(|item| matter.member(item));

    let filed = seen(&app, "citizen", &matter).await;
    assert_eq!(filed["bundle"]["name"], "示范一件事");
    assert_eq!(filed["progress"], json!({"done": 0, "total": 3}));
    assert_eq!(waiting(&filed), [("window", 0)]);
    assert_eq!(filed["critical_path"], json!([first, next]));
    assert_eq!(filed["expected_on"], "2026-03-30", "ten working days, and ten");
    let items: Vec<&Value> = filed["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["item"])
        .collect();
    assert_eq!(items, [FIRST, NEXT, APART], "in the order of the bundle");
    let waits = member(&filed, NEXT);
    assert_eq!(
        (&waits["waits"], &waits["waits_for"]),
        (&json!(true), &json!(["示范登记"]))
    );
    assert_eq!(waits["after"], json!([first]));
    assert!(waits["next_action"].as_str().unwrap().contains("“示范登记”"), "{waits}");
    let serves = &filed["materials"][1];
    assert_eq!(
        (&serves["code"], &serves["serves"]),
        (&json!("photo"), &json!([first, apart]))
    );
    assert_eq!(serves["documents"][0]["material"], "photo");
    assert_eq!(
        (&filed["form"]["name"], &filed["actions"]),
        (&json!("示范"), &json!(["withdrawal", "urges"]))
    );
    assert!(filed["pickup_code"].is_string() && filed["light"].is_null(), "{filed}");

    matter.accept().await;
    let forwarded = seen(&app, "citizen", &matter).await;
    assert_eq!(waiting(&forwarded), [("departments", 1), ("members", 1)]);
    assert_eq!(forwarded["light"], "green", "that of its members");
    matter.accept_apart().await;
    let running = seen(&app, "citizen", &matter).await;
    assert_eq!(
        (&running["status"], &running["status_text"]),
        (&json!("in_review"), &json!("办理中"))
    );
    assert_eq!(waiting(&running), [("members", 2)]);
    assert_eq!(running["due"]["by_members_on"], "2026-03-30");
    assert_eq!(running["due"]["promised_due_on"], "2026-03-30", "20 working days");

    matter.grant(FIRST).await;
    let begun = seen(&app, "citizen", &matter).await;
    assert_eq!(begun["progress"], json!({"done": 1, "total": 3}));
    assert_eq!(
        (&begun["expected_on"], &begun["critical_path"][0]),
        (&json!("2026-03-16"), &json!(next))
    );
    let result = &member(&begun, FIRST)["result"];
    assert_eq!(
        (&result["decided_on"], &result["certificate"]["name"]),
        (&json!("2026-03-02"), &json!("示范登记证"))
    );
    assert_eq!(member(&begun, NEXT)["waits"], false);

    for item in [NEXT, APART] {
        matter.grant(item).await;
    }
    let ready = seen(&app, "citizen", &matter).await;
    assert_eq!(
        (waiting(&ready), &ready["expected_on"]),
        (vec![("delivery", 2)], &Value::Null)
    );
    assert_eq!(ready["status_text"], "结果已就绪，待您领取");
    assert_eq!(ready["progress"], json!({"done": 3, "total": 3}));
}

#[tokio::test]
async fn a_member_that_is_late_turns_the_matters_light_and_moves_what_is_expected() {
    let app = TestApp::with_bundle(documents()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    let path = format!("/matters/{}", matter.id);
    let before = app.as_("citizen").get(&path).send().await;
    let tag = before.etag();
    let again = app.as_("citizen").get(&path).header("if-none-match", &tag).send().await;
    assert_eq!(again.status, 304);

    app.at("2026-03-17T02:00:00Z").await;
    let late = app.as_("citizen").get(&path).header("if-none-match", &tag).send().await;
    let screen = late.expect(200);
    assert_eq!(screen["light"], "red");
    assert_eq!(
        screen["due"]["by_members_on"], "2026-03-31",
        "the second after the first, which is late"
    );
    assert_eq!(screen["expected_on"], "2026-03-31");
    let cases = app.as_("citizen").get("/cases").send().await.expect(200);
    assert_eq!(cases["data"][0]["kind"], "matter");

    let tag = late.etag();
    matter
        .complete("reviewer", &matter.member(APART), json!({"outcome": "pass"}))
        .await
        .expect(200);
    let moved = app.as_("citizen").get(&path).header("if-none-match", &tag).send().await;
    assert_eq!(moved.status, 200, "a member that moves on changes what is shown");
}

#[tokio::test]
async fn a_member_that_ends_says_why_and_because_of_which() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    let denied = json!({"outcome": "deny", "reasons": "不符合条件"});
    matter
        .complete("reviewer", &matter.member(FIRST), denied)
        .await
        .expect(200);
    let screen = seen(&app, "citizen", &matter).await;
    assert_eq!(member(&screen, FIRST)["ended"]["how"], "denied");
    let cancelled = &member(&screen, NEXT)["ended"];
    assert_eq!(
        (&cancelled["how"], &cancelled["because"]),
        (&json!("cancelled"), &json!(matter.member(FIRST)))
    );
    assert!(cancelled["note"].as_str().unwrap().contains("示范登记"), "{cancelled}");
    assert_eq!(screen["progress"], json!({"done": 2, "total": 3}));
    assert_eq!(waiting(&screen), [("members", 1)]);
}

#[tokio::test]
async fn who_works_on_a_member_sees_how_the_matter_is_not_what_others_were_handed() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    app.staff("elsewhere", &[(HEALTH_DEPARTMENT, "expert")]).await;
    app.staff("reviewer-of-food", &[(FOOD_DEPARTMENT, "reviewer")]).await;
    let path = format!("/matters/{}", matter.id);
    app.as_("reviewer-of-food")
        .get(&path)
        .send()
        .await
        .problem(404, "not-found");
    matter.accept().await;
    let working = seen(&app, "reviewer-of-food", &matter).await;
    assert_eq!(member(&working, FIRST)["status"], "in_review");
    for hidden in ["form", "answers", "materials", "delivery", "pickup_code"] {
        assert!(working[hidden].is_null(), "{hidden}");
    }
    let lead = seen(&app, "elsewhere", &matter).await;
    assert_eq!(
        lead["form"]["name"], "示范",
        "the lead department answers for the whole"
    );
    assert!(lead["pickup_code"].is_null());
    let window = seen(&app, "window", &matter).await;
    assert_eq!(
        (&window["form"]["name"], &window["actions"]),
        (&json!("示范"), &json!([]))
    );

    app.register("13900000009", "990101199512310021").await;
    app.as_("13900000009").get(&path).send().await.problem(404, "not-found");
    let member = format!("/matters/{}", matter.member(FIRST));
    app.as_("citizen").get(&member).send().await.problem(404, "not-found");
    let unknown = app.as_("citizen").get(&format!("{path}?include=ledger")).send().await;
    unknown.problem(422, "invalid-input");
    let timeline = app
        .as_("citizen")
        .get(&format!("{path}?include=events"))
        .send()
        .await
        .expect(200);
    let kinds: Vec<&str> = timeline["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"matter_formed") && !kinds.contains(&"task_opened"),
        "{kinds:?}"
    );
}
