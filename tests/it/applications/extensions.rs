//! Extension of the limits (延长期限; Administrative Licensing Law art. 42): once, in time, by the organ's head, with reasons.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp};

/// Accepted on Monday 2 March 2026: 7 working days promised, until the 11th, of 10 by law, until the 16th.
async fn accepted(app: &TestApp) -> Filed<'_> {
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case
}

fn because(reasons: &str) -> Value {
    json!({"reasons": reasons})
}

fn by(days: u32, unit: &str) -> Value {
    json!({"limit": {"days": days, "unit": unit}, "reasons": "案情复杂"})
}

async fn due(case: &Filed<'_>) -> (Value, Value) {
    let due = case.read().await["due"].clone();
    (due["promised_due_on"].clone(), due["statutory_due_on"].clone())
}

fn dates(promised: &str, statutory: &str) -> (Value, Value) {
    (json!(promised), json!(statutory))
}

#[tokio::test]
async fn the_head_of_the_organ_extends_both_limits_once_and_says_why() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    let offered = case.seen_by("approver", "").await["actions"].clone();
    assert_eq!(offered, json!(["suspensions", "extensions"]));
    let extended = case
        .by("approver", "extensions", because("需要向有关部门核实"))
        .await
        .expect(200);
    assert_eq!(extended["promised_due_on"], "2026-03-25");
    assert_eq!(due(&case).await, dates("2026-03-25", "2026-03-30"));
    let seen = case.seen_by("approver", "").await;
    assert_eq!(seen["actions"], json!(["suspensions"]));
    assert_eq!(
        seen["due"]["extension"],
        json!({"limit": {"days": 10, "unit": "working_day"}, "on": "2026-03-02",
        "legal_basis": "《中华人民共和国行政许可法》第四十二条", "moves_promise": true})
    );
    let notice = seen["notices"].as_array().unwrap().last().unwrap();
    let content = &notice["content"];
    assert_eq!(
        (&notice["kind"], &content["title"]["zh"]),
        (&json!("extension"), &json!("延长办理期限告知书"))
    );
    assert_eq!(
        (
            &content["reasons"],
            &content["extension"]["days"],
            &content["statutory_due_on"]
        ),
        (&json!("需要向有关部门核实"), &json!(10), &json!("2026-03-30"))
    );
    assert_eq!(case.messages().await[0], "application.extended");
    let again = case.by("approver", "extensions", because("再次延长")).await;
    again.problem(409, "invalid-transition");

    let ledger = case.seen_by("citizen", "/due-date").await;
    let promise = &ledger["promise"];
    assert_eq!(
        (&promise["total_counted"], &promise["limits"][1]["name"]),
        (&json!(17), &json!("延长期限"))
    );
    assert_eq!(
        (&promise["periods"][2]["from"], &promise["periods"][2]["reason"]),
        (
            &json!("2026-03-12"),
            &json!("延长期限：计入 10 个工作日，另有 4 天休息日不计")
        )
    );
    assert_eq!(ledger["statute"]["total_counted"], 20);
}

#[tokio::test]
async fn only_the_post_of_the_head_may() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    for login in ["window", "reviewer"] {
        let refused = case
            .by(login, "extensions", because("案情复杂"))
            .await
            .problem(403, "forbidden");
        assert_eq!(
            refused["detail"], "此事须由“审批”岗位决定。",
            "{login} handles it, but is not the head"
        );
    }
    case.by("citizen", "extensions", because("案情复杂"))
        .await
        .problem(403, "forbidden");
    case.by("manager", "extensions", because("案情复杂"))
        .await
        .problem(403, "forbidden");
    let food = "delete from membership where department = '119901009999900619' and post = 'approver'";
    app.database().execute(food).await;
    case.by("approver", "extensions", because("案情复杂"))
        .await
        .problem(404, "not-found");
    assert_eq!(due(&case).await, dates("2026-03-11", "2026-03-16"));
}

