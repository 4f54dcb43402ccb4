//! Call nodes: a data-sharing service answers (State Council order 716, art. 7: what can be had by sharing is not asked of people again),
//! and people decide where it does not.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use yiwang::config::{List, Named, ServiceSettings};
use yiwang::server::Mode;

use crate::support::{Asked, FOOD_LICENCE, Filed, Reply, Service, TestApp};

const MORNING: &str = "2026-03-02T09:00:00+08:00";
const MINUTES: [&str; 4] = [
    "2026-03-02T09:01:00+08:00",
    "2026-03-02T09:02:00+08:00",
    "2026-03-02T09:03:00+08:00",
    "2026-03-02T09:04:00+08:00",
];

/// A server that knows a service under a name of the test's own, for the metrics are the process's.
async fn knowing(name: &str, settings: ServiceSettings) -> TestApp {
    let services = Named(BTreeMap::from([(name.to_owned(), settings)]));
    let app = TestApp::start_with(Mode::Development, |all| all.services = services).await;
    app.at(MORNING).await;
    publish(&app, name).await;
    app
}

fn at(url: &str) -> ServiceSettings {
    ServiceSettings {
        url: url.to_owned(),
        attempts: 3,
        timeout_s: 1,
        ..ServiceSettings::default()
    }
}

/// The food licence, where the business licence is looked up before an approver decides.
async fn publish(app: &TestApp, service: &str) {
    let procedure = json!({"start": "lookup", "nodes": {
        "lookup": {"kind": "call", "name": "营业执照核验", "name_en": "Business licence", "service": service,
            "outcomes": {"found": "approval", "gone": {"to": "second_look", "label": "执照已注销"}},
            "fallback": {"post": "reviewer", "limit": 2}},
        "approval": {"kind": "task", "name": "审批", "post": "approver", "limit": 2,
            "outcomes": {"approve": "granted", "send_back": "lookup"}},
        "second_look": {"kind": "task", "name": "复核", "post": "approver", "limit": 2,
            "outcomes": {"pass": "approval", "deny": "refused"}},
        "granted": {"kind": "end", "decision": "approve"},
        "refused": {"kind": "end", "decision": "deny"},
    }});
    app.republish(FOOD_LICENCE, |item| item["procedure"] = procedure).await;
}

/// Filed, accepted, and everything due done.
async fn accepted(app: &TestApp) -> Filed<'_> {
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    app.settle().await;
    case
}

/// The kinds of events since acceptance, as staff see them.
async fn kinds(app: &TestApp, case: &Filed<'_>) -> Vec<String> {
    let query = format!("select kind from event where owner_id = '{}' order by seq", case.id);
    let kinds = app.database().lines(&query).await;
    let accepted = kinds.iter().position(|kind| kind == "accepted").unwrap();
    kinds[accepted + 1..].to_vec()
}

/// What the operator sees.
async fn metric(app: &TestApp, line: &str) -> Option<u64> {
    let metrics = app.outside().get("/metrics").send().await.text;
    let found = metrics.lines().find_map(|text| text.strip_prefix(line));
    found.map(|value| value.trim().parse().unwrap())
}

#[tokio::test]
async fn a_service_answers_and_the_procedure_goes_on_by_itself() {
    let service = Service::start([Reply::Says(json!({"outcome": "found", "note": "在营"}))]).await;
    let app = knowing("reg-answers", at(&service.url)).await;
    let case = accepted(&app).await;
    assert!(case.find_task("approver", "approval").await.is_some());
    assert!(case.find_task("reviewer", "lookup").await.is_none(), "nobody was asked");
    let happened = [
        "procedure_moved",
        "call_began",
        "call_answered",
        "task_opened",
        "procedure_moved",
    ];
    assert_eq!(kinds(&app, &case).await, happened);
    let answered = metric(&app, "service_calls_total{result=\"answered\",service=\"reg-answers\"}").await;
    assert_eq!(answered, Some(1));
    case.approve().await;
    assert_eq!(case.read().await["status"], "decided");
}

