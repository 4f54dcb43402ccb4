//! What a decision states beside its outcome (结果数据): who decides gives it, sealed, and nobody approves without.

use serde_json::{Value, json};

use crate::support::{Answer, Filed, Reply, Service, TestApp, VACCINATION, made_up, steps, task};
use crate::support::{FOOD_LICENCE, GRANDMOTHER};

const MONTH: &str = "2031-05";
const CITIZEN_ID: &str = "990101199003070015";

/// The month somebody retires in, and perhaps their ID number.
fn schema() -> Value {
    json!({"type": "object", "required": ["retires_in"], "additionalProperties": false, "properties": {
        "retires_in": {"type": "string", "title": "退休年月", "x-title-en": "Month of retirement", "pattern": "^[0-9]{4}-[0-9]{2}$"},
        "citizen_id": {"type": "string", "title": "公民身份号码", "format": "citizen-id", "x-sensitive": true}
    }})
}

/// An item whose approval states it, decided in these steps.
fn stating(start: &str, nodes: Value) -> Value {
    let mut item = made_up(steps(start, nodes));
    item["result"]["schema"] = schema();
    item
}

fn one_step() -> Value {
    stating(
        "review",
        json!({"review": task(json!({"pass": "granted", "deny": "refused"}))}),
    )
}

fn two_steps() -> Value {
    stating(
        "draft",
        json!({
            "draft": task(json!({"pass": "review"})),
            "review": task(json!({"pass": "granted", "deny": "refused", "send_back": "draft"}))
        }),
    )
}

/// Filed and accepted.
async fn in_review(app: &TestApp, item: Value) -> Filed<'_> {
    app.publish(item).await;
    let case = app.asked().await;
    case.accept().await;
    case
}

fn told(refused: &Answer) -> (String, String) {
    let problem = refused.problem(422, "invalid-input");
    let word = |name: &str| problem["errors"][0][name].as_str().unwrap().to_owned();
    (word("pointer"), word("code"))
}

fn at(pointer: &str, code: &str) -> (String, String) {
    (pointer.to_owned(), code.to_owned())
}

/// What each outcome of a task needs.
fn needed(task: &Value) -> Value {
    let outcomes = task["outcomes"].as_array().unwrap().iter();
    outcomes
        .map(|outcome| json!([outcome["code"], outcome["required_fields"]]))
        .collect()
}

#[tokio::test]
async fn nobody_approves_without_what_the_decision_states() {
    let app = TestApp::start().await;
    let case = in_review(&app, one_step()).await;
    let id = case.claim("reviewer", "review").await;
    let task = app.see_task("reviewer", &id).await;
    assert_eq!(task["result_schema"], schema());
    assert_eq!(needed(&task), json!([["deny", ["reasons"]], ["pass", ["result"]]]));
    let pass = async |result: Value| {
        let body = json!({"outcome": "pass", "result": result});
        app.on_task("reviewer", &id, "completion", body).await
    };
    assert_eq!(told(&pass(Value::Null).await), at("/result", "required"));
    assert_eq!(told(&pass(json!({})).await), at("/result/retires_in", "required"));
    assert_eq!(told(&pass(json!("2031-05")).await), at("/result", "type"));
    assert_eq!(
        told(&pass(json!({"retires_in": "soon"})).await),
        at("/result/retires_in", "pattern")
    );
    let more = json!({"retires_in": MONTH, "salary": 1});
    assert_eq!(told(&pass(more).await), at("/result/salary", "additional-property"));
    let wrong = json!({"retires_in": MONTH, "citizen_id": "990101199003070016"});
    assert_eq!(told(&pass(wrong).await), at("/result/citizen_id", "format"));
    let forged = json!({"retires_in": MONTH, "citizen_id": {"$enc": "x"}});
    assert_eq!(told(&pass(forged).await), at("/result", "reserved"));
    assert_eq!(case.read().await["status"], "in_review");

    let stated = json!({"retires_in": MONTH, "citizen_id": CITIZEN_ID});
    pass(stated.clone()).await.expect(200);
    let read = case.read().await;
    assert_eq!((&read["outcome"], &read["result"]), (&json!("approved"), &stated));
    app.settle().await;
    app.assert_lawful().await;
}

