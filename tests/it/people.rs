//! Accounts, sessions and mandates as an app uses them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use mail_parser::MessageParser;
use serde_json::{Value, json};
use yiwang::db::schema::contact_change;

use crate::support::TestApp;

const PHONE: &str = "13900000088";
const PASSWORD: &str = "Summer-wind-2026";

async fn sign_in(app: &TestApp, login: &str, password: &str) -> crate::support::Answer {
    let body = json!({"login": login, "password": password});
    app.anyone().post("/sessions").json(body).send().await
}

async fn with(app: &TestApp, session: &Value, path: &str) -> Value {
    let bearer = format!("Bearer {}", session["access_token"].as_str().unwrap());
    app.anyone()
        .get(path)
        .header("authorization", &bearer)
        .send()
        .await
        .expect(200)
}

#[tokio::test]
async fn a_company_registers_signs_in_and_sees_itself() {
    let app = TestApp::start().await;
    let company = json!({"kind": "legal_person", "name": "示例餐饮有限公司", "credit_code": "91990100MA99999X2A", "phone": PHONE,
        "password": PASSWORD});
    let register = async |body: &Value| app.anyone().post("/accounts").json(body.clone()).send().await;
    let registered = register(&company).await;
    assert_eq!(registered.header("location"), Some("/api/v1/me"));
    let id = registered.expect(201)["id"].clone();
    register(&company).await.problem(409, "account-exists");
    let mut wrong = company.clone();
    wrong["credit_code"] = json!("91990100MA99999X2B");
    wrong["phone"] = json!("12345");
    let told = register(&wrong).await.problem(422, "invalid-input");
    assert_eq!(told["errors"].as_array().unwrap().len(), 2, "both at once: {told}");

    let session = sign_in(&app, PHONE, PASSWORD).await.expect(201);
    assert!(session["expires_in"].as_u64().unwrap() <= 300);
    let me = with(&app, &session, "/me").await;
    assert_eq!((&me["id"], &me["kind"]), (&id, &json!("legal_person")));
    assert_eq!(me["credit_code"], "91990100MA99999X2A");
}

