//! What the screen of a task brings along beside the case: common phrases of its post, and the draft of whoever holds it.

use serde_json::{Value, json};
use yiwang::clock::machine_now;
use yiwang::db::housekeeping;
use yiwang::identity::Role;

use crate::support::{Answer, FOOD_DEPARTMENT, FOOD_LICENCE, HEALTH_DEPARTMENT, TestApp};

fn phrase(text: &str) -> Value {
    json!({"department": FOOD_DEPARTMENT, "post": "reviewer", "kind": "reasons", "text": text})
}

async fn add(app: &TestApp, login: &str, phrase: Value) -> Answer {
    app.as_(login).post("/phrases").key().json(phrase).send().await
}

async fn list(app: &TestApp, login: &str, query: &str) -> Vec<String> {
    let path = format!("/phrases?limit=100{query}");
    let page = app.as_(login).get(&path).send().await.expect(200);
    let rows = page["data"].as_array().unwrap();
    rows.iter()
        .map(|row| row["text"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_demo_brings_phrases_for_its_posts() {
    let app = TestApp::start().await;
    let case = app.in_review().await;
    let task = case.find_task("reviewer", "food_review").await.unwrap();
    for kind in ["reasons", "opinion", "defect"] {
        let phrases = task["phrases"][kind].as_array().unwrap();
        assert!(!phrases.is_empty(), "{kind}");
        assert!(
            phrases
                .iter()
                .all(|phrase| phrase["text"].is_string() && phrase["text_en"].is_string())
        );
    }
}

#[tokio::test]
async fn who_holds_the_post_writes_its_phrases_and_finds_them_at_its_tasks() {
    let app = TestApp::start().await;
    app.staff("li.si", &[(FOOD_DEPARTMENT, "reviewer")]).await;
    let added = add(&app, "li.si", phrase(" 卫生设施不足 ")).await;
    assert_eq!(added.expect(201)["text"], "卫生设施不足");
    let case = app.in_review().await;
    let task = case.find_task("reviewer", "food_review").await.unwrap();
    assert_eq!(
        task["phrases"]["reasons"].as_array().unwrap().last().unwrap()["text"],
        "卫生设施不足"
    );
    let query = format!("&department={FOOD_DEPARTMENT}&post=reviewer&kind=reasons");
    assert!(
        list(&app, "reviewer", &query)
            .await
            .contains(&"卫生设施不足".to_owned())
    );
    assert!(list(&app, "manager", &query).await.contains(&"卫生设施不足".to_owned()));
    assert!(
        list(&app, "window", "").await.iter().all(|text| text != "卫生设施不足"),
        "another post"
    );
    let elsewhere = format!("&department={HEALTH_DEPARTMENT}");
    assert_eq!(list(&app, "li.si", &elsewhere).await, [""; 0], "not their department");
    let mut foreign = phrase("x");
    foreign["department"] = json!(HEALTH_DEPARTMENT);
    add(&app, "li.si", foreign).await.problem(404, "not-found");
    add(&app, "window", phrase("x")).await.problem(404, "not-found");
    let audited = app
        .database()
        .lines("select result from audit where action = 'add_phrase'")
        .await;
    assert_eq!(audited, ["done"]);
}

#[tokio::test]
async fn the_same_words_are_one_phrase() {
    let app = TestApp::start().await;
    let first = add(&app, "reviewer", phrase("卫生设施不足")).await.expect(201);
    let again = add(&app, "reviewer", phrase("卫生设施不足")).await.expect(200);
    assert_eq!(first, again);
}

#[tokio::test]
async fn a_phrase_is_given_up_by_its_post_or_the_manager() {
    let app = TestApp::start().await;
    app.colleague("chief", Role::Manager, &[(FOOD_DEPARTMENT, "manager")])
        .await;
    for login in ["reviewer", "chief"] {
        let added = add(&app, "reviewer", phrase("卫生设施不足")).await;
        let path = format!("/phrases/{}", added.expect(201)["id"].as_str().unwrap());
        app.as_("window").delete(&path).send().await.problem(404, "not-found");
        app.as_(login).delete(&path).send().await.expect(204);
        app.as_(login).delete(&path).send().await.problem(404, "not-found");
    }
    let audited = app
        .database()
        .lines("select result from audit where action = 'delete_phrase'")
        .await;
    assert_eq!(audited, ["done", "done"]);
}

#[tokio::test]
async fn a_phrase_says_something_and_a_post_has_200() {
    let app = TestApp::start().await;
    for (text, code) in [(String::new(), "required"), ("长".repeat(501), "too-long")] {
        let refused = add(&app, "reviewer", phrase(&text)).await.problem(422, "invalid-input");
        assert_eq!(refused["errors"][0]["pointer"], "/text");
        assert_eq!(refused["errors"][0]["code"], code);
    }
    let mut wrong = phrase("x");
    wrong["kind"] = json!("poem");
    add(&app, "reviewer", wrong).await.problem(422, "invalid-input");
    let fill = format!(
        "insert into phrase select gen_random_uuid(), '{FOOD_DEPARTMENT}', 'reviewer', 'opinion', n::text, null, null, now()
            from generate_series(1, 200 - (select count(*) from phrase where department = '{FOOD_DEPARTMENT}' and post = 'reviewer')) n"
    );
    app.database().execute(&fill).await;
    let full = add(&app, "reviewer", phrase("x")).await.problem(422, "invalid-input");
    assert_eq!(full["errors"][0]["code"], "too-many");
}

async fn keep(app: &TestApp, login: &str, task: &str, draft: Value) -> Answer {
    app.as_(login)
        .put(&format!("/tasks/{task}/draft"))
        .json(draft)
        .send()
        .await
}

#[tokio::test]
async fn what_is_written_so_far_is_there_for_its_writer_alone() {
    let app = TestApp::start().await;
    app.staff("li.si", &[(FOOD_DEPARTMENT, "reviewer")]).await;
    let case = app.in_review().await;
    let task = case.claim("reviewer", "food_review").await;
    assert_eq!(app.see_task("reviewer", &task).await["draft"], Value::Null);
    let seen = app.as_("reviewer").get(&format!("/tasks/{task}")).send().await.etag();
    let draft = json!({"outcome": "fail", "reasons": "张三的身份证", "verdicts": [{"material": "layout_plan", "verdict": "defective"}]});
    keep(&app, "reviewer", &task, draft.clone()).await.expect(204);
    let kept = app.see_task("reviewer", &task).await["draft"].clone();
    for field in ["outcome", "reasons", "verdicts"] {
        assert_eq!(kept[field], draft[field], "{field}");
    }
    assert!(kept["saved_at"].is_string());
    for colleague in ["li.si", "manager"] {
        assert_eq!(
            app.see_task(colleague, &task).await["draft"],
            Value::Null,
            "{colleague}"
        );
    }
    let sealed = app
        .database()
        .lines("select encode(content, 'escape') from task_draft")
        .await;
    assert!(!sealed[0].contains("张三") && !sealed[0].contains("fail"), "{sealed:?}");
    assert_eq!(
        app.as_("reviewer").get(&format!("/tasks/{task}")).send().await.etag(),
        seen,
        "no new version"
    );

    keep(&app, "reviewer", &task, json!({"opinion": "待定"}))
        .await
        .expect(204);
    let kept = app.see_task("reviewer", &task).await["draft"].clone();
    assert_eq!(
        (&kept["opinion"], &kept["reasons"]),
        (&json!("待定"), &Value::Null),
        "it stands in the place of the one before"
    );
    keep(&app, "reviewer", &task, json!({"opinion": " "})).await.expect(204);
    assert_eq!(app.see_task("reviewer", &task).await["draft"], Value::Null);
}

#[tokio::test]
async fn a_draft_is_written_by_whoever_holds_the_task() {
    let app = TestApp::start().await;
    app.staff("li.si", &[(FOOD_DEPARTMENT, "reviewer")]).await;
    let case = app.in_review().await;
    let open = case.task("reviewer", "food_review").await;
    let draft = || json!({"opinion": "待定"});
    keep(&app, "reviewer", &open, draft())
        .await
        .problem(409, "task-unclaimed");
    let task = case.claim("reviewer", "food_review").await;
    keep(&app, "li.si", &task, draft()).await.problem(409, "task-taken");
    keep(&app, "window", &task, draft()).await.problem(404, "not-found");
    keep(&app, "manager", &task, draft()).await.problem(403, "forbidden");
    keep(&app, "reviewer", &task, json!({"opinion": "长".repeat(4001)}))
        .await
        .problem(422, "invalid-input");
    keep(&app, "reviewer", &task, json!({"colour": "red"}))
        .await
        .problem(422, "invalid-input");
    keep(&app, "reviewer", &task, draft()).await.expect(204);
    let pass = app
        .on_task("reviewer", &task, "completion", json!({"outcome": "pass"}))
        .await;
    pass.expect(200);
    keep(&app, "reviewer", &task, draft()).await.problem(409, "task-closed");
    assert_eq!(
        app.see_task("reviewer", &task).await["draft"],
        Value::Null,
        "gone with the task"
    );
}

#[tokio::test]
async fn a_draft_does_not_pass_on_with_its_task_and_is_cleared_away() {
    let app = TestApp::start().await;
    app.staff("li.si", &[(FOOD_DEPARTMENT, "reviewer")]).await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let (task, other) = (
        case.claim("reviewer", "food_review").await,
        case.claim("reviewer", "health_review").await,
    );
    for task in [&task, &other] {
        keep(&app, "reviewer", task, json!({"opinion": "待定"}))
            .await
            .expect(204);
    }
    let hand_on = json!({"to": "li.si", "reasons": "请代为办理"});
    app.on_task("reviewer", &task, "assignment", hand_on).await.expect(200);
    assert_eq!(app.see_task("li.si", &task).await["draft"], Value::Null);
    assert_eq!(app.see_task("reviewer", &task).await["draft"], Value::Null);
    let mut connection = app.parts.db.get().await.unwrap();
    assert_eq!(housekeeping::clear(&mut connection, machine_now()).await.unwrap(), 1);
    assert_eq!(app.see_task("reviewer", &other).await["draft"]["opinion"], "待定");
}
