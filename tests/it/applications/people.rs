//! Who works on a case: delegation and reassignment (委托, 改派), and steps taken back (撤回办理).

use futures_util::future::join;
use serde_json::{Value, json};
use yiwang::identity::Role;

use crate::support::{FOOD_DEPARTMENT, HEALTH_DEPARTMENT, TestApp};

const REVIEWER_OF_FOOD: [(&str, &str); 1] = [(FOOD_DEPARTMENT, "reviewer")];
const REVIEWER_OF_HEALTH: [(&str, &str); 1] = [(HEALTH_DEPARTMENT, "reviewer")];

/// The inbox of somebody, newest first.
pub(super) async fn told(app: &TestApp, login: &str) -> Vec<Value> {
    app.settle().await;
    let inbox = app.as_(login).get("/notifications").send().await.expect(200);
    inbox["data"].as_array().unwrap().clone()
}

/// Into whose hands, and why.
pub(super) fn to(login: &str) -> Value {
    json!({"to": login, "reasons": "本周外出培训，请代为办理"})
}

#[tokio::test]
async fn a_task_is_delegated_by_its_holder_to_a_colleague_of_the_same_post() {
    let app = TestApp::start().await;
    let id = app.staff("li.si", &REVIEWER_OF_FOOD).await;
    app.staff("wang.wu", &REVIEWER_OF_HEALTH).await;
    let case = app.in_review().await;
    let task = case.task("reviewer", "food_review").await;
    let early = app.on_task("reviewer", &task, "assignment", to("li.si")).await;
    early.problem(409, "task-unclaimed");
    case.claim("reviewer", "food_review").await;
    for (whom, pointer) in [
        ("wang.wu", "/to"),
        ("nobody", "/to"),
        ("citizen", "/to"),
        ("approver", "/to"),
    ] {
        let refused = app.on_task("reviewer", &task, "assignment", to(whom)).await;
        let problem = refused.problem(422, "invalid-input");
        assert_eq!(
            (&problem["errors"][0]["code"], &problem["errors"][0]["pointer"]),
            (&json!("not-of-post"), &json!(pointer))
        );
    }
    let other = app.on_task("li.si", &task, "assignment", to("li.si")).await;
    other.problem(409, "task-taken");
    let silent = app
        .on_task("reviewer", &task, "assignment", json!({"to": "li.si", "reasons": " "}))
        .await;
    assert_eq!(silent.problem(422, "invalid-input")["errors"][0]["pointer"], "/reasons");
    let bare = app
        .as_("reviewer")
        .post(&format!("/tasks/{task}/assignment"))
        .json(to("li.si"));
    bare.send().await.problem(428, "precondition-required");
    let hidden = app.on_task("approver", &task, "assignment", to("li.si")).await;
    hidden.problem(404, "not-found");

    let delegated = app
        .on_task("reviewer", &task, "assignment", to(" Li.Si "))
        .await
        .expect(200);
    assert_eq!(
        (&delegated["status"], &delegated["holder"]),
        (&json!("claimed"), &json!(id))
    );
    let again = app.on_task("li.si", &task, "assignment", to("li.si")).await;
    assert_eq!(again.problem(422, "invalid-input")["errors"][0]["code"], "held-already");
    let message = &told(&app, "li.si").await[0];
    assert_eq!(message["kind"], "task.assigned");
    assert!(message["body"].as_str().unwrap().contains("本周外出培训"), "{message}");
    assert_eq!(
        app.see_task("li.si", &task).await["actions"],
        json!(["completion", "release", "assignment", "consultations"])
    );
    app.on_task("li.si", &task, "completion", json!({"outcome": "pass"}))
        .await
        .expect(200);

    let path = format!("/applications/{}/events", case.id);
    let timeline = async |login: &str| {
        app.as_(login).get(&path).send().await.expect(200)["data"]
            .as_array()
            .unwrap()
            .clone()
    };
    let inner = timeline("reviewer").await;
    let assigned = inner.iter().find(|event| event["kind"] == "task_assigned").unwrap();
    assert_eq!(assigned["remark"], "本周外出培训，请代为办理");
    assert!(assigned["detail"].get("by").is_none() && assigned["detail"].get("holder").is_none());
    assert!(
        timeline("citizen")
            .await
            .iter()
            .all(|event| event["kind"] != "task_assigned")
    );
}

