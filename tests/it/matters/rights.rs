//! Who sees what of a matter: agents, those who work on one member, the lead, who took it in.

use serde_json::{Value, json};

use super::reading::{member, seen};
use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::{FOOD_DEPARTMENT, GRANDMOTHER, HEALTH_DEPARTMENT, TestApp};

const AGENT: &str = "13900000088";
/// A department without a member in the small bundle.
const INSURANCE_DEPARTMENT: &str = "11990100999990053E";

/// The paths of a matter that are shown as they are: a document, the one notice, the receipt, the timeline.
struct Paths {
    document: String,
    notice: String,
    receipt: String,
    events: String,
}

impl Paths {
    async fn of(app: &TestApp, matter: &Matter<'_>) -> Self {
        let screen = seen(app, "citizen", matter).await;
        let path = |rest: &str| format!("/matters/{}/{rest}", matter.id);
        let document = screen["materials"][0]["documents"][0]["id"].as_str().unwrap();
        let notice = screen["notices"][0]["number"].as_str().unwrap();
        Self {
            document: path(&format!("documents/{document}")),
            notice: path(&format!("notices/{notice}")),
            receipt: path("receipt"),
            events: path("events"),
        }
    }

    /// How each answers somebody: document, notice, receipt, timeline.
    async fn statuses(&self, app: &TestApp, login: &str) -> [u16; 4] {
        let mut statuses = [0; 4];
        let paths = [&self.document, &self.notice, &self.receipt, &self.events];
        for (status, path) in statuses.iter_mut().zip(paths) {
            *status = app.as_(login).get(path).send().await.status;
        }
        statuses
    }
}

/// The department of one member finds something missing, which is told in the one notice.
async fn told(matter: &Matter<'_>) {
    matter.accept().await;
    let gap = json!({"material": "site", "verdict": "defective", "reason": "未盖章"});
    let missing = json!({"outcome": "request_supplement", "verdicts": [gap]});
    let apart = matter.member(APART);
    matter.complete("window", &apart, missing).await.expect(200);
}

async fn mandate(app: &TestApp) -> String {
    app.register(AGENT, GRANDMOTHER).await;
    let body = json!({"agent": {"login": AGENT}, "items": ["one-small"]});
    let granted = app.as_("citizen").post("/mandates").key().json(body).send().await;
    let id = granted.expect(201)["id"].as_str().unwrap().to_owned();
    format!("/mandates/{id}")
}

#[tokio::test]
async fn a_mandate_for_the_bundle_covers_its_members() {
    let app = TestApp::with_bundle(documents()).await;
    let mandate = mandate(&app).await;
    let matter = app.file_small(|_| {}).await;
    told(&matter).await;
    let paths = Paths::of(&app, &matter).await;
    assert_eq!(paths.statuses(&app, AGENT).await, [200; 4]);
    let [first, next] = [FIRST, NEXT].map(|item| matter.member(item));
    let path = format!("/applications/{first}");
    for rest in ["", "/events", "/receipt", "/due-date"] {
        let shown = app.as_(AGENT).get(&format!("{path}{rest}")).send().await;
        assert_eq!(shown.status, 200, "{rest}");
    }
    let withdrawn = matter.on(&next, AGENT, "withdrawal", json!({})).await;
    withdrawn.expect(200);

    app.as_("citizen").delete(&mandate).send().await.expect(204);
    assert_eq!(paths.statuses(&app, AGENT).await, [404; 4]);
    app.as_(AGENT).get(&path).send().await.problem(404, "not-found");
    let revoked = matter.on(&first, AGENT, "withdrawal", json!({})).await;
    revoked.problem(404, "not-found");
    let revoked = matter.by(AGENT, "withdrawal", json!({})).await;
    revoked.problem(404, "not-found");
}

#[tokio::test]
async fn a_mandate_for_one_item_covers_no_matter_and_no_other_member() {
    let app = TestApp::with_bundle(documents()).await;
    app.register(AGENT, GRANDMOTHER).await;
    let body = json!({"agent": {"login": AGENT}, "items": [FIRST]});
    app.as_("citizen")
        .post("/mandates")
        .key()
        .json(body)
        .send()
        .await
        .expect(201);
    let matter = app.file_small(|_| {}).await;
    let member = |item: &str| format!("/applications/{}", matter.member(item));
    app.as_(AGENT).get(&member(FIRST)).send().await.expect(200);
    for path in [member(NEXT), format!("/matters/{}", matter.id)] {
        app.as_(AGENT).get(&path).send().await.problem(404, "not-found");
    }
}

#[tokio::test]
async fn who_works_on_one_member_is_not_told_what_is_missing_of_another() {
    let app = TestApp::with_bundle(documents()).await;
    app.staff("of-food", &[(FOOD_DEPARTMENT, "reviewer")]).await;
    app.staff("lead", &[(HEALTH_DEPARTMENT, "expert")]).await;
    let matter = app.file_small(|_| {}).await;
    told(&matter).await;
    let paths = Paths::of(&app, &matter).await;

    let working = seen(&app, "of-food", &matter).await;
    assert_eq!(
        (&working["notices"], &working["missing"], &working["answer_by"]),
        (&json!([]), &json!([]), &Value::Null)
    );
    assert_eq!(paths.statuses(&app, "of-food").await, [404, 404, 403, 200]);
    let timeline = app.as_("of-food").get(&paths.events).send().await.expect(200);
    let included = format!("/matters/{}?include=events", matter.id);
    let included = app.as_("of-food").get(&included).send().await.expect(200);
    for events in [&timeline["data"], &included["events"]] {
        assert!(
            events
                .as_array()
                .unwrap()
                .iter()
                .any(|event| event["kind"] == "supplement_requested")
        );
        assert!(!events.to_string().contains("site"), "{events}");
    }
    assert_eq!(paths.statuses(&app, "lead").await, [200, 200, 403, 200]);
    let leading = seen(&app, "lead", &matter).await;
    assert_eq!(leading["notices"][0]["content"]["materials"][0]["reason"], "未盖章");

    matter
        .command("withdrawal", json!({"reason": "家中有事"}))
        .await
        .expect(200);
    app.settle().await;
    let over = seen(&app, "of-food", &matter).await;
    assert!(!over.to_string().contains("家中有事"), "{over}");
    let over = seen(&app, "lead", &matter).await;
    assert_eq!(member(&over, APART)["ended"]["note"], "家中有事");
}

