//! Running applications go on under another version of their item: what is open finds its place, what was told to the applicant stays,
//! and what has no place says why.

use serde_json::{Value, json};

use crate::support::{FOOD_DEPARTMENT, Filed, HEALTH_DEPARTMENT, SERVICE_BUREAU, TestApp, made_up, steps, task};

/// Reviewed, then approved.
pub(super) fn plain() -> Value {
    made_up(steps(
        "review",
        json!({"review": task(json!({"pass": "approval", "fail": "refused"})), "approval": approval("review")}),
    ))
}

fn approval(back_to: &str) -> Value {
    json!({"kind": "task", "name": "审批", "post": "approver",
        "outcomes": {"approve": "granted", "deny": "refused", "send_back": back_to}})
}

/// The same with the first node under another name.
pub(super) fn renamed() -> Value {
    made_up(steps(
        "first_review",
        json!({"first_review": task(json!({"pass": "approval", "fail": "refused"})), "approval": approval("first_review")}),
    ))
}

/// The whole state of an application, to see that nothing changed.
async fn everything(app: &TestApp, case: &Filed<'_>) -> Vec<String> {
    let id = &case.id;
    let query = format!(
        "select to_jsonb(a) from application a where id = '{id}' union all select to_jsonb(t) from task t where owner_id = '{id}'
         union all select to_jsonb(e) from event e where owner_id = '{id}' union all select to_jsonb(m) from timer m where owner_id = '{id}'"
    );
    app.database().lines(&query).await
}

pub(super) fn row<'a>(report: &'a Value, case: &Filed<'_>) -> &'a Value {
    let rows = report["applications"].as_array().unwrap();
    let own = rows.iter().find(|row| row["application"] == case.id.as_str());
    own.unwrap_or_else(|| panic!("{} is not in {report}", case.id))
}

async fn claim(app: &TestApp, task: &str, login: &str) -> String {
    let claimed = app.as_(login).post(&format!("/tasks/{task}/claim")).send().await;
    claimed.expect(200);
    claimed.etag()
}

#[tokio::test]
async fn a_dry_run_tells_what_would_happen_and_changes_nothing() {
    let app = TestApp::start().await;
    app.publish(plain()).await;
    let case = app.asked().await;
    case.accept().await;
    app.publish(renamed()).await;
    let before = everything(&app, &case).await;
    let told = app
        .migrate("?dry_run=true", json!({"from": 1, "nodes": {"review": "first_review"}}))
        .await
        .expect(200);
    assert_eq!((&told["would_move"], &told["refused"]), (&json!(1), &json!(0)));
    assert!(told.get("moved").is_none());
    let own = row(&told, &case);
    assert_eq!(
        (&own["result"], &own["status"]),
        (&json!("would_move"), &json!("in_review"))
    );
    assert_eq!(own["number"], case.number.as_str());
    assert_eq!(own["nodes"], json!([{"from": "review", "to": "first_review"}]));
    assert_eq!(own["due"]["before"], own["due"]["after"]);
    assert!(own["due"]["before"]["promised_due_on"].is_string());
    assert_eq!(everything(&app, &case).await, before);
}

