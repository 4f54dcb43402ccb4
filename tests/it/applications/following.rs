//! Materials that follow on a written commitment (容缺受理): the clock runs, the certificate waits, and what follows a lapse was told.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp, sample};

const FOLLOWS: &str = "health_certificates";

/// Without the material that may follow.
fn without(body: &mut Value) {
    body["documents"]
        .as_array_mut()
        .unwrap()
        .retain(|row| row["material"] != FOLLOWS);
}

/// A server where the material may follow, on terms.
async fn offering(following: Value) -> TestApp {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| {
        let materials = item["materials"].as_array_mut().unwrap();
        let follows = materials.iter_mut().find(|material| material["code"] == FOLLOWS);
        follows.unwrap()["necessity"] = json!("may_follow");
        item["following"] = following;
    })
    .await;
    app
}

/// Ten working days, and the application ends otherwise.
async fn started() -> TestApp {
    offering(json!({"limit": 10, "on_lapse": "terminate"})).await
}

/// Filed without it on Monday 2 March 2026.
async fn filed(app: &TestApp) -> Filed<'_> {
    app.at("2026-03-02T09:00:00+08:00").await;
    app.filed_as("citizen", FOOD_LICENCE, without).await
}

async fn handed_in(app: &TestApp, material: &str) -> Value {
    json!({"documents": [{"material": material, "document": app.upload("citizen").await}]})
}

async fn kinds(app: &TestApp) -> Vec<String> {
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    let rows = inbox["data"].as_array().unwrap().clone();
    rows.iter()
        .map(|row| row["kind"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_checklist_states_the_terms_and_the_acceptance_gives_them_in_writing() {
    let app = started().await;
    let food = sample(FOOD_LICENCE);
    let path = format!("/items/{}/checklist", food["item"].as_str().unwrap());
    let ask = app.anyone().post(&path).json(json!({"answers": food["answers"]}));
    let terms = ask.send().await.expect(200)["following"].clone();
    assert_eq!(terms["materials"], json!([FOLLOWS]));
    assert_eq!(
        (&terms["limit"]["days"], &terms["on_lapse"]),
        (&json!(10), &json!("terminate"))
    );
    assert!(terms["text"]["zh"].as_str().unwrap().contains("从业人员健康证明"));

    let case = filed(&app).await;
    case.accept().await;
    let accepted = case.read().await;
    assert_eq!(accepted["status"], "in_review", "the review goes on");
    assert_eq!(accepted["missing"][0]["material"], FOLLOWS);
    assert_eq!(accepted["answer_by"], "2026-03-16");
    let notices = accepted["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 1, "one notice");
    let told = &notices[0]["content"]["following"];
    assert_eq!(told["by"], "2026-03-16");
    assert_eq!(told["materials"][0]["zh"], "从业人员健康证明");
    assert!(told["consequence"]["zh"].as_str().unwrap().contains("终止办理"));
    app.settle().await;
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    let told = inbox["data"][0]["body"].as_str().unwrap();
    assert!(
        told.contains("请于 2026-03-16（含当日）前补交：从业人员健康证明"),
        "{told}"
    );
}

#[tokio::test]
async fn the_certificate_waits_until_everything_has_followed() {
    let app = started().await;
    let case = filed(&app).await;
    case.accept().await;
    case.pass_reviews().await;
    case.approve().await;
    assert_eq!(case.read().await["status"], "decided");
    let issue = case.find_task("window", "issue").await.unwrap();
    assert_eq!(issue["due_on"], json!(null), "it has no last day while it has to wait");
    let waits = case.complete("window", "issue", json!({"outcome": "issue"})).await;
    let problem = waits.problem(409, "materials-outstanding");
    assert!(problem["detail"].as_str().unwrap().contains("从业人员健康证明"));

    app.at("2026-03-10T09:00:00+08:00").await;
    let wrong = handed_in(&app, "layout_plan").await;
    let refused = case.command("supplement", wrong).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "material-not-awaited");
    let nothing = case.command("supplement", json!({"documents": []})).await;
    nothing.problem(422, "supplement-incomplete");
    let followed = handed_in(&app, FOLLOWS).await;
    case.command("supplement", followed).await.expect(200);
    let complete = case.read().await;
    assert_eq!(complete["missing"], json!([]));
    assert_eq!(complete["answer_by"], json!(null));
    let issue = case.find_task("window", "issue").await.unwrap();
    assert_eq!(
        issue["due_on"], "2026-03-24",
        "ten working days from when everything was there (art. 44)"
    );
    let id = issue["id"].as_str().unwrap();
    let seen = app.as_("window").get(&format!("/tasks/{id}")).send().await.etag();
    let completion = app
        .as_("window")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen);
    completion.json(json!({"outcome": "issue"})).send().await.expect(200);
    let again = handed_in(&app, FOLLOWS).await;
    case.command("supplement", again)
        .await
        .problem(409, "invalid-transition");
}

#[tokio::test]
async fn a_reminder_comes_three_working_days_before_and_a_lapse_terminates() {
    let app = started().await;
    let case = filed(&app).await;
    case.accept().await;
    app.at("2026-03-11T00:00:01+08:00").await;
    app.settle().await;
    assert_eq!(kinds(&app).await[0], "application.following_reminded");
    app.at("2026-03-16T23:59:00+08:00").await;
    app.settle().await;
    assert_eq!(
        case.read().await["status"],
        "in_review",
        "the last day is the applicant's"
    );
    app.at("2026-03-17T00:00:01+08:00").await;
    let late = handed_in(&app, FOLLOWS).await;
    case.command("supplement", late).await.problem(409, "deadline-passed");
    app.settle().await;
    let ended = case.read().await;
    assert_eq!(ended["status"], "terminated");
    let notice = ended["notices"].as_array().unwrap().last().unwrap();
    assert_eq!(notice["kind"], "termination");
    assert!(
        notice["content"]["reasons"]
            .as_str()
            .unwrap()
            .contains("从业人员健康证明")
    );
    assert!(notice["content"]["appeal"]["litigation"].is_string());
    assert!(case.find_task("reviewer", "food_review").await.is_none());
    assert_eq!(kinds(&app).await[0], "application.terminated");
    assert_eq!(app.settle().await, 0, "nothing happens twice");
}

#[tokio::test]
async fn who_broke_a_commitment_hands_everything_in_at_once() {
    let app = started().await;
    let case = filed(&app).await;
    case.accept().await;
    app.at("2026-03-17T00:00:01+08:00").await;
    app.settle().await;
    assert_eq!(case.read().await["status"], "terminated");
    let mut body = app.filing("citizen", FOOD_LICENCE).await;
    without(&mut body);
    let file = |body: &Value| app.as_("citizen").post("/applications").key().json(body.clone()).send();
    let refused = file(&body).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "material-may-not-follow");
    body["submit"] = json!(false);
    let draft = file(&body).await;
    let id = draft.expect(201)["id"].as_str().unwrap().to_owned();
    let submit = app.as_("citizen").post(&format!("/applications/{id}/submission"));
    let refused = submit.if_match(&draft.etag()).json(json!({})).send().await;
    let refused = refused.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "material-may-not-follow");
    app.filed(FOOD_LICENCE).await;
}

