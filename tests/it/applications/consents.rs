//! Consents beside the applicant's (共同申请人、另一方父母、监护人): asked for by a link, and received with the last of them.

use std::collections::BTreeSet;

use mail_parser::MessageParser;
use serde_json::{Value, json};

use crate::support::{Answer, Filed, TestApp};

pub(crate) const BIRTH: &str = "birth-household-registration";
/// The last four characters of the other parent's ID number.
const PROOF: &str = "0037";

pub(crate) fn other_parent() -> Value {
    json!({"code": "other_parent", "name": "李示例", "citizen_id": "990101198909200037", "phone": "13800000037",
        "email": "lishili@example.com"})
}

/// A newborn's registration whose other parent cannot come, filed on Monday 2 March 2026.
async fn held(app: &TestApp) -> Filed<'_> {
    app.at("2026-03-02T09:00:00+08:00").await;
    app.filed_as("citizen", BIRTH, |body| {
        body["answers"]["other_parent"] = json!("online");
        body["consents"] = json!([other_parent()]);
    })
    .await
}

/// The tokens of the links sent to an address so far.
pub(crate) async fn tokens(app: &TestApp, address: &str) -> BTreeSet<String> {
    app.settle().await;
    let mut tokens = BTreeSet::new();
    for letter in app.letters() {
        let message = MessageParser::default().parse(&letter).unwrap();
        let to = message.to().and_then(|to| to.first()).and_then(|to| to.address.clone());
        let text = message.body_text(0).unwrap();
        if let Some((_, link)) = text.split_once("/consents/").filter(|_| to.as_deref() == Some(address)) {
            tokens.insert(link.split_whitespace().next().unwrap().to_owned());
        }
    }
    tokens
}

/// The one link sent to the other parent.
async fn token(app: &TestApp) -> String {
    let mut tokens = tokens(app, "lishili@example.com").await;
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    tokens.pop_first().unwrap()
}

pub(crate) async fn answers(app: &TestApp, token: &str, agrees: bool, proof: &str) -> Answer {
    let call = app.anyone().post(&format!("/consents/{token}"));
    call.json(json!({"agrees": agrees, "proof": proof})).send().await
}

pub(crate) async fn asked(app: &TestApp, token: &str) -> Answer {
    app.anyone().get(&format!("/consents/{token}")).send().await
}

#[tokio::test]
async fn a_newborn_is_registered_when_the_other_parent_has_agreed_by_link() {
    let app = TestApp::start().await;
    let case = held(&app).await;
    assert_eq!(
        (
            &case.receipt["status"],
            &case.receipt["awaiting_consent"],
            &case.receipt["submitted_at"]
        ),
        (&json!("draft"), &json!(true), &json!(null))
    );
    let waits = case.read().await;
    assert_eq!(waits["status_text"], "待他人同意");
    assert!(waits["next_action"].as_str().unwrap().contains("2026-03-09"), "{waits}");
    assert_eq!(waits["actions"], json!(["revision", "withdrawal"]));
    assert_eq!(
        waits["consents"],
        json!([{"number": 1, "code": "other_parent", "role": "second_parent", "role_text": "另一方父母", "name": "李示例", "state": "asked",
            "expires_on": "2026-03-09"}])
    );
    assert_eq!(waits["subject"]["kind"], "newborn");
    let twice = case.command("submission", json!({})).await;
    twice.problem(409, "invalid-transition");
    let hidden = app
        .as_("window")
        .get(&format!("/applications/{}", case.id))
        .send()
        .await;
    hidden.problem(404, "not-found");

    let token = token(&app).await;
    app.at("2026-03-04T10:00:00+08:00").await;
    let shown = asked(&app, &token).await;
    assert_eq!(shown.header("cache-control"), Some("no-store"));
    for secret in [
        "张示例",
        "990101",
        "0037",
        "13900000001",
        "lishili",
        "13800000037",
        &case.id,
    ] {
        assert!(!shown.text.contains(secret), "{secret}: {}", shown.text);
    }
    let shown = shown.expect(200);
    assert_eq!(
        (&shown["applicant"], &shown["state"], &shown["open"], &shown["proof"]),
        (&json!("张**"), &json!("asked"), &json!(true), &json!("citizen_id"))
    );
    assert_eq!(shown["subject"]["kind_text"], "新生儿");
    let given = answers(&app, &token, true, PROOF).await.expect(200);
    assert_eq!((&given["state"], &given["open"]), (&json!("given"), &json!(false)));

    let received = case.read().await;
    assert_eq!(received["status"], "submitted");
    let at = received["submitted_at"].as_str().unwrap();
    assert!(
        at.starts_with("2026-03-04T02:00:00"),
        "received with the last consent: {at}"
    );
    let told = case.messages().await;
    assert_eq!(told[..2], ["application.submitted", "application.consent_given"]);
    answers(&app, &token, false, PROOF)
        .await
        .problem(409, "invalid-transition");
    let seen = case.seen_by("window", "").await;
    assert_eq!(
        (&seen["consents"][0]["state"], &seen["subject"]["birth_date"]),
        (&json!("given"), &json!("2026-02-20"))
    );
    case.accept().await;

    let kept = "select concat(c.details, a.state, encode(a.subject, 'escape')) from consent c, application a
        union all select payload from event union all select payload::text from outbox union all select body_zh from notification";
    for line in app.database().lines(kept).await {
        for secret in [
            "李示例",
            "newborn",
            "lishili",
            "990101198909200037",
            "13800000037",
            &token,
        ] {
            assert!(!line.contains(secret), "{secret}: {line}");
        }
    }
    app.assert_lawful().await;
}

