//! Ratings (好差评): voluntary, once and once more, and whoever is rated does not learn by whom.

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, Filed, TestApp};

/// Declined by the window: over, and served.
async fn declined(app: &TestApp) -> Filed<'_> {
    let case = app.filed(FOOD_LICENCE).await;
    let decline = json!({"outcome": "decline", "reasons": "不属于本机关职权范围"});
    case.complete("window", "intake", decline).await.expect(200);
    case
}

async fn rate_as(app: &TestApp, login: &str, case: &Filed<'_>, rating: Value) -> Answer {
    let path = format!("/applications/{}/rating", case.id);
    app.as_(login).post(&path).json(rating).send().await
}

async fn rate(app: &TestApp, case: &Filed<'_>, rating: Value) -> Answer {
    rate_as(app, "citizen", case, rating).await
}

#[tokio::test]
async fn what_is_over_is_rated_once_and_followed_up_once() {
    let app = TestApp::start().await;
    let case = declined(&app).await;
    assert_eq!(case.read().await["actions"], json!(["rating"]));
    let follow = json!({"grade": 5, "follow_up": true});
    let refused = rate(&app, &case, follow.clone()).await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "nothing-to-follow");

    let bad = json!({"grade": 2, "tags": ["slow", "unclear"], "comment": " 说明不清楚 "});
    let rated = rate(&app, &case, bad.clone()).await.expect(201);
    assert_eq!(rated, json!({"number": 1, "grade": 2}));
    rate(&app, &case, bad).await.problem(409, "already-rated");
    let seen = case.read().await["rating"].clone();
    assert_eq!(
        (&seen["grade"], &seen["grade_text"], &seen["comment"], &seen["tags"]),
        (
            &json!(2),
            &json!("不满意"),
            &json!("说明不清楚"),
            &json!(["slow", "unclear"])
        )
    );

    assert_eq!(rate(&app, &case, follow.clone()).await.expect(201)["number"], 2);
    rate(&app, &case, follow).await.problem(409, "already-rated");
    let read = case.read().await;
    assert_eq!(read["rating"]["follow_up"]["grade_text"], "非常满意");
    assert_eq!(read["actions"], json!([]));
    app.settle().await;
    app.assert_lawful().await;
}

/// The rater's identity is protected from the rated.
#[tokio::test]
async fn whoever_served_them_sees_nothing_of_it() {
    let app = TestApp::start().await;
    let case = declined(&app).await;
    let path = format!("/applications/{}", case.id);
    let before = app.as_("window").get(&path).send().await.expect(200);
    rate(&app, &case, json!({"grade": 1, "comment": "态度不好"}))
        .await
        .expect(201);
    let after = app.as_("window").get(&path).send().await.expect(200);
    assert_eq!(before, after);
    assert!(after.get("rating").is_none());
    let rows = app.database().lines("select to_jsonb(r)::text from rating r").await;
    let me = app.as_("citizen").get("/me").send().await.expect(200);
    assert!(
        !rows[0].contains(me["id"].as_str().unwrap()),
        "who rated is not kept with it"
    );
    assert!(!rows[0].contains("态度"), "sealed");
    for table in ["event", "outbox"] {
        let told = format!("select count(*)::text from {table} t where to_jsonb(t)::text like '%rat%ing%'");
        assert_eq!(app.database().lines(&told).await, ["0"], "{table}");
    }
    // Who rated is the audit trail's to know.
    let trail = "select (actor = a.applicant_id)::text from audit join application a on a.id = owner_id where action = 'rate_application'";
    assert_eq!(app.database().lines(trail).await, ["true"]);
}

#[tokio::test]
async fn only_what_was_received_and_is_over_is_rated() {
    let app = TestApp::start().await;
    let five = || json!({"grade": 5});
    let case = app.filed(FOOD_LICENCE).await;
    rate(&app, &case, five()).await.problem(409, "not-yet-over");
    case.command("withdrawal", json!({})).await.expect(200);
    rate(&app, &case, five()).await.expect(201);
    let draft = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["submit"] = json!(false))
        .await;
    draft.command("withdrawal", json!({})).await.expect(200);
    rate(&app, &draft, five()).await.problem(409, "not-yet-over");
    assert_eq!(draft.read().await["actions"], json!([]));
}

#[tokio::test]
async fn only_the_applicant_rates_or_whom_they_let() {
    let app = TestApp::start().await;
    let case = declined(&app).await;
    let five = || json!({"grade": 5});
    app.register("13912345678", "990101199512310021").await;
    rate_as(&app, "13912345678", &case, five())
        .await
        .problem(404, "not-found");
    rate_as(&app, "window", &case, five()).await.problem(403, "forbidden");
    let path = format!("/applications/{}/rating", case.id);
    app.anyone()
        .post(&path)
        .json(five())
        .send()
        .await
        .problem(401, "unauthenticated");
    let mandate = app.as_("citizen").post("/mandates").key();
    let agent = json!({"agent": {"login": "13912345678"}, "valid_until": "2099-12-31"});
    mandate.json(agent).send().await.expect(201);
    rate_as(&app, "13912345678", &case, five()).await.expect(201);
    assert_eq!(app.database().lines("select channel from rating").await, ["agent"]);
    let nowhere = format!("/applications/{}/rating", uuid::Uuid::now_v7());
    app.as_("citizen")
        .post(&nowhere)
        .json(five())
        .send()
        .await
        .problem(404, "not-found");
}

#[tokio::test]
async fn a_rating_that_is_none_is_told_where() {
    let app = TestApp::start().await;
    let case = declined(&app).await;
    let told = async |rating: Value| {
        let problem = rate(&app, &case, rating).await.problem(422, "invalid-input");
        let error = &problem["errors"][0];
        (
            error["pointer"].as_str().unwrap().to_owned(),
            error["code"].as_str().unwrap().to_owned(),
        )
    };
    let at = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    for grade in [0, 6, -1] {
        assert_eq!(told(json!({"grade": grade})).await, at("/grade", "out-of-range"));
    }
    assert_eq!(
        told(json!({"grade": 5, "tags": ["很快"]})).await,
        at("/tags", "invalid-tag")
    );
    let many: Vec<String> = (0..11).map(|number| format!("tag_{number}")).collect();
    assert_eq!(told(json!({"grade": 5, "tags": many})).await, at("/tags", "too-many"));
    assert_eq!(
        told(json!({"grade": 5, "comment": "好".repeat(501)})).await,
        at("/comment", "too-long")
    );
    assert_eq!(
        told(json!({"grade": 5, "stars": 5})).await,
        at("/stars", "unknown-field")
    );
}

#[tokio::test]
async fn a_retry_rates_once_and_who_has_seen_it_sees_it_anew() {
    let app = TestApp::start().await;
    let case = declined(&app).await;
    let path = format!("/applications/{}", case.id);
    let seen = case.etag().await;
    for _ in 0..2 {
        let call = app
            .as_("citizen")
            .post(&format!("{path}/rating"))
            .header("idempotency-key", "once");
        assert_eq!(call.json(json!({"grade": 4})).send().await.expect(201)["number"], 1);
    }
    assert_eq!(app.database().lines("select count(*)::text from rating").await, ["1"]);
    let again = app
        .as_("citizen")
        .get(&path)
        .header("if-none-match", &seen)
        .send()
        .await;
    assert_eq!(again.expect(200)["rating"]["grade"], 4);
    let current = app
        .as_("citizen")
        .get(&path)
        .header("if-none-match", &case.etag().await)
        .send()
        .await;
    assert_eq!(current.status, 304);
}
