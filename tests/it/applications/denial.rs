//! A refusal states its reasons and where to turn (Administrative Licensing Law art. 38).

use serde_json::json;

use crate::support::{FOOD_LICENCE, TestApp};

#[tokio::test]
async fn a_denial_needs_reasons_and_tells_where_to_turn() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    case.pass_reviews().await;
    let bare = case
        .complete("approver", "approval", json!({"outcome": "deny"}))
        .await
        .problem(422, "invalid-input");
    assert_eq!(bare["errors"][0]["pointer"], "/reasons");
    let id = case.task("approver", "approval").await;
    let seen = app.as_("approver").get(&format!("/tasks/{id}")).send().await.etag();
    let deny = json!({"outcome": "deny", "reasons": "经营场所与污染源距离不足"});
    app.as_("approver")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen)
        .json(deny)
        .send()
        .await
        .expect(200);

    let denied = case.read().await;
    assert_eq!(
        (&denied["status"], &denied["outcome"]),
        (&json!("completed"), &json!("denied"))
    );
    let notice = denied["notices"].as_array().unwrap().last().unwrap();
    assert_eq!(notice["kind"], "denial");
    assert_eq!(notice["content"]["reasons"], "经营场所与污染源距离不足");
    assert!(
        notice["content"]["appeal"]["reconsideration"]
            .as_str()
            .unwrap()
            .contains("行政复议")
    );

    app.settle().await;
    let inbox = app.as_("citizen").get("/notifications").send().await.expect(200);
    assert_eq!(inbox["data"][0]["kind"], "application.completed");
    let body = inbox["data"][0]["body"].as_str().unwrap();
    assert!(
        body.contains("经营场所与污染源距离不足") && body.contains("行政诉讼"),
        "{body}"
    );
}

#[tokio::test]
async fn a_failed_review_ends_the_other_one_too() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let fail = json!({"outcome": "fail", "reasons": "卫生条件不符合要求"});
    case.complete("reviewer", "health_review", fail).await.expect(200);
    assert_eq!(case.read().await["outcome"], "denied");
    assert!(case.find_task("reviewer", "food_review").await.is_none());
}

#[tokio::test]
async fn a_decline_needs_reasons_and_ends_the_application() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let bare = case
        .complete("window", "intake", json!({"outcome": "decline"}))
        .await
        .problem(422, "invalid-input");
    assert_eq!(bare["errors"][0]["pointer"], "/reasons");
    let id = case.task("window", "intake").await;
    let seen = app.as_("window").get(&format!("/tasks/{id}")).send().await.etag();
    let decline = json!({"outcome": "decline", "reasons": "不属于本部门职权范围，请向区市场监管局申请"});
    app.as_("window")
        .post(&format!("/tasks/{id}/completion"))
        .if_match(&seen)
        .json(decline)
        .send()
        .await
        .expect(200);
    let declined = case.read().await;
    assert_eq!(declined["status"], "declined");
    assert_eq!(declined["notices"][0]["kind"], "decline");
    assert_eq!(declined["actions"], json!(["rating"]));
}

#[tokio::test]
async fn the_department_may_end_an_application_for_a_legal_reason() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    case.accept().await;
    let path = format!("/applications/{}/termination", case.id);
    let body = json!({"basis": "applicant_dissolved", "reasons": "申请企业已注销"});
    app.as_("window")
        .post(&path)
        .json(body.clone())
        .send()
        .await
        .problem(428, "precondition-required");
    app.as_("window")
        .post(&path)
        .if_match("\"1.green\"")
        .json(body.clone())
        .send()
        .await
        .problem(412, "stale-version");
    app.as_("window")
        .post(&path)
        .if_match("*")
        .json(body)
        .send()
        .await
        .expect(200);
    let ended = case.read().await;
    assert_eq!(ended["status"], "terminated");
    assert_eq!(
        ended["notices"].as_array().unwrap().last().unwrap()["content"]["reasons"],
        "申请企业已注销"
    );
}
