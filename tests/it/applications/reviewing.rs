//! What the law asks of a review: two officers on site (Administrative Licensing Law art. 34), nothing asked for again after the initial review
//! (art. 35), and the answers of a countersign (会签).

use serde_json::{Value, json};

use crate::support::{FOOD_DEPARTMENT, FOOD_LICENCE, HEALTH_DEPARTMENT, TestApp};

const REVIEWER_OF_FOOD: [(&str, &str); 1] = [(FOOD_DEPARTMENT, "reviewer")];
const REVIEWER_OF_HEALTH: [(&str, &str); 1] = [(HEALTH_DEPARTMENT, "reviewer")];

#[tokio::test]
async fn article_34_an_on_site_check_needs_two_officers() {
    let app = TestApp::start().await;
    let second = app.staff("li.si", &REVIEWER_OF_FOOD).await;
    app.staff("wang.wu", &REVIEWER_OF_HEALTH).await;
    app.staff("zhao.liu", &REVIEWER_OF_FOOD).await;
    app.republish(FOOD_LICENCE, |item| {
        item["procedure"]["nodes"]["food_review"]["on_site"] = json!(true);
    })
    .await;
    let case = app.in_review().await;
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
    app.republish(FOOD_LICENCE, |item| {
        item["procedure"] = json!({"start": "initial", "nodes": {
            "initial": {"kind": "task", "name": "初审", "post": "reviewer", "initial_review": true, "outcomes": {"pass": "approval", "fail": "no"}},
            "approval": {"kind": "task", "name": "审批", "post": "approver", "outcomes": {"approve": "yes", "deny": "no"}},
            "yes": {"kind": "end", "decision": "approve"}, "no": {"kind": "end", "decision": "deny"}}});
    })
    .await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.in_review().await;
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
    app.republish(FOOD_LICENCE, |item| {
        item["procedure"] = json!({"start": "sign", "nodes": {
            "sign": {"kind": "countersign", "name": "会签", "name_en": "Countersign", "rule": "all", "limit": 3, "agreed": "approval", "disagreed": "approval",
                "parties": [{"post": "reviewer"}, {"department": HEALTH_DEPARTMENT, "post": "reviewer"}]},
            "approval": {"kind": "task", "name": "审批", "post": "approver", "outcomes": {"approve": "yes", "deny": "no", "send_back": "sign"}},
            "yes": {"kind": "end", "decision": "approve"}, "no": {"kind": "end", "decision": "deny"}}});
    })
    .await;
    let case = app.in_review().await;
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
