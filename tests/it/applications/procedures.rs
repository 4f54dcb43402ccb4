//! Procedures of every kind of node, published and run over HTTP: who is asked, what runs beside, what time alone does, what sending back
//! cancels and what it leaves.

use serde_json::{Value, json};

use crate::support::{
    Answer, FOOD_DEPARTMENT, Filed, HEALTH_DEPARTMENT, SERVICE_BUREAU, TestApp, made_up, steps, task,
};

/// Two of three departments have to agree (会签); then the public may object for five working days (公示).
fn countersigned() -> Value {
    let party = |department: &str| json!({"department": department, "post": "reviewer"});
    made_up(steps(
        "together",
        json!({
            "together": {"kind": "countersign", "name": "联合会签", "name_en": "Joint opinion", "rule": {"at_least": 2}, "limit": 4,
                "parties": [party(FOOD_DEPARTMENT), party(HEALTH_DEPARTMENT), party(SERVICE_BUREAU)],
                "agreed": "notice", "disagreed": "decision"},
            "notice": {"kind": "wait", "name": "公示", "name_en": "Public notice", "limit": 5, "to": "granted"},
            "decision": {"kind": "task", "name": "审批", "post": "approver", "outcomes": {"approve": "granted", "deny": "refused"}},
        }),
    ))
}

/// The open tasks of an application, as a clerk of every department sees them.
async fn open(app: &TestApp, case: &Filed<'_>, login: &str) -> Vec<Value> {
    let queue = app.as_(login).get("/tasks?limit=100").send().await.expect(200);
    let rows = queue["data"].as_array().unwrap().iter();
    rows.filter(|row| row["application"] == case.id.as_str())
        .cloned()
        .collect()
}

/// One party answers.
async fn answer(app: &TestApp, case: &Filed<'_>, department: &str, body: Value) -> Answer {
    let rows = open(app, case, "reviewer").await;
    let own = rows.iter().find(|row| row["department"] == department);
    let id = own.unwrap_or_else(|| panic!("nothing for {department}: {rows:?}"))["id"]
        .as_str()
        .unwrap();
    let task = app.as_("reviewer").get(&format!("/tasks/{id}")).send().await;
    if task.json()["status"] == "open" {
        app.as_("reviewer")
            .post(&format!("/tasks/{id}/claim"))
            .send()
            .await
            .expect(200);
    }
    let seen = app.as_("reviewer").get(&format!("/tasks/{id}")).send().await.etag();
    let call = app
        .as_("reviewer")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen);
    call.json(body).send().await
}

