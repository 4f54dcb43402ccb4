//! Bundles (一件事): imported as drafts, published with the versions of their items, read by everybody.

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_LICENCE, SERVICE_BUREAU, TestApp, made_up, sample, steps, task};

const CODE: &str = "one-test";
const PATH: &str = "/bundles/one-test";
/// The made-up item's code.
const ITEM: &str = "990101-7";

fn item() -> Value {
    let nodes = json!({"r": task(json!({"pass": "granted", "fail": "refused"}))});
    made_up(steps("r", nodes))
}

fn bundle() -> Value {
    json!({"kind": "bundle", "code": CODE, "name": "示范一件事", "name_en": "A matter for show", "keywords": ["试办"],
        "lead_department": SERVICE_BUREAU, "window_department": SERVICE_BUREAU, "members": [{"item": ITEM}]})
}

async fn import(app: &TestApp, documents: Value) -> Answer {
    let import = app.as_("admin").post("/catalogue/imports").key();
    import.json(documents).send().await
}

async fn publish(app: &TestApp, path: &str) -> Answer {
    let publication = app.as_("admin").post(&format!("{path}/publication")).key();
    publication.json(json!({})).send().await
}

async fn read(app: &TestApp, path: &str) -> Answer {
    app.anyone().get(path).send().await
}

/// The item and the bundle are published.
async fn with_bundle() -> TestApp {
    let app = TestApp::start().await;
    import(&app, json!([item(), bundle()])).await.expect(200);
    publish(&app, &format!("/items/{ITEM}")).await.expect(201);
    publish(&app, PATH).await.expect(201);
    app
}

