//! What is asked about certificates that are there, and what becomes of them.

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, Filed, TestApp, VACCINATION};

/// A licence made on Monday 2 March 2026 that holds until 2 June.
pub(super) async fn licensed(app: &TestApp) -> (Filed<'_>, String) {
    app.at("2026-03-02T09:00:00+08:00").await;
    app.republish(FOOD_LICENCE, |item| item["result"]["valid_months"] = json!(3))
        .await;
    let case = app.filed_as("citizen", FOOD_LICENCE, electronic).await;
    let number = granted(&case).await;
    (case, number)
}

fn electronic(body: &mut Value) {
    body["delivery"] = json!({"mode": "electronic"});
}

/// Accepts, reviews, approves and issues; gives the certificate's number.
async fn granted(case: &Filed<'_>) -> String {
    case.accept().await;
    case.pass_reviews().await;
    case.approve().await;
    case.issue().await;
    case.read().await["certificate"]["number"].as_str().unwrap().to_owned()
}

/// A complete filing about a certificate.
async fn about(app: &TestApp, service: &str, number: &str) -> Value {
    let mut body = app.filing("citizen", FOOD_LICENCE).await;
    let materials: &[&str] = match service {
        "renewal" => &["health_certificates", "unchanged_statement"],
        "change" => &["layout_plan"],
        "reissue" => &["loss_statement"],
        _ => &[],
    };
    let mut documents = Vec::new();
    for material in materials {
        documents.push(json!({"material": material, "document": app.upload("citizen").await}));
    }
    body["documents"] = json!(documents);
    body["service"] = json!(service);
    body["certificate"] = json!(number);
    electronic(&mut body);
    if ["reissue", "cancellation"].contains(&service) {
        body["answers"] = json!({});
        body["form"] = json!({});
    }
    body
}

async fn file(app: &TestApp, login: &str, body: Value) -> Answer {
    app.as_(login).post("/applications").key().json(body).send().await
}

/// The fault of a filing: where, and its code.
async fn fault(app: &TestApp, login: &str, body: Value) -> (String, String) {
    let problem = file(app, login, body).await.problem(422, "invalid-input");
    let text = |member: &str| problem["errors"][0][member].as_str().unwrap().to_owned();
    (text("pointer"), text("code"))
}

/// A certificate, as somebody sees it after everything has followed.
pub(super) async fn seen(app: &TestApp, login: &str, number: &str) -> Value {
    app.settle().await;
    let path = format!("/certificates/{number}");
    app.as_(login).get(&path).send().await.expect(200)
}

#[tokio::test]
async fn a_renewal_in_time_takes_the_old_certificates_place_and_begins_where_it_ends() {
    let app = TestApp::start().await;
    let (_, old) = licensed(&app).await;
    app.at("2026-04-20T09:00:00+08:00").await;
    let renewal = app.filed_with("citizen", about(&app, "renewal", &old).await).await;
    let shown = renewal.read().await;
    assert_eq!(
        (&shown["service"], &shown["concern"]["certificate"]),
        (&json!("renewal"), &json!(old))
    );
    assert_eq!(shown["item"]["name"], "食品经营许可（延续）");
    let before = seen(&app, "citizen", &old).await;
    assert_eq!(before["in_hand"]["number"], renewal.number.as_str());
    assert_eq!(before["services"], json!([]), "one thing at a time");
    let new = granted(&renewal).await;

    let new = seen(&app, "citizen", &new).await;
    assert_eq!(
        (&new["state"], &new["valid_until"]),
        (&json!("valid"), &json!("2026-09-02"))
    );
    let old = seen(&app, "citizen", &old).await;
    assert_eq!(
        (&old["state"], &old["ended_on"], &old["replaced_by"]),
        (&json!("cancelled"), &json!("2026-04-20"), &new["number"])
    );
    assert!(old["reason"].as_str().unwrap().contains("取代"), "{old}");
    assert!(
        renewal
            .messages()
            .await
            .contains(&"application.certificate_ended".to_owned())
    );
    app.assert_lawful().await;
}

