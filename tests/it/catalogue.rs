//! The catalogue: found and read by everybody, kept by administrators.

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, TestApp, sample};

fn food_licence() -> String {
    sample(FOOD_LICENCE)["item"].as_str().unwrap().to_owned()
}

fn codes(page: &Value) -> Vec<&str> {
    let rows = page["data"].as_array().unwrap();
    rows.iter().map(|row| row["code"].as_str().unwrap()).collect()
}

/// The item's document as the demo catalogue has it, changed.
fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let path = format!("{}/catalogue/items/{FOOD_LICENCE}.json", env!("CARGO_MANIFEST_DIR"));
    let mut item = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    change(&mut item);
    item
}

async fn import(app: &TestApp, query: &str, body: Value) -> Answer {
    let call = app.as_("admin").post(&format!("/catalogue/imports{query}")).key();
    call.json(body).send().await
}

async fn import_lines(app: &TestApp, query: &str, lines: &[String]) -> Answer {
    let call = app.as_("admin").post(&format!("/catalogue/imports{query}")).key();
    call.body("application/x-ndjson", lines.join("\n")).send().await
}

#[tokio::test]
async fn items_are_found_by_the_words_people_use() {
    let app = TestApp::start().await;
    let find = async |query: &str| app.anyone().get(&format!("/items{query}")).send().await.expect(200);
    for words in ["食品经营", "开饭店", "restaurant"] {
        let found = find(&format!("?q={words}&limit=1")).await;
        assert_eq!(codes(&found), [food_licence()], "{words}");
    }
    assert_eq!(find("?q=zzzz").await["data"], json!([]));

    let all = find("?count=true&limit=5").await;
    assert!(all["count"].as_u64().unwrap() >= 20);
    let cursor = all["next_cursor"].as_str().unwrap();
    let next = find(&format!("?limit=5&cursor={cursor}")).await;
    assert!(codes(&all).iter().all(|code| !codes(&next).contains(code)));

    let department = &codes(&find("?q=食品经营&limit=1").await)[0][..18].to_owned();
    let of_department = find(&format!("?department={department}")).await;
    assert!(codes(&of_department).contains(&food_licence().as_str()));
    let rows = of_department["data"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["department"] == department.as_str()));
    let licences = find("?item_type=01&limit=100").await;
    assert!(codes(&licences).contains(&food_licence().as_str()));
    assert!(licences["data"].as_array().unwrap().len() < all["count"].as_u64().unwrap() as usize);
    let unknown = app.anyone().get("/items?colour=red").send().await;
    unknown.problem(422, "invalid-input");
}

#[tokio::test]
async fn the_guide_says_everything_and_is_cached() {
    let app = TestApp::start().await;
    let path = format!("/items/{}", food_licence());
    let guide = app.anyone().get(&path).send().await;
    let item = guide.expect(200);
    assert_eq!(
        (&item["version"], &item["promised_limit"]["days"]),
        (&json!(1), &json!(7))
    );
    assert!(!item["legal_basis"].as_array().unwrap().is_empty());
    assert!(item["contact_phone"].is_string());
    let again = app
        .anyone()
        .get(&path)
        .header("if-none-match", &guide.etag())
        .send()
        .await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    let first = app.anyone().get(&format!("{path}/versions/1")).send().await;
    assert_eq!(first.expect(200)["name"], item["name"]);
    assert!(first.header("cache-control").unwrap().contains("immutable"));
    let none = app.anyone().get(&format!("{path}/versions/2")).send().await;
    none.problem(404, "not-found");
    app.anyone()
        .get("/items/nothing")
        .send()
        .await
        .problem(404, "not-found");
}

#[tokio::test]
async fn divisions_and_departments_are_listed_by_place() {
    let app = TestApp::start().await;
    let list = async |path: &str| app.anyone().get(path).send().await.expect(200);
    let counties = list("/divisions?within=510100&limit=100").await;
    assert!(codes(&counties).len() > 1 && codes(&counties).iter().all(|code| code.starts_with("5101")));
    assert_eq!(list("/divisions?within=990000").await["data"], json!([]));
    let departments = list("/departments?count=true&limit=1").await;
    assert!(departments["count"].as_u64().unwrap() >= 12);
    assert!(departments["data"][0]["appeal"]["reconsideration"].is_string());
    assert!(departments["next_cursor"].is_string());
}

