//! The receipt slip (收件凭证): what the applicant takes home, true as it is printed (arts. 32, 38).

use base64::Engine;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use yiwang::server::Mode;

use crate::support::{FOOD_DEPARTMENT, FOOD_LICENCE, TestApp};

/// A Monday in spring, without holidays near.
const MONDAY: &str = "2026-03-02T09:30:00+08:00";

async fn monday() -> TestApp {
    let app = TestApp::start().await;
    app.at(MONDAY).await;
    app
}

fn codes(rows: &Value) -> Vec<&str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["material"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_slip_says_what_was_handed_in_and_until_when_it_is_answered() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    let slip = case.print("citizen", "receipt").await.expect(200);
    let read = case.read().await;
    assert_eq!(
        (&slip["number"], &slip["pickup_code"]),
        (&read["number"], &read["pickup_code"])
    );
    assert!(slip["pickup_code"].is_string());
    assert_eq!(
        slip["leads_to"], slip["number"],
        "the server knows no address of the city's site"
    );
    assert!(slip["qr"].as_str().unwrap().starts_with("<svg "));
    assert_eq!(slip["department"]["phone"], "028-00000006");
    assert!(slip["department"]["hours"].is_string() && slip["department"]["address"].is_string());
    let handed_in = &slip["materials"];
    assert_eq!(codes(handed_in).len(), read["documents"].as_array().unwrap().len());
    assert_eq!(handed_in[0]["files"][0]["name"], "材料.pdf");
    assert!(handed_in[0]["copies"].is_u64() && handed_in[0]["form"].is_string());
    assert_eq!(
        (&slip["received_on"], &slip["answered_by"]),
        (&json!("2026-03-02"), &json!("2026-03-09"))
    );
    assert_eq!((&slip["accepted_on"], &slip["following"]), (&json!(null), &json!([])));
    assert_eq!(slip["reprint"], false);

    case.accept().await;
    let accepted = case.print("citizen", "receipt").await.expect(200);
    assert_eq!(accepted["answered_by"], json!(null));
    assert_eq!(
        (&accepted["accepted_on"], &accepted["promised_due_on"]),
        (&json!("2026-03-02"), &case.read().await["due"]["promised_due_on"])
    );
    app.at("2026-03-03T09:30:00+08:00").await;
    assert_eq!(case.print("citizen", "receipt").await.expect(200)["reprint"], true);
    assert!(case.page("citizen", "receipt").await.text.contains("补打"));
}

#[tokio::test]
async fn after_a_supplement_notice_it_lists_what_is_asked_for() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    let verdicts = json!([
        {"material": "layout_plan", "verdict": "defective", "reason": "图纸无比例尺"},
        {"material": "food_safety_rules", "verdict": "original_seen"},
    ]);
    let notice = json!({"outcome": "request_supplement", "verdicts": verdicts});
    case.complete("window", "intake", notice).await.expect(200);
    let told = case.print("citizen", "receipt").await.expect(200);
    assert_eq!(codes(&told["following"]), ["layout_plan"]);
    assert_eq!(
        (&told["answer_by"], &told["answered_by"]),
        (&json!("2026-03-16"), &json!(null))
    );
    let seen = told["materials"].as_array().unwrap().iter();
    let seen: Vec<&Value> = seen.filter(|row| row["original_seen"] == true).collect();
    assert_eq!(seen.len(), 1);
    assert!(case.page("citizen", "receipt").await.text.contains("已核验原件"));

    app.at("2026-03-04T09:30:00+08:00").await;
    let plan = app.upload("citizen").await;
    let answer = json!({"documents": [{"material": "layout_plan", "document": plan}]});
    case.command("supplement", answer).await.expect(200);
    let again = case.print("citizen", "receipt").await.expect(200);
    assert_eq!(
        (&again["following"], &again["answered_by"]),
        (&json!([]), &json!("2026-03-11"))
    );
    assert_eq!(again["received_on"], "2026-03-02");
}

#[tokio::test]
async fn what_follows_on_a_commitment_is_on_it() {
    let app = TestApp::start().await;
    app.republish(FOOD_LICENCE, |item| {
        let materials = item["materials"].as_array_mut().unwrap();
        let follows = materials.iter_mut().find(|row| row["code"] == "health_certificates");
        follows.unwrap()["necessity"] = json!("may_follow");
    })
    .await;
    app.at(MONDAY).await;
    let without = |body: &mut Value| {
        let documents = body["documents"].as_array_mut().unwrap();
        documents.retain(|row| row["material"] != "health_certificates");
    };
    let case = app.filed_as("citizen", FOOD_LICENCE, without).await;
    let slip = case.print("citizen", "receipt").await.expect(200);
    assert_eq!(codes(&slip["following"]), ["health_certificates"]);
    assert_eq!(slip["answer_by"], json!(null), "the acceptance says until when");
    case.accept().await;
    let accepted = case.print("citizen", "receipt").await.expect(200);
    assert_eq!(
        (codes(&accepted["following"]), &accepted["answer_by"]),
        (vec!["health_certificates"], &json!("2026-03-16"))
    );
}

