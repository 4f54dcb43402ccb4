//! Where else matters are shown: lists, the window's task, paper, progress.

use serde_json::{Value, json};

use super::reading::{seen, waiting};
use super::small::{APART, FIRST, NEXT, documents};
use crate::support::{FOOD_DEPARTMENT, TestApp};

#[tokio::test]
async fn lists_show_matters_as_cases_and_their_members_as_applications() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    let cases = app.as_("citizen").get("/cases").send().await.expect(200);
    assert_eq!(cases["data"].as_array().unwrap().len(), 1);
    let case = &cases["data"][0];
    assert_eq!(
        (&case["kind"], &case["title"], &case["item"], &case["number"]),
        (
            &json!("matter"),
            &json!("示范一件事"),
            &json!("one-small"),
            &json!(matter.number)
        )
    );
    assert_eq!(cases["counts"]["in_progress"], 1);

    let list = app
        .as_("citizen")
        .get("/applications?count=true")
        .send()
        .await
        .expect(200);
    assert_eq!(list["count"], 3);
    let rows = list["data"].as_array().unwrap();
    let expected = json!({"id": matter.id, "number": matter.number});
    assert!(rows.iter().all(|row| row["matter"] == expected), "{list}");
    let path = format!("/applications/{}", matter.id);
    app.as_("citizen").get(&path).send().await.problem(404, "not-found");

    let waiting = matter.read(NEXT).await;
    assert_eq!(
        waiting["matter"],
        json!({"id": matter.id, "number": matter.number, "name": "示范一件事"})
    );
    assert_eq!(waiting["status_text"], "等待前置事项办结");
    assert!(
        waiting["next_action"].as_str().unwrap().contains("“示范登记”"),
        "{waiting}"
    );
    let first = matter.read(FIRST).await;
    assert!(
        first["next_action"].as_str().unwrap().contains("综合窗口统一审核"),
        "{first}"
    );
    matter.accept().await;
    let settled = matter.read(NEXT).await;
    assert_eq!(settled["status_text"], "已审核，等待前置事项办结");
}

#[tokio::test]
async fn a_matter_and_a_page_of_cases_are_read_in_one_statement() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    seen(&app, "citizen", &matter).await;
    for path in [format!("/matters/{}?include=events", matter.id), "/cases".to_owned()] {
        let before = app.statements();
        app.as_("citizen").get(&path).send().await.expect(200);
        assert_eq!(app.statements() - before, 1, "{path}");
    }
}

