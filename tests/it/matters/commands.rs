//! What is commanded on a matter as a whole, and what of its members alone.

use serde_json::{Value, json};

use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::TestApp;

/// The small bundle, with results as they come.
fn as_they_come() -> Value {
    let mut all = documents();
    all[3]["delivery"] = json!("as_they_come");
    all
}

/// Filed, and looked through by the window; the department that accepts itself finds something missing, which is told.
async fn told_of(app: &TestApp, gap: Value) -> Matter<'_> {
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    let missing = json!({"outcome": "request_supplement", "verdicts": [gap]});
    let apart = matter.member(APART);
    matter.complete("window", &apart, missing).await.expect(200);
    matter
}

async fn told(app: &TestApp) -> Matter<'_> {
    told_of(
        app,
        json!({"material": "site", "verdict": "defective", "reason": "未盖章"}),
    )
    .await
}

async fn site(app: &TestApp) -> Value {
    json!({"documents": [{"material": "site", "document": app.upload("citizen").await}]})
}

#[tokio::test]
async fn a_supplement_for_one_member_does_not_stop_the_others() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = told(&app).await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["in_review", "submitted", "awaiting_supplement"]
    );
    matter.grant(FIRST).await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["decided", "in_review", "awaiting_supplement"],
        "who waits for the first begins while another waits for its supplement"
    );

    let lacking = matter.command("supplement", json!({"documents": []})).await;
    let lacking = lacking.problem(422, "supplement-incomplete");
    assert_eq!(lacking["errors"][0]["message"], "仍缺少材料：场所证明");
    let supplied = matter.command("supplement", site(&app).await).await.expect(200);
    assert_eq!(supplied["status"], "submitted");
    let apart = matter.read(APART).await;
    assert_eq!(apart["status"], "submitted");
    let sites = apart["documents"].as_array().unwrap().iter();
    assert_eq!(sites.filter(|document| document["material"] == "site").count(), 2);

    app.settle().await;
    matter.accept().await;
    matter.accept_apart().await;
    assert_eq!(
        matter.statuses([NEXT, APART]).await,
        ["in_review", "in_review"],
        "the department accepts itself"
    );
    let late = matter.command("supplement", site(&app).await).await;
    late.problem(409, "invalid-transition");
}

#[tokio::test]
async fn a_corrected_form_reaches_members_that_wait_and_those_that_have_not_begun() {
    let app = TestApp::with_bundle(documents()).await;
    let gap = json!({"material": "form", "verdict": "defective", "reason": "名称有误"});
    let matter = told_of(&app, gap).await;
    let long = json!({"form": {"name": "示".repeat(21)}});
    let refused = matter.command("supplement", long).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["pointer"], "/form/name");
    let corrected = json!({"form": {"name": "更正"}});
    matter.command("supplement", corrected).await.expect(200);
    assert_eq!(matter.read(APART).await["form"]["name"], "更正");
    assert_eq!(matter.read(FIRST).await["form"]["name"], "示范", "accepted as it was");
    matter.grant(FIRST).await;
    let next = matter.read(NEXT).await;
    assert_eq!(next["form"]["name"], "更正");
    assert!(next["form"]["registered_as"].is_string(), "{next}");
}

#[tokio::test]
async fn what_belongs_to_the_whole_is_not_done_on_a_member() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = told(&app).await;
    let apart = matter.member(APART);
    for (what, body) in [("supplement", site(&app).await), ("submission", json!({}))] {
        let refused = matter.on(&apart, "citizen", what, body).await;
        let refused = refused.problem(409, "with-the-matter");
        assert!(
            refused["detail"].as_str().unwrap().contains(&matter.number),
            "{refused}"
        );
    }
    let patch = app
        .as_("citizen")
        .patch(&format!("/applications/{apart}"))
        .if_match("*");
    let refused = patch.json(json!({"form": {}})).send().await;
    refused.problem(409, "with-the-matter");
}

#[tokio::test]
async fn a_matter_is_no_application_to_those_who_command_applications() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    let commands = [
        ("citizen", "supplement", json!({"documents": []})),
        ("citizen", "submission", json!({})),
        ("citizen", "withdrawal", json!({})),
        ("window", "delivery", json!({"mode": "electronic"})),
        (
            "window",
            "termination",
            json!({"basis": "no_longer_possible", "reasons": "无法办理"}),
        ),
        ("citizen", "rating", json!({"grade": 5})),
    ];
    for (login, what, body) in commands {
        matter.on(&matter.id, login, what, body).await.problem(404, "not-found");
    }
    let patch = app.as_("citizen").patch(&format!("/applications/{}", matter.id));
    let patch = patch.if_match("*").json(json!({"form": {}})).send().await;
    patch.problem(404, "not-found");
    let urged = matter.on(&matter.id, "citizen", "urges", json!({})).await;
    urged.expect(200);
    let first = matter.member(FIRST);
    let path = |what: &str| format!("/matters/{first}/{what}");
    for (login, what) in [
        ("citizen", "supplement"),
        ("citizen", "withdrawal"),
        ("citizen", "rating"),
    ] {
        let body = if what == "rating" {
            json!({"grade": 5})
        } else {
            json!({})
        };
        let call = app.as_(login).post(&path(what)).if_match("*").key().json(body);
        call.send().await.problem(404, "not-found");
    }
}

