//! Handing results over: by whom, when, and against which code.

use serde_json::{Value, json};

use super::reading::seen;
use super::small::{APART, FIRST, Matter, NEXT, documents, no_licences, told};
use crate::support::{FOOD_DEPARTMENT, HEALTH_DEPARTMENT, TestApp};

async fn all_granted(app: &TestApp, adjust: impl FnOnce(&mut Value)) -> Matter<'_> {
    let matter = app.file_small(adjust).await;
    matter.accept().await;
    matter.accept_apart().await;
    for item in [FIRST, NEXT, APART] {
        matter.grant(item).await;
    }
    matter
}

fn at_window(matter: &Matter<'_>) -> Value {
    json!({"mode": "window", "pickup_code": matter.receipt["pickup_code"]})
}

async fn bodies(app: &TestApp, kind: &str) -> Vec<String> {
    let told = told(app).await.into_iter();
    let told = told.filter(|[found, ..]| found == kind);
    told.map(|[.., body]| body).collect()
}

#[tokio::test]
async fn a_department_hands_its_own_result_over_against_the_code_of_the_matter() {
    let mut all = documents();
    all[3]["delivery"] = json!("as_they_come");
    let app = TestApp::with_bundle(all).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.grant(FIRST).await;
    let code = matter.receipt["pickup_code"].as_str().unwrap();
    let ready = bodies(&app, "application.certificate_issued").await;
    assert!(ready.len() == 1 && ready[0].contains(code), "{ready:?}");

    app.staff("food-window", &[(FOOD_DEPARTMENT, "window")]).await;
    let found = app
        .as_("food-window")
        .post("/desk/lookups")
        .json(json!({"pickup_code": code}));
    let found = found.send().await.expect(200);
    let first = matter.member(FIRST);
    let mut rows = found["applications"].as_array().unwrap().iter();
    let row = rows.find(|row| row["id"] == first).expect("found by the code");
    assert_eq!(row["pickup_ready"], true);
    let handed = matter.on(&first, "food-window", "delivery", at_window(&matter)).await;
    handed.expect(200);
    assert_eq!(matter.statuses([FIRST]).await, ["completed"]);
}

#[tokio::test]
async fn results_are_not_handed_over_one_by_one_where_they_are_together() {
    // Licences would not wait for so long.
    let app = TestApp::with_bundle(no_licences()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    matter.grant(FIRST).await;
    let early = matter.by("window", "delivery", at_window(&matter)).await;
    early.problem(409, "invalid-transition");
    assert_eq!(
        bodies(&app, "application.certificate_issued").await,
        Vec::<String>::new()
    );
    let early = seen(&app, "window", &matter).await;
    assert_eq!(early["actions"], json!([]));

    // Nothing can be fetched yet, so nobody is reminded of it; of all together they are.
    app.at("2026-04-20T02:00:00Z").await;
    let reminded = [
        bodies(&app, "application.collection_reminded").await,
        bodies(&app, "matter.collection_reminded").await,
    ];
    assert_eq!(reminded, [Vec::<String>::new(), Vec::new()]);
    matter.grant(NEXT).await;
    matter.grant(APART).await;
    app.at("2026-06-20T02:00:00Z").await;
    assert_eq!(
        bodies(&app, "application.collection_reminded").await,
        Vec::<String>::new()
    );
    let reminded = bodies(&app, "matter.collection_reminded").await;
    let code = matter.receipt["pickup_code"].as_str().unwrap();
    assert!(!reminded.is_empty() && reminded[0].contains(code), "{reminded:?}");
}

/// Administrative Licensing Law art. 44.
#[tokio::test]
async fn a_licence_does_not_wait_for_others_beyond_its_tenth_working_day() {
    let app = TestApp::with_bundle(documents()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    matter.grant(FIRST).await;
    let released = async || bodies(&app, "application.result_released").await;
    let window = async || seen(&app, "window", &matter).await["actions"].clone();
    app.at("2026-03-15T02:00:00Z").await;
    assert_eq!((released().await, window().await), (vec![], json!([])));

    app.at("2026-03-16T02:00:00Z").await;
    let (news, code) = (released().await, matter.receipt["pickup_code"].as_str().unwrap());
    assert!(news.len() == 1 && news[0].contains(code), "{news:?}");
    assert!(news[0].contains("第四十四条"), "{news:?}");
    assert_eq!(window().await, json!(["delivery"]));
    matter.by("window", "delivery", at_window(&matter)).await.expect(200);
    app.settle().await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["completed", "in_review", "in_review"]
    );
    app.at("2026-03-18T02:00:00Z").await;
    let late = bodies(&app, "application.certificate_overdue").await;
    assert_eq!(late, Vec::<String>::new(), "it was there in time");

    matter.grant(NEXT).await;
    matter.grant(APART).await;
    matter.by("window", "delivery", at_window(&matter)).await.expect(200);
    app.settle().await;
    assert_eq!(seen(&app, "citizen", &matter).await["status"], "completed");
}

#[tokio::test]
async fn a_matter_is_not_there_for_another_window_and_the_one_that_acts_is_named() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = all_granted(&app, |_| {}).await;
    let path = format!("/matters/{}/delivery", matter.id);
    // Only one of their windows is the matter's, and that is the one they act for.
    let posts = [(FOOD_DEPARTMENT, "window"), (HEALTH_DEPARTMENT, "window")];
    app.staff("two-windows", &posts).await;
    app.staff("elsewhere", &[(FOOD_DEPARTMENT, "window")]).await;
    for seen in [None, Some("\"1\"")] {
        let call = app.as_("elsewhere").post(&path).key().json(at_window(&matter));
        let call = match seen {
            Some(etag) => call.if_match(etag),
            None => call,
        };
        call.send().await.problem(404, "not-found");
    }
    let blind = app.as_("two-windows").post(&path).key().json(at_window(&matter));
    blind.send().await.problem(428, "precondition-required");
    let stale = app.as_("two-windows").post(&path).if_match("\"1\"").key();
    let stale = stale.json(at_window(&matter)).send().await;
    stale.problem(412, "stale-version");

    let once = || {
        let call = app.as_("two-windows").post(&path).if_match("*");
        call.header("idempotency-key", "once").json(at_window(&matter))
    };
    let first = once().send().await.expect(200);
    assert_eq!(once().send().await.expect(200), first, "the first answer again");
    let query = format!(
        "select distinct department from event where owner_id = '{}' and kind = 'delivered'",
        matter.member(FIRST)
    );
    assert_eq!(app.database().lines(&query).await, [HEALTH_DEPARTMENT]);
}

#[tokio::test]
async fn results_that_are_sent_by_post_have_a_tracking_number() {
    let app = TestApp::with_bundle(documents()).await;
    let wish = json!({"mode": "post", "recipient": "王示范", "phone": "13800000001", "address": "示范路1号"});
    let matter = all_granted(&app, |body| body["delivery"] = wish).await;
    let ready = bodies(&app, "matter.results_ready").await;
    assert!(ready[0].contains("邮寄") && !ready[0].contains("取件码"), "{ready:?}");
    let posted = json!({"mode": "post", "tracking": "EX123456789"});
    matter.by("window", "delivery", posted).await.expect(200);
    app.settle().await;
    assert_eq!(matter.statuses([FIRST, APART]).await, ["completed", "completed"]);
    let first = matter.read(FIRST).await;
    assert_eq!(first["handover"]["tracking"], "EX123456789");
    assert_eq!(seen(&app, "citizen", &matter).await["outcome"], "approved");
}