#[tokio::test]
async fn a_renewal_in_time_that_nobody_decided_counts_as_renewed_by_article_50() {
    let app = TestApp::start().await;
    let (_, old) = licensed(&app).await;
    app.at("2026-04-30T09:00:00+08:00").await;
    let renewal = app.filed_with("citizen", about(&app, "renewal", &old).await).await;
    renewal.accept().await;
    app.at("2026-06-02T23:00:00+08:00").await;
    app.settle().await;
    assert_eq!(renewal.read().await["status"], "in_review");
    app.at("2026-06-03T00:30:00+08:00").await;
    app.settle().await;

    let shown = renewal.read().await;
    assert_eq!(
        (&shown["status"], &shown["outcome"]),
        (&json!("decided"), &json!("approved"))
    );
    let notice = shown["notices"].as_array().unwrap().last().unwrap();
    assert_eq!(notice["kind"], "approval");
    assert!(notice["content"]["legal_basis"].as_str().unwrap().contains("第五十条"));
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    assert!(inbox["data"][0]["body"].as_str().unwrap().contains("视为准予延续"));

    // Its last day has passed, and it holds until the new one is made.
    let before = seen(&app, "citizen", &old).await;
    assert_eq!(before["state"], "valid");
    assert!(before["reason"].as_str().unwrap().contains("第五十条"));
    let valid = app
        .as_("citizen")
        .get("/certificates?state=valid")
        .send()
        .await
        .expect(200);
    assert_eq!(valid["data"][0]["number"], old.as_str());
    renewal.issue().await;
    let new = renewal.read().await["certificate"].clone();
    assert_eq!(new["valid_until"], "2026-09-03");
    assert_eq!(seen(&app, "citizen", &old).await["state"], "cancelled");
    app.assert_lawful().await;
}

#[tokio::test]
async fn a_change_ends_as_before_and_a_reissue_is_made_on_the_spot() {
    let app = TestApp::start().await;
    let (_, first) = licensed(&app).await;
    app.at("2026-03-16T09:00:00+08:00").await;
    let change = app.filed_with("citizen", about(&app, "change", &first).await).await;
    let second = granted(&change).await;
    let shown = seen(&app, "citizen", &second).await;
    assert_eq!(shown["valid_until"], "2026-06-02");
    assert_eq!(seen(&app, "citizen", &first).await["replaced_by"], second.as_str());

    let reissue = app.filed_with("citizen", about(&app, "reissue", &second).await).await;
    reissue
        .complete("window", "intake", json!({"outcome": "grant"}))
        .await
        .expect(200);
    reissue.issue().await;
    let third = reissue.read().await["certificate"].clone();
    assert_eq!(third["valid_until"], "2026-06-02");
    assert_eq!(seen(&app, "citizen", &second).await["replaced_by"], third["number"]);
    app.assert_lawful().await;
}

#[tokio::test]
async fn a_cancellation_ends_the_certificate_and_makes_no_other() {
    let app = TestApp::start().await;
    let (_, number) = licensed(&app).await;
    let case = app
        .filed_with("citizen", about(&app, "cancellation", &number).await)
        .await;
    case.complete("window", "intake", json!({"outcome": "grant"}))
        .await
        .expect(200);
    let shown = case.read().await;
    assert_eq!(
        (&shown["status"], &shown["certificate"]),
        (&json!("completed"), &Value::Null)
    );
    let ended = seen(&app, "citizen", &number).await;
    assert_eq!(
        (&ended["state"], &ended["replaced_by"]),
        (&json!("cancelled"), &Value::Null)
    );
    assert!(ended["reason"].as_str().unwrap().contains("申请注销"), "{ended}");
    assert_eq!(
        fault(&app, "citizen", about(&app, "change", &number).await).await.1,
        "certificate-not-valid"
    );
    app.assert_lawful().await;
}