/// PIPL art. 6: no more than is needed.
#[tokio::test]
async fn a_service_is_told_no_more_than_it_is_configured_to_need() {
    let asked_by = async |adjust: &dyn Fn(&mut ServiceSettings)| -> (Asked, Value) {
        let service = Service::start([Reply::Says(json!({"outcome": "found"}))]).await;
        let mut settings = at(&service.url);
        adjust(&mut settings);
        let app = knowing("reg-minimal", settings).await;
        let case = accepted(&app).await;
        let read = case.read().await;
        assert_eq!(service.asked().len(), 1);
        (service.asked().remove(0), read)
    };

    let (plain, case) = asked_by(&|_| {}).await;
    assert_eq!(plain.body["application"], case["number"]);
    assert_eq!(
        (&plain.body["item"], &plain.body["item_version"], &plain.body["node"]),
        (&case["item"]["code"], &json!(2), &json!("lookup"))
    );
    assert_eq!(plain.body["answers"], case["answers"]);
    assert_eq!(plain.body["form"]["shop_name"], case["form"]["shop_name"]);
    for sensitive in ["manager_id", "contact_phone"] {
        assert!(case["form"][sensitive].is_string());
        assert!(plain.body["form"].get(sensitive).is_none(), "{sensitive}");
    }
    assert!(plain.body.get("applicant").is_none());
    assert_eq!(plain.header("authorization"), None);

    let (named, case) = asked_by(&|settings| {
        settings.fields = List(vec!["/manager_id".to_owned()]);
        settings.identity = true;
        settings.token = Some("hunter2".into());
    })
    .await;
    assert_eq!(named.body["form"], json!({"manager_id": case["form"]["manager_id"]}));
    let applicant = json!({"kind": "natural_person", "name": "张示例", "citizen_id": "990101199003070015"});
    assert_eq!(named.body["applicant"], applicant);
    assert_eq!(named.header("authorization"), Some("bearer hunter2"));
}

#[tokio::test]
async fn a_service_that_stumbles_is_asked_again_as_the_same_question() {
    let replies = [
        Reply::Status(500),
        Reply::Status(429),
        Reply::Says(json!({"outcome": "found"})),
    ];
    let service = Service::start(replies).await;
    let app = knowing("reg-stumbles", at(&service.url)).await;
    let case = accepted(&app).await;
    assert_eq!(service.asked().len(), 1, "the next attempt waits for its time");
    for minute in &MINUTES[..2] {
        assert!(case.find_task("approver", "approval").await.is_none());
        app.at(minute).await;
        app.settle().await;
    }
    assert!(case.find_task("approver", "approval").await.is_some());
    let asked = service.asked();
    let keys: Vec<_> = asked
        .iter()
        .map(|asked| asked.header("idempotency-key").unwrap())
        .collect();
    assert_eq!((keys.len(), keys[0], keys[1]), (3, keys[1], keys[2]));
    let failed = metric(&app, "service_calls_total{result=\"failed\",service=\"reg-stumbles\"}").await;
    assert_eq!(failed, Some(2));
}

