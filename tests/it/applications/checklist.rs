//! The checklist of an item: what to hand in and fill in, by one's answers.

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, TestApp, sample};

async fn checklist(app: &TestApp, body: Value) -> Answer {
    let path = format!("/items/{}/checklist", sample(FOOD_LICENCE)["item"].as_str().unwrap());
    app.anyone().post(&path).json(body).send().await
}

fn codes(told: &Value, list: &str, key: &str) -> Vec<String> {
    let rows = told[list].as_array().unwrap();
    rows.iter().map(|row| row[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_checklist_follows_the_answers() {
    let app = TestApp::start().await;
    let nothing = checklist(&app, json!({})).await.expect(200);
    assert_eq!(
        codes(&nothing, "open_questions", "key"),
        ["business", "area", "cold_dishes"]
    );

    let large = json!({"answers": {"business": "catering", "area": "large", "cold_dishes": "yes"}});
    let large = checklist(&app, large).await.expect(200);
    assert_eq!(large["open_questions"], json!([]));
    let materials = codes(&large, "materials", "code");
    assert!(
        materials.contains(&"cold_room_plan".to_owned()) && materials.contains(&"safety_officer".to_owned()),
        "{materials:?}"
    );
    assert_eq!(large["promised_limit"], json!({"days": 7, "unit": "working_day"}));
    assert_eq!(large["form_schema"]["type"], "object");

    let shop = json!({"answers": {"business": "sale", "area": "small"}});
    let shop = checklist(&app, shop).await.expect(200);
    assert_eq!(
        shop["open_questions"],
        json!([]),
        "cold dishes are no question for a shop"
    );
    assert!(!codes(&shop, "materials", "code").contains(&"cold_room_plan".to_owned()));
}

#[tokio::test]
async fn answers_that_are_none_and_fields_that_are_unknown_are_refused() {
    let app = TestApp::start().await;
    let wrong = checklist(&app, json!({"answers": {"business": "theft", "x": 1}})).await;
    let wrong = wrong.problem(422, "invalid-input");
    assert_eq!(wrong["errors"][0]["pointer"], "/answers/business");
    let unknown = checklist(&app, json!({"answers": {}, "more": 1})).await;
    unknown.problem(422, "invalid-input");
    app.anyone()
        .post("/items/990101-99/checklist")
        .json(json!({}))
        .send()
        .await
        .problem(404, "not-found");
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_offered_nothing() {
    let app = TestApp::start().await;
    app.filed(FOOD_LICENCE).await;
    let told = checklist(&app, json!({"answers": sample(FOOD_LICENCE)["answers"]}))
        .await
        .expect(200);
    assert!(told.get("prefill").is_none());
    let materials = told["materials"].as_array().unwrap();
    assert!(materials.iter().all(|material| material.get("reusable").is_none()));
    assert!(!told["form_schema"].to_string().contains("readOnly"));
}