#[tokio::test]
async fn the_window_is_told_of_which_members_to_speak_and_what_it_may_say() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    let queue = app.as_("window").get("/tasks").send().await.expect(200);
    let rows = queue["data"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "one task for the whole: {queue}");
    let reference = json!({"id": matter.id, "number": matter.number, "name": "示范一件事"});
    assert_eq!(rows[0]["matter"], reference);
    let path = format!("/tasks/{}", rows[0]["id"].as_str().unwrap());
    let before = app.statements();
    let task = app.as_("window").get(&path).send().await.expect(200);
    assert_eq!(app.statements() - before, 1);
    assert_eq!(task["matter"], reference);
    let codes = |outcomes: &Value| -> Vec<String> {
        let outcomes = outcomes.as_array().unwrap().iter();
        outcomes
            .map(|outcome| outcome["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(codes(&task["outcomes"]), ["accept", "decline", "request_supplement"]);
    let members = task["members"].as_array().unwrap();
    let items: Vec<&Value> = members.iter().map(|member| &member["item"]).collect();
    assert_eq!(items, [FIRST, NEXT, APART]);
    let (first, apart) = (&members[0], &members[2]);
    assert_eq!(
        (&first["delegated"], &apart["delegated"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        codes(&first["outcomes"]),
        ["accept", "decline", "request_supplement", "forward"]
    );
    assert_eq!(codes(&apart["outcomes"]), ["forward", "request_supplement"]);
    let materials: Vec<&Value> = apart["materials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["code"])
        .collect();
    assert_eq!(materials, ["photo", "site"]);

    matter.accept().await;
    let asked = matter.find_task("window", &matter.member(APART)).await.unwrap();
    let asked = app
        .as_("window")
        .get(&format!("/tasks/{asked}"))
        .send()
        .await
        .expect(200);
    assert_eq!((&asked["matter"], &asked["members"]), (&reference, &json!([])));
    let looked_up = json!({"number": matter.number});
    let found = app
        .as_("window")
        .post("/desk/lookups")
        .json(looked_up)
        .send()
        .await
        .expect(200);
    assert_eq!(found["applications"][0]["kind"], "matter");
}

#[tokio::test]
async fn a_matter_is_printed_and_followed_as_an_application_is() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    app.staff("reviewer-of-food", &[(FOOD_DEPARTMENT, "reviewer")]).await;
    let path = |what: &str| format!("/matters/{}/{what}", matter.id);
    let slip = app.as_("citizen").get(&path("receipt")).send().await.expect(200);
    let names: Vec<&Value> = slip["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| &member["name"])
        .collect();
    assert_eq!(names, ["示范登记", "示范备案", "示范许可"]);
    let page = app
        .as_("window")
        .get(&path("receipt"))
        .header("accept", "text/html")
        .send()
        .await;
    assert!(
        page.text.contains("包含事项") && page.text.contains("示范许可"),
        "{}",
        page.text
    );

    let screen = seen(&app, "citizen", &matter).await;
    let document = screen["materials"][0]["documents"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let file = path(&format!("documents/{document}"));
    assert_eq!(app.as_("citizen").get(&file).send().await.status, 200);

    let missing =
        json!({"outcome": "accept", "verdicts": [{"material": "id", "verdict": "defective", "reason": "不清晰"}]});
    matter.complete("window", &matter.id, missing).await.expect(200);
    let asked = seen(&app, "citizen", &matter).await;
    assert_eq!(waiting(&asked), [("departments", 1)], "one notice of everything");
    matter.accept_apart().await;
    let told = seen(&app, "citizen", &matter).await;
    assert_eq!(waiting(&told)[0].0, "supplement", "{told}");
    assert_eq!(told["actions"], json!(["supplement", "withdrawal"]));
    assert_eq!(
        (&told["status"], &told["missing"][0]["material"]),
        (&json!("awaiting_supplement"), &json!("id"))
    );
    assert_eq!(told["materials"][0]["verdict"]["reason"], "不清晰");
    let link = told["notices"][0]["link"]
        .as_str()
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap()
        .to_owned();
    let notice = app.as_("citizen").get(&link).send().await.expect(200);
    assert_eq!(notice["content"]["materials"][0]["material"], "id");
    let events = app.as_("citizen").get(&path("events")).send().await.expect(200);
    assert!(
        events["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|event| event["kind"] == "supplement_requested")
    );

    let (first, colleague) = (matter.member(FIRST), app.as_("reviewer-of-food"));
    for hidden in [file.as_str(), &path("receipt"), &format!("/matters/{first}/events")] {
        colleague.get(hidden).send().await.problem(404, "not-found");
    }
    let alone = app
        .as_("citizen")
        .get(&format!("/matters/{first}/receipt"))
        .send()
        .await;
    alone.problem(404, "not-found");
}

#[tokio::test]
async fn anybody_with_the_number_and_a_proof_sees_how_many_members_are_done() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.grant(FIRST).await;
    let me = app.as_("citizen").get("/me").send().await.expect(200);
    let phone = me["phone"].as_str().unwrap();
    let asked = json!({"number": matter.number, "proof": &phone[phone.len() - 4..]});
    let progress = app.anyone().post("/progress").json(asked).send().await.expect(200);
    assert_eq!(
        (&progress["item_name"], &progress["members"]),
        (&json!("示范一件事"), &json!({"done": 1, "total": 3}))
    );
    let alone = json!({"number": matter.read(FIRST).await["number"], "proof": &phone[phone.len() - 4..]});
    let member = app.anyone().post("/progress").json(alone).send().await.expect(200);
    assert_eq!(member["members"], Value::Null);
}
