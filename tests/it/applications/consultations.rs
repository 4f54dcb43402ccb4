//! Another department is asked for its opinion (征求意见).

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, HEALTH_DEPARTMENT, TestApp};

/// An application whose food review is claimed, with that task; `wang.wu` answers for the other department.
async fn asking(app: &TestApp) -> (Filed<'_>, String) {
    app.staff("wang.wu", &[(HEALTH_DEPARTMENT, "reviewer")]).await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let task = case.claim("reviewer", "food_review").await;
    (case, task)
}

fn question() -> Value {
    json!({"department": HEALTH_DEPARTMENT, "question": "排风是否符合卫生要求？"})
}

#[tokio::test]
async fn a_question_is_answered_like_any_task_before_the_asker_goes_on() {
    let app = TestApp::start().await;
    let (case, task) = asking(&app).await;
    let asked = app.on_task("reviewer", &task, "consultations", question()).await;
    let opened = asked.expect(201);
    let id = opened["id"].as_str().unwrap();
    assert_eq!(asked.header("location"), Some(&*format!("/api/v1/tasks/{id}")));
    let early = app
        .on_task("reviewer", &task, "completion", json!({"outcome": "pass"}))
        .await;
    early.problem(409, "consultation-open");

    let queue = app.as_("wang.wu").get("/tasks").send().await.expect(200);
    let row = queue["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == id)
        .unwrap()
        .clone();
    assert_eq!(
        (&row["name"], &row["kind"], &row["due_on"]),
        (&json!("征求意见"), &json!("consultation"), &json!("2026-03-09"))
    );
    let screen = app.see_task("wang.wu", id).await;
    assert_eq!(screen["question"], "排风是否符合卫生要求？");
    assert_eq!(
        screen["outcomes"][1],
        json!({"code": "disagree", "label": "不同意", "required_fields": ["opinion"]})
    );
    app.on_task("wang.wu", id, "claim", json!({})).await.expect(200);
    app.on_task("wang.wu", id, "completion", json!({"outcome": "disagree"}))
        .await
        .problem(422, "invalid-input");
    app.on_task("wang.wu", id, "completion", json!({"outcome": "maybe"}))
        .await
        .problem(422, "invalid-input");
    let answer = json!({"outcome": "disagree", "opinion": "排风口朝向居民楼"});
    app.on_task("wang.wu", id, "completion", answer).await.expect(200);

    let seen = app.see_task("reviewer", &task).await["consultations"][0].clone();
    assert_eq!(
        (&seen["outcome"], &seen["opinion"]),
        (&json!("disagree"), &json!("排风口朝向居民楼"))
    );
    app.on_task("reviewer", &task, "completion", json!({"outcome": "pass"}))
        .await
        .expect(200);
    case.complete("reviewer", "health_review", json!({"outcome": "pass"}))
        .await
        .expect(200);
    let approval = case.find_task("approver", "approval").await.unwrap();
    let asked = approval["history"]
        .as_array()
        .unwrap()
        .iter()
        .find(|past| past["name"] == "征求意见")
        .unwrap()
        .clone();
    assert_eq!(asked["question"], "排风是否符合卫生要求？");
}

#[tokio::test]
async fn a_question_is_withdrawn_by_whoever_asked() {
    let app = TestApp::start().await;
    let (case, task) = asking(&app).await;
    let opened = app
        .on_task("reviewer", &task, "consultations", question())
        .await
        .expect(201);
    let id = opened["id"].as_str().unwrap();
    let path = format!("/tasks/{task}/consultations/{id}");
    app.as_("wang.wu").delete(&path).send().await.problem(404, "not-found");
    let not_a_question = format!("/tasks/{task}/consultations/{task}");
    app.as_("reviewer")
        .delete(&not_a_question)
        .send()
        .await
        .problem(404, "not-found");
    app.as_("reviewer").delete(&path).send().await.expect(200);
    app.as_("reviewer")
        .delete(&path)
        .send()
        .await
        .problem(409, "task-closed");
    app.on_task("wang.wu", id, "claim", json!({}))
        .await
        .problem(409, "task-closed");
    assert_eq!(
        app.see_task("reviewer", &task).await["consultations"][0]["status"],
        "cancelled"
    );
    app.on_task("reviewer", &task, "completion", json!({"outcome": "pass"}))
        .await
        .expect(200);

    let health = case.claim("wang.wu", "health_review").await;
    let food = json!({"department": "119901009999900619", "question": "是否已现场核查？"});
    let asked = app.on_task("wang.wu", &health, "consultations", food).await.expect(201);
    case.command("withdrawal", json!({})).await.expect(200);
    let closed = app.see_task("reviewer", asked["id"].as_str().unwrap()).await;
    assert_eq!(closed["status"], "cancelled", "the end cancels questions too");
}

#[tokio::test]
async fn questions_need_a_holder_a_department_and_words() {
    let app = TestApp::start().await;
    let (case, task) = asking(&app).await;
    let ask = async |body: Value| app.on_task("reviewer", &task, "consultations", body).await;
    let faults = [
        (
            json!({"department": "91310000123456789X", "question": "？"}),
            "/department",
        ),
        (
            json!({"department": "91990100MA99999X2A", "question": "？"}),
            "/department",
        ),
        (
            json!({"department": "119901009999900619", "question": "？"}),
            "/department",
        ),
        (json!({"department": HEALTH_DEPARTMENT, "question": " "}), "/question"),
        (
            json!({"department": HEALTH_DEPARTMENT, "question": "长".repeat(4001)}),
            "/question",
        ),
        (
            json!({"department": HEALTH_DEPARTMENT, "question": "？", "limit": 6}),
            "/limit",
        ),
        (
            json!({"department": HEALTH_DEPARTMENT, "question": "？", "limit": 0}),
            "/limit",
        ),
        (
            json!({"department": HEALTH_DEPARTMENT, "question": "？", "limit": {"days": 1, "unit": "calendar_day"}}),
            "/limit",
        ),
        (
            json!({"department": HEALTH_DEPARTMENT, "question": "？", "post": "Boss"}),
            "/post",
        ),
    ];
    for (body, pointer) in faults {
        let problem = ask(body.clone()).await.problem(422, "invalid-input");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
    }
    let health = case.task("wang.wu", "health_review").await;
    let unclaimed = app
        .on_task(
            "wang.wu",
            &health,
            "consultations",
            json!({"department": "119901009999900619", "question": "？"}),
        )
        .await;
    unclaimed.problem(409, "task-unclaimed");
    app.on_task("wang.wu", &task, "consultations", question())
        .await
        .problem(404, "not-found");
    app.on_task("citizen", &task, "consultations", question())
        .await
        .problem(403, "forbidden");
    let intake = app.filed(FOOD_LICENCE).await;
    let intake = intake.claim("window", "intake").await;
    app.on_task("window", &intake, "consultations", question())
        .await
        .problem(409, "invalid-transition");
}

#[tokio::test]
async fn silence_means_nothing_unless_a_rule_says_so() {
    let app = TestApp::start().await;
    let (_case, task) = asking(&app).await;
    let opened = app
        .on_task("reviewer", &task, "consultations", question())
        .await
        .expect(201);
    app.at("2026-03-10T09:00:00+08:00").await;
    app.settle().await;
    let late = app.see_task("wang.wu", opened["id"].as_str().unwrap()).await;
    assert_eq!((&late["status"], &late["light"]), (&json!("open"), &json!("red")));
    app.on_task("reviewer", &task, "completion", json!({"outcome": "pass"}))
        .await
        .problem(409, "consultation-open");
    app.on_task("wang.wu", opened["id"].as_str().unwrap(), "claim", json!({}))
        .await
        .expect(200);
    let agree = app
        .on_task(
            "wang.wu",
            opened["id"].as_str().unwrap(),
            "completion",
            json!({"outcome": "agree"}),
        )
        .await;
    agree.expect(200);
}

#[tokio::test]
async fn where_a_rule_says_so_silence_is_consent() {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| {
        item["consultation"] =
            json!({"limit": 3, "silence_is_consent": true, "basis": "成都市（示范）并联审批管理办法"});
    })
    .await;
    let (_case, task) = asking(&app).await;
    let opened = app
        .on_task("reviewer", &task, "consultations", question())
        .await
        .expect(201);
    let id = opened["id"].as_str().unwrap();
    app.at("2026-03-05T23:59:59+08:00").await;
    app.settle().await;
    assert_eq!(
        app.see_task("wang.wu", id).await["status"],
        "open",
        "the last day is theirs"
    );
    app.at("2026-03-06T00:00:00+08:00").await;
    app.settle().await;
    let seen = app.see_task("reviewer", &task).await["consultations"][0].clone();
    assert_eq!(
        (&seen["status"], &seen["outcome"]),
        (&json!("completed"), &json!("silent_consent"))
    );
    app.on_task("wang.wu", id, "claim", json!({}))
        .await
        .problem(409, "task-closed");
    app.on_task("reviewer", &task, "completion", json!({"outcome": "pass"}))
        .await
        .expect(200);
}
