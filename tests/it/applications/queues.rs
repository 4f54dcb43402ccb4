//! The queues that clerks and reviewers work through.

use serde_json::json;

use crate::support::{FOOD_LICENCE, TestApp, VACCINATION};

#[tokio::test]
async fn a_queue_shows_what_the_caller_may_do_due_first() {
    let app = TestApp::start().await;
    app.filed(FOOD_LICENCE).await;
    let second = app.filed(VACCINATION).await;
    let queue = app.as_("window").get("/tasks?count=true").send().await.expect(200);
    assert_eq!(queue["count"], 2);
    assert_eq!(queue["facets"]["state"], json!({"open": 2}));
    assert_eq!(queue["facets"]["post"], json!({"window": 2}));
    let row = &queue["data"][0];
    assert_eq!(row["name"], "收件审核");
    assert!(row["applicant"].as_str().unwrap().contains('*'), "{row}");
    assert_eq!(
        app.as_("reviewer").get("/tasks").send().await.expect(200)["data"],
        json!([])
    );

    let first_page = app.as_("window").get("/tasks?limit=1").send().await.expect(200);
    let cursor = first_page["next_cursor"].as_str().unwrap();
    let next = app
        .as_("window")
        .get(&format!("/tasks?limit=1&cursor={cursor}"))
        .send()
        .await
        .expect(200);
    assert_eq!(next["next_cursor"], json!(null));
    assert_ne!(first_page["data"][0]["id"], next["data"][0]["id"]);

    let task = second.task("window", "intake").await;
    app.as_("window")
        .post(&format!("/tasks/{task}/claim"))
        .send()
        .await
        .expect(200);
    let mine = app.as_("window").get("/tasks?mine=true").send().await.expect(200);
    assert_eq!(mine["data"][0]["id"], task.as_str());
    assert_eq!(mine["data"][0]["status"], "claimed");
}

#[tokio::test]
async fn a_clerk_who_also_manages_counts_a_task_once() {
    let app = TestApp::start().await;
    app.filed(FOOD_LICENCE).await;
    app.database()
        .execute("insert into membership select account_id, department, 'manager', granted_at from membership where post = 'window'")
        .await;
    let queue = app.as_("window").get("/tasks?count=true").send().await.expect(200);
    assert_eq!(queue["count"], 1);
    assert_eq!(queue["facets"]["state"], json!({"open": 1}));
}

#[tokio::test]
async fn a_task_comes_with_everything_its_screen_needs() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let task = case.find_task("reviewer", "health_review").await.unwrap();
    assert_eq!(task["name"], "公共场所卫生条件审查");
    let fail = task["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|outcome| outcome["code"] == "fail")
        .unwrap();
    assert_eq!(fail["required_fields"], json!(["reasons"]));
    assert_eq!(task["application"]["form"]["shop_name"], "示范小面馆");
    assert!(task["form_schema"]["properties"]["shop_name"].is_object());
    let plan = task["materials"]
        .as_array()
        .unwrap()
        .iter()
        .find(|material| material["code"] == "layout_plan")
        .unwrap();
    assert_eq!(plan["documents"].as_array().unwrap().len(), 1);
    assert_eq!(task["history"][0]["outcome"], "accept");
    assert!(
        task["application"]["pickup_code"].is_null(),
        "the code is the applicant's"
    );
}

