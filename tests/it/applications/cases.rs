//! One list of everything somebody has going, by whose move it is, in words they understand.

use serde_json::{Value, json};

use crate::support::{FOOD_LICENCE, TestApp, VACCINATION};

async fn cases(app: &TestApp, login: &str, query: &str) -> Value {
    let list = app.as_(login).get(&format!("/cases{query}")).send().await;
    list.expect(200)
}

/// The one case in a tab, which nothing else has.
async fn only(app: &TestApp, tab: &str) -> Value {
    let list = cases(app, "citizen", &format!("?tab={tab}")).await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "{list}");
    let mut counts = json!({"drafts": 0, "todo": 0, "in_progress": 0, "done": 0});
    counts[tab] = json!(1);
    assert_eq!(list["counts"], counts);
    let row = list["data"][0].clone();
    assert_eq!(row["tab"], tab);
    row
}

#[tokio::test]
async fn a_case_goes_from_tab_to_tab_and_says_what_to_do() {
    let app = TestApp::start().await;
    app.at("2026-03-02T10:00:00+08:00").await;
    let case = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["submit"] = json!(false))
        .await;
    let row = only(&app, "drafts").await;
    assert_eq!(
        (&row["kind"], &row["id"], &row["number"], &row["title"]),
        (
            &json!("application"),
            &json!(case.id),
            &json!(case.number),
            &json!("食品经营许可新办")
        )
    );
    assert_eq!(
        (&row["status_text"], &row["next_action"]),
        (&json!("草稿"), &json!("请补齐内容后提交申请。"))
    );

    case.command("submission", json!({})).await.expect(200);
    let row = only(&app, "in_progress").await;
    assert_eq!(
        row["next_action"],
        "部门最迟于 2026-03-09 答复是否受理；逾期未答复视为受理。无需您操作。"
    );

    let asked = json!({"outcome": "request_supplement", "verdicts": [{"material": "layout_plan", "verdict": "missing", "reason": "未附图"}]});
    case.complete("window", "intake", asked).await.expect(200);
    let row = only(&app, "todo").await;
    let by = row["act_by"].as_str().unwrap();
    assert_eq!(case.read().await["answer_by"], by);
    assert_eq!(
        row["next_action"],
        format!("请最迟于 {by} 一次补齐通知书所列的全部材料；逾期未补正，本次申请终止。")
    );

    let again = json!({"documents": [{"material": "layout_plan", "document": app.upload("citizen").await}]});
    case.command("supplement", again).await.expect(200);
    only(&app, "in_progress").await;
    case.accept().await;
    let row = only(&app, "in_progress").await;
    let promised = case.read().await["due"]["promised_due_on"].clone();
    assert_eq!((&row["light"], &row["promised_due_on"]), (&json!("green"), &promised));
    let promise = format!("正在审查，承诺最迟于 {} 作出决定。", promised.as_str().unwrap());
    assert_eq!(row["next_action"], promise);

    case.pass_reviews().await;
    case.approve().await;
    assert_eq!(only(&app, "in_progress").await["status_text"], "已准予，正在制证");
    case.issue().await;
    let row = only(&app, "todo").await;
    assert_eq!(
        (&row["status_text"], &row["next_action"]),
        (
            &json!("已准予，待您领取"),
            &json!("证照已制作好：请携带身份证件，凭取件码到窗口领取。")
        )
    );
    let code = case.read().await["pickup_code"].clone();
    case.deliver(json!({"mode": "window", "pickup_code": code, "signed_by": "示范市民"}))
        .await
        .expect(200);
    let row = only(&app, "done").await;
    assert_eq!(
        (&row["status"], &row["outcome"], &row["light"]),
        (&json!("completed"), &json!("approved"), &Value::Null)
    );
    let read = case.read().await;
    assert_eq!(
        (&row["status_text"], &row["next_action"]),
        (&read["status_text"], &read["next_action"])
    );
}

