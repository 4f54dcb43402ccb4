//! Special procedures (特别程序; Administrative Licensing Law art. 45): who may begin them, what they stop, and how they end.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, Filed, TestApp};

/// Accepted on Monday 2 March 2026: 7 working days promised, until the 11th, of 10 by law, until the 16th.
async fn accepted(app: &TestApp) -> Filed<'_> {
    app.at("2026-03-02T09:00:00+08:00").await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case
}

fn review(until: &str) -> Value {
    json!({"kind": "expert_review", "until": until, "reasons": "工艺须经专家评审"})
}

/// Promised, by law.
async fn due(case: &Filed<'_>) -> (String, String) {
    let due = case.read().await["due"].clone();
    let date = |field: &str| due[field].as_str().unwrap().to_owned();
    (date("promised_due_on"), date("statutory_due_on"))
}

fn dates(promised: &str, statutory: &str) -> (String, String) {
    (promised.to_owned(), statutory.to_owned())
}

#[tokio::test]
async fn while_it_goes_on_the_limits_stand_still_and_nobody_decides() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    let begun = case
        .by("reviewer", "suspensions", review("2026-03-06"))
        .await
        .expect(200);
    assert_eq!(
        (&begun["status"], &begun["promised_due_on"]),
        (&json!("suspended"), &json!("2026-03-17"))
    );
    let seen = case.read().await;
    assert_eq!(seen["status"], "suspended");
    assert_eq!(
        seen["next_action"],
        "正在进行专家评审，计划至 2026-03-06，其间不计入办理期限；结束后继续审查。"
    );
    let clock = &seen["due"];
    assert_eq!(
        (&clock["light"], &clock["working_days_left"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        clock["suspension"],
        json!({"kind": "expert_review", "name": "专家评审",
        "legal_basis": "《中华人民共和国行政许可法》第四十五条", "from": "2026-03-02", "until": "2026-03-06", "stops": true, "over": false})
    );
    assert_eq!(due(&case).await, dates("2026-03-17", "2026-03-20"));
    assert_eq!(seen["stages"][2]["state"], "current");
    assert_eq!(seen["actions"], json!(["withdrawal", "urges"]));

    let pass = json!({"outcome": "pass"});
    let refused = case.complete("reviewer", "food_review", pass).await;
    refused.problem(409, "application-suspended");
    let listed = app
        .as_("window")
        .get("/applications?status=suspended")
        .send()
        .await
        .expect(200);
    assert_eq!(
        (&listed["data"][0]["id"], &listed["data"][0]["light"]),
        (&json!(case.id), &Value::Null)
    );
    let ask = json!({"number": case.number, "proof": "0015"});
    let progress = app.anyone().post("/progress").json(ask).send().await.expect(200);
    assert_eq!(
        (&progress["stage"], &progress["status"]),
        (&json!("review"), &json!("suspended"))
    );
}

#[tokio::test]
async fn on_its_planned_day_it_ends_by_itself() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    case.by("reviewer", "suspensions", review("2026-03-06"))
        .await
        .expect(200);
    app.at("2026-03-06T23:30:00+08:00").await;
    app.settle().await;
    assert_eq!(
        case.read().await["status"],
        "suspended",
        "its last day is not counted to the end"
    );
    app.at("2026-03-07T00:00:01+08:00").await;
    app.settle().await;
    let seen = case.read().await;
    assert_eq!(
        (&seen["status"], &seen["due"]["suspension"]),
        (&json!("in_review"), &Value::Null)
    );
    assert_eq!(due(&case).await, dates("2026-03-17", "2026-03-20"));
    assert_eq!(seen["due"]["light"], "green");
    assert_eq!(app.settle().await, 0, "once");
    // Yellow: one working day of the seven is left; red the day after.
    for (now, light) in [
        ("2026-03-16T09:00:00+08:00", "yellow"),
        ("2026-03-18T09:00:00+08:00", "red"),
    ] {
        app.at(now).await;
        assert_eq!(case.read().await["due"]["light"], light);
    }
}

#[tokio::test]
async fn work_need_not_wait_for_the_timer_that_ends_it() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    case.by("reviewer", "suspensions", review("2026-03-06"))
        .await
        .expect(200);
    app.at("2026-03-07T08:30:00+08:00").await;
    case.pass_reviews().await;
    assert_eq!(case.read().await["status"], "in_review");
    assert_eq!(case.messages().await[0], "application.suspension_ended");
}

#[tokio::test]
async fn it_may_be_prolonged_in_time_and_ended_early() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    case.by("reviewer", "suspensions", review("2026-03-06"))
        .await
        .expect(200);
    app.at("2026-03-06T17:00:00+08:00").await;
    let longer = |until: &str| json!({"until": until, "reasons": "专家组要求补充试验数据"});
    let prolonged = case
        .by("window", "suspensions/current/prolongation", longer("2026-03-13"))
        .await;
    prolonged.expect(200);
    assert_eq!(due(&case).await, dates("2026-03-24", "2026-03-27"));
    let notice = case.read().await["notices"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&notice["kind"], &notice["content"]["reasons"]),
        (&json!("prolongation"), &json!("专家组要求补充试验数据"))
    );
    app.at("2026-03-07T00:00:01+08:00").await;
    app.settle().await;
    assert_eq!(case.read().await["status"], "suspended", "the timer moved with it");

    app.at("2026-03-10T10:00:00+08:00").await;
    let early = json!({"reasons": "专家评审已提前完成"});
    case.by("approver", "suspensions/current/end", early).await.expect(200);
    assert_eq!(due(&case).await, dates("2026-03-19", "2026-03-24"));
    let notice = case.read().await["notices"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&notice["kind"], &notice["content"]["suspension"]["until"]),
        (&json!("resumption"), &json!("2026-03-10"))
    );
    assert_eq!(notice["content"]["reasons"], "专家评审已提前完成");
    for (what, body) in [("end", json!({})), ("prolongation", longer("2026-03-20"))] {
        let again = case.by("window", &format!("suspensions/current/{what}"), body).await;
        again.problem(409, "invalid-transition");
    }
}