#[tokio::test]
async fn a_task_is_claimed_put_back_and_completed_only_by_its_holder() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let id = case.task("window", "intake").await;
    let path = |what: &str| format!("/tasks/{id}/{what}");
    let open = app.as_("window").get(&format!("/tasks/{id}")).send().await.etag();
    let complete = |etag: &str| {
        let call = app.as_("window").post(&path("completion")).if_match(etag);
        call.json(json!({"outcome": "accept"})).send()
    };
    complete(&open).await.problem(409, "task-unclaimed");
    let claimed = app.as_("window").post(&path("claim")).send().await;
    claimed.expect(200);
    app.as_("window")
        .post(&path("claim"))
        .send()
        .await
        .problem(409, "task-taken");
    complete(&open).await.problem(412, "stale-version");
    app.as_("window").delete(&path("claim")).send().await.expect(200);
    app.as_("window")
        .delete(&path("claim"))
        .send()
        .await
        .problem(409, "task-unclaimed");
    let again = app.as_("window").post(&path("claim")).send().await.etag();
    let bare = app
        .as_("window")
        .post(&path("completion"))
        .json(json!({"outcome": "accept"}));
    bare.send().await.problem(428, "precondition-required");
    complete(&again).await.expect(200);
    let closed = app.as_("window").get(&format!("/tasks/{id}")).send().await.etag();
    complete(&closed).await.problem(409, "task-closed");
}

#[tokio::test]
async fn the_light_turns_with_the_days() {
    let app = TestApp::start().await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let light = async || app.as_("citizen").get("/applications").send().await.expect(200)["data"][0]["light"].clone();
    assert_eq!(light().await, "green");
    app.at("2026-03-10T09:00:00+08:00").await;
    assert_eq!(light().await, "yellow");
    let yellow = app
        .as_("citizen")
        .get("/applications?light=yellow")
        .send()
        .await
        .expect(200);
    assert_eq!(yellow["data"].as_array().unwrap().len(), 1);
    app.at("2026-03-12T09:00:00+08:00").await;
    assert_eq!(light().await, "red");
    assert!(case.etag().await.ends_with(".red\""));
    assert_eq!(case.read().await["due"]["working_days_left"], -1);
    let red = app.as_("reviewer").get("/tasks?light=red").send().await.expect(200);
    assert_eq!(red["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn facets_count_what_choosing_them_would_show() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    app.filed(VACCINATION).await;
    case.claim("window", "intake").await;
    let facets = async |query: &str| {
        let path = format!("/tasks?{query}");
        app.as_("window").get(&path).send().await.expect(200)["facets"].clone()
    };
    let all = facets("").await;
    assert_eq!(all["item"].as_object().unwrap().len(), 2);
    let food = case.read().await["item"]["code"].as_str().unwrap().to_owned();
    let of_food = facets(&format!("item={food}")).await;
    assert_eq!(of_food["state"], json!({"claimed": 1}));
    assert_eq!(of_food["item"], all["item"], "what another choice would show");
    let open = facets("state=open").await;
    assert_eq!(open["state"], json!({"open": 1, "claimed": 1}));
    assert_eq!(open["item"].as_object().unwrap().len(), 1);
    let mine = facets("mine=true").await;
    assert_eq!(mine["state"], json!({"claimed": 1}));
    let path = format!("/tasks?item={food}");
    let listed = app.as_("window").get(&path).send().await.expect(200);
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
    assert_eq!(listed["data"][0]["item"], food.as_str());
}

#[tokio::test]
async fn who_holds_a_task_and_how_old_it_is_are_seen() {
    let app = TestApp::start().await;
    app.at("2026-02-12T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    let holder = app.as_("window").get("/me").send().await.expect(200);
    let path = format!("/tasks/{}", case.task("window", "intake").await);
    let row = async || app.as_("manager").get("/tasks").send().await.expect(200)["data"][0].clone();
    let free = row().await;
    assert_eq!((&free["holder_name"], &free["age"]), (&json!(null), &json!(0)));
    case.claim("window", "intake").await;
    // The 14th is worked, the Spring Festival is from the 15th to the 23rd.
    app.at("2026-02-24T09:00:00+08:00").await;
    let task = app.as_("manager").get(&path).send().await.expect(200);
    for seen in [row().await, task] {
        assert_eq!(seen["holder"], holder["id"]);
        assert_eq!(seen["holder_name"], holder["name"]);
        assert_eq!(seen["age"], 3, "the 13th, the 14th and the 24th");
    }
}
