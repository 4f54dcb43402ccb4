//! Recusal (回避): per person and case.

use serde_json::{Value, json};
use yiwang::identity::Role;

use super::people::{to, told};
use crate::support::{FOOD_DEPARTMENT, HEALTH_DEPARTMENT, TestApp};

const REVIEWER_OF_FOOD: [(&str, &str); 1] = [(FOOD_DEPARTMENT, "reviewer")];
const REVIEWER_OF_HEALTH: [(&str, &str); 1] = [(HEALTH_DEPARTMENT, "reviewer")];

#[tokio::test]
async fn whoever_is_recused_has_nothing_to_do_with_the_case() {
    let app = TestApp::start().await;
    app.staff("li.si", &REVIEWER_OF_FOOD).await;
    let case = app.in_review().await;
    let other = app.in_review().await;
    let task = case.claim("reviewer", "food_review").await;
    let silent = case.command_as("reviewer", "recusals", json!({"reasons": ""})).await;
    assert_eq!(silent.problem(422, "invalid-input")["errors"][0]["pointer"], "/reasons");
    let recused = case
        .command_as("reviewer", "recusals", json!({"reasons": "申请人系本人近亲属"}))
        .await;
    recused.expect(200);

    let row = app.see_task("li.si", &task).await;
    assert_eq!(
        (&row["status"], &row["holder"]),
        (&json!("open"), &Value::Null),
        "what they held is put back"
    );
    let seen = app.see_task("reviewer", &task).await;
    assert_eq!((&seen["actions"], &seen["outcomes"]), (&json!([]), &json!([])));
    assert!(
        case.find_task("reviewer", "food_review").await.is_none(),
        "nor is it in their queue"
    );
    assert!(other.find_task("reviewer", "food_review").await.is_some(), "per case");
    let facets = app.as_("reviewer").get("/tasks").send().await.expect(200)["facets"].clone();
    assert_eq!(facets["state"], json!({"open": 2}));

    for what in ["claim", "taking-back"] {
        app.on_task("reviewer", &task, what, json!({}))
            .await
            .problem(409, "recused");
    }
    app.on_task("reviewer", &task, "completion", json!({"outcome": "pass"}))
        .await
        .problem(409, "recused");
    case.claim("li.si", "food_review").await;
    app.on_task("li.si", &task, "assignment", to("reviewer"))
        .await
        .problem(409, "recused");
    let twice = case
        .command_as("reviewer", "recusals", json!({"reasons": "再次申请"}))
        .await;
    twice.problem(409, "recused");
}

#[tokio::test]
async fn approvers_and_managers_order_the_recusal_of_their_departments_staff() {
    let app = TestApp::start().await;
    app.staff("li.si", &REVIEWER_OF_FOOD).await;
    app.staff("wang.wu", &REVIEWER_OF_HEALTH).await;
    app.colleague("chief", Role::Manager, &[(FOOD_DEPARTMENT, "manager")])
        .await;
    let case = app.in_review().await;
    let of = |login: &str| json!({"person": login, "reasons": "与申请人有利害关系"});
    case.command_as("li.si", "recusals", of("reviewer"))
        .await
        .problem(403, "forbidden");
    for login in ["wang.wu", "nobody", "citizen"] {
        let refused = case.command_as("chief", "recusals", of(login)).await;
        assert_eq!(
            refused.problem(422, "invalid-input")["errors"][0]["code"],
            "not-of-department",
            "{login}"
        );
    }
    case.command_as("chief", "recusals", of("li.si")).await.expect(200);
    assert_eq!(told(&app, "li.si").await[0]["kind"], "application.recused");
    case.command_as("approver", "recusals", of("wang.wu")).await.expect(200);
    app.staff("stranger", &[("11990100999999912B", "reviewer")]).await;
    case.command_as("stranger", "recusals", json!({"reasons": "无关"}))
        .await
        .problem(404, "not-found");
    case.command_as("citizen", "recusals", json!({"reasons": "无关"}))
        .await
        .problem(403, "forbidden");
    case.command_as("li.si", "recusals", of("li.si"))
        .await
        .problem(409, "recused");
}