#[tokio::test]
async fn work_stays_with_whoever_holds_it_and_the_application_runs_to_its_end() {
    let app = TestApp::start().await;
    app.publish(plain()).await;
    let case = app.asked().await;
    case.accept().await;
    let held = case.task("reviewer", "review").await;
    let seen = claim(&app, &held, "reviewer").await;
    app.publish(renamed()).await;
    let moved = app
        .migrate("", json!({"from": 1, "to": 2, "nodes": {"review": "first_review"}}))
        .await
        .expect(200);
    assert_eq!((&moved["moved"], &moved["refused"]), (&json!(1), &json!(0)));

    let read = case.read().await;
    assert_eq!(
        (&read["item"]["version"], &read["status"]),
        (&json!(2), &json!("in_review"))
    );
    assert_eq!(
        case.task("reviewer", "first_review").await,
        held,
        "the same task, under its new name"
    );
    let path = format!("/tasks/{held}/completion");
    let complete = |tag: String| {
        let call = app.as_("reviewer").post(&path).if_match(&tag);
        call.json(json!({"outcome": "pass"})).send()
    };
    complete(seen).await.problem(412, "stale-version");
    let task = app.as_("reviewer").get(&format!("/tasks/{held}")).send().await;
    assert_eq!(
        (&task.json()["status"], &task.json()["due_on"].is_string()),
        (&json!("claimed"), &true)
    );
    complete(task.etag()).await.expect(200);
    case.complete(
        "approver",
        "approval",
        json!({"outcome": "send_back", "opinion": "请复核"}),
    )
    .await
    .expect(200);
    let again = case.find_task("reviewer", "first_review").await.unwrap();
    assert_eq!(again["resubmitted"], true);
    case.complete("reviewer", "first_review", json!({"outcome": "pass"}))
        .await
        .expect(200);
    case.approve().await;
    let ended = case.read().await;
    assert_eq!(
        (&ended["status"], &ended["outcome"]),
        (&json!("completed"), &json!("approved"))
    );
    let told = app
        .as_("citizen")
        .get(&format!("/applications/{}/events", case.id))
        .send()
        .await
        .expect(200);
    let migrated = told["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["kind"] == "migrated")
        .unwrap();
    assert_eq!(
        (&migrated["detail"]["to"], &migrated["text"]),
        (&json!(2), &json!("转入事项新版本"))
    );
}

#[tokio::test]
async fn work_done_under_an_old_name_counts_as_done_before() {
    let app = TestApp::start().await;
    app.publish(plain()).await;
    let case = app.asked().await;
    case.accept().await;
    case.complete("reviewer", "review", json!({"outcome": "pass"}))
        .await
        .expect(200);
    app.publish(renamed()).await;
    app.migrate("", json!({"from": 1, "nodes": {"review": "first_review"}}))
        .await
        .expect(200);
    let approval = case.find_task("approver", "approval").await.unwrap();
    assert_eq!(
        approval["history"][1]["name"], "审查",
        "what was done keeps its name: {approval}"
    );
    case.complete(
        "approver",
        "approval",
        json!({"outcome": "send_back", "opinion": "请复核"}),
    )
    .await
    .expect(200);
    let again = case.find_task("reviewer", "first_review").await.unwrap();
    assert_eq!(again["resubmitted"], true);
}

#[tokio::test]
async fn a_node_without_a_place_keeps_its_application_where_it_is_and_says_why() {
    let app = TestApp::start().await;
    app.publish(plain()).await;
    let (stuck, fine) = (app.asked().await, app.asked().await);
    stuck.accept().await;
    fine.accept().await;
    fine.complete("reviewer", "review", json!({"outcome": "pass"}))
        .await
        .expect(200);
    app.publish(renamed()).await;
    let before = everything(&app, &stuck).await;
    let report = app.migrate("", json!({"from": 1})).await.expect(200);
    assert_eq!((&report["moved"], &report["refused"]), (&json!(1), &json!(1)));
    let reason = &row(&report, &stuck)["reason"];
    assert_eq!(reason["errors"][0]["pointer"], "/nodes/review");
    assert_eq!(reason["errors"][0]["code"], "missing");
    assert_eq!(everything(&app, &stuck).await, before);
    assert_eq!(row(&report, &fine)["result"], "moved");
    stuck
        .complete("reviewer", "review", json!({"outcome": "pass"}))
        .await
        .expect(200);
}

#[tokio::test]
async fn work_that_is_another_departments_now_is_opened_anew() {
    let app = TestApp::start().await;
    app.publish(plain()).await;
    let case = app.asked().await;
    case.accept().await;
    let held = case.task("reviewer", "review").await;
    claim(&app, &held, "reviewer").await;
    let mut elsewhere = plain();
    elsewhere["procedure"]["nodes"]["review"]["department"] = json!(HEALTH_DEPARTMENT);
    app.publish(elsewhere).await;
    app.migrate("", json!({"from": 1})).await.expect(200);
    let fresh = case.find_task("reviewer", "review").await.unwrap();
    assert_ne!(fresh["id"], held.as_str());
    assert_eq!(
        (&fresh["department"], &fresh["status"], &fresh["resubmitted"]),
        (&json!(HEALTH_DEPARTMENT), &json!("open"), &json!(false))
    );
    let old = app
        .as_("reviewer")
        .get(&format!("/tasks/{held}"))
        .send()
        .await
        .expect(200);
    assert_eq!(
        (&old["status"], &old["department"]),
        (&json!("cancelled"), &json!(FOOD_DEPARTMENT))
    );
    case.complete("reviewer", "review", json!({"outcome": "pass"}))
        .await
        .expect(200);
    case.approve().await;
    assert_eq!(case.read().await["outcome"], "approved");
}

/// Three departments countersign, two have to agree; then a public notice of five working days runs; then it is granted.
fn countersigned(agreed: &str) -> Value {
    let party = |department: &str| json!({"department": department, "post": "reviewer"});
    let mut nodes = json!({
        "together": {"kind": "countersign", "name": "会签", "rule": {"at_least": 2}, "agreed": agreed, "disagreed": "refused",
            "parties": [party(FOOD_DEPARTMENT), party(HEALTH_DEPARTMENT), party(SERVICE_BUREAU)]},
    });
    nodes[agreed] = json!({"kind": "wait", "name": "公示", "limit": 5, "to": "granted"});
    made_up(steps("together", nodes))
}

async fn agree(app: &TestApp, case: &Filed<'_>, department: &str) {
    let queue = app.as_("reviewer").get("/tasks?limit=100").send().await.expect(200);
    let rows = queue["data"].as_array().unwrap();
    let own = rows
        .iter()
        .find(|row| row["application"] == case.id.as_str() && row["department"] == department);
    let id = own.unwrap()["id"].as_str().unwrap();
    let seen = claim(app, id, "reviewer").await;
    let call = app
        .as_("reviewer")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen);
    call.json(json!({"outcome": "agree"})).send().await.expect(200);
}

