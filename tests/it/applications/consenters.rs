//! Who is to consent: whom one names, how they are reached, and guardians of who is under 18.

use serde_json::{Value, json};

use super::consents::{BIRTH, answers, asked, other_parent, tokens};
use crate::support::{FOOD_LICENCE, TestApp, VACCINATION};

#[tokio::test]
async fn everybody_asked_for_is_named_once_and_can_be_reached() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let mut body = app.filing("citizen", BIRTH).await;
    body["answers"]["other_parent"] = json!("online");
    let with = |field: &str, value: Value| {
        let mut named = other_parent();
        named[field] = value;
        named
    };
    let without = |fields: &[&str]| {
        let mut named = other_parent();
        for field in fields {
            named.as_object_mut().unwrap().remove(*field);
        }
        named
    };
    for (named, pointer, code) in [
        (json!([]), "/consents", "consenter-missing"),
        (
            json!([with("code", json!("neighbour"))]),
            "/consents/0/code",
            "unknown-consent",
        ),
        (
            json!([other_parent(), with("citizen_id", json!("990101196403050044"))]),
            "/consents/1/code",
            "duplicate-consent",
        ),
        (json!([with("name", json!(" "))]), "/consents/0/name", "name-format"),
        (
            json!([with("citizen_id", json!("990101198909200038"))]),
            "/consents/0/citizen_id",
            "citizen-id-check",
        ),
        (
            json!([with("citizen_id", json!("990101199003070015"))]),
            "/consents/0/name",
            "consenter-is-applicant",
        ),
        (
            json!([without(&["phone", "email"])]),
            "/consents/0/phone",
            "contact-required",
        ),
        (
            json!([without(&["phone", "citizen_id"])]),
            "/consents/0/citizen_id",
            "proof-required",
        ),
        (
            json!([with("phone", json!("13900000001"))]),
            "/consents/0/phone",
            "contact-of-applicant",
        ),
        (
            json!([with("present", json!(true))]),
            "/consents/0/present",
            "present-at-window-only",
        ),
    ] {
        body["consents"] = named;
        let filing = app
            .as_("citizen")
            .post("/applications")
            .key()
            .json(body.clone())
            .send()
            .await;
        let problem = filing.problem(422, "invalid-input");
        let found = (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]);
        assert_eq!(found, (&json!(pointer), &json!(code)), "{problem}");
    }
    body["answers"]["other_parent"] = json!("signed");
    body["consents"] = json!([]);
    let filed = app.filed_with("citizen", body).await;
    assert_eq!(
        filed.receipt["status"], "submitted",
        "nobody is asked whom the answers do not call for"
    );
}

#[tokio::test]
async fn who_is_under_eighteen_applies_with_their_guardians_consent() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    app.register("13700000010", "990101201011050110").await;
    let login = "13700000010";
    let mut body = app.filing(login, VACCINATION).await;
    let lacking = app
        .as_(login)
        .post("/applications")
        .key()
        .json(body.clone())
        .send()
        .await;
    let problem = lacking.problem(422, "invalid-input");
    assert_eq!(problem["errors"][0]["code"], "consenter-missing");
    assert!(problem["errors"][0]["message"].as_str().unwrap().contains("监护人"));

    body["consents"] = json!([{"code": "guardian", "name": "王老示范", "citizen_id": "990101196403050044", "email": "guardian@example.com"}]);
    let case = app.filed_with(login, body).await;
    assert_eq!(case.receipt["awaiting_consent"], true);
    let token = tokens(&app, "guardian@example.com").await.pop_first().unwrap();
    let shown = asked(&app, &token).await.expect(200);
    assert_eq!(shown["role"], "guardian");
    assert!(shown["text"].as_str().unwrap().contains("民法典"), "{shown}");
    answers(&app, &token, true, "0044").await.expect(200);
    assert_eq!(case.read().await["status"], "submitted");

    app.republish(VACCINATION, |item| item["minors_apply_alone"] = json!(true))
        .await;
    let alone = app.filed_as(login, VACCINATION, |_| {}).await;
    assert_eq!(alone.receipt["status"], "submitted", "where the item says so");
    app.at("2028-11-05T09:00:00+08:00").await;
    let adult = app.filed_as(login, FOOD_LICENCE, |_| {}).await;
    assert_eq!(adult.receipt["status"], "submitted", "from the eighteenth birthday on");
    app.assert_lawful().await;
}

#[tokio::test]
async fn who_stands_at_the_window_agrees_there() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let mut body = app.filing("window", BIRTH).await;
    body["applicant"] = json!({"name": "赵示例", "citizen_id": "990101196403050044"});
    body["identity_check"] = json!({"document": "resident_id_card"});
    body["answers"]["other_parent"] = json!("online");
    body["consents"] = json!([{"code": "other_parent", "name": "李示例", "present": true}]);
    let filed = app.as_("window").post("/applications").key().json(body).send().await;
    let receipt = filed.expect(201);
    assert_eq!(
        (&receipt["status"], &receipt["awaiting_consent"]),
        (&json!("submitted"), &json!(false))
    );
    let path = format!("/applications/{}?include=events", receipt["id"].as_str().unwrap());
    let seen = app.as_("window").get(&path).send().await.expect(200);
    assert_eq!(seen["consents"][0]["state"], "given");
    let events = seen["events"].as_array().unwrap();
    let given = events.iter().find(|event| event["kind"] == "consent_given").unwrap();
    assert_eq!(given["detail"], json!({"party": 1, "at_window": true}));
    app.settle().await;
    assert!(app.letters().is_empty(), "nobody is sent a link");
    app.assert_lawful().await;
}

#[tokio::test]
async fn who_leaves_a_phone_only_is_sent_the_link_by_text_message() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app
        .filed_as("citizen", BIRTH, |body| {
            body["answers"]["other_parent"] = json!("online");
            body["consents"] = json!([{"code": "other_parent", "name": "李示例", "phone": "13800000037"}]);
        })
        .await;
    app.settle().await;
    let texts = std::fs::read_dir(app.data_dir().join("sms")).unwrap();
    let texts: Vec<_> = texts
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let asks = texts.iter().find(|text| text.starts_with("13800000037")).unwrap();
    let (_, token) = asks.trim_end().split_once("/consents/").unwrap();
    assert!(!token.contains(char::is_whitespace), "the link comes last: {asks}");
    assert_eq!(asked(&app, token).await.expect(200)["proof"], "phone");
    answers(&app, token, true, "0037").await.expect(200);
    assert_eq!(case.read().await["status"], "submitted");
}