#[tokio::test]
async fn what_is_stated_is_sealed_and_in_no_event() {
    let app = TestApp::start().await;
    let case = in_review(&app, one_step()).await;
    let body = json!({"outcome": "pass", "result": {"retires_in": MONTH, "citizen_id": CITIZEN_ID}});
    case.complete("reviewer", "review", body).await.expect(200);
    let kept = app.database().lines("select result::text from application").await;
    assert!(kept[0].contains(MONTH) && kept[0].contains("$enc") && !kept[0].contains(CITIZEN_ID));
    for table in ["event", "outbox", "task", "notice", "audit", "idempotency", "remark"] {
        let rows = app
            .database()
            .lines(&format!("select to_jsonb(t)::text from {table} t"))
            .await;
        let tells = rows.iter().any(|row| row.contains(MONTH) || row.contains(CITIZEN_ID));
        assert!(!tells, "{table}");
    }
}

#[tokio::test]
async fn any_step_before_the_approval_states_it_and_the_last_word_counts() {
    let app = TestApp::start().await;
    let case = in_review(&app, two_steps()).await;
    let first = json!({"outcome": "pass", "result": {"retires_in": "2031-04"}});
    case.complete("reviewer", "draft", first).await.expect(200);
    assert!(case.read().await["result"].is_null(), "nothing is decided yet");
    let review = case.claim("reviewer", "review").await;
    let seen = app.see_task("reviewer", &review).await;
    assert_eq!(seen["application"]["result"], json!({"retires_in": "2031-04"}));
    assert_eq!(
        needed(&seen),
        json!([["deny", ["reasons"]], ["pass", []], ["send_back", ["opinion"]]]),
        "it is stated already"
    );
    let back = json!({"outcome": "send_back", "opinion": "请复核月份"});
    app.on_task("reviewer", &review, "completion", back).await.expect(200);
    let again = json!({"outcome": "pass", "result": {"retires_in": MONTH}});
    case.complete("reviewer", "draft", again).await.expect(200);
    case.complete("reviewer", "review", json!({"outcome": "pass"}))
        .await
        .expect(200);
    assert_eq!(case.read().await["result"], json!({"retires_in": MONTH}));
}

#[tokio::test]
async fn what_was_stated_for_a_denial_is_no_result() {
    let app = TestApp::start().await;
    let case = in_review(&app, two_steps()).await;
    let first = json!({"outcome": "pass", "result": {"retires_in": MONTH}});
    case.complete("reviewer", "draft", first).await.expect(200);
    let deny = json!({"outcome": "deny", "reasons": "缴费年限不足"});
    case.complete("reviewer", "review", deny).await.expect(200);
    assert!(case.read().await["result"].is_null());
}

#[tokio::test]
async fn it_is_kept_with_the_draft_of_a_completion() {
    let app = TestApp::start().await;
    let case = in_review(&app, one_step()).await;
    let id = case.claim("reviewer", "review").await;
    let draft = json!({"result": {"retires_in": "20"}});
    let put = app.as_("reviewer").put(&format!("/tasks/{id}/draft"));
    put.json(draft.clone()).send().await.expect(204);
    assert_eq!(app.see_task("reviewer", &id).await["draft"]["result"], draft["result"]);
    let endless = json!({"result": {"retires_in": "2".repeat(70_000)}});
    let put = app.as_("reviewer").put(&format!("/tasks/{id}/draft"));
    assert_eq!(told(&put.json(endless).send().await), at("/result", "too-long"));
}

#[tokio::test]
async fn only_steps_that_decide_state_it_and_only_where_it_is_asked() {
    let app = TestApp::start().await;
    let case = app.in_review().await;
    let body = json!({"outcome": "pass", "result": {"retires_in": MONTH}});
    let refused = case.complete("reviewer", "food_review", body).await;
    assert_eq!(told(&refused), at("/result", "not-asked"));

    app.republish(FOOD_LICENCE, |item| item["result"]["schema"] = schema())
        .await;
    let case = app.in_review().await;
    case.pass_reviews().await;
    let body = json!({"outcome": "approve", "result": {"retires_in": MONTH}});
    case.complete("approver", "approval", body).await.expect(200);
    let late = json!({"outcome": "issue", "result": {"retires_in": "2032-01"}});
    assert_eq!(
        told(&case.complete("window", "issue", late).await),
        at("/result", "not-asked")
    );
    assert_eq!(case.read().await["result"], json!({"retires_in": MONTH}));
}

