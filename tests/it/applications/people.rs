//! Who works on a case: delegation and reassignment, steps taken back, recusal, and the officers an on-site check needs (Administrative
//! Licensing Law arts. 34, 35).

use futures_util::future::join;
use serde_json::{Value, json};
use yiwang::identity::Role;

use crate::support::{FOOD_DEPARTMENT, FOOD_LICENCE, Filed, HEALTH_DEPARTMENT, TestApp};

const REVIEWER_OF_FOOD: [(&str, &str); 1] = [(FOOD_DEPARTMENT, "reviewer")];
const REVIEWER_OF_HEALTH: [(&str, &str); 1] = [(HEALTH_DEPARTMENT, "reviewer")];

/// An application in review.
async fn accepted(app: &TestApp) -> Filed<'_> {
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case
}

async fn told(app: &TestApp, login: &str) -> Vec<Value> {
    app.settle().await;
    let inbox = app.as_(login).get("/notifications").send().await.expect(200);
    inbox["data"].as_array().unwrap().clone()
}

fn to(login: &str) -> Value {
    json!({"to": login, "reasons": "本周外出培训，请代为办理"})
}

#[tokio::test]
async fn a_task_is_delegated_by_its_holder_to_a_colleague_of_the_same_post() {
    let app = TestApp::start().await;
    let id = app.staff("li.si", &REVIEWER_OF_FOOD).await;
    app.staff("wang.wu", &REVIEWER_OF_HEALTH).await;
    let case = accepted(&app).await;
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
    let case = accepted(&app).await;
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
    let case = accepted(&app).await;
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
    let case = accepted(&app).await;
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
    let case = accepted(&app).await;
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

#[tokio::test]
async fn whoever_is_recused_has_nothing_to_do_with_the_case() {
    let app = TestApp::start().await;
    app.staff("li.si", &REVIEWER_OF_FOOD).await;
    let case = accepted(&app).await;
    let other = accepted(&app).await;
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
    let case = accepted(&app).await;
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
    app.staff("stranger", &[("11990100999990061X", "reviewer")]).await;
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

#[tokio::test]
async fn article_34_an_on_site_check_needs_two_officers() {
    let app = TestApp::start().await;
    let second = app.staff("li.si", &REVIEWER_OF_FOOD).await;
    app.staff("wang.wu", &REVIEWER_OF_HEALTH).await;
    app.staff("zhao.liu", &REVIEWER_OF_FOOD).await;
    app.republish(|item| item["procedure"]["nodes"]["food_review"]["on_site"] = json!(true))
        .await;
    let case = accepted(&app).await;
    let task = case.claim("reviewer", "food_review").await;
    let outcomes = app.see_task("reviewer", &task).await["outcomes"].clone();
    for outcome in outcomes.as_array().unwrap() {
        assert_eq!(outcome["required_fields"][0], "officers", "{outcome}");
    }
    let checked = |officers: Value| json!({"outcome": "pass", "officers": officers});
    for alone in [json!([]), json!(["reviewer"])] {
        let refused = app.on_task("reviewer", &task, "completion", checked(alone)).await;
        assert_eq!(
            refused.problem(422, "invalid-input")["errors"][0]["code"],
            "two-officers"
        );
    }
    let stranger = app
        .on_task("reviewer", &task, "completion", checked(json!(["li.si", "wang.wu"])))
        .await;
    let problem = stranger.problem(422, "invalid-input");
    assert_eq!(
        (&problem["errors"][0]["code"], &problem["errors"][0]["pointer"]),
        (&json!("not-of-post"), &json!("/officers/1"))
    );
    case.command_as("zhao.liu", "recusals", json!({"reasons": "申请人系本人近亲属"}))
        .await
        .expect(200);
    let recused = app
        .on_task("reviewer", &task, "completion", checked(json!(["zhao.liu"])))
        .await;
    recused.problem(409, "recused");
    app.on_task("reviewer", &task, "completion", checked(json!(["li.si"])))
        .await
        .expect(200);

    let health = case.claim("reviewer", "health_review").await;
    let history = app.see_task("reviewer", &health).await["history"].clone();
    let check = history
        .as_array()
        .unwrap()
        .iter()
        .find(|past| past["outcome"] == "pass")
        .unwrap();
    assert_eq!(check["officers"], json!([second]));
    let needless = app
        .on_task(
            "reviewer",
            &health,
            "completion",
            json!({"outcome": "pass", "officers": ["wang.wu"]}),
        )
        .await;
    assert_eq!(
        needless.problem(422, "invalid-input")["errors"][0]["code"],
        "no-on-site-check"
    );
}

#[tokio::test]
async fn article_35_what_was_passed_upward_is_decided_without_new_materials() {
    let app = TestApp::start().await;
    app.republish(|item| {
        item["procedure"] = json!({"start": "initial", "nodes": {
            "initial": {"kind": "task", "name": "初审", "post": "reviewer", "initial_review": true, "outcomes": {"pass": "approval", "fail": "no"}},
            "approval": {"kind": "task", "name": "审批", "post": "approver", "outcomes": {"approve": "yes", "deny": "no"}},
            "yes": {"kind": "end", "decision": "approve"}, "no": {"kind": "end", "decision": "deny"}}});
    })
    .await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = accepted(&app).await;
    let initial = case.claim("reviewer", "initial").await;
    let screen = app.see_task("reviewer", &initial).await;
    assert_eq!(screen["due_on"], "2026-03-30", "art. 43: 20 working days");
    let due = case.read().await["due"]["promised_due_on"].clone();
    let word =
        |outcome: &str| json!({"outcome": outcome, "verdicts": [{"material": "layout_plan", "verdict": "missing"}]});
    app.on_task("reviewer", &initial, "completion", word("pass"))
        .await
        .expect(200);
    assert_eq!(case.read().await["due"]["promised_due_on"], due, "its time counts");
    let approval = case.claim("approver", "approval").await;
    let asked = app.on_task("approver", &approval, "completion", word("approve")).await;
    assert_eq!(
        asked.problem(422, "invalid-input")["errors"][0]["code"],
        "no-new-materials"
    );
    app.on_task("approver", &approval, "completion", json!({"outcome": "approve"}))
        .await
        .expect(200);
}

#[tokio::test]
async fn parties_of_a_countersign_answer_in_their_queues() {
    let app = TestApp::start().await;
    app.staff("wang.wu", &REVIEWER_OF_HEALTH).await;
    app.republish(|item| {
        item["procedure"] = json!({"start": "sign", "nodes": {
            "sign": {"kind": "countersign", "name": "会签", "name_en": "Countersign", "rule": "all", "limit": 3, "agreed": "approval", "disagreed": "approval",
                "parties": [{"post": "reviewer"}, {"department": HEALTH_DEPARTMENT, "post": "reviewer"}]},
            "approval": {"kind": "task", "name": "审批", "post": "approver", "outcomes": {"approve": "yes", "deny": "no", "send_back": "sign"}},
            "yes": {"kind": "end", "decision": "approve"}, "no": {"kind": "end", "decision": "deny"}}});
    })
    .await;
    let case = accepted(&app).await;
    let theirs = case.find_task("wang.wu", "sign").await.unwrap();
    assert_eq!(theirs["name"], "会签");
    assert_eq!(
        theirs["outcomes"],
        json!([{"code": "agree", "label": "同意", "required_fields": []}, {"code": "disagree", "label": "不同意", "required_fields": ["opinion"]}])
    );
    case.complete("wang.wu", "sign", json!({"outcome": "disagree"}))
        .await
        .problem(422, "invalid-input");
    let task = theirs["id"].as_str().unwrap();
    app.on_task("wang.wu", task, "completion", json!({"outcome": "agree"}))
        .await
        .expect(200);
    app.on_task("wang.wu", task, "taking-back", json!({})).await.expect(200);
    app.on_task(
        "wang.wu",
        task,
        "completion",
        json!({"outcome": "disagree", "opinion": "通风不足"}),
    )
    .await
    .expect(200);
    let approval = case.find_task("approver", "approval").await.unwrap();
    let answer = approval["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&answer["outcome"], &answer["opinion"]),
        (&json!("disagree"), &json!("通风不足"))
    );
}