#[tokio::test]
async fn a_refusal_gives_the_draft_back_and_it_may_be_asked_anew() {
    let app = TestApp::start().await;
    let case = held(&app).await;
    let token = token(&app).await;
    let refused = answers(&app, &token, false, PROOF).await.expect(200);
    assert_eq!(refused["state"], "refused");
    let draft = case.read().await;
    assert_eq!(draft["status"], "draft");
    assert!(draft["next_action"].as_str().unwrap().contains("重新提交"), "{draft}");
    assert_eq!(case.messages().await[0], "application.consent_refused");
    answers(&app, &token, true, PROOF)
        .await
        .problem(409, "invalid-transition");

    app.at("2026-03-05T09:00:00+08:00").await;
    let again = case.command("submission", json!({})).await.expect(200);
    assert_eq!(again["awaiting_consent"], true);
    assert_eq!(case.read().await["consents"][0]["expires_on"], "2026-03-12");
    assert_eq!(
        tokens(&app, "lishili@example.com").await.len(),
        1,
        "the link stays the same"
    );
    answers(&app, &token, true, PROOF).await.expect(200);
    assert_eq!(case.read().await["status"], "submitted");
    app.assert_lawful().await;
}

#[tokio::test]
async fn a_link_ends_with_its_last_day_and_a_new_submission_asks_anew() {
    let app = TestApp::start().await;
    let case = held(&app).await;
    let token = token(&app).await;
    app.at("2026-03-09T23:59:00+08:00").await;
    app.settle().await;
    assert_eq!(
        asked(&app, &token).await.expect(200)["open"],
        true,
        "the last day is theirs"
    );
    app.at("2026-03-10T00:00:01+08:00").await;
    assert_eq!(asked(&app, &token).await.expect(200)["state"], "expired");
    answers(&app, &token, true, PROOF).await.problem(409, "deadline-passed");
    assert_eq!(case.messages().await[0], "application.consent_expired");
    let draft = case.read().await;
    assert_eq!(draft["consents"][0]["state"], "expired");
    assert_eq!(draft["actions"], json!(["revision", "submission", "withdrawal"]));
    answers(&app, &token, true, PROOF).await.problem(409, "deadline-passed");

    case.command("submission", json!({})).await.expect(200);
    assert_eq!(case.read().await["consents"][0]["expires_on"], "2026-03-17");
    answers(&app, &token, true, PROOF).await.expect(200);
    assert_eq!(case.read().await["status"], "submitted");
    app.assert_lawful().await;
}

#[tokio::test]
async fn who_agreed_agreed_to_what_it_was() {
    let app = TestApp::start().await;
    let case = held(&app).await;
    let first = token(&app).await;
    let path = format!("/applications/{}", case.id);
    let revise = async |body: Value| {
        let call = app.as_("citizen").patch(&path).if_match("*").json(body);
        call.send().await.expect(200)
    };
    let revised = revise(json!({"delivery": {"mode": "electronic"}})).await;
    assert_eq!(revised["awaiting_consent"], false);
    assert_eq!(asked(&app, &first).await.expect(200)["open"], false);
    answers(&app, &first, true, PROOF)
        .await
        .problem(409, "invalid-transition");
    case.command("submission", json!({})).await.expect(200);
    assert_eq!(asked(&app, &first).await.expect(200)["open"], true);

    let mut other = other_parent();
    other["email"] = json!("other@example.com");
    revise(json!({"consents": [other]})).await;
    asked(&app, &first).await.problem(404, "not-found");
    answers(&app, &first, true, PROOF).await.problem(404, "not-found");
    case.command("submission", json!({})).await.expect(200);
    let second = tokens(&app, "other@example.com").await.pop_first().unwrap();
    answers(&app, &second, true, PROOF).await.expect(200);
    assert_eq!(case.read().await["consents"][0]["number"], 2);
    assert_eq!(case.read().await["status"], "submitted");
    app.assert_lawful().await;
}

#[tokio::test]
async fn whoever_changes_one_character_of_the_link_or_guesses_the_proof_gets_nowhere() {
    let app = TestApp::start().await;
    held(&app).await;
    let token = token(&app).await;
    let (head, signature) = token.split_once('.').unwrap();
    let number_two = format!("{}2.{signature}", &head[..32]);
    for forged in [
        &number_two,
        "x",
        &token[..token.len() - 1],
        &format!("{}.{signature}", &head[..32]),
    ] {
        asked(&app, forged).await.problem(404, "not-found");
        answers(&app, forged, true, PROOF).await.problem(404, "not-found");
    }
    let call = app.anyone().post(&format!("/consents/{token}"));
    let other_name = json!({"agrees": true, "proof": PROOF, "name": "王示例"});
    call.json(other_name).send().await.problem(403, "wrong-proof");
    for guess in ["0001", "", "990101198909200037", "2002"] {
        answers(&app, &token, true, guess).await.problem(403, "wrong-proof");
    }
    let closed = answers(&app, &token, true, PROOF).await;
    closed.problem(429, "rate-limited");
    assert!(closed.header("retry-after").is_some());
    let audited = "select count(*) from audit where action = 'answer_consent_1' and result = 'wrong-proof'";
    assert_eq!(app.database().lines(audited).await, ["5"]);
    assert_eq!(asked(&app, &token).await.expect(200)["state"], "asked");
}