async fn kinds(app: &TestApp, case: &Filed<'_>) -> Vec<String> {
    let path = format!("/applications/{}/events", case.id);
    let told = app.as_("reviewer").get(&path).send().await.expect(200);
    let events = told["data"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn two_of_three_departments_are_enough_and_then_time_alone_grants() {
    let app = TestApp::start().await;
    app.at("2026-04-02T10:00:00+08:00").await;
    app.publish(countersigned()).await;
    let case = app.asked().await;
    case.accept().await;

    let asked = open(&app, &case, "reviewer").await;
    assert_eq!(asked.len(), 3, "each party has its task: {asked:?}");
    let one = asked[0]["id"].as_str().unwrap();
    let screen = app
        .as_("reviewer")
        .get(&format!("/tasks/{one}"))
        .send()
        .await
        .expect(200);
    assert_eq!(
        (&screen["name"], &screen["outcomes"]),
        (
            &json!("联合会签"),
            &json!([{"code": "agree", "label": "同意", "required_fields": []},
                {"code": "disagree", "label": "不同意", "required_fields": ["opinion"]}])
        )
    );
    // Four working days: the 4th to the 6th is Qingming.
    assert_eq!(screen["due_on"], "2026-04-09");

    let bare = answer(&app, &case, SERVICE_BUREAU, json!({"outcome": "disagree"})).await;
    assert_eq!(bare.problem(422, "invalid-input")["errors"][0]["pointer"], "/opinion");
    let other = answer(&app, &case, SERVICE_BUREAU, json!({"outcome": "pass"})).await;
    assert_eq!(
        other.problem(422, "invalid-input")["errors"][0]["code"],
        "unknown-outcome"
    );
    let reason = json!({"outcome": "disagree", "opinion": "选址不符合规划"});
    answer(&app, &case, SERVICE_BUREAU, reason).await.expect(200);
    answer(&app, &case, FOOD_DEPARTMENT, json!({"outcome": "agree"}))
        .await
        .expect(200);
    assert_eq!(open(&app, &case, "reviewer").await.len(), 1);
    answer(&app, &case, HEALTH_DEPARTMENT, json!({"outcome": "agree"}))
        .await
        .expect(200);
    assert!(open(&app, &case, "reviewer").await.is_empty());
    assert!(
        open(&app, &case, "approver").await.is_empty(),
        "nobody works while the notice runs"
    );
    assert_eq!(case.read().await["status"], "in_review");

    // The notice began on Thursday the 2nd; the 10th is its fifth working day and belongs to it whole.
    app.at("2026-04-10T23:59:59+08:00").await;
    app.settle().await;
    assert_eq!(case.read().await["status"], "in_review");
    app.at("2026-04-11T00:00:00+08:00").await;
    app.settle().await;
    let ended = case.read().await;
    assert_eq!(
        (&ended["status"], &ended["outcome"]),
        (&json!("completed"), &json!("approved"))
    );
    app.settle().await;
    assert_eq!(
        kinds(&app, &case)
            .await
            .iter()
            .filter(|kind| *kind == "wait_ended")
            .count(),
        1
    );
    app.assert_lawful().await;
}

#[tokio::test]
async fn when_enough_disagree_the_others_are_not_asked_any_more() {
    let app = TestApp::start().await;
    app.publish(countersigned()).await;
    let case = app.asked().await;
    case.accept().await;
    let left = open(&app, &case, "reviewer").await;
    let left = left.iter().find(|row| row["department"] == FOOD_DEPARTMENT).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    app.as_("reviewer")
        .post(&format!("/tasks/{left}/claim"))
        .send()
        .await
        .expect(200);
    for department in [SERVICE_BUREAU, HEALTH_DEPARTMENT] {
        let reason = json!({"outcome": "disagree", "opinion": "选址不符合规划"});
        answer(&app, &case, department, reason).await.expect(200);
    }
    let late = app.as_("reviewer").get(&format!("/tasks/{left}")).send().await;
    assert_eq!(late.json()["status"], "cancelled");
    let call = app
        .as_("reviewer")
        .post(&format!("/tasks/{left}/completion"))
        .if_match(&late.etag());
    call.json(json!({"outcome": "agree"}))
        .send()
        .await
        .problem(409, "task-closed");

    // What refuses has reasons (Administrative Licensing Law art. 38).
    let screen = case.find_task("approver", "decision").await.unwrap();
    let opinions = screen["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|past| past["opinion"] == "选址不符合规划");
    assert_eq!(opinions.count(), 2, "the approver reads both opinions: {screen}");
    let denial = json!({"outcome": "deny", "reasons": "选址不符合规划"});
    case.complete("approver", "decision", denial).await.expect(200);
    assert_eq!(case.read().await["outcome"], "denied");
    app.assert_lawful().await;
}

/// A check; then two branches, one of two steps, from which one may send back within the branch or start over; then an approval.
fn branching() -> Value {
    let mut beside = task(json!({"pass": "merge"}));
    beside["department"] = json!(HEALTH_DEPARTMENT);
    beside["name"] = json!("卫生审查");
    made_up(steps(
        "check",
        json!({
            "check": task(json!({"pass": "split"})),
            "split": {"kind": "fork", "to": ["survey", "beside"]},
            "survey": task(json!({"pass": "judge"})),
            "judge": {"kind": "task", "name": "复核", "post": "approver", "limit": 2, "outcomes": {
                "pass": "merge",
                "send_back": "survey",
                "start_over": {"to": "check", "label": "重新核查", "label_en": "Start over", "requires": ["opinion"]}}},
            "beside": beside,
            "merge": {"kind": "join", "to": "approval"},
            "approval": {"kind": "task", "name": "审批", "post": "approver", "outcomes": {"approve": "granted", "deny": "refused"}},
        }),
    ))
}

#[tokio::test]
async fn sending_back_within_a_branch_leaves_what_runs_beside_it() {
    let app = TestApp::start().await;
    app.at("2026-03-02T10:00:00+08:00").await;
    app.publish(branching()).await;
    let case = app.asked().await;
    case.accept().await;
    case.complete("reviewer", "check", json!({"outcome": "pass"}))
        .await
        .expect(200);
    let beside = case.task("reviewer", "beside").await;
    let held = app.as_("reviewer").post(&format!("/tasks/{beside}/claim")).send().await;
    let first = case.find_task("reviewer", "survey").await.unwrap();
    assert_eq!(
        (&first["due_on"], &first["resubmitted"]),
        (&json!("2026-03-05"), &json!(false))
    );
    case.complete("reviewer", "survey", json!({"outcome": "pass"}))
        .await
        .expect(200);

    app.at("2026-03-05T10:00:00+08:00").await;
    let back = json!({"outcome": "send_back", "opinion": "面积有误"});
    case.complete("approver", "judge", back).await.expect(200);
    let again = case.find_task("reviewer", "survey").await.unwrap();
    assert_ne!(again["id"], first["id"]);
    assert_eq!(
        (&again["due_on"], &again["resubmitted"], &again["status"]),
        (&json!("2026-03-10"), &json!(true), &json!("open")),
        "a fresh task with its whole time"
    );
    let opinions: Vec<&Value> = again["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|past| &past["opinion"])
        .collect();
    assert!(opinions.contains(&&json!("面积有误")), "{opinions:?}");
    // Nothing beside it was touched: the holder completes with what they saw before.
    let call = app
        .as_("reviewer")
        .post(&format!("/tasks/{beside}/completion"))
        .if_match(&held.etag());
    call.json(json!({"outcome": "pass"})).send().await.expect(200);

    case.complete("reviewer", "survey", json!({"outcome": "pass"}))
        .await
        .expect(200);
    let judge = case.find_task("approver", "judge").await.unwrap();
    assert_eq!(
        (&judge["due_on"], &judge["resubmitted"]),
        (&json!("2026-03-09"), &json!(true))
    );
    case.complete("approver", "judge", json!({"outcome": "pass"}))
        .await
        .expect(200);
    case.approve().await;
    assert_eq!(case.read().await["outcome"], "approved");
    app.assert_lawful().await;
}

#[tokio::test]
async fn sending_back_out_of_a_block_cancels_exactly_what_runs_in_it() {
    let app = TestApp::start().await;
    app.publish(branching()).await;
    let case = app.asked().await;
    case.accept().await;
    case.complete("reviewer", "check", json!({"outcome": "pass"}))
        .await
        .expect(200);
    let beside = case.task("reviewer", "beside").await;
    app.as_("reviewer")
        .post(&format!("/tasks/{beside}/claim"))
        .send()
        .await
        .expect(200);
    case.complete("reviewer", "survey", json!({"outcome": "pass"}))
        .await
        .expect(200);
    let bare = case
        .complete("approver", "judge", json!({"outcome": "start_over"}))
        .await;
    bare.problem(422, "invalid-input");
    let id = case.task("approver", "judge").await;
    let seen = app.as_("approver").get(&format!("/tasks/{id}")).send().await.etag();
    let over = app
        .as_("approver")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen);
    over.json(json!({"outcome": "start_over", "opinion": "地址变更"}))
        .send()
        .await
        .expect(200);

    let statuses = format!(
        "select node || ' ' || status from task where owner_id = '{}' and kind = 'node' order by opened_at, node",
        case.id
    );
    assert_eq!(
        app.database().lines(&statuses).await,
        [
            "check completed",
            "beside cancelled",
            "survey completed",
            "judge completed",
            "check open"
        ]
    );
    let check = case.find_task("reviewer", "check").await.unwrap();
    assert_eq!(check["resubmitted"], true);
    case.complete("reviewer", "check", json!({"outcome": "pass"}))
        .await
        .expect(200);
    for node in ["survey", "beside"] {
        let again = case.find_task("reviewer", node).await.unwrap();
        assert_eq!(
            (&again["resubmitted"], &again["status"]),
            (&json!(true), &json!("open")),
            "{node}"
        );
        case.complete("reviewer", node, json!({"outcome": "pass"}))
            .await
            .expect(200);
    }
    case.complete("approver", "judge", json!({"outcome": "pass"}))
        .await
        .expect(200);
    case.approve().await;
    assert_eq!(case.read().await["outcome"], "approved");
    let kinds = kinds(&app, &case).await;
    assert_eq!(
        kinds.iter().filter(|kind| *kind == "task_cancelled").count(),
        1,
        "{kinds:?}"
    );
    app.assert_lawful().await;
}

#[tokio::test]
async fn what_can_never_end_is_not_published_and_says_where() {
    let app = TestApp::start().await;
    let mut broken = branching();
    broken["procedure"]["nodes"]["judge"]["outcomes"] = json!({"again": "survey"});
    app.import(broken).await;
    let problem = app.publish_draft().await.problem(422, "unsound-procedure");
    let errors = problem["errors"].as_array().unwrap();
    assert!(!errors.is_empty());
    let about = |error: &Value| error["pointer"].as_str().unwrap().starts_with("/procedure/nodes/");
    assert!(errors.iter().all(about), "{problem}");
    let shown = errors.iter().filter_map(|error| error["evidence"].as_array());
    assert!(
        shown.flatten().count() > 0,
        "the steps that lead there are shown: {problem}"
    );
    let none = app.anyone().get("/items/990101-7").send().await;
    none.problem(404, "not-found");
}