#[tokio::test]
async fn when_a_service_is_dead_its_post_decides() {
    let app = knowing("reg-dead", at(&Service::nowhere().await)).await;
    let case = accepted(&app).await;
    for minute in &MINUTES[..2] {
        assert!(case.find_task("reviewer", "lookup").await.is_none());
        app.at(minute).await;
        app.settle().await;
    }
    let task = case.find_task("reviewer", "lookup").await.unwrap();
    assert_eq!(task["name"], "营业执照核验");
    assert_eq!(task["due_on"], "2026-03-04", "the fallback's own limit");
    let outcomes: Vec<_> = task["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|outcome| &outcome["code"])
        .collect();
    assert_eq!(outcomes, ["found", "gone"]);
    assert_eq!(
        metric(&app, "service_fallbacks_total{service=\"reg-dead\"}").await,
        Some(1)
    );
    app.at(MINUTES[3]).await;
    assert_eq!(app.settle().await, 0, "nobody is asked any more");

    case.complete("reviewer", "lookup", json!({"outcome": "found"}))
        .await
        .expect(200);
    assert!(case.find_task("approver", "approval").await.is_some());
    case.complete(
        "approver",
        "approval",
        json!({"outcome": "send_back", "opinion": "再核验"}),
    )
    .await
    .expect(200);
    assert_eq!(
        kinds(&app, &case).await.last().unwrap(),
        "call_began",
        "sent back, the service is asked again"
    );
}

#[tokio::test]
async fn what_would_be_the_same_again_goes_to_people_at_once() {
    let unusable = [
        Reply::Status(404),
        Reply::Status(302),
        Reply::Mumbles("<html>maintenance</html>".to_owned()),
        Reply::Mumbles("x".repeat(100_000)),
        Reply::Says(json!({"outcome": "perhaps"})),
    ];
    let service = Service::start(unusable.clone()).await;
    let app = knowing("reg-unusable", at(&service.url)).await;
    for (nth, reply) in (1..).zip(unusable) {
        let case = accepted(&app).await;
        assert_eq!(service.asked().len(), nth);
        let id = case.task("reviewer", "lookup").await;
        assert!(!id.is_empty(), "{reply:?}");
        assert_eq!(case.read().await["status"], "in_review");
        let decided = case.complete("reviewer", "lookup", json!({"outcome": "found"})).await;
        decided.expect(200);
    }
}

#[tokio::test]
async fn an_answer_is_not_waited_for_longer_than_allowed() {
    let service = Service::start([Reply::Hangs]).await;
    let settings = ServiceSettings {
        attempts: 1,
        ..at(&service.url)
    };
    let app = knowing("reg-hangs", settings).await;
    let case = accepted(&app).await;
    assert_eq!(service.asked().len(), 1);
    case.task("reviewer", "lookup").await;
}

#[tokio::test]
async fn an_unconfigured_service_is_people_at_once() {
    let app = TestApp::start().await;
    app.at(MORNING).await;
    publish(&app, "reg-unknown").await;
    let case = accepted(&app).await;
    case.task("reviewer", "lookup").await;
    let counted = metric(
        &app,
        "service_calls_total{result=\"unconfigured\",service=\"reg-unknown\"}",
    )
    .await;
    assert_eq!(counted, Some(1));
}

#[tokio::test]
async fn a_service_that_keeps_failing_is_left_alone_for_a_while() {
    let service = Service::start([Reply::Status(503)]).await;
    let settings = ServiceSettings {
        breaks_after: 2,
        rests_s: 3_600,
        attempts: 2,
        ..at(&service.url)
    };
    let app = knowing("reg-breaks", settings).await;
    let (first, second) = (accepted(&app).await, accepted(&app).await);
    assert_eq!(service.asked().len(), 2);
    assert_eq!(
        metric(&app, "service_breaker_open{service=\"reg-breaks\"}").await,
        Some(1)
    );
    let third = accepted(&app).await;
    app.at(MINUTES[0]).await;
    app.settle().await;
    assert_eq!(
        service.asked().len(),
        2,
        "nobody asked while it rests, and nobody waited for it"
    );
    for case in [&first, &second, &third] {
        case.task("reviewer", "lookup").await;
    }
}

#[tokio::test]
async fn what_comes_too_late_changes_nothing() {
    let service = Service::start([Reply::Status(500), Reply::Says(json!({"outcome": "found"}))]).await;
    let app = knowing("reg-late", at(&service.url)).await;
    let case = accepted(&app).await;
    case.command("withdrawal", json!({})).await.expect(200);
    let before = kinds(&app, &case).await;
    app.at(MINUTES[0]).await;
    app.settle().await;
    assert_eq!(kinds(&app, &case).await, before);
    assert_eq!(service.asked().len(), 1, "nobody needs to know any more");
}

/// A server killed after the answer was committed, before its job was: the job runs again, perhaps on another server, perhaps on two.
#[tokio::test]
async fn an_answer_counts_once_however_often_its_job_runs() {
    let service = Service::start([Reply::Says(json!({"outcome": "found"}))]).await;
    let app = knowing("reg-again", at(&service.url)).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    app.database()
        .execute("create table kept as select * from outbox where topic = 'applications.call'")
        .await;
    app.settle().await;
    let before = kinds(&app, &case).await;
    let twin = app.twin().await;
    app.database().execute("insert into outbox select * from kept").await;
    let (here, there) = tokio::join!(app.parts.engine.drain(), twin.parts.engine.drain());
    assert_eq!(here.unwrap() + there.unwrap(), 1);
    assert_eq!(kinds(&app, &case).await, before);
    assert_eq!(service.asked().len(), 1);
}
