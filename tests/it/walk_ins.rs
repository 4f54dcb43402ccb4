//! People without an account: what they are told, and how what a window recorded becomes their account.

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, TestApp};

const MONDAY: &str = "2026-03-02T09:30:00+08:00";
const DAUGHTER: &str = "13900000099";
const OWN: &str = "13900000088";
const PASSWORD: &str = "Spring-rain-2026";
const CITIZEN_ID: &str = "990101194912310028";

fn elder() -> Value {
    json!({"name": "王奶奶", "citizen_id": CITIZEN_ID, "phone": DAUGHTER})
}

/// She registers, with these fields beside the usual ones.
async fn register(app: &TestApp, more: Value) -> Answer {
    let mut body = json!({"kind": "natural_person", "name": "王奶奶", "citizen_id": CITIZEN_ID, "phone": OWN, "password": PASSWORD});
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    app.anyone().post("/accounts").json(body).send().await
}

#[tokio::test]
async fn who_left_a_phone_only_is_texted_once_for_each_event_and_has_the_messages_kept() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let person = app.walk_in(elder()).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.belongs_to(&app, person).await;
    case.accept().await;
    app.settle().await;
    assert_eq!(app.settle().await, 0);

    let texts = app.texts();
    assert!(texts.iter().all(|(number, _)| number == DAUGHTER), "{texts:?}");
    let accepted = texts
        .iter()
        .filter(|(_, text)| text.starts_with("【一网通办】申请已受理"));
    assert_eq!(accepted.count(), 1, "{texts:?}");
    assert!(texts.iter().any(|(_, text)| text.contains(&case.number)));
    assert!(app.letters().is_empty());
    let kept = format!("select count(*) from notification where account_id = '{person}'");
    assert_eq!(app.database().lines(&kept).await, [texts.len().to_string()]);
}

#[tokio::test]
async fn who_registers_later_proves_it_by_a_receipt_slip_and_finds_everything_in_the_account() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let person = app.walk_in(elder()).await;
    let case = app.filed(FOOD_LICENCE).await;
    let code = case.read().await["pickup_code"].clone();
    case.belongs_to(&app, person).await;
    app.settle().await;

    let told = register(&app, json!({})).await.problem(409, "known-at-the-window");
    assert!(told["detail"].as_str().unwrap().contains("取件码"), "{told}");
    let slip = |number: &str, code: &Value| json!({"receipt": {"number": number, "pickup_code": code}});
    let wrong = register(&app, slip(&case.number, &json!("000000"))).await;
    wrong.problem(409, "known-at-the-window");
    let mut other_name = slip(&case.number, &code);
    other_name["name"] = json!("李奶奶");
    register(&app, other_name).await.problem(409, "known-at-the-window");
    let incomplete = register(&app, json!({"receipt": {"number": "BJ1"}})).await;
    let errors = incomplete.problem(422, "invalid-input")["errors"].clone();
    assert_eq!(errors.as_array().unwrap().len(), 2, "{errors}");

    let registered = register(&app, slip(&case.number, &code)).await.expect(201);
    assert_eq!(registered["id"], json!(person));
    let me = app.as_(OWN).get("/me").send().await.expect(200);
    assert_eq!((&me["id"], &me["phone"]), (&json!(person), &json!(OWN)));
    let mine = app.as_(OWN).get("/applications").send().await.expect(200);
    assert_eq!(mine["data"][0]["number"], json!(case.number));
    let inbox = app.as_(OWN).get("/notifications").send().await.expect(200);
    assert_eq!(inbox["data"].as_array().unwrap().len(), 1, "what was told before");
    register(&app, slip(&case.number, &code))
        .await
        .problem(409, "account-exists");

    let query = format!(
        "select concat(action, ' ', result) from audit where owner_id = '{person}' and action = 'register' order by id"
    );
    let audited = app.database().lines(&query).await;
    assert_eq!(
        audited,
        [
            "register known-at-the-window",
            "register known-at-the-window",
            "register done"
        ]
    );
}

#[tokio::test]
async fn the_slip_of_somebody_elses_application_proves_nothing_and_nobody_guesses_for_long() {
    let app = TestApp::start().await;
    app.walk_in(elder()).await;
    let case = app.filed(FOOD_LICENCE).await;
    let code = case.read().await["pickup_code"].clone();
    let slip = json!({"receipt": {"number": case.number, "pickup_code": code}});
    for _ in 0..5 {
        register(&app, slip.clone()).await.problem(409, "known-at-the-window");
    }
    register(&app, slip).await.problem(429, "rate-limited");
}

#[tokio::test]
async fn a_phone_that_somebody_has_is_not_taken_over_either() {
    let app = TestApp::start().await;
    let person = app.walk_in(elder()).await;
    let case = app.filed(FOOD_LICENCE).await;
    let code = case.read().await["pickup_code"].clone();
    case.belongs_to(&app, person).await;
    let mut slip = json!({"receipt": {"number": case.number, "pickup_code": code}});
    slip["phone"] = json!("13900000001");
    register(&app, slip.clone()).await.problem(409, "account-exists");
    slip["phone"] = json!(OWN);
    register(&app, slip).await.expect(201);
}

#[tokio::test]
async fn nobody_signs_in_to_what_a_window_recorded() {
    let app = TestApp::start().await;
    app.walk_in(elder()).await;
    let body = json!({"login": DAUGHTER, "password": PASSWORD});
    let answer = app.anyone().post("/sessions").json(body).send().await;
    answer.problem(401, "bad-credentials");
    let ask = app.anyone().post("/password-resets").json(json!({"login": DAUGHTER}));
    ask.send().await.expect(202);
    app.settle().await;
    assert!(app.texts().is_empty() && app.letters().is_empty());
}

#[tokio::test]
async fn who_has_no_address_sets_a_new_password_by_phone() {
    let app = TestApp::start().await;
    register(&app, json!({})).await.expect(201);
    let ask = app.anyone().post("/password-resets").json(json!({"login": OWN}));
    ask.send().await.expect(202);
    app.settle().await;
    let texts = app.texts();
    assert_eq!((texts.len(), texts[0].0.as_str()), (1, OWN));
    let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let code = texts[0].1.split(|c| !is_code(c)).find(|word| word.len() > 40).unwrap();
    let set = app.anyone().post(&format!("/password-resets/{code}"));
    set.json(json!({"password": "Summer-wind-2026"}))
        .send()
        .await
        .expect(204);
    let body = json!({"login": OWN, "password": "Summer-wind-2026"});
    app.anyone().post("/sessions").json(body).send().await.expect(201);
}
