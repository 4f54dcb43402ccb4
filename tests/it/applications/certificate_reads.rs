//! How certificates are listed, shown, printed and checked, and how an organ ends them.

use serde_json::{Value, json};

use super::certificates::{licensed, seen};
use crate::support::{Answer, FOOD_LICENCE, Filed, TestApp};

async fn verify(app: &TestApp, number: &str, code: &str) -> Answer {
    let path = format!("/certificates/{number}/verification?code={code}");
    app.anyone().get(&path).send().await
}

async fn end(case: &Filed<'_>, basis: &str) -> Answer {
    let body = json!({"basis": basis, "reasons": "详见附件说明"});
    case.by("approver", "revocation", body).await
}

#[tokio::test]
async fn anybody_with_number_and_code_checks_a_certificate_and_nobody_else() {
    let app = TestApp::start().await;
    let (case, number) = licensed(&app).await;
    let code = case.read().await["certificate"]["code"].as_str().unwrap().to_owned();
    let real = verify(&app, &number, &code.to_lowercase()).await.expect(200);
    assert_eq!(real["number"], number.as_str());
    assert_eq!((&real["state"], &real["reason"]), (&json!("valid"), &Value::Null));
    let holder = real["holder"].as_str().unwrap();
    assert!(holder.contains('*'), "{holder}");
    assert!(!real.to_string().contains("990101"), "{real}");

    let mut forged = code.clone();
    forged.replace_range(0..1, if code.starts_with('A') { "B" } else { "A" });
    let wrong = verify(&app, &number, &forged).await;
    let unknown = verify(&app, "ZZ202602130000000019", &code).await;
    let none = verify(&app, "nothing", &code).await;
    for refused in [&wrong, &unknown, &none] {
        let mut problem = refused.problem(404, "not-found");
        for member in ["instance", "request_id"] {
            problem.as_object_mut().unwrap().remove(member);
        }
        let mut first = wrong.problem(404, "not-found");
        for member in ["instance", "request_id"] {
            first.as_object_mut().unwrap().remove(member);
        }
        assert_eq!(problem, first);
    }

    app.at("2026-06-03T09:00:00+08:00").await;
    assert_eq!(verify(&app, &number, &code).await.expect(200)["state"], "expired");
    let staff = case.seen_by("window", "").await;
    assert_eq!(staff["certificate"]["code"], Value::Null, "the code is the holder's");
}

