//! Who asks why it takes so long: the applicant urges (催办), a manager supervises (督办); and who does not fetch what is ready is reminded.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp};

const MONDAY: &str = "2026-03-02T09:00:00+08:00";

async fn accepted(app: &TestApp) -> Filed<'_> {
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case
}

/// What somebody was told of this kind.
async fn told(app: &TestApp, login: &str, kind: &str) -> Vec<Value> {
    app.settle().await;
    let inbox = app.as_(login).get("/notifications?limit=100").send().await.expect(200);
    let rows = inbox["data"].as_array().unwrap().clone();
    let kind = format!("application.{kind}");
    rows.into_iter().filter(|row| row["kind"] == kind.as_str()).collect()
}

#[tokio::test]
async fn an_applicant_urges_once_a_working_day_and_whoever_has_the_work_hears_of_it() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    let actions = case.read().await["actions"].clone();
    assert!(actions.as_array().unwrap().contains(&json!("urges")), "{actions}");
    let urge = json!({"message": "下周开业，请尽快办理"});
    case.command("urges", urge.clone()).await.expect(200);
    let again = case.command("urges", json!({})).await.problem(409, "urged-before");
    assert!(again["detail"].as_str().unwrap().contains("2026-03-02"), "{again}");
    for login in ["reviewer", "manager"] {
        let [message] = &told(&app, login, "urged").await[..] else {
            panic!("{login} is told once")
        };
        assert!(message["body"].as_str().unwrap().contains("下周开业"), "{message}");
    }
    assert_eq!(told(&app, "approver", "urged").await.len(), 0, "it is not their turn");

    app.at("2026-03-03T09:00:00+08:00").await;
    case.command("urges", json!({})).await.expect(200);
    // Saturday and Sunday are one with Monday.
    app.at("2026-03-07T09:00:00+08:00").await;
    case.command("urges", json!({})).await.expect(200);
    app.at("2026-03-09T09:00:00+08:00").await;
    case.command("urges", json!({})).await.problem(409, "urged-before");
    let seen = case.read().await["supervision"].clone();
    assert_eq!(seen, json!({"urges": 3, "urged_on": "2026-03-09"}));
    let long = json!({"message": "急".repeat(501)});
    case.command("urges", long).await.problem(422, "invalid-input");
    app.assert_lawful().await;
}

#[tokio::test]
async fn urging_makes_no_clerk_reload() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let case = app.filed(FOOD_LICENCE).await;
    let task = case.task("window", "intake").await;
    let claimed = app.as_("window").post(&format!("/tasks/{task}/claim")).send().await;
    case.command("urges", json!({})).await.expect(200);
    let accept = app
        .as_("window")
        .post(&format!("/tasks/{task}/completion"))
        .if_match(&claimed.etag())
        .json(json!({"outcome": "accept"}));
    accept.send().await.expect(200);
}

#[tokio::test]
async fn nobody_urges_in_their_own_turn_nor_about_anothers_application() {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    let draft = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["submit"] = json!(false))
        .await;
    draft
        .command("urges", json!({}))
        .await
        .problem(409, "invalid-transition");
    let case = app.filed(FOOD_LICENCE).await;
    app.register("13900000021", "990101194912310028").await;
    let path = format!("/applications/{}/urges", case.id);
    let stranger = app.as_("13900000021").post(&path).if_match("*").json(json!({}));
    stranger.send().await.problem(404, "not-found");
    let staff = app.as_("window").post(&path).if_match("*").json(json!({}));
    staff.send().await.problem(403, "forbidden");
    let blind = app.as_("citizen").post(&path).json(json!({})).send().await;
    blind.problem(428, "precondition-required");
}

#[tokio::test]
async fn a_manager_asks_for_an_account_and_hears_when_there_is_none() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    let ask = json!({"reasons": "申请人多次来电，请说明进度"});
    case.by("manager", "supervisions", json!({"reasons": " "}))
        .await
        .problem(422, "invalid-input");
    case.by(
        "manager",
        "supervisions",
        json!({"reasons": "请说明", "answer_by": "2026-03-02"}),
    )
    .await
    .problem(422, "invalid-input");
    case.by("reviewer", "supervisions", ask.clone())
        .await
        .problem(403, "forbidden");
    case.by("manager", "supervisions", ask).await.expect(200);
    let [asked] = &told(&app, "reviewer", "supervised").await[..] else {
        panic!("told once")
    };
    for words in ["2026-03-04", "请说明进度"] {
        assert!(asked["body"].as_str().unwrap().contains(words), "{asked}");
    }
    assert_eq!(case.read().await["supervision"], json!({"urges": 0, "urged_on": null}));

    app.at("2026-03-04T23:59:59+08:00").await;
    assert_eq!(told(&app, "manager", "supervision_overdue").await.len(), 0);
    app.at("2026-03-05T00:00:01+08:00").await;
    assert_eq!(told(&app, "manager", "supervision_overdue").await.len(), 1);

    case.by("reviewer", "supervisions/2/answer", json!({"answer": "已安排"}))
        .await
        .problem(404, "not-found");
    case.by("reviewer", "supervisions/1/answer", json!({"answer": ""}))
        .await
        .problem(422, "invalid-input");
    let answer = json!({"answer": "现场核查约定于周五上午"});
    case.by("reviewer", "supervisions/1/answer", answer.clone())
        .await
        .expect(200);
    case.by("reviewer", "supervisions/1/answer", answer)
        .await
        .problem(409, "invalid-transition");
    assert_eq!(told(&app, "manager", "supervision_answered").await.len(), 1);
    let seen = case.seen_by("manager", "").await["supervision"]["demands"].clone();
    assert_eq!(
        seen,
        json!([{"number": 1, "question": "申请人多次来电，请说明进度", "asked_on": "2026-03-02", "answer_by": "2026-03-04",
            "overdue": true, "answer": "现场核查约定于周五上午", "answered_on": "2026-03-05"}])
    );
    app.assert_lawful().await;
}

#[tokio::test]
async fn who_does_not_fetch_what_is_ready_is_reminded_three_times() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    case.pass_reviews().await;
    case.approve().await;
    case.issue().await;
    let mut reminded = 0;
    for day in ["09", "16", "23"] {
        app.at(&format!("2026-03-{day}T00:00:01+08:00")).await;
        reminded += 1;
        let messages = told(&app, "citizen", "collection_reminded").await;
        assert_eq!(messages.len(), reminded);
        let code = case.read().await["pickup_code"].as_str().unwrap().to_owned();
        assert!(messages[0]["body"].as_str().unwrap().contains(&code), "{}", messages[0]);
    }
    app.at("2026-04-30T09:00:00+08:00").await;
    assert_eq!(told(&app, "citizen", "collection_reminded").await.len(), 3);
    assert_eq!(
        told(&app, "citizen", "certificate_overdue").await.len(),
        0,
        "nobody is late but the holder"
    );
    app.assert_lawful().await;
}