#[tokio::test]
async fn what_is_sent_by_post_is_not_the_applicants_move_and_a_broken_promise_is_said() {
    let app = TestApp::start().await;
    app.at("2026-03-02T10:00:00+08:00").await;
    let post = json!({"mode": "post", "recipient": "示范市民", "phone": "13800000001", "address": "示范市示范路 1 号"});
    let case = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["delivery"] = post)
        .await;
    case.accept().await;
    app.at("2026-03-12T10:00:00+08:00").await;
    let row = only(&app, "in_progress").await;
    assert_eq!(row["light"], "red");
    assert_eq!(
        row["next_action"],
        "已超过承诺日期（2026-03-11），法定期限为 2026-03-16；您可以催办。"
    );
    let english = app.as_("citizen").get("/cases").in_english().send().await.expect(200);
    assert_eq!(
        english["data"][0]["next_action"],
        "The promised day (2026-03-11) has passed; the law allows until 2026-03-16. You may urge."
    );
    case.pass_reviews().await;
    case.approve().await;
    case.issue().await;
    let row = only(&app, "in_progress").await;
    assert_eq!(
        (&row["status_text"], &row["next_action"]),
        (
            &json!("已准予，待寄送"),
            &json!("证照已制作好，将邮寄到您填写的地址，请留意签收。")
        )
    );
}

#[tokio::test]
async fn whoever_has_a_mandate_sees_what_it_covers_and_whose_it_is_while_it_is_in_force() {
    let app = TestApp::start().await;
    let food = app.filed(FOOD_LICENCE).await;
    app.filed(VACCINATION).await;
    app.register("13900000078", "990101199512310021").await;
    assert_eq!(cases(&app, "13900000078", "").await["data"], json!([]));
    let item = crate::support::sample(FOOD_LICENCE)["item"].clone();
    let mandate = json!({"agent": {"login": "13900000078"}, "items": [item]});
    let given = app
        .as_("citizen")
        .post("/mandates")
        .key()
        .json(mandate)
        .send()
        .await
        .expect(201);
    let seen = cases(&app, "13900000078", "").await;
    assert_eq!(seen["counts"]["in_progress"], 1);
    let rows = seen["data"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&json!(food.id)]);
    let masked = rows[0]["on_behalf_of"].as_str().unwrap();
    assert!(masked.ends_with('*'), "{masked}");
    assert_eq!(cases(&app, "citizen", "").await["data"][0]["on_behalf_of"], Value::Null);
    let path = format!("/mandates/{}", given["id"].as_str().unwrap());
    app.as_("citizen").delete(&path).send().await.expect(204);
    let seen = cases(&app, "13900000078", "").await;
    assert_eq!((&seen["data"], &seen["counts"]["in_progress"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn pages_follow_each_other_and_numbers_and_names_are_found() {
    let app = TestApp::start().await;
    let mut expected = Vec::new();
    for item in [FOOD_LICENCE, VACCINATION, FOOD_LICENCE] {
        expected.insert(0, app.filed(item).await);
    }
    let mut seen = Vec::new();
    let mut query = "?limit=1".to_owned();
    loop {
        let page = cases(&app, "citizen", &query).await;
        seen.push(page["data"][0]["id"].as_str().unwrap().to_owned());
        match page["next_cursor"].as_str() {
            Some(cursor) => query = format!("?limit=1&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, expected.iter().map(|case| case.id.clone()).collect::<Vec<_>>());
    let found = cases(&app, "citizen", "?q=食品经营").await;
    assert_eq!(
        (found["data"].as_array().unwrap().len(), &found["counts"]["in_progress"]),
        (2, &json!(2))
    );
    let number = expected[1].number.to_lowercase();
    let found = cases(&app, "citizen", &format!("?q={number}")).await;
    assert_eq!(found["data"][0]["id"], expected[1].id.as_str());
    assert_eq!(
        cases(&app, "citizen", "?q=%25").await["data"],
        json!([]),
        "no wildcards"
    );

    for wrong in ["?tab=mine", "?cursor=%3F", "?limit=0", "?as=somebody"] {
        let answer = app.as_("citizen").get(&format!("/cases{wrong}")).send().await;
        assert!([400, 422].contains(&answer.status), "{wrong}: {}", answer.text);
    }
    app.as_("window").get("/cases").send().await.problem(403, "forbidden");
}
