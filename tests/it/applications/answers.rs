//! Repeated and conditional requests.

use serde_json::json;

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn a_repeated_filing_gets_the_first_answer_and_files_once() {
    let app = TestApp::start().await;
    let body = app.filing("citizen", FOOD_LICENCE).await;
    let file = async |key: &str, body: &serde_json::Value| {
        app.as_("citizen")
            .post("/applications")
            .header("idempotency-key", key)
            .json(body.clone())
            .send()
            .await
    };
    let first = file("key-1", &body).await;
    let again = file("key-1", &body).await;
    assert_eq!(first.expect(201), again.expect(201));
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(first.etag(), again.etag());
    let mut other = body.clone();
    other["submit"] = json!(false);
    file("key-1", &other).await.problem(422, "idempotency-key-reused");
    let listed = app
        .as_("citizen")
        .get("/applications?count=true")
        .send()
        .await
        .expect(200);
    assert_eq!(listed["count"], 1);
    app.as_("citizen")
        .post("/applications")
        .json(body)
        .send()
        .await
        .problem(400, "idempotency-key-required");
}

#[tokio::test]
async fn a_filing_sent_twice_at_once_files_once() {
    let app = TestApp::start().await;
    let body = app.filing("citizen", FOOD_LICENCE).await;
    let send = || {
        app.as_("citizen")
            .post("/applications")
            .header("idempotency-key", "twin")
            .json(body.clone())
            .send()
    };
    let (a, b, c, d) = tokio::join!(send(), send(), send(), send());
    let ids: std::collections::BTreeSet<_> = [a, b, c, d]
        .iter()
        .map(|answer| answer.expect(201)["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(app.database().lines("select id::text from application").await.len(), 1);
}

#[tokio::test]
async fn a_repeated_command_is_answered_before_the_version_is_compared() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let path = format!("/applications/{}/withdrawal", case.id);
    let seen = case.etag().await;
    let send = || {
        let call = app
            .as_("citizen")
            .post(&path)
            .header("idempotency-key", "bye")
            .if_match(&seen);
        call.json(json!({"reason": "计划有变"})).send()
    };
    let first = send().await.expect(200);
    assert_eq!(send().await.expect(200), first);
}

#[tokio::test]
async fn an_unchanged_application_is_not_sent_again() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let path = format!("/applications/{}", case.id);
    let tag = case.etag().await;
    let same = app.as_("citizen").get(&path).header("if-none-match", &tag).send().await;
    assert_eq!((same.status, same.text.as_str()), (304, ""));
    case.accept().await;
    let changed = app.as_("citizen").get(&path).header("if-none-match", &tag).send().await;
    assert_eq!(changed.status, 200);
    assert!(changed.etag().ends_with(".green\""), "{}", changed.etag());
}

#[tokio::test]
async fn of_clerks_at_once_exactly_one_wins() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let id = case.task("window", "intake").await;
    let path = format!("/tasks/{id}/claim");
    let claim = || app.as_("window").post(&path).send();
    let answers: [_; 4] = tokio::join!(claim(), claim(), claim(), claim()).into();
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        lost.problem(409, "task-taken");
    }
    let seen = app.as_("window").get(&format!("/tasks/{id}")).send().await.etag();
    let path = format!("/tasks/{id}/completion");
    let accept = || {
        app.as_("window")
            .post(&path)
            .if_match(&seen)
            .json(json!({"outcome": "accept"}))
            .send()
    };
    let answers: [_; 4] = tokio::join!(accept(), accept(), accept(), accept()).into();
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        assert!([409, 412].contains(&lost.status), "{}", lost.text);
    }
    let accepted = format!(
        "select 1 from event where owner_id = '{}' and kind = 'accepted'",
        case.id
    );
    assert_eq!(app.database().lines(&accepted).await.len(), 1);
}
