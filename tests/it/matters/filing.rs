//! Filing a matter: everything at once, or nothing.

use serde_json::{Value, json};
use yiwang::server::Mode;

use crate::support::matters::{GUIDANCE, HOUSEHOLD, Matter, NEWBORN, RESTAURANT};
use crate::support::round_trips::RoundTrips;
use crate::support::{FOOD_DEPARTMENT, GRANDMOTHER, SERVICE_BUREAU, TestApp, TestDatabase, steps, task};

/// The phone of a company's handler.
const COMPANY: &str = "13800000077";

/// A bundle of ten items, each after the one before.
fn ten() -> (Vec<Value>, Value) {
    let review = || {
        steps(
            "review",
            json!({"review": task(json!({"pass": "granted", "deny": "refused"}))}),
        )
    };
    let code = |nth: usize| format!("990101-9{nth}");
    let item = |nth| {
        json!({"kind": "item", "code": code(nth), "name": format!("示范事项{nth}"), "item_type": "public_service",
            "department": FOOD_DEPARTMENT, "acceptance": "window", "promised_limit": 2, "result": {"kind": "none"}, "procedure": review()})
    };
    let members: Vec<Value> = (0..10)
        .map(|nth| match nth {
            0 => json!({"item": code(nth)}),
            _ => json!({"item": code(nth), "after": [code(nth - 1)]}),
        })
        .collect();
    let bundle = json!({"kind": "bundle", "code": "one-of-ten", "name": "十项一件事", "lead_department": FOOD_DEPARTMENT,
        "window_department": SERVICE_BUREAU, "members": members, "promised_limit": 10});
    ((0..10).map(item).collect(), bundle)
}

#[tokio::test]
async fn ten_members_are_filed_within_four_round_trips() {
    let trips = RoundTrips::default();
    let database = TestDatabase::seeded().await;
    let url = trips.by_way_of(&database.server_url()).await;
    let app = TestApp::start_in(database, Mode::Development, |settings| {
        settings.database.url = Some(url);
    })
    .await;
    let (items, bundle) = ten();
    app.publish_all(&items, &bundle).await;
    let own = json!({"bundle": "one-of-ten"});
    let mut at_window = own.clone();
    at_window["applicant"] = json!({"name": "陈示例", "citizen_id": GRANDMOTHER});
    at_window["identity_check"] = json!({"document": "resident_id_card"});
    let file = async |login: &str, body: &Value| {
        let call = app.as_(login).post("/matters").key();
        call.json(body.clone()).send().await.expect(201)
    };
    // Numbers are leased in blocks, and statements prepared once a connection: those are not filing's own.
    for _ in 0..8 {
        file("citizen", &own).await;
        file("window", &at_window).await;
    }
    let counted = async |login: &str, body: &Value| {
        let (before, statements) = (trips.count(), app.statements());
        let filed = file(login, body).await;
        assert_eq!(filed["members"].as_array().unwrap().len(), 10);
        (trips.count() - before, app.statements() - statements)
    };
    let (round_trips, statements) = counted("citizen", &own).await;
    assert!(round_trips <= 4, "{round_trips} round trips");
    assert_eq!(
        statements, 14,
        "one read, BEGIN, a write for the matter and each of its members, COMMIT"
    );
    // At a window it is asked first who the applicant is.
    let (round_trips, statements) = counted("window", &at_window).await;
    assert_eq!((round_trips, statements), (5, 15));
}

