//! What is shown of a matter: to its applicant, to windows, to those who work on its members.

use serde_json::{Value, json};

use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::{FOOD_DEPARTMENT, HEALTH_DEPARTMENT, TestApp};

/// The matter as somebody sees it.
async fn seen(app: &TestApp, login: &str, matter: &Matter<'_>) -> Value {
    let path = format!("/matters/{}", matter.id);
    app.as_(login).get(&path).send().await.expect(200)
}

/// A member as the matter's screen has it.
fn member<'a>(screen: &'a Value, item: &str) -> &'a Value {
    let members = screen["members"].as_array().unwrap();
    members.iter().find(|member| member["item"] == item).unwrap()
}

/// What is waited for, and the members it is about.
fn waiting(screen: &Value) -> Vec<(&str, usize)> {
    let rows = screen["waiting_for"].as_array().unwrap();
    let row = |row: &'_ Value| row["members"].as_array().unwrap().len();
    rows.iter()
        .map(|each| (each["what"].as_str().unwrap(), row(each)))
        .collect()
}

#[tokio::test]
async fn the_screen_of_a_matter_tells_what_is_waited_for_until_the_end() {
    let app = TestApp::with_bundle(documents()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    let [first, next, apart] = [FIRST, NEXT, APART].map(|item| matter.member(item));

    let filed = seen(&app, "citizen", &matter).await;
    assert_eq!(filed["bundle"]["name"], "示范一件事");
    assert_eq!(filed["progress"], json!({"done": 0, "total": 3}));
    assert_eq!(waiting(&filed), [("window", 0)]);
    assert_eq!(filed["critical_path"], json!([first, next]));
    assert_eq!(filed["expected_on"], "2026-03-30", "ten working days, and ten");
    let items: Vec<&Value> = filed["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["item"])
        .collect();
    assert_eq!(items, [FIRST, NEXT, APART], "in the order of the bundle");
    let waits = member(&filed, NEXT);
    assert_eq!(
        (&waits["waits"], &waits["waits_for"]),
        (&json!(true), &json!(["示范登记"]))
    );
    assert_eq!(waits["after"], json!([first]));
    assert!(waits["next_action"].as_str().unwrap().contains("“示范登记”"), "{waits}");
    let serves = &filed["materials"][1];
    assert_eq!(
        (&serves["code"], &serves["serves"]),
        (&json!("photo"), &json!([first, apart]))
    );
    assert_eq!(serves["documents"][0]["material"], "photo");
    assert_eq!(
        (&filed["form"]["name"], &filed["actions"]),
        (&json!("示范"), &json!(["withdrawal"]))
    );
    assert!(filed["pickup_code"].is_string() && filed["light"].is_null(), "{filed}");

    matter.accept().await;
    let forwarded = seen(&app, "citizen", &matter).await;
    assert_eq!(waiting(&forwarded), [("departments", 1), ("members", 1)]);
    assert_eq!(forwarded["light"], "green", "that of its members");
    matter.accept_apart().await;
    let running = seen(&app, "citizen", &matter).await;
    assert_eq!(
        (&running["status"], &running["status_text"]),
        (&json!("in_review"), &json!("办理中"))
    );
    assert_eq!(waiting(&running), [("members", 2)]);
    assert_eq!(running["due"]["by_members_on"], "2026-03-30");
    assert_eq!(running["due"]["promised_due_on"], "2026-03-30", "20 working days");

    matter.grant(FIRST).await;
    let begun = seen(&app, "citizen", &matter).await;
    assert_eq!(begun["progress"], json!({"done": 1, "total": 3}));
    assert_eq!(
        (&begun["expected_on"], &begun["critical_path"][0]),
        (&json!("2026-03-16"), &json!(next))
    );
    let result = &member(&begun, FIRST)["result"];
    assert_eq!(
        (&result["decided_on"], &result["certificate"]["name"]),
        (&json!("2026-03-02"), &json!("示范登记证"))
    );
    assert_eq!(member(&begun, NEXT)["waits"], false);

    for item in [NEXT, APART] {
        matter.grant(item).await;
    }
    let ready = seen(&app, "citizen", &matter).await;
    assert_eq!(
        (waiting(&ready), &ready["expected_on"]),
        (vec![("delivery", 2)], &Value::Null)
    );
    assert_eq!(ready["status_text"], "结果已就绪，待您领取");
    assert_eq!(ready["progress"], json!({"done": 3, "total": 3}));
}

#[tokio::test]
async fn a_member_that_is_late_turns_the_matters_light_and_moves_what_is_expected() {
    let app = TestApp::with_bundle(documents()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    let path = format!("/matters/{}", matter.id);
    let before = app.as_("citizen").get(&path).send().await;
    let tag = before.etag();
    let again = app.as_("citizen").get(&path).header("if-none-match", &tag).send().await;
    assert_eq!(again.status, 304);

    app.at("2026-03-17T02:00:00Z").await;
    let late = app.as_("citizen").get(&path).header("if-none-match", &tag).send().await;
    let screen = late.expect(200);
    assert_eq!(screen["light"], "red");
    assert_eq!(
        screen["due"]["by_members_on"], "2026-03-31",
        "the second after the first, which is late"
    );
    assert_eq!(screen["expected_on"], "2026-03-31");
    let cases = app.as_("citizen").get("/cases").send().await.expect(200);
    assert_eq!(cases["data"][0]["kind"], "matter");

    let tag = late.etag();
    matter
        .complete("reviewer", &matter.member(APART), json!({"outcome": "pass"}))
        .await
        .expect(200);
    let moved = app.as_("citizen").get(&path).header("if-none-match", &tag).send().await;
    assert_eq!(moved.status, 200, "a member that moves on changes what is shown");
}

#[tokio::test]
async fn a_member_that_ends_says_why_and_because_of_which() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    let denied = json!({"outcome": "deny", "reasons": "不符合条件"});
    matter
        .complete("reviewer", &matter.member(FIRST), denied)
        .await
        .expect(200);
    let screen = seen(&app, "citizen", &matter).await;
    assert_eq!(member(&screen, FIRST)["ended"]["how"], "denied");
    let cancelled = &member(&screen, NEXT)["ended"];
    assert_eq!(
        (&cancelled["how"], &cancelled["because"]),
        (&json!("cancelled"), &json!(matter.member(FIRST)))
    );
    assert!(cancelled["note"].as_str().unwrap().contains("示范登记"), "{cancelled}");
    assert_eq!(screen["progress"], json!({"done": 2, "total": 3}));
    assert_eq!(waiting(&screen), [("members", 1)]);
}

#[tokio::test]
async fn who_works_on_a_member_sees_how_the_matter_is_not_what_others_were_handed() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = app.file_small(|_| {}).await;
    app.staff("elsewhere", &[(HEALTH_DEPARTMENT, "expert")]).await;
    app.staff("reviewer-of-food", &[(FOOD_DEPARTMENT, "reviewer")]).await;
    let path = format!("/matters/{}", matter.id);
    app.as_("reviewer-of-food")
        .get(&path)
        .send()
        .await
        .problem(404, "not-found");
    matter.accept().await;
    let working = seen(&app, "reviewer-of-food", &matter).await;
    assert_eq!(member(&working, FIRST)["status"], "in_review");
    for hidden in ["form", "answers", "materials", "delivery", "pickup_code"] {
        assert!(working[hidden].is_null(), "{hidden}");
    }
    let lead = seen(&app, "elsewhere", &matter).await;
    assert_eq!(
        lead["form"]["name"], "示范",
        "the lead department answers for the whole"
    );
    assert!(lead["pickup_code"].is_null());
    let window = seen(&app, "window", &matter).await;
    assert_eq!(
        (&window["form"]["name"], &window["actions"]),
        (&json!("示范"), &json!([]))
    );

    app.register("13900000009", "990101199512310021").await;
    app.as_("13900000009").get(&path).send().await.problem(404, "not-found");
    let member = format!("/matters/{}", matter.member(FIRST));
    app.as_("citizen").get(&member).send().await.problem(404, "not-found");
    let unknown = app.as_("citizen").get(&format!("{path}?include=ledger")).send().await;
    unknown.problem(422, "invalid-input");
    let timeline = app
        .as_("citizen")
        .get(&format!("{path}?include=events"))
        .send()
        .await
        .expect(200);
    let kinds: Vec<&str> = timeline["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"matter_formed") && !kinds.contains(&"task_opened"),
        "{kinds:?}"
    );
}

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
    assert_eq!(codes(&first["outcomes"]), ["accept", "decline", "request_supplement"]);
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
