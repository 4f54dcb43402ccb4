//! An absent colleague's tasks: handed over by the manager, and the colleagues there are to hand them to.

use serde_json::{Value, json};
use yiwang::identity::Role;

use crate::support::{Answer, FOOD_DEPARTMENT, FOOD_LICENCE, Filed, HEALTH_DEPARTMENT, TestApp};

/// A city in which 李四 and 王五 review food, and somebody manages it.
async fn city() -> TestApp {
    let app = TestApp::start().await;
    app.staff("li.si", &[(FOOD_DEPARTMENT, "reviewer"), (FOOD_DEPARTMENT, "window")])
        .await;
    app.staff("wang.wu", &[(FOOD_DEPARTMENT, "reviewer")]).await;
    app.colleague("chief", Role::Manager, &[(FOOD_DEPARTMENT, "manager")])
        .await;
    app
}

async fn hand_over(app: &TestApp, login: &str, to: Option<&str>, key: &str) -> Answer {
    let mut body = json!({"from": "li.si", "department": FOOD_DEPARTMENT, "reasons": "本周病假"});
    if let Some(to) = to {
        body["to"] = json!(to);
    }
    let call = app.as_(login).post("/handovers").header("idempotency-key", key);
    call.json(body).send().await
}

/// What was done with each task, and why not.
fn results(answer: &Answer) -> Vec<(String, Value)> {
    let answer = answer.expect(200);
    let rows = answer["results"].as_array().unwrap();
    rows.iter()
        .map(|row| (row["result"].as_str().unwrap().to_owned(), row["why"].clone()))
        .collect()
}

async fn in_their_hands<'a>(app: &'a TestApp) -> (Filed<'a>, String) {
    let case = app.in_review().await;
    let task = case.claim("li.si", "food_review").await;
    (case, task)
}

async fn kinds(app: &TestApp, login: &str) -> Vec<String> {
    app.settle().await;
    let inbox = app.as_(login).get("/notifications").send().await.expect(200);
    let rows = inbox["data"].as_array().unwrap();
    rows.iter()
        .map(|row| row["kind"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_manager_gives_an_absent_colleagues_tasks_to_another() {
    let app = city().await;
    let (_, first) = in_their_hands(&app).await;
    let (recused_from, second) = in_their_hands(&app).await;
    let intake = app.filed(FOOD_LICENCE).await.claim("li.si", "intake").await;
    let excuse = json!({"person": "wang.wu", "reasons": "与申请人有利害关系"});
    recused_from
        .command_as("approver", "recusals", excuse)
        .await
        .expect(200);

    let answer = hand_over(&app, "chief", Some("wang.wu"), "a").await;
    let done = answer.expect(200);
    assert_eq!(done["more"], false);
    let of = |task: &str| {
        let rows = done["results"].as_array().unwrap();
        rows.iter().find(|row| row["task"] == task).unwrap().clone()
    };
    assert_eq!(of(&first)["result"], "assigned");
    assert!(of(&first)["number"].is_string() && of(&first).get("why").is_none());
    assert_eq!(
        (&of(&second)["result"], &of(&second)["why"]),
        (&json!("skipped"), &json!("recused"))
    );
    assert_eq!(
        (&of(&intake)["result"], &of(&intake)["why"]),
        (&json!("skipped"), &json!("lacks_post"))
    );
    let wang = app.as_("wang.wu").get("/me").send().await.expect(200);
    assert_eq!(app.see_task("wang.wu", &first).await["holder"], wang["id"]);
    assert!(kinds(&app, "wang.wu").await.contains(&"task.assigned".to_owned()));
    assert!(kinds(&app, "li.si").await.contains(&"task.reassigned".to_owned()));
    assert_eq!(
        hand_over(&app, "chief", Some("wang.wu"), "a").await.json(),
        done,
        "the first answer"
    );
    hand_over(&app, "chief", None, "a")
        .await
        .problem(422, "idempotency-key-reused");
}

#[tokio::test]
async fn without_a_name_the_tasks_go_back_into_the_queue() {
    let app = city().await;
    let (_, task) = in_their_hands(&app).await;
    let answer = hand_over(&app, "chief", None, "a").await;
    assert_eq!(results(&answer), [("released".to_owned(), Value::Null)]);
    assert_eq!(app.see_task("wang.wu", &task).await["status"], "open");
    assert_eq!(kinds(&app, "li.si").await[0], "task.released");
    let remark = app.database().lines("select text from remark").await;
    assert_eq!(remark, ["本周病假"]);
    assert_eq!(
        results(&hand_over(&app, "chief", None, "b").await),
        [],
        "there are no more"
    );
}

#[tokio::test]
async fn a_colleague_who_has_left_hands_over_too() {
    let app = city().await;
    in_their_hands(&app).await;
    app.database()
        .execute("update account set disabled_at = now() where login = 'li.si'")
        .await;
    app.database()
        .execute("delete from membership where account_id = (select id from account where login = 'li.si')")
        .await;
    assert_eq!(
        results(&hand_over(&app, "chief", Some("wang.wu"), "a").await),
        [("assigned".to_owned(), Value::Null)]
    );
}

#[tokio::test]
async fn a_handover_cut_short_is_finished_by_a_repeat() {
    let app = city().await;
    in_their_hands(&app).await;
    let first = hand_over(&app, "chief", Some("wang.wu"), "a").await;
    // As if the server had gone down before it answered, and one task had not been done yet.
    app.database().execute("delete from idempotency where key = 'a'").await;
    in_their_hands(&app).await;
    let again = hand_over(&app, "chief", Some("wang.wu"), "a").await.expect(200);
    assert_eq!(again["results"][0], first.json()["results"][0]);
    assert_eq!(again["results"][1]["result"], "assigned");
}

#[tokio::test]
async fn only_who_manages_the_department_hands_over_within_it() {
    let app = city().await;
    in_their_hands(&app).await;
    app.colleague("other", Role::Manager, &[(HEALTH_DEPARTMENT, "manager")])
        .await;
    for login in ["other", "wang.wu"] {
        hand_over(&app, login, None, "a").await.problem(404, "not-found");
    }
    hand_over(&app, "citizen", None, "a").await.problem(403, "forbidden");
    app.staff("elsewhere", &[(HEALTH_DEPARTMENT, "reviewer")]).await;
    for (to, code) in [
        ("nobody", "not-of-department"),
        ("elsewhere", "not-of-department"),
        ("chief", "not-of-department"),
        ("li.si", "same-person"),
    ] {
        let refused = hand_over(&app, "chief", Some(to), "a")
            .await
            .problem(422, "invalid-input");
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!("/to"), &json!(code)),
            "{to}"
        );
    }
    let call = app.as_("chief").post("/handovers");
    let nobody = json!({"from": "nobody", "department": FOOD_DEPARTMENT, "reason": "病假"});
    let refused = call.json(nobody).send().await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["pointer"], "/from");
    let call = app.as_("chief").post("/handovers");
    let silent = json!({"from": "li.si", "department": FOOD_DEPARTMENT, "reasons": " "});
    let refused = call.json(silent).send().await.problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["pointer"], "/reasons");
}