#[tokio::test]
async fn codes_cannot_be_guessed_one_after_the_other() {
    let app = TestApp::start().await;
    let mut refused = 0;
    for n in 0..120 {
        let answer = verify(&app, "ZZ202602130000000019", &format!("{n:08}")).await;
        refused += u32::from(answer.status == 429);
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn holders_list_what_they_hold_and_print_it() {
    let app = TestApp::start().await;
    let (_, first) = licensed(&app).await;
    let second = app.filed(FOOD_LICENCE).await;
    second.accept().await;
    second.pass_reviews().await;
    second.approve().await;
    second.issue().await;
    let list = |query: &'static str| app.as_("citizen").get(query).send();
    let all = list("/certificates").await.expect(200);
    assert_eq!(all["data"].as_array().unwrap().len(), 2);
    assert_eq!(all["data"][1]["number"], first.as_str(), "newest first");
    assert_eq!(all["data"][1]["renew_until"], "2026-05-03");
    let page = list("/certificates?limit=1").await.expect(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = app
        .as_("citizen")
        .get(&format!("/certificates?limit=1&cursor={cursor}"));
    assert_eq!(rest.send().await.expect(200)["data"][0]["number"], first.as_str());
    assert_eq!(list("/certificates?state=expired").await.expect(200)["data"], json!([]));
    assert_eq!(list("/certificates?item=nothing").await.expect(200)["data"], json!([]));
    list("/certificates?state=lost").await.problem(422, "invalid-input");

    // Without a mandate there is nothing to see on behalf of somebody.
    app.register("13912345678", "990101199512310021").await;
    let me = app.as_("citizen").get("/me").send().await.expect(200);
    let path = format!("/certificates?on_behalf_of={}", me["id"].as_str().unwrap());
    let theirs = app.as_("13912345678").get(&path).send().await.expect(200);
    assert_eq!(theirs["data"], json!([]));

    let shown = seen(&app, "citizen", &first).await;
    let services: Vec<_> = shown["services"].as_array().unwrap().iter().collect();
    assert_eq!(services.len(), 4);
    assert_eq!(services[3]["case_type"], "immediate");
    let path = format!("/certificates/{first}");
    let print = app.as_("citizen").get(&path).header("accept", "text/html").send().await;
    assert_eq!(print.status, 200);
    for text in [
        "食品经营许可证",
        first.as_str(),
        shown["code"].as_str().unwrap(),
        "2026年6月2日",
        "<svg",
    ] {
        assert!(print.text.contains(text), "{text}: {}", print.text);
    }
    app.as_("window").get(&path).send().await.expect(200);
    app.staff("elsewhere", &[("11990100999990168L", "reviewer")]).await;
    app.as_("elsewhere").get(&path).send().await.problem(404, "not-found");
}

#[tokio::test]
async fn who_has_a_mandate_sees_and_asks_for_the_holder() {
    let app = TestApp::start().await;
    let (_, number) = licensed(&app).await;
    app.register("13912345678", "990101199512310021").await;
    let mandate = app.as_("citizen").post("/mandates").key();
    mandate
        .json(json!({"agent": {"login": "13912345678"}, "valid_until": "2099-12-31"}))
        .send()
        .await
        .expect(201);
    let me = app.as_("citizen").get("/me").send().await.expect(200);
    let path = format!("/certificates?on_behalf_of={}", me["id"].as_str().unwrap());
    let theirs = app.as_("13912345678").get(&path).send().await.expect(200);
    assert_eq!(theirs["data"][0]["number"], number.as_str());
    let path = format!("/certificates/{number}");
    app.as_("13912345678").get(&path).send().await.expect(200);
}

#[tokio::test]
async fn the_ground_decides_whether_it_is_revoked_retracted_or_cancelled() {
    let app = TestApp::start().await;
    let (case, number) = licensed(&app).await;
    let early = end(&case, "expired_without_renewal")
        .await
        .problem(422, "invalid-input");
    assert_eq!(early["errors"][0]["code"], "not-expired");
    end(&case, "law_changed").await.expect(200);
    let shown = seen(&app, "citizen", &number).await;
    assert_eq!(
        (&shown["state"], &shown["ended_on"]),
        (&json!("retracted"), &json!("2026-03-02"))
    );
    assert!(shown["reason"].as_str().unwrap().contains("公共利益"));
    let notice = case.read().await["notices"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(notice["kind"], "retraction");
    assert!(notice["content"]["legal_basis"].as_str().unwrap().contains("第八条"));
    let page = format!("notices/{}", notice["number"].as_str().unwrap());
    let page = case.page("citizen", &page).await;
    assert!(
        page.text.contains("补偿") && page.text.contains("撤回决定书"),
        "{}",
        page.text
    );
    assert_eq!(case.messages().await[0], "application.revoked");
    end(&case, "holder_died").await.problem(409, "invalid-transition");
    app.assert_lawful().await;
}

#[tokio::test]
async fn what_expired_is_cancelled_by_the_organ_and_bars_nobody() {
    let app = TestApp::start().await;
    let (case, number) = licensed(&app).await;
    app.at("2026-06-03T09:00:00+08:00").await;
    end(&case, "expired_without_renewal").await.expect(200);
    let shown = seen(&app, "citizen", &number).await;
    assert_eq!(shown["state"], "cancelled");
    let notice = case.read().await["notices"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&notice["kind"], &notice["content"]["bars"]),
        (&json!("cancellation"), &Value::Null)
    );
    app.filed(FOOD_LICENCE).await;
}
