//! Everything missing is told once; the answer covers all of it, in time (Administrative Licensing Law art. 32).

use serde_json::json;

use crate::support::{FOOD_LICENCE, Filed, TestApp};

async fn told(app: &TestApp) -> Filed<'_> {
    let case = app.filed(FOOD_LICENCE).await;
    let verdicts = json!([
        {"material": "layout_plan", "verdict": "defective", "reason": "图纸无比例尺"},
        {"material": "food_safety_rules", "verdict": "ok"},
        {"material": "premises_use", "verdict": "missing"},
    ]);
    let completion = json!({"outcome": "request_supplement", "verdicts": verdicts});
    case.complete("window", "intake", completion).await.expect(200);
    case
}

#[tokio::test]
async fn the_notice_lists_everything_and_the_answer_must_cover_it() {
    let app = TestApp::start().await;
    let case = told(&app).await;
    let waiting = case.read().await;
    assert_eq!(waiting["status"], "awaiting_supplement");
    assert_eq!(waiting["actions"], json!(["supplement", "withdrawal"]));
    assert_eq!(waiting["missing"].as_array().unwrap().len(), 2);
    assert!(waiting["answer_by"].is_string());
    let notice = &waiting["notices"][0];
    assert_eq!(notice["kind"], "supplement");
    assert_eq!(notice["content"]["materials"][0]["reason"], "图纸无比例尺");

    let plan = app.upload("citizen").await;
    let half = json!({"documents": [{"material": "layout_plan", "document": plan}]});
    let refused = case
        .command("supplement", half.clone())
        .await
        .problem(422, "supplement-incomplete");
    assert_eq!(refused["errors"][0]["code"], "material-missing");
    assert_eq!(case.read().await["status"], "awaiting_supplement", "nothing changed");

    let mut whole = half;
    whole["documents"]
        .as_array_mut()
        .unwrap()
        .push(json!({"material": "premises_use", "document": app.upload("citizen").await}));
    case.command("supplement", whole).await.expect(200);
    let answered = case.read().await;
    assert_eq!(answered["status"], "submitted");
    assert_eq!(answered["missing"], json!([]));
    let task = case.find_task("window", "intake").await.unwrap();
    assert_eq!(task["resubmitted"], true);
    case.accept().await;
    assert_eq!(case.read().await["status"], "in_review");
}

#[tokio::test]
async fn nothing_new_may_be_asked_after_the_answer() {
    let app = TestApp::start().await;
    let case = told(&app).await;
    let documents = json!([
        {"material": "layout_plan", "document": app.upload("citizen").await},
        {"material": "premises_use", "document": app.upload("citizen").await},
    ]);
    case.command("supplement", json!({"documents": documents}))
        .await
        .expect(200);
    let more =
        json!({"outcome": "request_supplement", "verdicts": [{"material": "food_safety_rules", "verdict": "missing"}]});
    case.complete("window", "intake", more)
        .await
        .problem(409, "supplement-already-requested");
    assert_eq!(case.read().await["status"], "submitted");
}

#[tokio::test]
async fn the_same_material_may_go_back_within_the_period() {
    let app = TestApp::start().await;
    let case = told(&app).await;
    let until = case.read().await["answer_by"].clone();
    let documents = json!([
        {"material": "layout_plan", "document": app.upload("citizen").await},
        {"material": "premises_use", "document": app.upload("citizen").await},
    ]);
    case.command("supplement", json!({"documents": documents}))
        .await
        .expect(200);
    let again = json!({"outcome": "request_supplement",
        "verdicts": [{"material": "layout_plan", "verdict": "defective", "reason": "仍无比例尺"}]});
    case.complete("window", "intake", again).await.expect(200);
    let waiting = case.read().await;
    assert_eq!(waiting["answer_by"], until, "the period does not start again");
    assert_eq!(waiting["missing"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_empty_or_unexplained_notice_is_refused() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let id = case.task("window", "intake").await;
    let seen = app
        .as_("window")
        .post(&format!("/tasks/{id}/claim"))
        .send()
        .await
        .etag();
    let complete = async |body| {
        let call = app
            .as_("window")
            .post(&format!("/tasks/{id}/completion"))
            .if_match(&seen);
        call.json(body).send().await.problem(422, "invalid-input")["errors"][0]["code"].clone()
    };
    assert_eq!(
        complete(json!({"outcome": "request_supplement"})).await,
        "nothing-missing"
    );
    let unexplained =
        json!({"outcome": "request_supplement", "verdicts": [{"material": "layout_plan", "verdict": "defective"}]});
    assert_eq!(complete(unexplained).await, "required");
    let unknown =
        json!({"outcome": "request_supplement", "verdicts": [{"material": "horoscope", "verdict": "missing"}]});
    assert_eq!(complete(unknown).await, "unknown-material");
    let gaps = json!({"outcome": "accept", "verdicts": [{"material": "layout_plan", "verdict": "missing"}]});
    assert_eq!(complete(gaps).await, "gaps-remain");
    assert_eq!(case.read().await["status"], "submitted");
}
