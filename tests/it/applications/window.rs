//! At the window: people apply without an account and without a phone; the clerk makes sure who they are.

use serde_json::{Value, json};

use super::people::told;
use crate::support::{FOOD_DEPARTMENT, FOOD_LICENCE, GRANDMOTHER, SERVICE_BUREAU, TestApp, VACCINATION};

/// The demo citizen, who has an account.
const CITIZEN: &str = "990101199003070015";

/// A filing for the old lady at the window of the deciding department.
async fn for_grandmother(app: &TestApp, item: &str) -> Value {
    app.at_window("window", item, "陈示例", GRANDMOTHER).await
}

fn faults(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap().iter();
    errors
        .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn an_old_lady_without_account_and_phone_files_and_takes_her_slip_along() {
    let app = TestApp::start().await;
    let receipt = app
        .file("window", for_grandmother(&app, FOOD_LICENCE).await)
        .await
        .expect(201);
    assert_eq!(receipt["status"], "submitted");
    let path = format!("/applications/{}", receipt["id"].as_str().unwrap());
    let read = app
        .as_("window")
        .get(&format!("{path}?include=events"))
        .send()
        .await
        .expect(200);
    assert_eq!(
        (&read["channel"], &read["applicant"]["name"]),
        (&json!("window"), &json!("陈示例"))
    );
    assert_eq!(read["applicant"]["kind"], "natural_person");
    assert_eq!(read["pickup_code"], receipt["pickup_code"]);
    let checked = read["events"].as_array().unwrap().iter();
    let checked: Vec<_> = checked.filter(|event| event["kind"] == "identity_checked").collect();
    assert_eq!(checked.len(), 1);
    assert_eq!(checked[0]["detail"]["document"], "resident_id_card");
    let slip = app
        .as_("window")
        .get(&format!("{path}/receipt"))
        .send()
        .await
        .expect(200);
    assert_eq!(
        (&slip["applicant"], &slip["pickup_code"]),
        (&json!("陈示例"), &receipt["pickup_code"])
    );

    let again = app
        .file("window", for_grandmother(&app, VACCINATION).await)
        .await
        .expect(201);
    let again = app
        .as_("window")
        .get(&format!("/applications/{}", again["id"].as_str().unwrap()));
    assert_eq!(
        again.send().await.expect(200)["applicant"]["id"],
        read["applicant"]["id"],
        "one person"
    );
    let clerk = app
        .database()
        .lines("select count(distinct filed_by) from application")
        .await;
    assert_eq!(clerk, ["1"]);
    app.settle().await;
    assert_eq!(app.assert_lawful().await, 2);
}

#[tokio::test]
async fn who_registers_later_with_the_slip_finds_what_the_window_filed() {
    let app = TestApp::start().await;
    let receipt = app.file("window", for_grandmother(&app, FOOD_LICENCE).await).await;
    let receipt = receipt.expect(201);
    let mut account = json!({"kind": "natural_person", "name": "陈示例", "citizen_id": GRANDMOTHER, "phone": "13900000088",
        "password": "Spring-rain-2026", "receipt": {"number": receipt["number"], "pickup_code": "none"}});
    let register = async |account: &Value| app.anyone().post("/accounts").json(account.clone()).send().await;
    assert!(register(&account).await.status >= 400, "the code is on the slip");
    account["receipt"]["pickup_code"] = receipt["pickup_code"].clone();
    register(&account).await.expect(201);
    let mine = app.as_("13900000088").get("/applications").send().await.expect(200);
    assert_eq!(mine["data"][0]["number"], receipt["number"]);
    let card = json!({"citizen_id": GRANDMOTHER});
    let found = app
        .as_("window")
        .post("/desk/lookups")
        .json(card)
        .send()
        .await
        .expect(200);
    assert_eq!(found["people"][0]["has_account"], true);
    app.assert_lawful().await;
}

#[tokio::test]
async fn who_has_an_account_finds_it_there_and_is_told() {
    let app = TestApp::start().await;
    let body = app.at_window("window", FOOD_LICENCE, "张示例", CITIZEN).await;
    let receipt = app.file("window", body).await.expect(201);
    let mine = app.as_("citizen").get("/applications").send().await.expect(200);
    assert_eq!(mine["data"][0]["number"], receipt["number"]);
    let inbox = told(&app, "citizen").await;
    assert_eq!(inbox[0]["kind"], "application.submitted");
    let withdrawal = format!("/applications/{}/withdrawal", receipt["id"].as_str().unwrap());
    let clerk = app.as_("window").post(&withdrawal).if_match("*").json(json!({}));
    clerk.send().await.problem(403, "forbidden");
    let own = app.as_("citizen").post(&withdrawal).if_match("*").json(json!({}));
    own.send().await.expect(200);
    app.assert_lawful().await;
}

#[tokio::test]
async fn another_name_under_the_number_is_refused() {
    let app = TestApp::start().await;
    let body = app.at_window("window", FOOD_LICENCE, "张某某", CITIZEN).await;
    let refused = app.file("window", body).await.problem(422, "invalid-input");
    assert_eq!(faults(&refused), [("/applicant/name", "name-mismatch")]);
    assert_eq!(app.database().lines("select count(*) from application").await, ["0"]);
}

#[tokio::test]
async fn an_integrated_window_receives_and_forwards() {
    let app = TestApp::start().await;
    for login in ["hall", "hall.too"] {
        app.staff(login, &[(SERVICE_BUREAU, "window")]).await;
    }
    app.staff("li.si", &[(FOOD_DEPARTMENT, "window")]).await;
    let body = app.at_window("hall", FOOD_LICENCE, "陈示例", GRANDMOTHER).await;
    let receipt = app.file("hall", body).await.expect(201);
    let path = format!("/applications/{}", receipt["id"].as_str().unwrap());
    let read = app.as_("hall").get(&path).send().await.expect(200);
    assert_eq!(
        (&read["channel"], &read["status"]),
        (&json!("integrated_window"), &json!("submitted"))
    );
    assert_eq!(read["actions"], json!([]), "receipt is not acceptance");
    assert_eq!(read["pickup_code"], receipt["pickup_code"]);
    app.as_("hall").get(&format!("{path}/receipt")).send().await.expect(200);
    app.as_("hall.too").get(&path).send().await.problem(404, "not-found");
    let listed = app.as_("hall").get("/applications").send().await.expect(200);
    assert_eq!(listed["data"], json!([]), "a list is of one's departments");
    let queue = app.as_("hall").get("/tasks").send().await.expect(200);
    assert_eq!(queue["data"], json!([]));
    let forwarded = app.as_("li.si").get("/tasks").send().await.expect(200);
    assert_eq!(forwarded["data"][0]["number"], receipt["number"]);
    app.assert_lawful().await;
}

#[tokio::test]
async fn only_a_window_files_for_others() {
    let app = TestApp::start().await;
    let mut own = app.filing("citizen", FOOD_LICENCE).await;
    own["applicant"] = json!({"name": "陈示例", "citizen_id": GRANDMOTHER});
    own["identity_check"] = json!({"document": "passport"});
    own["at_once"] = json!({"outcome": "grant"});
    let refused = app.file("citizen", own).await.problem(422, "invalid-input");
    let only = "window-only";
    assert_eq!(
        faults(&refused),
        [("/applicant", only), ("/identity_check", only), ("/at_once", only)]
    );

    let body = app.at_window("reviewer", FOOD_LICENCE, "陈示例", GRANDMOTHER).await;
    app.file("reviewer", body).await.problem(403, "post-required");
    for login in ["manager", "admin", "auditor"] {
        app.file(login, json!({"item": "1"})).await.problem(403, "forbidden");
    }
    assert_eq!(
        app.database()
            .lines("select count(*) from account where password_hash is null")
            .await,
        ["0"],
        "nobody was recorded"
    );
}

#[tokio::test]
async fn a_clerk_says_who_applies_and_how_that_was_made_sure_of() {
    let app = TestApp::start().await;
    let mut body = for_grandmother(&app, FOOD_LICENCE).await;
    body["submit"] = json!(false);
    body["on_behalf_of"] = json!({"account": uuid::Uuid::now_v7()});
    body["applicant"]["citizen_id"] = json!("990101194001010023");
    body.as_object_mut().unwrap().remove("identity_check");
    let refused = app.file("window", body).await.problem(422, "invalid-input");
    assert_eq!(
        faults(&refused),
        [
            ("/on_behalf_of", "not-applicable"),
            ("/submit", "required"),
            ("/applicant/citizen_id", "citizen-id-check"),
            ("/identity_check", "required")
        ]
    );
    let bare = app.filing("window", FOOD_LICENCE).await;
    let refused = app.file("window", bare).await.problem(422, "invalid-input");
    assert_eq!(
        faults(&refused),
        [("/applicant", "required"), ("/identity_check", "required")]
    );
    let mut company = for_grandmother(&app, VACCINATION).await;
    company["applicant"] = json!({"name": "示例餐饮有限公司", "credit_code": "91990100MA99999X2A"});
    let refused = app.file("window", company).await.problem(422, "invalid-input");
    assert_eq!(faults(&refused), [("/item", "wrong-audience")]);
}

#[tokio::test]
async fn nobody_takes_in_an_application_of_their_own() {
    let app = TestApp::start().await;
    app.staff("li.si", &[(FOOD_DEPARTMENT, "window")]).await;
    // The citizen works at the window now.
    for statement in [
        "create table known as select citizen_id, citizen_id_index, name from account where login = 'citizen'",
        "delete from account where login = 'citizen'",
        "update account set citizen_id = known.citizen_id, citizen_id_index = known.citizen_id_index, name = known.name from known
            where login = 'li.si'",
    ] {
        app.database().execute(statement).await;
    }
    let own = app.at_window("li.si", FOOD_LICENCE, "张示例", CITIZEN).await;
    app.file("li.si", own.clone()).await.problem(409, "recused");
    let by_a_colleague = app.at_window("window", FOOD_LICENCE, "张示例", CITIZEN).await;
    app.file("window", by_a_colleague).await.expect(201);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_records_nobody_twice() {
    let app = TestApp::start().await;
    let body = for_grandmother(&app, FOOD_LICENCE).await;
    let key = uuid::Uuid::now_v7().to_string();
    let file = || {
        let call = app.as_("window").post("/applications").header("idempotency-key", &key);
        call.json(body.clone()).send()
    };
    let (first, again) = (file().await.expect(201), file().await.expect(201));
    assert_eq!(first, again);
    let counted = "select (select count(*) from application) || ' ' || (select count(*) from account where password_hash is null)";
    assert_eq!(app.database().lines(counted).await, ["1 1"]);
}

#[tokio::test]
async fn two_windows_record_one_person() {
    let app = TestApp::start().await;
    let (one, other) = (
        for_grandmother(&app, FOOD_LICENCE).await,
        for_grandmother(&app, VACCINATION).await,
    );
    let (one, other) = futures_util::future::join(app.file("window", one), app.file("window", other)).await;
    one.expect(201);
    other.expect(201);
    let applicants = "select count(distinct applicant_id) from application";
    assert_eq!(app.database().lines(applicants).await, ["1"]);
    app.assert_lawful().await;
}
