//! The one notice of everything that is missing (一次性告知, art. 32), and its answer.

use serde_json::{Value, json};

use super::reading::seen;
use super::small::{APART, FIRST, Matter, NEXT, documents};
use crate::support::TestApp;

fn defective(material: &str, reason: &str) -> Value {
    json!({"material": material, "verdict": "defective", "reason": reason})
}

/// The window finds something wrong with what the first member needs.
async fn lacking<'a>(app: &'a TestApp, gap: Value) -> Matter<'a> {
    let matter = app.file_small(|_| {}).await;
    let words = json!({"outcome": "accept", "members": [
        {"application": matter.member(FIRST), "outcome": "request_supplement", "verdicts": [gap]}]});
    matter.complete("window", &matter.id, words).await.expect(200);
    matter
}

fn supplements(shown: &Value) -> Vec<&Value> {
    let notices = shown["notices"].as_array().unwrap().iter();
    notices.filter(|notice| notice["kind"] == "supplement").collect()
}

#[tokio::test]
async fn the_gaps_of_two_departments_are_told_in_one_notice() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = lacking(&app, defective("photo", "照片不清晰")).await;
    assert_eq!(supplements(&seen(&app, "citizen", &matter).await), Vec::<&Value>::new());
    let gaps = json!({"outcome": "request_supplement", "verdicts": [
        defective("photo", "非近期照片"), {"material": "site", "verdict": "missing"}]});
    matter.complete("window", &matter.member(APART), gaps).await.expect(200);
    let told = seen(&app, "citizen", &matter).await;
    assert_eq!(supplements(&told).len(), 1);
    let link = supplements(&told)[0]["link"]
        .as_str()
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap();
    let notice = app.as_("citizen").get(link).send().await.expect(200);
    let materials = notice["content"]["materials"].as_array().unwrap().iter();
    let materials: Vec<(&Value, &Value)> = materials.map(|row| (&row["material"], &row["reason"])).collect();
    assert_eq!(materials.len(), 2, "{notice}");
    let photo = materials.iter().find(|(material, _)| **material == "photo").unwrap();
    let reasons = photo.1.as_str().unwrap();
    assert!(
        reasons.contains("照片不清晰") && reasons.contains("非近期照片"),
        "{reasons}"
    );
    for item in [FIRST, NEXT, APART] {
        assert_eq!(supplements(&matter.read(item).await), Vec::<&Value>::new());
    }
}

/// Art. 32: within five days, whoever has not answered by then; nobody adds to it afterwards.
#[tokio::test]
async fn what_is_known_is_told_by_the_fifth_day() {
    let app = TestApp::with_bundle(documents()).await;
    app.at("2026-11-20T02:00:00Z").await;
    let matter = lacking(&app, defective("id", "不清晰")).await;
    app.at("2026-11-26T15:00:00Z").await;
    app.settle().await;
    assert_eq!(matter.statuses([FIRST, APART]).await, ["submitted", "submitted"]);
    app.at("2026-11-26T17:00:00Z").await;
    app.settle().await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["awaiting_supplement", "submitted", "submitted"]
    );
    assert_eq!(seen(&app, "citizen", &matter).await["status"], "awaiting_supplement");
    let more = json!({"outcome": "request_supplement", "verdicts": [defective("site", "未盖章")]});
    let late = matter.complete("window", &matter.member(APART), more).await;
    late.problem(409, "supplement-already-requested");
}

#[tokio::test]
async fn what_is_not_handed_in_ends_only_what_lacks_it() {
    let app = TestApp::with_bundle(documents()).await;
    app.at("2026-03-02T02:00:00Z").await;
    let matter = lacking(&app, defective("id", "不清晰")).await;
    matter.accept_apart().await;
    let told = seen(&app, "citizen", &matter).await;
    assert_eq!(told["answer_by"], "2026-03-16");
    app.at("2026-03-16T17:00:00Z").await;
    app.settle().await;
    assert_eq!(
        matter.statuses([FIRST, NEXT, APART]).await,
        ["lapsed", "terminated", "in_review"]
    );
    let after = seen(&app, "citizen", &matter).await;
    assert_eq!(after["status"], "in_review");

    let alone = lacking(&app, defective("id", "不清晰")).await;
    let apart = alone.member(APART);
    let withdrawn = alone.on(&apart, "citizen", "withdrawal", json!({})).await;
    withdrawn.expect(200);
    app.settle().await;
    app.at("2026-04-20T02:00:00Z").await;
    app.settle().await;
    let over = seen(&app, "citizen", &alone).await;
    assert_eq!(over["status"], "terminated", "one lapsed, one was withdrawn");
    let kinds: Vec<&Value> = over["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["kind"])
        .collect();
    assert_eq!(kinds, ["supplement"]);
}

#[tokio::test]
async fn a_supplement_is_of_the_version_seen_and_may_be_repeated() {
    let app = TestApp::with_bundle(documents()).await;
    let matter = lacking(&app, defective("id", "不清晰")).await;
    matter.accept_apart().await;
    let body = json!({"documents": [{"material": "id", "document": app.upload("citizen").await}]});
    let call = |what: &str| app.as_("citizen").post(&format!("/matters/{}/{what}", matter.id));
    let blind = call("supplement").json(body.clone()).send().await;
    blind.problem(428, "precondition-required");
    let stale = call("supplement").if_match("\"1\"").json(body.clone()).send().await;
    stale.problem(412, "stale-version");
    let keyed = || {
        let call = call("supplement").if_match("*").header("idempotency-key", "supplied");
        call.json(body.clone())
    };
    let first = keyed().send().await.expect(200);
    assert_eq!(keyed().send().await.expect(200), first, "the first answer again");

    app.settle().await;
    matter.command("withdrawal", json!({})).await.expect(200);
    app.settle().await;
    let rating = || {
        let call = call("rating").header("idempotency-key", "rated");
        call.json(json!({"grade": 4}))
    };
    let rated = rating().send().await.expect(201);
    assert_eq!(rating().send().await.expect(201), rated, "the first answer again");
}