#[tokio::test]
async fn a_manager_reassigns_open_and_claimed_tasks_of_the_department() {
    let app = TestApp::start().await;
    app.staff("li.si", &REVIEWER_OF_FOOD).await;
    app.colleague("chief", Role::Manager, &[(FOOD_DEPARTMENT, "manager")])
        .await;
    app.staff("deputy", &[(FOOD_DEPARTMENT, "manager")]).await;
    let case = app.in_review().await;
    let food = case.task("reviewer", "food_review").await;
    let health = case.task("reviewer", "health_review").await;
    let elsewhere = app.on_task("chief", &health, "assignment", to("reviewer")).await;
    elsewhere.problem(404, "not-found");
    assert_eq!(app.see_task("chief", &food).await["actions"], json!(["assignment"]));
    app.on_task("chief", &food, "assignment", to("reviewer"))
        .await
        .expect(200);
    let taken = app.as_("li.si").post(&format!("/tasks/{food}/claim")).send().await;
    taken.problem(409, "task-taken");
    app.on_task("deputy", &food, "assignment", to("li.si"))
        .await
        .expect(200);
    assert_eq!(told(&app, "reviewer").await[0]["kind"], "task.reassigned");
    let done = app
        .on_task("li.si", &food, "completion", json!({"outcome": "pass"}))
        .await;
    done.expect(200);
    app.on_task("chief", &food, "assignment", to("li.si"))
        .await
        .problem(409, "task-closed");
}

#[tokio::test]
async fn of_two_managers_who_assign_at_once_one_wins() {
    let app = TestApp::start().await;
    app.staff("li.si", &REVIEWER_OF_FOOD).await;
    for login in ["chief", "deputy"] {
        app.colleague(login, Role::Manager, &[(FOOD_DEPARTMENT, "manager")])
            .await;
        app.as_(login).get("/me").send().await.expect(200);
    }
    let case = app.in_review().await;
    let task = case.task("reviewer", "food_review").await;
    let seen = app.as_("chief").get(&format!("/tasks/{task}")).send().await.etag();
    let path = format!("/tasks/{task}/assignment");
    let assign = |login, whom| app.as_(login).post(&path).if_match(&seen).json(to(whom)).send();
    let (one, other) = join(assign("chief", "reviewer"), assign("deputy", "li.si")).await;
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412], "{one:?} {other:?}");
}

#[tokio::test]
async fn a_step_is_taken_back_until_somebody_acts_on_it() {
    let app = TestApp::start().await;
    app.staff("li.si", &REVIEWER_OF_FOOD).await;
    let case = app.in_review().await;
    case.complete("reviewer", "food_review", json!({"outcome": "pass"}))
        .await
        .expect(200);
    let health = case.claim("reviewer", "health_review").await;
    app.on_task(
        "reviewer",
        &health,
        "completion",
        json!({"outcome": "pass", "opinion": "符合"}),
    )
    .await
    .expect(200);
    assert!(case.find_task("approver", "approval").await.is_some());
    assert_eq!(
        app.see_task("reviewer", &health).await["actions"],
        json!(["taking-back"])
    );

    let back = app.as_("reviewer").post(&format!("/tasks/{health}/taking-back")).key();
    let back = back.json(json!({"reasons": "误选结果"})).send().await.expect(200);
    assert_eq!(back["status"], "claimed");
    assert!(
        case.find_task("approver", "approval").await.is_none(),
        "what it opened is gone"
    );
    let again = app.on_task("reviewer", &health, "taking-back", json!({})).await;
    again.problem(409, "step-not-last");

    app.on_task("reviewer", &health, "completion", json!({"outcome": "pass"}))
        .await
        .expect(200);
    case.claim("approver", "approval").await;
    let late = app.on_task("reviewer", &health, "taking-back", json!({})).await;
    late.problem(409, "step-not-last");
    assert_eq!(app.see_task("reviewer", &health).await["actions"], json!([]));
    let approval = case.task("approver", "approval").await;
    app.on_task("approver", &approval, "completion", json!({"outcome": "approve"}))
        .await
        .expect(200);
    let decided = app.on_task("approver", &approval, "taking-back", json!({})).await;
    decided.problem(409, "invalid-transition");
}

#[tokio::test]
async fn sending_back_is_taken_back_with_all_it_cancelled() {
    let app = TestApp::start().await;
    let case = app.in_review().await;
    case.pass_reviews().await;
    let opinion = json!({"outcome": "send_back", "opinion": "请重新核查"});
    let approval = case.claim("approver", "approval").await;
    app.on_task("approver", &approval, "completion", opinion)
        .await
        .expect(200);
    let review = case.find_task("reviewer", "food_review").await.unwrap();
    assert_eq!(review["resubmitted"], true);
    let stranger = app.on_task("window", &approval, "taking-back", json!({})).await;
    stranger.problem(404, "not-found");
    app.on_task("approver", &approval, "taking-back", json!({}))
        .await
        .expect(200);
    assert!(case.find_task("reviewer", "food_review").await.is_none());
    app.on_task("approver", &approval, "completion", json!({"outcome": "approve"}))
        .await
        .expect(200);
    assert_eq!(case.read().await["status"], "decided");
}