#[tokio::test]
async fn answers_given_and_time_begun_are_carried_over() {
    let app = TestApp::start().await;
    app.at("2026-03-02T10:00:00+08:00").await;
    app.publish(countersigned("notice")).await;
    let (voting, waiting) = (app.asked().await, app.asked().await);
    voting.accept().await;
    waiting.accept().await;
    agree(&app, &voting, HEALTH_DEPARTMENT).await;
    agree(&app, &waiting, HEALTH_DEPARTMENT).await;
    agree(&app, &waiting, FOOD_DEPARTMENT).await;
    assert_eq!(waiting.read().await["status"], "in_review");

    app.at("2026-03-04T10:00:00+08:00").await;
    app.publish(countersigned("public_notice")).await;
    let report = app
        .migrate("", json!({"from": 1, "nodes": {"notice": "public_notice"}}))
        .await
        .expect(200);
    assert_eq!(report["moved"], 2, "{report}");
    assert_eq!(
        row(&report, &waiting)["nodes"],
        json!([{"from": "notice", "to": "public_notice"}])
    );

    agree(&app, &voting, SERVICE_BUREAU).await;
    assert!(
        voting.find_task("reviewer", "together").await.is_none(),
        "two of three are enough"
    );
    // The notice began on Monday the 2nd: its last day is the 9th, whatever was moved meanwhile.
    app.at("2026-03-09T23:59:00+08:00").await;
    app.settle().await;
    assert_eq!(waiting.read().await["status"], "in_review");
    app.at("2026-03-10T00:00:01+08:00").await;
    app.settle().await;
    assert_eq!(waiting.read().await["outcome"], "approved");
    assert_eq!(voting.read().await["status"], "in_review");
    app.at("2026-03-12T00:00:01+08:00").await;
    app.settle().await;
    assert_eq!(voting.read().await["outcome"], "approved");
}
