//! How many statements an operation sends: reading and writing are one each.

use serde_json::json;

use crate::support::{FOOD_LICENCE, GRANDMOTHER, TestApp, VACCINATION};

/// The statements sent while something is done.
macro_rules! statements {
    ($app:expr, $what:expr) => {{
        let before = $app.statements();
        let answer = $what.await;
        assert!(answer.status < 300, "{}", answer.text);
        ($app.statements() - before, answer)
    }};
}

#[tokio::test]
async fn commands_are_one_read_and_one_write_and_screens_one_read() {
    let app = TestApp::start().await;
    let body = app.filing("citizen", FOOD_LICENCE).await;
    let (filing, answer) = statements!(app, app.as_("citizen").post("/applications").key().json(body).send());
    assert_eq!(filing, 2, "filing");
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let (reading, _) = statements!(
        app,
        app.as_("citizen")
            .get(&format!("/applications/{id}?include=events"))
            .send()
    );
    assert_eq!(reading, 1, "reading an application");

    app.as_("window").get("/me").send().await.expect(200);
    let queue = app.as_("window").get("/tasks").send().await.expect(200);
    let task = queue["data"][0]["id"].as_str().unwrap().to_owned();
    let (claiming, claimed) = statements!(app, app.as_("window").post(&format!("/tasks/{task}/claim")).send());
    assert_eq!(claiming, 2, "claiming a task");
    let complete = app
        .as_("window")
        .post(&format!("/tasks/{task}/completion"))
        .key()
        .if_match(&claimed.etag());
    let (completing, _) = statements!(app, complete.json(json!({"outcome": "accept"})).send());
    assert_eq!(completing, 2, "completing a task");
    let (task_screen, _) = statements!(app, app.as_("window").get(&format!("/tasks/{task}")).send());
    assert_eq!(task_screen, 1, "reading a task");
}

#[tokio::test]
async fn a_window_asks_who_it_is_and_records_them_once() {
    let app = TestApp::start().await;
    let body = app.at_window("window", VACCINATION, "陈示例", GRANDMOTHER).await;
    let file = || app.as_("window").post("/applications").key().json(body.clone()).send();
    let (first, _) = statements!(app, file());
    assert_eq!(
        first, 4,
        "who it is, what filing depends on, the person, the application"
    );
    let (again, _) = statements!(app, file());
    assert_eq!(again, 3, "they are known");
    let mut at_once = body.clone();
    at_once["at_once"] = json!({"outcome": "grant", "handover": {"signed_by": "陈示例"}});
    let call = app.as_("window").post("/applications").key().json(at_once);
    let (granted, answer) = statements!(app, call.send());
    assert_eq!((granted, &answer.json()["status"]), (3, &json!("completed")));
    let by_card = app
        .as_("window")
        .post("/desk/lookups")
        .json(json!({"citizen_id": GRANDMOTHER}));
    let (looked_up, _) = statements!(app, by_card.send());
    assert_eq!(looked_up, 2, "a lookup, and its record");
}

#[tokio::test]
async fn lists_cost_the_same_however_long_they_are() {
    let app = TestApp::start().await;
    app.as_("window").get("/tasks").send().await.expect(200);
    let mut counts = Vec::new();
    for _ in 0..3 {
        app.filed(FOOD_LICENCE).await;
        let (tasks, _) = statements!(app, app.as_("window").get("/tasks").send());
        let (applications, _) = statements!(app, app.as_("citizen").get("/applications").send());
        let (cases, _) = statements!(app, app.as_("citizen").get("/cases").send());
        counts.push((tasks, applications, cases));
    }
    assert_eq!(counts, [(2, 1, 1); 3]);
}

#[tokio::test]
async fn a_queue_of_two_hundred_is_read_in_two_statements() {
    let app = TestApp::start().await;
    app.filed(FOOD_LICENCE).await;
    app.database()
        .execute(
            "insert into task select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'status', 'claimed',
                'holder', (select id from account where login = 'window')))).* from task t, generate_series(1, 200)",
        )
        .await;
    app.as_("window").get("/tasks").send().await.expect(200);
    let (listing, queue) = statements!(app, app.as_("window").get("/tasks?limit=100&mine=true").send());
    assert_eq!(listing, 2);
    let rows = queue.json()["data"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 100);
    assert!(rows.iter().all(|row| row["holder_name"].is_string()));
}

#[tokio::test]
async fn the_catalogue_and_tokens_are_read_without_the_database() {
    let app = TestApp::start().await;
    app.as_("citizen").get("/me").send().await.expect(200);
    let before = app.statements();
    app.anyone().get("/items?q=食品").send().await.expect(200);
    let item = crate::support::sample(FOOD_LICENCE);
    let code = item["item"].as_str().unwrap();
    app.as_("citizen")
        .get(&format!("/items/{code}"))
        .send()
        .await
        .expect(200);
    let checklist = app.anyone().post(&format!("/items/{code}/checklist"));
    let answers = json!({"answers": item["answers"]});
    checklist.json(answers).send().await.expect(200);
    app.anyone().get("/divisions").send().await.expect(200);
    app.anyone().get("/departments").send().await.expect(200);
    app.as_("citizen")
        .post("/tasks/00000000-0000-7000-8000-000000000000/claim")
        .send()
        .await
        .problem(403, "forbidden");
    assert_eq!(app.statements(), before);
}

#[tokio::test]
async fn what_an_applicant_may_use_again_is_one_read() {
    let app = TestApp::start().await;
    let item = crate::support::sample(FOOD_LICENCE);
    let path = format!("/items/{}/checklist", item["item"].as_str().unwrap());
    let mut counts = Vec::new();
    for _ in 0..2 {
        app.filed(FOOD_LICENCE).await;
        let checklist = app.as_("citizen").post(&path).json(json!({"answers": item["answers"]}));
        counts.push(statements!(app, checklist.send()).0);
    }
    assert_eq!(counts, [1, 1]);
    let clerk = app.as_("window").post(&path).json(json!({"answers": item["answers"]}));
    app.as_("window").get("/me").send().await.expect(200);
    assert_eq!(statements!(app, clerk.send()).0, 0, "nothing is offered to others");
}