/// Art. 34: decided on the spot.
#[tokio::test]
async fn what_is_decided_at_the_window_at_once_states_it_too() {
    let app = TestApp::start().await;
    app.republish(VACCINATION, |item| item["result"]["schema"] = schema())
        .await;
    let grant = async |result: Value| {
        let mut body = app.at_window("window", VACCINATION, "陈示例", GRANDMOTHER).await;
        body["at_once"] = json!({"outcome": "grant", "result": result});
        app.file("window", body).await
    };
    assert_eq!(told(&grant(Value::Null).await), at("/at_once/result", "required"));
    assert_eq!(
        told(&grant(json!({})).await),
        at("/at_once/result/retires_in", "required")
    );
    let filed = grant(json!({"retires_in": MONTH})).await.expect(201);
    let path = format!("/applications/{}", filed["id"].as_str().unwrap());
    let read = app.as_("window").get(&path).send().await.expect(200);
    assert_eq!(read["result"], json!({"retires_in": MONTH}));
    app.assert_lawful().await;
}

#[tokio::test]
async fn several_are_completed_each_with_its_own() {
    let app = TestApp::start().await;
    app.publish(one_step()).await;
    let mut entries = Vec::new();
    for result in [json!({"retires_in": MONTH}), Value::Null] {
        let case = app.asked().await;
        case.accept().await;
        let id = case.claim("reviewer", "review").await;
        let version = app.see_task("reviewer", &id).await["version"].clone();
        entries.push(json!({"task": id, "version": version, "outcome": "pass", "result": result}));
    }
    let call = app.as_("reviewer").post("/tasks/completions");
    let done = call.json(json!({"completions": entries})).send().await.expect(200);
    assert_eq!(done["results"][0]["status"], 200);
    assert_eq!(done["results"][1]["problem"]["errors"][0]["pointer"], "/result");
}

#[tokio::test]
async fn a_procedure_that_approves_by_nobody_is_not_published() {
    let app = TestApp::start().await;
    let item = stating(
        "review",
        json!({
            "review": task(json!({"pass": "notice", "deny": "refused"})),
            "notice": {"kind": "wait", "name": "公示", "limit": 7, "to": "granted"}
        }),
    );
    app.import(item).await;
    let problem = app.publish_draft().await.problem(422, "unsound-procedure");
    assert_eq!(
        (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
        (&json!("/procedure/nodes/notice"), &json!("result-by-nobody"))
    );
}

#[tokio::test]
async fn what_a_service_would_approve_is_left_to_people() {
    let service = Service::start([Reply::Says(json!({"outcome": "found"}))]).await;
    let settings = yiwang::config::ServiceSettings {
        url: service.url.clone(),
        ..yiwang::config::ServiceSettings::default()
    };
    let services = std::collections::BTreeMap::from([("reg-results".to_owned(), settings)]);
    let app = TestApp::start_with(yiwang::server::Mode::Development, |all| {
        all.services = yiwang::config::Named(services);
    })
    .await;
    let nodes = json!({"lookup": {"kind": "call", "name": "核验", "service": "reg-results",
        "outcomes": {"found": "granted", "gone": "review"}, "fallback": {"post": "reviewer", "limit": 2}},
        "review": task(json!({"pass": "granted", "deny": "refused"}))});
    let case = in_review(&app, stating("lookup", nodes)).await;
    app.settle().await;
    let lookup = case.find_task("reviewer", "lookup").await.unwrap();
    assert_eq!(needed(&lookup), json!([["found", ["result"]], ["gone", []]]));
    let found = json!({"outcome": "found", "result": {"retires_in": MONTH}});
    case.complete("reviewer", "lookup", found).await.expect(200);
    assert_eq!(case.read().await["result"], json!({"retires_in": MONTH}));
    app.assert_lawful().await;
}

#[tokio::test]
async fn a_schema_that_is_none_is_refused_where_it_stands() {
    let app = TestApp::start().await;
    let mut item = one_step();
    item["result"]["schema"] = json!({"type": "string"});
    let import = app.as_("admin").post("/catalogue/imports").key();
    let problem = import.json(json!([item])).send().await.problem(422, "invalid-input");
    let errors = problem["errors"].as_array().unwrap();
    let place = |error: &Value| error["pointer"].as_str().unwrap().ends_with("/result/schema/type");
    assert!(errors.iter().any(place), "{errors:?}");
}