#[tokio::test]
async fn the_clerk_who_took_it_in_sees_it_whole_and_one_who_is_recused_may_do_nothing() {
    let app = TestApp::with_bundle(documents()).await;
    app.staff("taker", &[(INSURANCE_DEPARTMENT, "window")]).await;
    app.staff("other-taker", &[(INSURANCE_DEPARTMENT, "window")]).await;
    let mut documents = Vec::new();
    for material in ["id", "photo", "site"] {
        documents.push(json!({"material": material, "document": app.upload("taker").await}));
    }
    let body = json!({"bundle": "one-small", "form": {"name": "示范"}, "documents": documents,
        "applicant": {"name": "张示例", "citizen_id": "990101199003070015"}, "identity_check": {"document": "resident_id_card"}});
    let filed = app.as_("taker").post("/matters").key().json(body).send().await;
    let matter = Matter::of(&app, "citizen", &filed);
    told(&matter).await;
    let paths = Paths::of(&app, &matter).await;
    assert_eq!(paths.statuses(&app, "taker").await, [200; 4]);
    assert_eq!(paths.statuses(&app, "other-taker").await, [404; 4]);
    assert!(seen(&app, "taker", &matter).await["pickup_code"].is_string());

    assert_eq!(paths.statuses(&app, "window").await, [200; 4]);
    let recused = matter
        .on(&matter.id, "window", "recusals", json!({"reasons": "申请人系近亲属"}))
        .await;
    recused.expect(200);
    assert_eq!(
        paths.statuses(&app, "window").await,
        [200, 200, 403, 200],
        "whose post it is sees it, and hands out no slip"
    );
    assert_eq!(seen(&app, "window", &matter).await["actions"], json!([]));
    let delivery = json!({"mode": "window", "pickup_code": matter.receipt["pickup_code"], "signed_by": "本人"});
    matter.by("window", "delivery", delivery).await.problem(409, "recused");
}

#[tokio::test]
async fn a_matter_is_not_there_under_the_addresses_of_applications() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    told(&matter).await;
    let screen = seen(&app, "citizen", &matter).await;
    let notice = format!("/notices/{}", screen["notices"][0]["number"].as_str().unwrap());
    let document = screen["materials"][0]["documents"][0]["id"].as_str().unwrap();
    let document = format!("/documents/{document}");
    for login in ["citizen", "window"] {
        for rest in ["", "/events", "/receipt", "/due-date", &notice, &document] {
            let path = format!("/applications/{}{rest}", matter.id);
            app.as_(login).get(&path).send().await.problem(404, "not-found");
        }
    }
}

#[tokio::test]
async fn what_is_missing_reaches_the_applicant_with_the_one_notice_only() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    let gap = json!({"material": "id", "verdict": "defective", "reason": "照片模糊"});
    let looked = json!({"outcome": "accept", "verdicts": [gap, {"material": "photo", "verdict": "ok"}]});
    matter.complete("window", &matter.id, looked).await.expect(200);
    let verdicts = async |login: &str| {
        let screen = seen(&app, login, &matter).await;
        [0, 1].map(|index| screen["materials"][index]["verdict"]["verdict"].clone())
    };
    assert_eq!(verdicts("citizen").await, [Value::Null, json!("ok")]);
    assert_eq!(verdicts("window").await, [json!("defective"), json!("ok")]);

    matter.accept_apart().await;
    assert_eq!(verdicts("citizen").await, [json!("defective"), json!("ok")]);
}

#[tokio::test]
async fn what_a_department_misses_waits_for_the_others_before_the_applicant_hears_of_it() {
    let mut all = documents();
    all[0]["acceptance"] = json!("department");
    let app = TestApp::with_bundle(all).await;
    let matter = app.file_small(|_| {}).await;
    told(&matter).await;
    let path = format!("/applications/{}", matter.member(APART));
    let shown = async |login: &str| {
        let screen = app.as_(login).get(&path).send().await.expect(200);
        let timeline = app.as_(login).get(&format!("{path}/events")).send().await.expect(200);
        let missing = screen["verdicts"].to_string().contains("defective");
        (missing, timeline.to_string().contains("gaps_found"))
    };
    assert_eq!(matter.read(APART).await["status"], "submitted", "food has not answered");
    assert_eq!(shown("citizen").await, (false, false));
    assert_eq!(shown("window").await, (true, true));
    let first = matter.member(FIRST);
    let accepted = matter.complete("window", &first, json!({"outcome": "accept"})).await;
    accepted.expect(200);
    assert_eq!(matter.read(APART).await["status"], "awaiting_supplement");
    assert_eq!(shown("citizen").await, (true, false), "it is in the one notice");
}