#[tokio::test]
async fn where_the_item_says_so_the_certificate_goes_on_waiting_after_a_lapse() {
    let app = offering(json!({"limit": 5, "on_lapse": "wait"})).await;
    let case = filed(&app).await;
    case.accept().await;
    assert_eq!(case.read().await["answer_by"], "2026-03-09");
    app.at("2026-03-10T00:00:01+08:00").await;
    app.settle().await;
    assert_eq!(case.read().await["status"], "in_review");
    assert_eq!(kinds(&app).await[0], "application.following_lapsed");
    let followed = handed_in(&app, FOLLOWS).await;
    case.command("supplement", followed).await.expect(200);
    assert_eq!(case.read().await["missing"], json!([]));
    app.settle().await;
    let told = ["application.bar_lifted", "application.materials_followed"];
    assert_eq!(
        kinds(&app).await[..2],
        told,
        "what comes late but comes repairs the commitment"
    );
}

/// Silence accepts (art. 32) on the same terms; the period counts from the day on which they were told.
#[tokio::test]
async fn silence_accepts_on_the_same_terms() {
    let app = started().await;
    let case = filed(&app).await;
    app.at("2026-03-10T00:00:01+08:00").await;
    app.settle().await;
    let accepted = case.read().await;
    assert_eq!(accepted["deemed_accepted"], true);
    assert_eq!(accepted["due"]["accepted_on"], "2026-03-02");
    assert_eq!(accepted["answer_by"], "2026-03-24");
    assert_eq!(accepted["notices"][0]["content"]["following"]["by"], "2026-03-24");
}

#[tokio::test]
async fn what_may_follow_is_no_gap_but_what_was_handed_in_badly_is() {
    let app = started().await;
    let case = filed(&app).await;
    let verdict = |word: &str| json!([{"material": FOLLOWS, "verdict": word, "reason": "模糊"}]);
    let told = json!({"outcome": "request_supplement", "verdicts": verdict("missing")});
    let refused = case
        .complete("window", "intake", told)
        .await
        .problem(422, "invalid-input");
    assert_eq!(
        refused["errors"][0]["code"], "nothing-missing",
        "it is the applicant's choice"
    );

    let other = app.filed(FOOD_LICENCE).await;
    let told = json!({"outcome": "request_supplement", "verdicts": verdict("defective")});
    other.complete("window", "intake", told).await.expect(200);
    assert_eq!(other.read().await["missing"][0]["material"], FOLLOWS);
}
