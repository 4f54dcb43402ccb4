//! Looking somebody up at the counter: by what they have with them, as far as the clerk's windows go, and recorded.

use std::num::NonZeroU32;

use serde_json::{Value, json};
use yiwang::server::Mode;

use crate::support::{
    Answer, FOOD_DEPARTMENT, FOOD_LICENCE, GRANDMOTHER, HEALTH_DEPARTMENT, SERVICE_BUREAU, TestApp, VACCINATION,
};

/// The demo citizen.
const CITIZEN: &str = "990101199003070015";
const PHONE: &str = "13900000001";

async fn look_up(app: &TestApp, clerk: &str, key: Value) -> Answer {
    app.as_(clerk).post("/desk/lookups").json(key).send().await
}

/// The numbers found.
async fn found(app: &TestApp, clerk: &str, key: Value) -> Vec<String> {
    let found = look_up(app, clerk, key).await.expect(200);
    let rows = found["applications"].as_array().unwrap().iter();
    rows.map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

/// Clerks of the window of food, of health, and of the city's hall.
async fn with_clerks() -> TestApp {
    let app = TestApp::start().await;
    app.staff("food", &[(FOOD_DEPARTMENT, "window")]).await;
    app.staff("health", &[(HEALTH_DEPARTMENT, "window")]).await;
    app.staff("hall", &[(SERVICE_BUREAU, "window")]).await;
    app
}

async fn audited(app: &TestApp) -> Vec<String> {
    let rows = "select concat_ws(' ', u.action, u.result, case when a.id is null then 'nobody' else 'somebody' end, c.login, u.role,
        u.request_id is not null) from audit u left join account a on a.id = u.owner_id join account c on c.id = u.actor
        where u.action like 'look_up%' order by u.id";
    app.database().lines(rows).await
}

#[tokio::test]
async fn a_person_is_found_by_each_key() {
    let app = with_clerks().await;
    let licence = app.filed(FOOD_LICENCE).await;
    let code = licence.receipt["pickup_code"].clone();
    let keys = [
        json!({"citizen_id": CITIZEN}),
        json!({"phone": PHONE}),
        json!({"number": licence.number}),
        json!({"pickup_code": code}),
    ];
    for key in &keys {
        let found = look_up(&app, "food", key.clone()).await.expect(200);
        let person = json!([{"id": licence.read().await["applicant"]["id"], "kind": "natural_person", "name": "张**", "has_account": true}]);
        assert_eq!(found["people"], person, "{key}");
        let row = &found["applications"][0];
        assert_eq!(
            (&row["number"], &row["status"]),
            (&json!(licence.number), &json!("submitted"))
        );
        assert_eq!(
            (&row["applicant"], &row["pickup_ready"]),
            (&person[0]["id"], &json!(false))
        );
        assert!(row["status_text"].is_string() && row["next_action"].is_string());
        assert!(row.get("form").is_none(), "a row, not the application");
        assert!(!found.to_string().contains("示例"), "names are masked");
    }
    assert_eq!(
        audited(&app).await,
        [
            "look_up_by_citizen_id done somebody food staff t",
            "look_up_by_phone done somebody food staff t",
            "look_up_by_number done somebody food staff t",
            "look_up_by_pickup_code done somebody food staff t"
        ]
    );
    let kept = "select count(*) from audit u where u::text like '%990101199003070015%' or u::text like '%13900000001%'";
    assert_eq!(app.database().lines(kept).await, ["0"]);
}

#[tokio::test]
async fn a_company_is_found_by_its_credit_code_and_people_without_account_by_what_they_left() {
    let app = with_clerks().await;
    let mut lady = app.at_window("health", VACCINATION, "陈示例", GRANDMOTHER).await;
    lady["applicant"]["phone"] = json!("13800000099");
    lady["at_once"] = json!({"outcome": "grant"});
    let filed = app.file("health", lady).await.expect(201);
    for key in [
        json!({"phone": "13800000099"}),
        json!({"citizen_id": GRANDMOTHER}),
        json!({"pickup_code": filed["pickup_code"]}),
    ] {
        let found = look_up(&app, "health", key).await.expect(200);
        assert_eq!(found["people"][0]["has_account"], false);
        assert_eq!(found["applications"][0]["number"], filed["number"]);
        assert_eq!(found["applications"][0]["pickup_ready"], true);
    }
    let delivery = format!("/applications/{}/delivery", filed["id"].as_str().unwrap());
    let handover = json!({"mode": "window", "pickup_code": filed["pickup_code"]});
    let call = app.as_("health").post(&delivery).if_match("*").json(handover);
    call.send().await.expect(200);
    let key = json!({"pickup_code": filed["pickup_code"]});
    assert_eq!(
        found(&app, "health", key).await,
        [] as [&str; 0],
        "what is over has no code"
    );

    let mut company = app.at_window("food", FOOD_LICENCE, "x", CITIZEN).await;
    company["applicant"] = json!({"name": "示例餐饮有限公司", "credit_code": "91990100MA99999X2A"});
    company["identity_check"] = json!({"document": "business_licence"});
    let filed = app.file("food", company).await.expect(201);
    let found = look_up(&app, "food", json!({"credit_code": "91990100MA99999X2A"}))
        .await
        .expect(200);
    let company = (&found["people"][0]["name"], &found["people"][0]["kind"]);
    assert_eq!(company, (&json!("示例餐饮有限公司"), &json!("legal_person")));
    assert_eq!(found["applications"][0]["number"], filed["number"]);
}