#[tokio::test]
async fn only_the_party_and_the_window_get_the_code_that_fetches_the_result() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    let code = case.read().await["pickup_code"].clone();
    assert_eq!(case.print("window", "receipt").await.expect(200)["pickup_code"], code);
    for login in ["reviewer", "approver", "manager"] {
        case.print(login, "receipt").await.problem(403, "forbidden");
    }
    for login in ["auditor", "admin"] {
        case.print(login, "receipt").await.problem(403, "forbidden");
    }
    app.register("13900000077", "990101199512310021").await;
    case.print("13900000077", "receipt").await.problem(404, "not-found");
    let path = format!("/applications/{}/receipt", case.id);
    app.anyone().get(&path).send().await.problem(401, "unauthenticated");
    let nowhere = format!("/applications/{}/receipt", uuid::Uuid::now_v7());
    app.as_("citizen").get(&nowhere).send().await.problem(404, "not-found");

    app.staff("otherwindow", &[(crate::support::HEALTH_DEPARTMENT, "window")])
        .await;
    let stranger = case.print("otherwindow", "receipt").await;
    stranger.problem(404, "not-found");
    app.staff("clerk", &[(FOOD_DEPARTMENT, "window")]).await;
    case.print("clerk", "receipt").await.expect(200);
    let recusal = json!({"person": "clerk", "reasons": "与申请人有利害关系"});
    let recused = case.by("manager", "recusals", recusal).await;
    recused.expect(200);
    case.print("clerk", "receipt").await.problem(403, "forbidden");
}

#[tokio::test]
async fn a_draft_has_no_slip() {
    let app = TestApp::start().await;
    let draft = app
        .filed_as("citizen", FOOD_LICENCE, |body| body["submit"] = json!(false))
        .await;
    let none = draft.print("citizen", "receipt").await.problem(404, "not-found");
    assert!(none["detail"].as_str().unwrap().contains("尚未提交"));
}

#[tokio::test]
async fn the_code_leads_to_the_citys_site_where_one_is_configured() {
    let site = |settings: &mut yiwang::config::Settings| settings.public_url = Some("https://city.example/".to_owned());
    let app = TestApp::start_with(Mode::Development, site).await;
    let case = app.filed(FOOD_LICENCE).await;
    let slip = case.print("citizen", "receipt").await.expect(200);
    let link = format!("https://city.example/progress?number={}", case.number);
    assert_eq!(slip["leads_to"], json!(link));
    assert_eq!(slip["qr"], json!(yiwang::applications::print::qr::svg(&link)));
}

#[tokio::test]
async fn the_page_is_whole_in_itself_and_takes_nothing_from_outside() {
    let app = monday().await;
    let case = app.filed(FOOD_LICENCE).await;
    let page = case.page("citizen", "receipt").await;
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("content-language"), Some("zh-CN"));
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    assert!(page.header("vary").unwrap().contains("accept"));
    let (_, rest) = page.text.split_once("<style>").unwrap();
    let (style, _) = rest.split_once("</style>").unwrap();
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style.as_bytes()));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains(&format!("style-src 'sha256-{digest}'")), "{policy}");
    for outside in [
        "<script", "<link", "<img", "src=", "href=", "url(", " style=", "@import",
    ] {
        assert!(!page.text.contains(outside), "{outside}");
    }
    assert!(page.text.starts_with("<!DOCTYPE html>\n<html lang=\"zh-CN\">"));
    assert_eq!(page.text.matches("<h1>").count(), 1);
    assert!(page.text.contains("<body class=\"a4\">"));
    let roll = case.page("citizen", "receipt?paper=roll").await;
    assert!(roll.text.contains("<body class=\"roll\">"));

    let slip = case.print("citizen", "receipt").await.expect(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let shown = page
        .text
        .replace(&text(&slip["qr"]), "[qr]")
        .replace(&text(&slip["number"]), "[number]");
    let shown = shown
        .replace(&text(&slip["pickup_code"]), "[pickup code]")
        .replace(style, "[style]");
    // The clock goes on while the test does.
    let shown = ["09:31", "09:32"]
        .into_iter()
        .fold(shown, |shown, late| shown.replace(late, "09:30"));
    insta::assert_snapshot!("slip", shown);
}

#[tokio::test]
async fn other_forms_and_papers_are_refused() {
    let app = TestApp::start().await;
    let case = app.filed(FOOD_LICENCE).await;
    let path = format!("/applications/{}/receipt", case.id);
    let pdf = app
        .as_("citizen")
        .get(&path)
        .header("accept", "application/pdf")
        .send()
        .await;
    pdf.problem(406, "not-acceptable");
    case.print("citizen", "receipt?paper=a5")
        .await
        .problem(422, "invalid-input");
    case.print("citizen", "receipt?size=a4")
        .await
        .problem(422, "invalid-input");
}