#[tokio::test]
async fn what_is_wrong_is_told_of_the_whole_and_nothing_is_filed() {
    let app = TestApp::start().await;
    let body = app.matter_filing("citizen", NEWBORN).await;
    let file = |change: fn(&mut Value)| {
        let mut body = body.clone();
        change(&mut body);
        app.as_("citizen").post("/matters").key().json(body).send()
    };
    let told = |problem: &Value| -> Vec<(String, String)> {
        let errors = problem["errors"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        errors
            .map(|error| (text(&error["pointer"]), text(&error["code"])))
            .collect()
    };
    let one = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];

    let unknown = file(|body| body["bundle"] = json!("one-nothing"))
        .await
        .problem(422, "invalid-input");
    assert_eq!(told(&unknown), one("/bundle", "unknown-bundle"));
    let missing = file(|body| drop(body["form"].as_object_mut().unwrap().remove("child_name"))).await;
    assert_eq!(
        told(&missing.problem(422, "invalid-input")),
        one("/form/child_name", "required")
    );
    let bad = file(|body| body["form"]["mother_id"] = json!("9901011995031200")).await;
    assert_eq!(told(&bad.problem(422, "invalid-input"))[0].0, "/form/mother_id");
    let unasked = file(|body| body["form"]["unknown"] = json!(1))
        .await
        .problem(422, "invalid-input");
    assert_eq!(told(&unasked)[0].0, "/form/unknown");
    let without = file(|body| drop(body["documents"].as_array_mut().unwrap().remove(1))).await;
    assert_eq!(
        told(&without.problem(422, "invalid-input")),
        one("/documents", "material-missing")
    );
    let unanswered = file(|body| drop(body["answers"].as_object_mut().unwrap().remove("card"))).await;
    assert_eq!(told(&unanswered.problem(422, "invalid-input"))[0].0, "/answers/card");
    let needed = file(|body| body["without"] = json!(["11990100999990037Q3000709001001"])).await;
    assert_eq!(
        told(&needed.problem(422, "invalid-input")),
        one("/without/0", "not-optional")
    );
    let nobody = file(|body| drop(body.as_object_mut().unwrap().remove("subject"))).await;
    assert!(
        told(&nobody.problem(422, "invalid-input"))
            .iter()
            .all(|(pointer, _)| pointer.starts_with("/subject"))
    );
    let keyless = app.as_("citizen").post("/matters").json(body.clone()).send().await;
    assert_eq!(keyless.status, 400);
    let filed = app.as_("citizen").get("/cases").send().await.expect(200);
    assert_eq!(filed["data"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_an_optional_member_may_be_left_out() {
    let app = TestApp::start().await;
    let mut body = app.matter_filing("citizen", NEWBORN).await;
    body["without"] = json!([GUIDANCE]);
    // What only a member asks for that is left out is not asked for.
    for field in ["feeding", "visit_time"] {
        body["form"].as_object_mut().unwrap().remove(field);
    }
    let file = |body: &Value| {
        let call = app
            .as_("citizen")
            .post("/matters")
            .header("Idempotency-Key", "newborn-1");
        call.json(body.clone()).send()
    };
    let first = file(&body).await.expect(201);
    assert_eq!(file(&body).await.expect(201), first);
    let matter = Matter::received(&app, "citizen", first);
    assert_eq!(matter.members.len(), 6);
    assert!(!matter.members.contains_key(GUIDANCE));
    body["answers"]["card"] = json!("no");
    file(&body).await.problem(422, "idempotency-key-reused");
}

#[tokio::test]
async fn a_clerk_files_for_somebody_without_an_account_and_the_answers_tell_who_is_in() {
    let app = TestApp::start().await;
    let mut body = app.matter_filing("window", NEWBORN).await;
    body["applicant"] = json!({"name": "陈示例", "citizen_id": GRANDMOTHER});
    body["identity_check"] = json!({"document": "resident_id_card"});
    let filed = app
        .as_("window")
        .post("/matters")
        .key()
        .json(body)
        .send()
        .await
        .expect(201);
    assert_eq!(filed["members"].as_array().unwrap().len(), 7);

    let account = json!({"kind": "legal_person", "name": "示范餐饮有限公司", "credit_code": "91990100MA99999X2A", "phone": COMPANY,
        "password": app.credentials("citizen")["password"]});
    app.anyone().post("/accounts").json(account).send().await.expect(201);
    let plain = app.matter_filing(COMPANY, RESTAURANT).await;
    let tobacco = app.matter_filing(COMPANY, "one-restaurant-tobacco").await;
    for (body, members) in [(plain, 2), (tobacco, 5)] {
        let filed = app
            .as_(COMPANY)
            .post("/matters")
            .key()
            .json(body)
            .send()
            .await
            .expect(201);
        assert_eq!(filed["members"].as_array().unwrap().len(), members);
    }
}

#[tokio::test]
async fn a_running_matter_stays_with_the_versions_it_was_filed_under() {
    let app = TestApp::start().await;
    let matter = app.matter("citizen", NEWBORN, |_| {}).await;
    app.republish("birth-household-registration", |item| item["promised_limit"] = json!(2))
        .await;
    let bundle = app.as_("admin").post(&format!("/bundles/{NEWBORN}/publication")).key();
    bundle.json(json!({})).send().await.expect(201);
    let later = app.matter("citizen", NEWBORN, |_| {}).await;
    assert_eq!(matter.read(HOUSEHOLD).await["item"]["version"], 1);
    assert_eq!(later.read(HOUSEHOLD).await["item"]["version"], 2);
}

#[tokio::test]
async fn an_agent_files_for_who_gave_them_a_mandate_for_the_bundle() {
    let app = TestApp::start().await;
    app.register("13900000088", GRANDMOTHER).await;
    let principal = app.as_("citizen").get("/me").send().await.expect(200)["id"].clone();
    let mut body = app.matter_filing("13900000088", NEWBORN).await;
    body["on_behalf_of"] = json!({"account": principal});
    let file = || app.as_("13900000088").post("/matters").key().json(body.clone()).send();
    file().await.problem(422, "invalid-input");
    let mandate = json!({"agent": {"login": "13900000088"}, "items": [NEWBORN]});
    app.as_("citizen")
        .post("/mandates")
        .json(mandate)
        .send()
        .await
        .expect(201);
    let filed = file().await.expect(201);
    let cases = app.as_("citizen").get("/cases").send().await.expect(200);
    assert_eq!(cases["data"][0]["id"], filed["id"]);
}

#[tokio::test]
async fn a_bundle_with_filing_periods_is_filed_in_them_only() {
    let app = TestApp::start().await;
    let (items, mut bundle) = ten();
    bundle["filing_periods"] = json!([{"from": "05-20", "until": "06-10"}]);
    app.publish_all(&items, &bundle).await;
    let file = || {
        app.as_("citizen")
            .post("/matters")
            .key()
            .json(json!({"bundle": "one-of-ten"}))
            .send()
    };
    app.at("2026-05-19T02:00:00Z").await;
    let told = file().await.problem(409, "outside-filing-period");
    assert!(told["detail"].as_str().unwrap().contains("2026-05-20"), "{told}");
    app.at("2026-06-10T02:00:00Z").await;
    let keyed = || {
        let call = app
            .as_("citizen")
            .post("/matters")
            .header("idempotency-key", "last-day");
        call.json(json!({"bundle": "one-of-ten"})).send()
    };
    let filed = keyed().await.expect(201);
    app.at("2026-06-11T02:00:00Z").await;
    file().await.problem(409, "outside-filing-period");
    assert_eq!(keyed().await.expect(201), filed, "a repeat gets the first answer");
}

#[tokio::test]
async fn only_where_the_law_has_them_handled_in_a_unified_way_licences_have_45_days() {
    let app = TestApp::start().await;
    app.at("2026-03-02T02:00:00Z").await;
    let (items, mut bundle) = ten();
    let mut items = items[..2].to_vec();
    for item in &mut items {
        item["item_type"] = json!("licence");
    }
    bundle["members"] = json!([{"item": "990101-90"}, {"item": "990101-91"}]);
    for (unified, days) in [(false, 20), (true, 45)] {
        if unified {
            bundle["code"] = json!("one-unified");
            bundle["unified_handling"] = json!({"basis": "中华人民共和国行政许可法第二十六条"});
            items.clear();
        }
        app.publish_all(&items, &bundle).await;
        let body = json!({"bundle": bundle["code"]});
        let filed = app
            .as_("citizen")
            .post("/matters")
            .key()
            .json(body)
            .send()
            .await
            .expect(201);
        let matter = Matter::received(&app, "citizen", filed);
        matter.look_through(json!({"outcome": "accept"})).await.expect(200);
        let path = format!("/calendar/working-days?from=2026-03-02&days={days}");
        let due = app.anyone().get(&path).send().await.expect(200)["date"].clone();
        assert_eq!(matter.read("990101-90").await["due"]["statutory_due_on"], due, "{days}");
    }
}