#[tokio::test]
async fn a_session_is_refreshed_once_by_each_token_and_ended_by_signing_out() {
    let app = TestApp::start().await;
    let refresh = async |session: &Value| {
        let body = json!({"refresh_token": session["refresh_token"]});
        app.anyone().post("/sessions/refresh").json(body).send().await
    };
    let first = sign_in(&app, "citizen", "Spring-rain-2026").await.expect(201);
    let second = refresh(&first).await.expect(201);
    with(&app, &second, "/me").await;
    refresh(&first).await.problem(401, "refresh-token-invalid");
    refresh(&second).await.problem(401, "refresh-token-invalid");

    let other = sign_in(&app, "citizen", "Spring-rain-2026").await.expect(201);
    let bearer = format!("Bearer {}", other["access_token"].as_str().unwrap());
    let sign_out = || {
        app.anyone()
            .delete("/sessions/current")
            .header("authorization", &bearer)
    };
    sign_out().send().await.expect(204);
    sign_out().send().await.expect(204);
    refresh(&other).await.problem(401, "refresh-token-invalid");
    sign_in(&app, "citizen", "Winter-snow-2026")
        .await
        .problem(401, "bad-credentials");
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_the_code_in_the_letter_once() {
    let app = TestApp::start().await;
    let old = sign_in(&app, "citizen", "Spring-rain-2026").await.expect(201);
    let ask = app.anyone().post("/password-resets").json(json!({"login": "citizen"}));
    ask.send().await.expect(202);
    app.settle().await;
    let letters = app.letters();
    let letter = MessageParser::default().parse(letters[0].as_bytes()).unwrap();
    let text = letter.body_text(0).unwrap();
    let code = text
        .lines()
        .find(|line| line.is_ascii() && line.len() > 40)
        .unwrap()
        .trim();

    let set = async |code: &str, password: &str| {
        let call = app.anyone().post(&format!("/password-resets/{code}"));
        call.json(json!({"password": password})).send().await
    };
    set("not-a-code", PASSWORD).await.problem(404, "not-found");
    set(code, "short").await.problem(422, "invalid-input");
    set(code, PASSWORD).await.expect(204);
    set(code, "Autumn-moon-2026").await.problem(404, "not-found");
    sign_in(&app, "citizen", PASSWORD).await.expect(201);
    sign_in(&app, "citizen", "Spring-rain-2026")
        .await
        .problem(401, "bad-credentials");
    let body = json!({"refresh_token": old["refresh_token"]});
    let refresh = app.anyone().post("/sessions/refresh").json(body).send().await;
    refresh.problem(401, "refresh-token-invalid");
}

#[tokio::test]
async fn people_keep_their_own_accounts() {
    let app = TestApp::start().await;
    let change = async |body: Value| app.as_("citizen").patch("/me").json(body).send().await;
    let changed = change(json!({"name": "张改名"})).await.expect(200);
    assert_eq!(changed["name"], "张改名");
    assert_eq!(app.as_("citizen").get("/me").send().await.expect(200), changed);

    let unknown = change(json!({"citizen_id": "990101199512310021"})).await;
    unknown.problem(422, "invalid-input");
    let bare = change(json!({"password": PASSWORD}))
        .await
        .problem(422, "invalid-input");
    assert_eq!(bare["errors"][0]["pointer"], "/current_password");
    change(json!({"password": PASSWORD, "current_password": "Spring-rain-2026"}))
        .await
        .expect(200);
    sign_in(&app, "citizen", PASSWORD).await.expect(201);

    let window = app.as_("window").get("/me").send().await.expect(200);
    assert_eq!(window["role"], "staff");
    assert!(window["memberships"].as_array().unwrap().len() > 5);
}

#[tokio::test]
async fn a_new_phone_is_verified_by_the_code_texted_to_it() {
    let app = TestApp::start().await;
    let without = app
        .as_("citizen")
        .patch("/me")
        .json(json!({"phone": PHONE}))
        .send()
        .await;
    without.problem(422, "invalid-input");
    let wished = app.wish("citizen", "phone", PHONE).await.expect(200);
    assert_eq!(wished["phone"], "13900000001");
    assert_eq!(wished["pending"][0]["masked"], "139****0088");
    app.settle().await;
    assert_eq!(app.settle().await, 0);
    let texts = app.texts();
    assert_eq!((texts.len(), texts[0].0.as_str()), (1, PHONE));

    let code = app.newest_code("phone");
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let told = app
        .verify("citizen", "phone", wrong)
        .await
        .problem(422, "invalid-input");
    assert_eq!(told["errors"][0]["code"], "wrong-code");
    let me = app.verify("citizen", "phone", &code).await.expect(200);
    assert_eq!((&me["phone"], &me["pending"]), (&json!(PHONE), &json!([])));
    app.verify("citizen", "phone", &code)
        .await
        .problem(409, "verification-expired");
    sign_in(&app, PHONE, "Spring-rain-2026").await.expect(201);
    sign_in(&app, "13900000001", "Spring-rain-2026")
        .await
        .problem(401, "bad-credentials");
    app.settle().await;
    let texts = app.texts();
    assert_eq!(texts.len(), 2);
    assert!(
        texts
            .iter()
            .any(|(number, text)| number == "13900000001" && text.contains("已改为139****0088"))
    );
}

#[tokio::test]
async fn a_new_address_is_verified_by_the_code_mailed_to_it_and_the_old_one_is_told() {
    let app = TestApp::start().await;
    app.move_to("citizen", "email", "new@example.com").await;
    let me = app.as_("citizen").get("/me").send().await.expect(200);
    assert_eq!(me["email"], "new@example.com");
    app.settle().await;
    let to = |address: &str| {
        app.letters()
            .iter()
            .filter(|letter| letter.contains(&format!("To: {address}")))
            .count()
    };
    assert_eq!((to("new@example.com"), to("citizen@example.com")), (1, 1));

    let removal = json!({"email": null, "current_password": "Spring-rain-2026"});
    let me = app.as_("citizen").patch("/me").json(removal).send().await.expect(200);
    assert_eq!(me["email"], Value::Null);
    app.settle().await;
    assert_eq!((to("new@example.com"), app.texts().len()), (2, 0));
}

#[tokio::test]
async fn a_code_that_is_too_old_changes_nothing() {
    let app = TestApp::start().await;
    app.wish("citizen", "phone", PHONE).await.expect(200);
    app.settle().await;
    let code = app.newest_code("phone");
    let mut conn = app.parts.db.get().await.unwrap();
    diesel::update(contact_change::table)
        .set(contact_change::expires_at.eq(yiwang::clock::machine_now()))
        .execute(&mut conn)
        .await
        .unwrap();
    app.verify("citizen", "phone", &code)
        .await
        .problem(409, "verification-expired");
    let me = app.as_("citizen").get("/me").send().await.expect(200);
    assert_eq!((&me["phone"], &me["pending"]), (&json!("13900000001"), &json!([])));
}

#[tokio::test]
async fn a_phone_that_somebody_has_cannot_be_verified() {
    let app = TestApp::start().await;
    app.register(PHONE, "990101199512310021").await;
    app.wish("citizen", "phone", PHONE).await.expect(200);
    app.settle().await;
    let code = app.newest_code("phone");
    app.verify("citizen", "phone", &code)
        .await
        .problem(409, "account-exists");
}

#[tokio::test]
async fn a_mandate_is_seen_by_both_sides_until_it_is_revoked() {
    let app = TestApp::start().await;
    app.register(PHONE, "990101199512310021").await;
    let grant = async |agent: &str| {
        let body = json!({"agent": {"login": agent}, "valid_until": "2099-12-31"});
        app.as_("citizen").post("/mandates").key().json(body).send().await
    };
    let granted = grant(PHONE).await;
    let mandate = granted.expect(201)["id"].as_str().unwrap().to_owned();
    let address = granted.header("location").unwrap().replace("/api/v1", "");
    assert_eq!(address, format!("/mandates/{mandate}"));
    grant("13700000000").await.problem(422, "invalid-input");

    for (login, direction) in [("citizen", "granted"), (PHONE, "received")] {
        let listed = app.as_(login).get("/mandates").send().await.expect(200);
        assert_eq!(listed["data"][0]["id"], mandate.as_str());
        assert_eq!(listed["data"][0]["direction"], direction);
        assert_eq!(listed["data"][0]["in_force"], true);
    }
    let revoke = async |login: &str| app.as_(login).delete(&address).send().await;
    revoke(PHONE).await.problem(404, "not-found");
    revoke("citizen").await.expect(204);
    let listed = app.as_(PHONE).get("/mandates").send().await.expect(200);
    assert_eq!(listed["data"][0]["in_force"], false);
    assert!(listed["data"][0]["revoked_at"].is_string());
}