/// A site visit is none of the kinds of art. 45: whatever the caller writes, its days count.
#[tokio::test]
async fn a_kind_without_a_legal_basis_changes_nothing() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    let visit = json!({"kind": "site_visit", "until": "2026-03-06", "reasons": "核查经营场所布局"});
    let mut claimed = visit.clone();
    claimed["legal_basis"] = json!("《某办法》第一条");
    let refused = case
        .by("reviewer", "suspensions", claimed)
        .await
        .problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["code"], "no-legal-basis");
    case.by("reviewer", "suspensions", visit).await.expect(200);
    assert_eq!(due(&case).await, dates("2026-03-11", "2026-03-16"));
    let seen = case.read().await;
    assert_eq!(
        (&seen["status"], &seen["due"]["light"]),
        (&json!("in_review"), &json!("green"))
    );
    assert_eq!(
        (&seen["due"]["suspension"]["stops"], &seen["due"]["working_days_left"]),
        (&json!(false), &json!(7))
    );
    let ledger = case.seen_by("citizen", "/due-date").await;
    let remarked = &ledger["promise"]["periods"][1];
    assert_eq!(
        (&remarked["to"], &remarked["counted_days"], &remarked["reason"]),
        (
            &json!("2026-03-06"),
            &json!(4),
            &json!("计入 4 个工作日；其间进行现场勘查，无法定依据，照计")
        )
    );
    case.pass_reviews().await;
}

/// An item may name a law of its own for a kind that art. 45 does not know, and how long it may take.
#[tokio::test]
async fn an_item_may_have_special_procedures_of_its_own() {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| {
        item["special_procedures"] =
            json!([{"kind": "rectification", "legal_basis": "《某条例》第九条", "longest": 5}]);
    })
    .await;
    let case = accepted(&app).await;
    let asked = |until: &str| json!({"kind": "rectification", "until": until, "reasons": "限期整改", "legal_basis": "《某办法》第三条"});
    let refused = case
        .by("reviewer", "suspensions", asked("2026-03-10"))
        .await
        .problem(422, "invalid-input");
    assert_eq!(refused["errors"][0]["pointer"], "/until");
    case.by("reviewer", "suspensions", asked("2026-03-09"))
        .await
        .expect(200);
    let seen = case.read().await;
    assert_eq!(seen["status"], "suspended");
    assert_eq!(seen["due"]["suspension"]["legal_basis"], "《某条例》第九条");
    let notice = seen["notices"].as_array().unwrap().last().unwrap();
    assert_eq!(
        notice["content"]["legal_basis"], "《某条例》第九条；《某办法》第三条",
        "what the clerk cites stands beside it"
    );
}

#[tokio::test]
async fn several_may_follow_each_other_but_not_overlap() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    case.by("reviewer", "suspensions", review("2026-03-04"))
        .await
        .expect(200);
    let second = case.by("reviewer", "suspensions", review("2026-03-10")).await;
    let problem = second.problem(409, "application-suspended");
    assert!(problem["detail"].as_str().unwrap().contains("2026-03-04"));
    app.at("2026-03-05T09:00:00+08:00").await;
    case.by("reviewer", "suspensions", review("2026-03-10"))
        .await
        .expect(200);
    assert_eq!(due(&case).await, dates("2026-03-18", "2026-03-23"));
    let ledger = case.seen_by("window", "/due-date").await;
    assert_eq!(ledger["suspensions"].as_array().unwrap().len(), 2);
}

/// What has passed is not healed by what begins afterwards.
#[tokio::test]
async fn what_was_late_before_stays_late() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    app.at("2026-03-12T09:00:00+08:00").await;
    app.settle().await;
    case.by("reviewer", "suspensions", review("2026-03-20"))
        .await
        .expect(200);
    assert_eq!(due(&case).await, dates("2026-03-11", "2026-03-24"));
    assert_eq!(case.read().await["due"]["light"], "red");
    let late = app
        .as_("window")
        .get("/applications?light=red")
        .send()
        .await
        .expect(200);
    assert_eq!(late["data"][0]["id"], case.id.as_str());
}

#[tokio::test]
async fn a_suspended_application_may_be_withdrawn_or_terminated() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    case.by("reviewer", "suspensions", review("2026-03-06"))
        .await
        .expect(200);
    case.command("withdrawal", json!({})).await.expect(200);
    let over = app.filed(FOOD_LICENCE).await;
    over.accept().await;
    over.by("reviewer", "suspensions", review("2026-03-06"))
        .await
        .expect(200);
    let seen = over.seen_by("window", "").await;
    let actions = [
        "termination",
        "suspensions/current/end",
        "suspensions/current/prolongation",
    ];
    assert_eq!(seen["actions"], json!(actions));
    let termination = json!({"basis": "applicant_dissolved", "reasons": "申请企业已注销"});
    over.by("window", "termination", termination).await.expect(200);
    app.at("2026-03-09T09:00:00+08:00").await;
    app.settle().await;
    assert_eq!(
        (&case.read().await["status"], &over.read().await["status"]),
        (&json!("withdrawn"), &json!("terminated"))
    );
    let refused = over.by("window", "suspensions", review("2026-03-20")).await;
    refused.problem(409, "invalid-transition");
}