#[tokio::test]
async fn a_checklist_follows_the_answers() {
    let app = TestApp::start().await;
    let path = format!("/items/{}/checklist", food_licence());
    let ask = async |answers: Value| app.anyone().post(&path).json(json!({"answers": answers})).send().await;
    let open = ask(json!({})).await.expect(200);
    assert_eq!(open["open_questions"][0]["key"], "business");
    let full = ask(sample(FOOD_LICENCE)["answers"].clone()).await.expect(200);
    assert_eq!(full["open_questions"], json!([]));
    assert!(codes(&json!({"data": full["materials"]})).contains(&"layout_plan"));
    assert!(full["form_schema"]["properties"]["shop_name"].is_object());
    let wrong = ask(json!({"business": "smuggling"}))
        .await
        .problem(422, "invalid-input");
    assert_eq!(wrong["errors"][0]["pointer"], "/answers/business");
}

#[tokio::test]
async fn an_import_is_tried_taken_whole_or_in_part() {
    let app = TestApp::start().await;
    let department = food_licence()[..18].to_owned();
    let good = json!({"code": "local-1", "name": "本地事项", "item_type": "20", "department": department});
    let bad = json!({"code": "local-2", "name": "无主事项", "item_type": "20", "department": "91990100MA99999X2A"});
    let lines = [good.to_string(), String::new(), bad.to_string(), "{".to_owned()];

    let dry = import(&app, "?dry_run=true", json!([good])).await.expect(200);
    assert_eq!(dry, json!({"created": 1, "updated": 0, "unchanged": 0, "rejected": []}));
    let refused = import_lines(&app, "", &lines).await.problem(422, "invalid-input");
    let pointers: Vec<_> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["pointer"])
        .collect();
    assert_eq!(pointers, ["/2/department", "/3"]);
    let publish = || app.as_("admin").post("/items/local-1/publication").key();
    publish().send().await.problem(404, "not-found");

    let partial = import_lines(&app, "?partial=true", &lines).await.expect(200);
    assert_eq!(
        (&partial["created"], &partial["rejected"][0]["line"]),
        (&json!(1), &json!(3))
    );
    let again = import(&app, "", json!([good])).await.expect(200);
    assert_eq!((&again["created"], &again["unchanged"]), (&json!(0), &json!(1)));
    app.anyone()
        .get("/items/local-1")
        .send()
        .await
        .problem(404, "not-found");
    let published = publish().send().await;
    assert_eq!(published.expect(201), json!({"code": "local-1", "version": 1}));
    let found = app.anyone().get("/items?q=本地事项").send().await.expect(200);
    assert_eq!(found["data"][0]["code"], "local-1");
    publish().send().await.problem(409, "nothing-to-publish");
}

#[tokio::test]
async fn a_new_version_is_for_new_applications_only() {
    let app = TestApp::start().await;
    let before = app.filed(FOOD_LICENCE).await;
    let shorter = changed(|item| item["promised_limit"] = json!(3));
    let drafted = import(&app, "", json!([shorter])).await.expect(200);
    assert_eq!(drafted["updated"], 1);
    let path = format!("/items/{}", food_licence());
    let limit = async |path: &str| app.anyone().get(path).send().await.expect(200)["promised_limit"]["days"].clone();
    assert_eq!(limit(&path).await, 7, "a draft shows nowhere");
    let published = app.as_("admin").post(&format!("{path}/publication")).key().send().await;
    assert_eq!(published.expect(201)["version"], 2);
    assert_eq!(
        published.header("location"),
        Some(&*format!("/api/v1{path}/versions/2"))
    );
    assert_eq!(
        (limit(&path).await, limit(&format!("{path}/versions/1")).await),
        (json!(3), json!(7))
    );

    let after = app.filed(FOOD_LICENCE).await;
    before.accept().await;
    after.accept().await;
    let left = async |case: &crate::support::Filed<'_>| case.read().await["due"]["working_days_left"].clone();
    assert_eq!((left(&before).await, left(&after).await), (json!(7), json!(3)));
}

#[tokio::test]
async fn a_procedure_that_cannot_end_is_not_published() {
    let app = TestApp::start().await;
    let endless = changed(|item| {
        item["procedure"] = json!({"start": "t", "nodes": {
            "t": {"kind": "task", "name": "审查", "post": "reviewer", "outcomes": {"pass": "t"}}
        }});
    });
    import(&app, "", json!([endless])).await.expect(200);
    let path = format!("/items/{}", food_licence());
    let refused = app.as_("admin").post(&format!("{path}/publication")).key().send().await;
    let problem = refused.problem(422, "unsound-procedure");
    assert!(
        problem["errors"][0]["pointer"]
            .as_str()
            .unwrap()
            .starts_with("/procedure")
    );
    assert_eq!(app.anyone().get(&path).send().await.expect(200)["version"], 1);
}