#[tokio::test]
async fn what_is_asked_must_fit_the_item_and_the_certificate() {
    let app = TestApp::start().await;
    let (_, number) = licensed(&app).await;
    let mut bare = about(&app, "renewal", &number).await;
    bare.as_object_mut().unwrap().remove("certificate");
    let at = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    assert_eq!(fault(&app, "citizen", bare).await, at("/certificate", "required"));
    let mut new = app.filing("citizen", FOOD_LICENCE).await;
    new["certificate"] = json!(number);
    assert_eq!(fault(&app, "citizen", new).await, at("/certificate", "not-for-new"));
    let mut other = app.filing("citizen", VACCINATION).await;
    other["service"] = json!("renewal");
    other["certificate"] = json!(number);
    assert_eq!(
        fault(&app, "citizen", other).await,
        at("/service", "service-not-offered")
    );
    let mut nothing = about(&app, "change", "ZZ202602130000000019").await;
    nothing["submit"] = json!(false);
    let unknown = at("/certificate", "unknown-certificate");
    assert_eq!(fault(&app, "citizen", nothing).await, unknown);

    // Somebody else's is as if it were not there.
    app.register("13912345678", "990101199512310021").await;
    let mut foreign = about(&app, "cancellation", &number).await;
    foreign["documents"] = json!([]);
    assert_eq!(fault(&app, "13912345678", foreign).await, unknown);
    let path = format!("/certificates/{number}");
    app.as_("13912345678").get(&path).send().await.problem(404, "not-found");
}

#[tokio::test]
async fn one_thing_at_a_time_is_asked_of_a_certificate() {
    let app = TestApp::start().await;
    let (_, number) = licensed(&app).await;
    let renewal = app.filed_with("citizen", about(&app, "renewal", &number).await).await;
    for service in ["renewal", "cancellation"] {
        let second = file(&app, "citizen", about(&app, service, &number).await).await;
        let problem = second.problem(409, "certificate-in-hand");
        assert!(problem["detail"].as_str().unwrap().contains(&renewal.number));
    }
    renewal.command("withdrawal", json!({})).await.expect(200);
    app.filed_with("citizen", about(&app, "cancellation", &number).await)
        .await;
}

#[tokio::test]
async fn what_has_expired_is_applied_for_anew_even_from_a_draft() {
    let app = TestApp::start().await;
    let (_, number) = licensed(&app).await;
    let mut body = about(&app, "renewal", &number).await;
    body["submit"] = json!(false);
    let draft = app.filed_with("citizen", body).await;
    app.at("2026-06-03T09:00:00+08:00").await;
    let late = draft
        .command("submission", json!({}))
        .await
        .problem(422, "invalid-input");
    assert_eq!(late["errors"][0]["code"], "certificate-expired");
    draft.command("withdrawal", json!({})).await.expect(200);
    let again = about(&app, "renewal", &number).await;
    assert_eq!(fault(&app, "citizen", again).await.1, "certificate-expired");
    let shown = seen(&app, "citizen", &number).await;
    assert_eq!((&shown["state"], &shown["services"]), (&json!("expired"), &json!([])));
}

#[tokio::test]
async fn the_checklist_follows_from_what_is_asked() {
    let app = TestApp::start().await;
    let item = app.item(FOOD_LICENCE, |_| {})["code"].as_str().unwrap().to_owned();
    let path = format!("/items/{item}/checklist");
    let ask = |service: &'static str| app.anyone().post(&path).json(json!({"service": service})).send();
    let cancellation = ask("cancellation").await.expect(200);
    assert_eq!(cancellation["case_type"], "immediate");
    assert_eq!(cancellation["open_questions"], json!([]));
    assert_eq!(cancellation["form_schema"], Value::Null);
    assert_eq!(cancellation["promised_limit"]["days"], 1);
    let materials = cancellation["materials"].as_array().unwrap();
    assert_eq!(materials[0]["code"], "licence_original");
    ask("abolition").await.problem(422, "invalid-input");
    let item = app.item(VACCINATION, |_| {})["code"].as_str().unwrap().to_owned();
    let path = format!("/items/{item}/checklist");
    let refused = app.anyone().post(&path).json(json!({"service": "change"})).send().await;
    let problem = refused.problem(422, "invalid-input");
    assert_eq!(problem["errors"][0]["code"], "service-not-offered");
}
