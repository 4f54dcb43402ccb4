//! Who may begin, prolong and end special procedures, and what they must not write.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp};

async fn accepted(app: &TestApp) -> Filed<'_> {
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case
}

fn review(until: &str) -> Value {
    json!({"kind": "expert_review", "until": until, "reasons": "工艺须经专家评审"})
}

#[tokio::test]
async fn who_does_not_handle_it_does_not_find_it() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    for (login, status, code) in [("citizen", 403, "forbidden"), ("manager", 403, "forbidden")] {
        case.by(login, "suspensions", review("2026-03-06"))
            .await
            .problem(status, code);
    }
    let health = "11990100999990029X";
    let food = "department = '119901009999900619'";
    app.database()
        .execute(&format!(
            "delete from membership where {food} and post in ('approver', 'reviewer')"
        ))
        .await;
    case.by("approver", "suspensions", review("2026-03-06"))
        .await
        .problem(404, "not-found");
    // The other department's reviewer has an open task of the procedure.
    let by_health = case.by("reviewer", "suspensions", review("2026-03-06")).await;
    by_health.expect(200);
    let event = "select department from event where kind = 'suspended'";
    assert_eq!(app.database().lines(event).await, [health]);
    case.by("reviewer", "suspensions/current/end", json!({}))
        .await
        .expect(200);
    case.complete("reviewer", "health_review", json!({"outcome": "pass"}))
        .await
        .expect(200);
    let done = case.by("reviewer", "suspensions", review("2026-03-06")).await;
    done.problem(403, "forbidden");
    let draft = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["submit"] = json!(false))
        .await;
    draft
        .by("window", "suspensions", review("2026-03-06"))
        .await
        .problem(404, "not-found");
    let received = app.filed(FOOD_LICENCE).await;
    received
        .by("window", "suspensions", review("2026-03-06"))
        .await
        .problem(409, "invalid-transition");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_where_it_stands() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    let refused = async |what: &str, body: Value| {
        let problem = case.by("window", what, body).await.problem(422, "invalid-input");
        let error = &problem["errors"][0];
        (
            error["pointer"].as_str().unwrap().to_owned(),
            error["code"].as_str().unwrap().to_owned(),
        )
    };
    let changed = |field: &str, value: Value| {
        let mut body = review("2026-03-06");
        body[field] = value;
        body
    };
    let at = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    assert_eq!(
        refused("suspensions", changed("reasons", json!(" "))).await,
        at("/reasons", "required")
    );
    let long = json!("长".repeat(4001));
    assert_eq!(
        refused("suspensions", changed("reasons", long.clone())).await,
        at("/reasons", "too-long")
    );
    assert_eq!(
        refused("suspensions", review("2026-03-02")).await,
        at("/until", "out-of-range")
    );
    assert_eq!(
        refused("suspensions", review("2096-03-02")).await,
        at("/until", "out-of-range")
    );
    assert_eq!(
        refused("suspensions", changed("kind", json!("holiday"))).await.0,
        "/kind"
    );
    assert_eq!(
        refused("suspensions", changed("extra", json!(1))).await,
        at("/extra", "unknown-field")
    );
    assert_eq!(
        refused("suspensions", changed("legal_basis", json!("法".repeat(201)))).await,
        at("/legal_basis", "too-long")
    );
    case.by("window", "suspensions", review("2026-03-06")).await.expect(200);
    let prolong = |until: &str, reasons: Value| json!({"until": until, "reasons": reasons});
    let path = "suspensions/current/prolongation";
    assert_eq!(
        refused(path, prolong("2026-03-06", json!("试验"))).await,
        at("/until", "out-of-range")
    );
    assert_eq!(
        refused(path, prolong("2026-03-09", json!(""))).await,
        at("/reasons", "required")
    );
    assert_eq!(
        refused("suspensions/current/end", json!({"reasons": long})).await,
        at("/reasons", "too-long")
    );
    let unseen = app
        .as_("window")
        .post(&format!("/applications/{}/suspensions", case.id));
    unseen
        .json(review("2026-03-06"))
        .send()
        .await
        .problem(428, "precondition-required");
    let stale = app
        .as_("window")
        .post(&format!("/applications/{}/suspensions/current/end", case.id));
    stale
        .if_match("\"1\"")
        .json(json!({}))
        .send()
        .await
        .problem(412, "stale-version");
    assert_eq!(case.read().await["status"], "suspended");
}