#[tokio::test]
async fn a_matter_is_withdrawn_as_far_as_it_is_not_decided() {
    let app = TestApp::with_bundle(as_they_come()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.grant(FIRST).await;
    let withdrawn = matter.command("withdrawal", json!({"reason": "计划有变"})).await;
    withdrawn.expect(200);
    app.settle().await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["decided", "withdrawn", "withdrawn"]
    );
    assert_eq!(matter.read(NEXT).await["closing_note"], "计划有变");
    matter
        .command("withdrawal", json!({}))
        .await
        .problem(409, "invalid-transition");

    let whole = app.file_small(|_| {}).await;
    whole.command("withdrawal", json!({})).await.expect(200);
    app.settle().await;
    assert_eq!(
        whole.statuses([FIRST, NEXT, APART]).await,
        ["withdrawn", "withdrawn", "withdrawn"]
    );
    assert!(whole.find_task("window", &whole.id).await.is_none());
    let rated = whole.command("rating", json!({"grade": 4})).await;
    rated.expect(201);
}

#[tokio::test]
async fn who_withdraws_a_member_ends_its_dependents_and_no_others() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    let first = matter.member(FIRST);
    matter
        .on(&first, "citizen", "withdrawal", json!({"reason": "不再办理"}))
        .await
        .expect(200);
    app.settle().await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["withdrawn", "terminated", "submitted"]
    );
    let note = matter.read(NEXT).await["closing_note"].as_str().unwrap().to_owned();
    assert!(note.contains("示范登记"), "{note}");
    matter.accept_apart().await;
    matter.grant(APART).await;
    assert_eq!(matter.statuses([APART]).await, ["decided"]);
}

#[tokio::test]
async fn results_are_handed_over_together_against_the_matters_code() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    let code = matter.receipt["pickup_code"].as_str().unwrap().to_owned();
    let at_window = json!({"mode": "window", "pickup_code": code, "signed_by": "本人"});
    let early = matter.by("window", "delivery", at_window.clone()).await;
    early.problem(409, "invalid-transition");
    matter.accept_apart().await;
    for item in [FIRST, NEXT, APART] {
        matter.grant(item).await;
    }
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["decided", "completed", "decided"]
    );
    let alone = matter
        .on(&matter.member(FIRST), "window", "delivery", at_window.clone())
        .await;
    alone.problem(409, "with-the-matter");

    let wrong = [
        (json!({"mode": "window"}), "/pickup_code", "required"),
        (
            json!({"mode": "window", "pickup_code": "000000x"}),
            "/pickup_code",
            "wrong-code",
        ),
        (json!({"mode": "post"}), "/tracking", "required"),
    ];
    for (body, pointer, reason) in wrong {
        let refused = matter
            .by("window", "delivery", body)
            .await
            .problem(422, "invalid-input");
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(reason)));
    }
    app.staff("elsewhere", &[(crate::support::FOOD_DEPARTMENT, "window")])
        .await;
    let elsewhere = matter.by("elsewhere", "delivery", at_window.clone()).await;
    elsewhere.problem(404, "not-found");

    app.staff("lead", &[(crate::support::HEALTH_DEPARTMENT, "window")])
        .await;
    let handed = matter.by("lead", "delivery", at_window).await.expect(200);
    let statuses: Vec<&Value> = handed["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["status"])
        .collect();
    assert_eq!(statuses, ["completed"; 3]);
    app.settle().await;
    let first = matter.read(FIRST).await;
    assert_eq!(first["handover"]["signed_by"], "本人", "{first}");
}

#[tokio::test]
async fn a_matter_is_rated_once_and_its_members_with_it() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    matter
        .command("rating", json!({"grade": 5}))
        .await
        .problem(409, "not-yet-over");
    let decline = json!({"outcome": "decline", "reasons": "不属于本市办理范围"});
    let mut words = decline.clone();
    words["members"] = json!([{"application": matter.member(APART), "outcome": "forward"}]);
    matter.complete("window", &matter.id, words).await.expect(200);
    matter
        .complete("window", &matter.member(APART), decline)
        .await
        .expect(200);
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["declined", "declined", "declined"]
    );
    let member = matter
        .on(&matter.member(FIRST), "citizen", "rating", json!({"grade": 1}))
        .await;
    member.problem(409, "rated-with-matter");
    matter.command("rating", json!({"grade": 2})).await.expect(201);
    matter
        .command("rating", json!({"grade": 2}))
        .await
        .problem(409, "already-rated");
    let more = json!({"grade": 3, "follow_up": true});
    assert_eq!(matter.command("rating", more).await.expect(201)["number"], 2);
}

#[tokio::test]
async fn only_the_applicant_commands_their_matter() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    app.register("13900000009", "990101199512310021").await;
    for (what, body) in [("supplement", site(&app).await), ("withdrawal", json!({}))] {
        matter.by("13900000009", what, body).await.problem(404, "not-found");
    }
    let path = format!("/matters/{}/withdrawal", matter.id);
    let unseen = app.as_("citizen").post(&path).json(json!({})).send().await;
    unseen.problem(428, "precondition-required");
    let stale = app
        .as_("citizen")
        .post(&path)
        .if_match("\"1\"")
        .json(json!({}))
        .send()
        .await;
    stale.problem(412, "stale-version");
    let long = json!({"reason": "长".repeat(501)});
    matter.command("withdrawal", long).await.problem(422, "invalid-input");
    let keyed = || {
        app.as_("citizen")
            .post(&path)
            .if_match("*")
            .header("idempotency-key", "once")
    };
    let first = keyed().json(json!({})).send().await;
    let again = keyed().json(json!({})).send().await;
    assert_eq!(first.expect(200), again.expect(200), "the first answer again");
}