fn codes(page: &Value) -> Vec<&str> {
    let rows = page["data"].as_array().unwrap();
    rows.iter().map(|row| row["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_administrator_imports_and_publishes_a_bundle() {
    let app = TestApp::start().await;
    let report = import(&app, json!([item(), bundle()])).await.expect(200);
    assert_eq!((&report["created"], &report["rejected"]), (&json!(2), &json!([])));
    read(&app, PATH).await.problem(404, "not-found");

    let refused = publish(&app, PATH).await.problem(422, "unsound-bundle");
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
        (&json!("/members/0/item"), &json!("member-not-published"))
    );
    publish(&app, &format!("/items/{ITEM}")).await.expect(201);

    let publication = || app.as_("admin").post(&format!("{PATH}/publication")).json(json!({}));
    let published = publication().header("idempotency-key", "once").send().await;
    assert_eq!(published.expect(201), json!({"code": CODE, "version": 1}));
    assert_eq!(
        published.header("location"),
        Some("/api/v1/bundles/one-test/versions/1")
    );
    let repeated = publication().header("idempotency-key", "once").send().await;
    assert_eq!(repeated.expect(201), published.json(), "the first answer again");
    publish(&app, PATH).await.problem(409, "nothing-to-publish");
    publish(&app, "/bundles/none").await.problem(404, "not-found");

    let again = import(&app, json!([item(), bundle()])).await.expect(200);
    assert_eq!((&again["unchanged"], &again["updated"]), (&json!(2), &json!(0)));
    publish(&app, PATH).await.problem(409, "nothing-to-publish");

    let mut renamed = bundle();
    renamed["name"] = json!("改名的一件事");
    let report = import(&app, json!([renamed])).await.expect(200);
    assert_eq!(report["updated"], 1);
    assert_eq!(
        read(&app, PATH).await.expect(200)["name"],
        "示范一件事",
        "a draft is not shown"
    );
    assert_eq!(publish(&app, PATH).await.expect(201)["version"], 2);
    assert_eq!(read(&app, PATH).await.expect(200)["name"], "改名的一件事");
    let first = read(&app, &format!("{PATH}/versions/1")).await;
    assert_eq!(
        first.expect(200)["name"],
        "示范一件事",
        "a published version never changes"
    );
    assert!(first.header("cache-control").unwrap().contains("immutable"));
    read(&app, &format!("{PATH}/versions/3"))
        .await
        .problem(404, "not-found");
}

#[tokio::test]
async fn a_bundle_stays_with_the_versions_of_its_items_until_it_is_published_again() {
    let app = with_bundle().await;
    let twin = app.twin().await;
    let mut changed = item();
    changed["name"] = json!("示范备案（新）");
    import(&app, json!([changed])).await.expect(200);
    publish(&app, &format!("/items/{ITEM}")).await.expect(201);

    let guide = read(&app, PATH).await.expect(200);
    let expected = json!({"code": ITEM, "name": "示范备案", "name_en": null, "version": 1, "newer_version": 2,
        "department": guide["items"][0]["department"], "department_name": guide["items"][0]["department_name"]});
    assert_eq!(guide["items"], json!([expected]));
    assert_eq!(guide["version"], 1);

    assert_eq!(
        publish(&app, PATH).await.expect(201)["version"],
        2,
        "the same document, anew"
    );
    let guide = read(&app, PATH).await.expect(200);
    assert_eq!(
        (&guide["items"][0]["version"], &guide["items"][0]["newer_version"]),
        (&json!(2), &Value::Null)
    );
    publish(&app, PATH).await.problem(409, "nothing-to-publish");
    for (instance, version) in [(&app, 1), (&app, 2), (&twin, 1)] {
        let kept = read(instance, &format!("{PATH}/versions/{version}")).await.expect(200);
        assert_eq!(kept["item_versions"], json!({ITEM: version}));
    }
    // The front of a bundle is no item.
    read(&app, "/items/one-test").await.problem(404, "not-found");
    read(&app, "/items/one-test/versions/1").await.problem(404, "not-found");
}

#[tokio::test]
async fn members_that_wait_for_each_other_are_not_published() {
    let app = with_bundle().await;
    let food = sample(FOOD_LICENCE)["item"].clone();
    let mut circle = bundle();
    circle["members"] = json!([{"item": ITEM, "after": [food]}, {"item": food, "after": [ITEM]}]);
    import(&app, json!([circle])).await.expect(200);
    let told = publish(&app, PATH).await.problem(422, "unsound-bundle");
    let errors = told["errors"].as_array().unwrap();
    let circle = errors.iter().find(|error| error["code"] == "dependency-cycle").unwrap();
    assert!(!circle["evidence"].as_array().unwrap().is_empty(), "{circle}");
    assert_eq!(
        read(&app, PATH).await.expect(200)["version"],
        1,
        "the first stays current"
    );
}

#[tokio::test]
async fn what_is_wrong_is_told_by_document_and_place() {
    let app = TestApp::start().await;
    let mut wrong = bundle();
    wrong["members"] =
        json!([{"item": ITEM, "when": "answers.nothing == 'yes'", "after": ["gone"], "answer_map": {"k": {}}}]);
    wrong["filing_periods"] = json!([{"from": "02-30", "until": "06-10"}]);
    let told = import(&app, json!([item(), wrong])).await.problem(422, "invalid-input");
    let errors: Vec<_> = told["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (&e["pointer"], &e["code"]))
        .collect();
    for (pointer, code) in [
        ("/1/filing_periods/0/from", "invalid-day"),
        ("/1/members/0/after", "unknown-member"),
        ("/1/members/0/answer_map/k", "answer-source"),
        ("/1/members/0/when", "condition-unknown-question"),
    ] {
        assert!(
            errors.contains(&(&json!(pointer), &json!(code))),
            "{pointer}: {errors:?}"
        );
    }
    let mut misspelt = bundle();
    misspelt["membres"] = json!([]);
    let told = import(&app, json!([misspelt])).await.problem(422, "invalid-input");
    assert_eq!(told["errors"][0]["pointer"], "/0/membres");
    let mut taken = bundle();
    taken["code"] = sample(FOOD_LICENCE)["item"].clone();
    let told = import(&app, json!([taken])).await.problem(422, "invalid-input");
    assert_eq!(
        (&told["rejected"][0]["pointer"], &told["rejected"][0]["code"]),
        (&json!("/code"), &json!("code-taken"))
    );
}

#[tokio::test]
async fn bundles_are_found_and_their_guide_is_cached() {
    let app = with_bundle().await;
    let find = async |query: &str| read(&app, &format!("/bundles{query}")).await.expect(200);
    for words in ["示范一件事", "试办", "matter for show", "示范备案"] {
        let found = find(&format!("?q={words}&limit=1")).await;
        assert_eq!(codes(&found), [CODE], "{words}");
    }
    let row = find("?q=试办").await["data"][0].clone();
    assert_eq!(
        (&row["member_count"], &row["version"], &row["promised_limit"]["days"]),
        (&json!(1), &json!(1), &json!(20))
    );
    assert!(row["lead_department_name"].is_string());
    assert_eq!(find("?q=zzzz").await["data"], json!([]));
    assert!(codes(&find(&format!("?department={SERVICE_BUREAU}&limit=100")).await).contains(&CODE));
    let department = item()["department"].as_str().unwrap().to_owned();
    let involved = find(&format!("?department={department}&limit=100")).await;
    assert!(codes(&involved).contains(&CODE), "its item's department finds it");
    assert_eq!(find("?division=310000").await["data"], json!([]));
    read(&app, "/bundles?colour=red").await.problem(422, "invalid-input");
    let all = find("?limit=100&count=true").await;
    assert_eq!(all["count"], all["data"].as_array().unwrap().len());
    let first = find("?limit=1").await;
    let next = find(&format!("?limit=100&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!([codes(&first), codes(&next)].concat(), codes(&all));

    let statements = app.statements();
    let guide = read(&app, PATH).await;
    assert!(guide.expect(200)["window_department_name"].is_string());
    assert_eq!(guide.header("cache-control"), Some("public, max-age=60"));
    let known = app
        .anyone()
        .get(PATH)
        .header("if-none-match", &guide.etag())
        .send()
        .await;
    assert_eq!((known.status, known.text.as_str()), (304, ""));
    let version = read(&app, &format!("{PATH}/versions/1")).await;
    assert_eq!(version.etag(), "\"1\"");
    assert_eq!(app.statements(), statements, "reads touch no database");
    read(&app, "/bundles/none").await.problem(404, "not-found");
    read(&app, &format!("/bundles/{ITEM}")).await.problem(404, "not-found");
}