/// Arts. 26, 42: joint handling has 45 working days and 15 more, which the head of the government at that level approves.
#[tokio::test]
async fn joint_handling_is_extended_by_the_head_of_the_government() {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| {
        item["joint_handling"] = json!(true);
        item.as_object_mut().unwrap().remove("statutory_limit");
    })
    .await;
    let case = accepted(&app).await;
    assert_eq!(due(&case).await, dates("2026-03-11", "2026-05-08"));
    let refused = case
        .by("approver", "extensions", because("联合办理"))
        .await
        .problem(403, "forbidden");
    assert_eq!(refused["detail"], "此事须由“本级政府负责人”岗位决定。");
    let promote =
        "update membership set post = 'government_head' where department = '119901009999900619' and post = 'approver'";
    app.database().execute(promote).await;
    let too_long = case
        .by("approver", "extensions", by(16, "working_day"))
        .await
        .problem(422, "invalid-input");
    assert_eq!(too_long["errors"][0]["message"], "最多延长 15 个工作日。");
    case.by("approver", "extensions", by(15, "working_day"))
        .await
        .expect(200);
    assert_eq!(due(&case).await, dates("2026-04-01", "2026-05-28"));
}

#[tokio::test]
async fn it_is_granted_before_the_due_date_has_passed() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    let in_time = app.filed(FOOD_LICENCE).await;
    in_time.accept().await;
    app.at("2026-03-16T23:30:00+08:00").await;
    app.settle().await;
    in_time
        .by("approver", "extensions", by(5, "working_day"))
        .await
        .expect(200);
    assert_eq!(
        due(&in_time).await,
        dates("2026-03-11", "2026-03-23"),
        "a broken promise stays broken"
    );
    assert_eq!(in_time.read().await["due"]["extension"]["moves_promise"], false);
    app.at("2026-03-17T00:00:01+08:00").await;
    let late = case
        .by("approver", "extensions", because("案情复杂"))
        .await
        .problem(409, "deadline-passed");
    assert_eq!(late["detail"], "期限已于 2026-03-16 届满。");
}

#[tokio::test]
async fn what_goes_beyond_the_law_is_refused() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    let refused = async |body: Value| {
        let problem = case
            .by("approver", "extensions", body)
            .await
            .problem(422, "invalid-input");
        problem["errors"][0]["pointer"].as_str().unwrap().to_owned()
    };
    for body in [by(11, "working_day"), by(5, "calendar_day"), by(0, "working_day")] {
        assert_eq!(refused(body).await, "/limit");
    }
    assert_eq!(refused(because("  ")).await, "/reasons");
    assert_eq!(refused(because(&"长".repeat(4001))).await, "/reasons");
    assert_eq!(refused(json!({"limit": 5})).await, "/reasons");
    let unseen = app
        .as_("approver")
        .post(&format!("/applications/{}/extensions", case.id));
    unseen
        .json(because("案情复杂"))
        .send()
        .await
        .problem(428, "precondition-required");
    assert_eq!(due(&case).await, dates("2026-03-11", "2026-03-16"));
}

/// Art. 42 binds licences; other items are extended only if they say so, as they say.
#[tokio::test]
async fn what_is_no_licence_is_extended_only_if_the_item_says_so() {
    let app = TestApp::start().await;
    let confirmation = |item: &mut Value, code: &str| {
        item["code"] = json!(code);
        item["item_type"] = json!("07");
        item.as_object_mut().unwrap().remove("basic_code");
    };
    app.republish(FOOD_LICENCE, |item| confirmation(item, "confirmation-1"))
        .await;
    app.republish(FOOD_LICENCE, |item| {
        confirmation(item, "confirmation-2");
        item["extension"] = json!({"limit": 5, "post": "window", "legal_basis": "《某办法》第八条"});
    })
    .await;
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["item"] = json!("confirmation-1"))
        .await;
    case.accept().await;
    assert_eq!(case.seen_by("approver", "").await["actions"], json!(["suspensions"]));
    let refused = case.by("approver", "extensions", because("案情复杂")).await;
    assert_eq!(
        refused.problem(409, "invalid-transition")["detail"],
        "该事项依法不得延长期限。"
    );
    let review = json!({"kind": "expert_review", "until": "2026-03-06", "reasons": "专家评审"});
    case.by("approver", "suspensions", review).await.expect(200);
    assert_eq!(
        case.read().await["status"],
        "in_review",
        "nor does art. 45 stop its limits"
    );

    let own = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["item"] = json!("confirmation-2"))
        .await;
    own.accept().await;
    let refused = own.by("approver", "extensions", because("案情复杂")).await;
    refused.problem(403, "forbidden");
    own.by("window", "extensions", because("案情复杂")).await.expect(200);
    assert_eq!(due(&own).await, dates("2026-03-18", "2026-03-23"));
}
