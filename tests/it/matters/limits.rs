//! Limits where the law has a matter handled in a unified way (Administrative Licensing Law arts. 26, 42).

use serde_json::{Value, json};

use super::reading::seen;
use super::small::{APART, FIRST, documents};
use crate::support::{FOOD_DEPARTMENT, TestApp};

fn unified() -> Value {
    let mut all = documents();
    all[3]["unified_handling"] = json!({"basis": "行政许可法第二十六条"});
    all
}

/// Art. 42: 15 more days are for the head of the government, not of the organ, and the notice says so.
#[tokio::test]
async fn unified_handling_is_extended_by_the_head_of_the_government() {
    let app = TestApp::with_bundle(unified()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    let first = matter.member(FIRST);
    let because = json!({"reasons": "案情复杂，需要核实"});
    let refused = matter.on(&first, "approver", "extensions", because.clone()).await;
    let refused = refused.problem(403, "forbidden");
    assert_eq!(refused["detail"], "此事须由“本级政府负责人”岗位决定。");
    app.staff("head", &[(FOOD_DEPARTMENT, "government_head")]).await;
    let actions = async |login: &str| {
        let path = format!("/applications/{first}");
        let shown = app.as_(login).get(&path).send().await.expect(200);
        shown["actions"].as_array().unwrap().contains(&json!("extensions"))
    };
    assert_eq!((actions("approver").await, actions("head").await), (false, true));

    let before = seen(&app, "citizen", &matter).await["due"]["statutory_due_on"].clone();
    let extended = matter.on(&first, "head", "extensions", because).await;
    extended.expect(200);
    let member = matter.read(FIRST).await;
    let due = &member["due"]["statutory_due_on"];
    assert_ne!(due, &before);
    let after = seen(&app, "citizen", &matter).await;
    assert_eq!(&after["due"]["statutory_due_on"], due, "the whole follows its members");
    assert_eq!(matter.read(APART).await["due"]["statutory_due_on"], before);

    let notices = member["notices"].as_array().unwrap();
    let notice = notices.iter().find(|notice| notice["kind"] == "extension").unwrap();
    let path = format!("/applications/{first}/notices/{}", notice["number"].as_str().unwrap());
    let page = app.as_("citizen").get(&path).header("accept", "text/html").send().await;
    assert!(page.text.contains("经本级人民政府负责人批准"), "{}", page.text);
}

/// Accepted on the 2nd of March: 45 working days end on the 8th of May at the latest, 60 not before the end of the month.
#[tokio::test]
async fn the_whole_has_no_card_of_the_law_while_a_member_is_extended() {
    let app = TestApp::with_bundle(unified()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = app.file_small(|_| {}).await;
    matter.accept().await;
    matter.accept_apart().await;
    app.staff("head", &[(FOOD_DEPARTMENT, "government_head")]).await;
    let because = json!({"reasons": "案情复杂，需要核实"});
    let first = matter.member(FIRST);
    matter.on(&first, "head", "extensions", because).await.expect(200);
    app.at("2026-05-20T02:00:00Z").await;
    app.settle().await;
    let cards = async |owner: &str| {
        let query = format!("select payload from event where owner_id = '{owner}' and kind = 'card_issued'");
        let cards = app.database().lines(&query).await;
        ["yellow", "red"].map(|colour| cards.iter().any(|card| card.contains(colour)))
    };
    assert_eq!(cards(&matter.id).await, [true, false], "its promise has passed");
    assert_eq!(cards(&first).await, [true, false], "it was extended");
    assert_eq!(cards(&matter.member(APART)).await, [true, true], "it was not");
}