#[tokio::test]
async fn two_hundred_are_handed_over_at_once() {
    let app = city().await;
    in_their_hands(&app).await;
    // Rows that no case knows: each is passed over as changed, and counted.
    app.database()
        .execute(
            "insert into task select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
             from task t, generate_series(1, 200) where t.status = 'claimed'",
        )
        .await;
    let answer = hand_over(&app, "chief", Some("wang.wu"), "a").await.expect(200);
    assert_eq!(answer["results"].as_array().unwrap().len(), 200);
    assert_eq!(answer["more"], true);
}

#[tokio::test]
async fn colleagues_are_for_colleagues() {
    let app = city().await;
    let list = async |login: &str, query: &str| {
        let path = format!("/colleagues?department={FOOD_DEPARTMENT}{query}");
        app.as_(login).get(&path).send().await
    };
    let logins = |answer: &Answer| -> Vec<String> {
        let page = answer.expect(200);
        let rows = page["data"].as_array().unwrap();
        rows.iter()
            .map(|row| row["login"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = list("chief", "&limit=100").await;
    let everybody = [
        "approver",
        "chief",
        "colleague",
        "li.si",
        "manager",
        "reviewer",
        "wang.wu",
        "window",
    ];
    assert_eq!(logins(&all), everybody);
    assert_eq!(all.json()["data"][3]["name"], "同事示例");
    assert_eq!(all.json()["data"][3]["posts"], json!(["reviewer", "window"]));
    assert_eq!(
        logins(&list("wang.wu", "&post=reviewer").await),
        ["colleague", "li.si", "reviewer", "wang.wu"]
    );
    let first = list("wang.wu", "&limit=4").await;
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(
        logins(&list("wang.wu", &format!("&limit=4&cursor={cursor}")).await),
        everybody[4..]
    );
    app.staff("elsewhere", &[(HEALTH_DEPARTMENT, "reviewer")]).await;
    list("elsewhere", "").await.problem(404, "not-found");
    list("citizen", "").await.problem(403, "forbidden");
    app.as_("chief")
        .get("/colleagues")
        .send()
        .await
        .problem(422, "invalid-input");
    app.database()
        .execute("update account set disabled_at = now() where login = 'li.si'")
        .await;
    assert!(!logins(&list("chief", "").await).contains(&"li.si".to_owned()));
}