#[tokio::test]
async fn a_window_sees_its_departments_and_what_it_took_in_itself() {
    let app = with_clerks().await;
    let online = app.filed(FOOD_LICENCE).await;
    let draft = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["submit"] = json!(false))
        .await;
    let body = app.at_window("hall", FOOD_LICENCE, "张示例", CITIZEN).await;
    let taken_in = app.file("hall", body).await.expect(201)["number"].clone();
    let card = json!({"citizen_id": CITIZEN});
    assert_eq!(
        found(&app, "food", card.clone()).await,
        [taken_in.as_str().unwrap(), &online.number]
    );
    assert_eq!(found(&app, "hall", card.clone()).await, [taken_in.as_str().unwrap()]);
    assert_eq!(found(&app, "health", card.clone()).await, [] as [&str; 0]);
    let elsewhere = look_up(&app, "health", json!({"phone": PHONE})).await.expect(200);
    assert_eq!(
        elsewhere,
        json!({"people": [], "applications": []}),
        "a phone is no document"
    );
    for key in [
        json!({"number": online.number}),
        json!({"number": draft.number}),
        json!({"pickup_code": online.receipt["pickup_code"]}),
    ] {
        let unseen = look_up(&app, "hall", key).await.expect(200);
        assert_eq!(unseen, json!({"people": [], "applications": []}));
    }
    assert_eq!(
        found(&app, "food", json!({"number": draft.number})).await,
        [] as [&str; 0]
    );
}

#[tokio::test]
async fn exactly_one_complete_key_and_only_at_a_window() {
    let app = with_clerks().await;
    for key in [
        json!({}),
        json!({"citizen_id": CITIZEN, "phone": PHONE}),
        json!({"pickup_code": "12345"}),
        json!({"phone": "0001"}),
    ] {
        look_up(&app, "food", key).await.problem(422, "invalid-input");
    }
    let card = json!({"citizen_id": CITIZEN});
    look_up(&app, "reviewer", card.clone())
        .await
        .problem(403, "post-required");
    for login in ["citizen", "manager", "auditor", "admin"] {
        look_up(&app, login, card.clone()).await.problem(403, "forbidden");
    }
    assert_eq!(
        audited(&app).await,
        ["look_up_by_citizen_id post-required nobody reviewer staff t"]
    );
}

#[tokio::test]
async fn what_nobody_knows_looks_like_what_others_see_and_is_recorded() {
    let app = with_clerks().await;
    for key in [
        json!({"citizen_id": GRANDMOTHER}),
        json!({"phone": "13800000077"}),
        json!({"number": "BJ202602130000000019"}),
    ] {
        let nothing = look_up(&app, "food", key).await.expect(200);
        assert_eq!(nothing, json!({"people": [], "applications": []}));
    }
    assert_eq!(
        audited(&app).await,
        [
            "look_up_by_citizen_id not-found nobody food staff t",
            "look_up_by_phone not-found nobody food staff t",
            "look_up_by_number not-found nobody food staff t"
        ]
    );
}

#[tokio::test]
async fn lookups_are_limited_by_clerk_and_guesses_more() {
    let app = TestApp::start_with(Mode::Development, |settings| {
        settings.limits.lookups_per_clerk = NonZeroU32::new(6).unwrap();
        settings.limits.missed_lookups_per_clerk = NonZeroU32::new(3).unwrap();
    })
    .await;
    app.staff("food", &[(FOOD_DEPARTMENT, "window")]).await;
    let licence = app.filed(FOOD_LICENCE).await;
    for number in ["BJ202602130000000019", "BJ202602130000000019", "BJ202602130000000019"] {
        look_up(&app, "window", json!({"number": number})).await.expect(200);
    }
    let right = json!({"number": licence.number});
    look_up(&app, "window", right.clone())
        .await
        .problem(429, "rate-limited");
    look_up(&app, "window", json!({"citizen_id": CITIZEN}))
        .await
        .expect(200);
    assert_eq!(
        found(&app, "food", right).await,
        [licence.number.as_str()],
        "a colleague did not guess"
    );
    look_up(&app, "window", json!({"citizen_id": CITIZEN}))
        .await
        .expect(200);
    let often = look_up(&app, "window", json!({"citizen_id": CITIZEN})).await;
    often.problem(429, "rate-limited");
    assert!(often.header("retry-after").is_some());
}
