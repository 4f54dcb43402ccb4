//! What holds for every address: problems, languages, security headers, limits, other sites' access, the documentation.

use serde_json::json;
use yiwang::config::List;
use yiwang::server::Mode;

use crate::support::TestApp;

#[tokio::test]
async fn every_error_is_a_problem_in_the_callers_language() {
    let app = TestApp::start().await;
    let chinese = app.anyone().get("/nowhere").send().await;
    assert_eq!(chinese.problem(404, "not-found")["title"], "未找到");
    assert_eq!(chinese.header("content-language"), Some("zh-CN"));
    let english = app.anyone().get("/nowhere").in_english().send().await;
    assert_eq!(english.problem(404, "not-found")["title"], "Not found");
    app.outside().post("/healthz").send().await.problem(404, "not-found");
}

#[tokio::test]
async fn bodies_that_do_not_fit_are_told_apart() {
    let app = TestApp::start_with(Mode::Development, |settings| settings.body_limit = 64).await;
    let put = || app.anyone().put("/dev/clock");
    put()
        .body("application/json", "{")
        .send()
        .await
        .problem(400, "malformed-json");
    put()
        .body("text/plain", "{}")
        .send()
        .await
        .problem(415, "unsupported-media-type");
    put()
        .body("application/json", "x".repeat(65))
        .send()
        .await
        .problem(413, "payload-too-large");
    let unknown = put()
        .json(json!({"now": "2026-03-02T00:00:00Z", "then": 1}))
        .send()
        .await;
    assert_eq!(
        unknown.problem(422, "invalid-input")["errors"][0]["code"],
        "unknown-field"
    );
}

#[tokio::test]
async fn addresses_with_u0000_are_refused() {
    let app = TestApp::start().await;
    let asked = app.anyone().get("/items?q=%00").send().await;
    let error = &asked.problem(422, "invalid-input")["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["code"]),
        (&json!("?q"), &json!("nul-character"))
    );
    app.anyone().get("/items/a%00b").send().await.problem(404, "not-found");
}

#[tokio::test]
async fn a_query_parameter_that_does_not_fit_is_named_in_the_callers_language() {
    let app = TestApp::start().await;
    let asked = app.anyone().get("/items?colour=red").send().await;
    let error = &asked.problem(422, "invalid-input")["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["code"]),
        (&json!("?colour"), &json!("unknown-field"))
    );
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("没有名为“colour”的字段。"), "{message}");
}

#[tokio::test]
async fn answers_with_a_body_name_their_language_and_vary_by_it() {
    let app = TestApp::start().await;
    let varies = |answer: &reqwest::Response, by: &str| {
        let all = answer.headers().get_all("vary").iter();
        all.filter_map(|value| value.to_str().ok())
            .any(|value| value.eq_ignore_ascii_case(by))
    };
    let items = || app.anyone().get("/items").header("accept-encoding", "gzip");
    let chinese = items().send_raw().await;
    assert_eq!(chinese.headers()["content-language"], "zh-CN");
    assert_eq!(chinese.headers()["content-encoding"], "gzip");
    assert!(varies(&chinese, "accept-language") && varies(&chinese, "accept-encoding"));
    let english = items().in_english().send_raw().await;
    assert_eq!(english.headers()["content-language"], "en");
    let health = app.outside().get("/healthz").send_raw().await;
    assert!(!varies(&health, "accept-language"));
}

#[tokio::test]
async fn every_answer_carries_its_request_id_and_security_headers() {
    let app = TestApp::start().await;
    for path in ["/healthz", "/nowhere", "/docs/"] {
        let answer = app
            .outside()
            .get(path)
            .header("x-request-id", "trace-12345678")
            .send()
            .await;
        assert_eq!(answer.header("x-request-id"), Some("trace-12345678"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(answer.header("content-security-policy").is_some(), "{path}");
    }
}

#[tokio::test]
async fn only_the_configured_sites_may_call() {
    let app = TestApp::start_with(Mode::Development, |settings| {
        settings.cors.allowed_origins = List(vec!["https://city.example".into()]);
    })
    .await;
    let ask = |origin: &'static str| app.outside().get("/healthz").header("origin", origin).send();
    let granted = ask("https://city.example").await;
    assert_eq!(
        granted.header("access-control-allow-origin"),
        Some("https://city.example")
    );
    let foreign = ask("https://elsewhere.example").await;
    assert_eq!(foreign.header("access-control-allow-origin"), None);
    let preflight = app
        .anyone()
        .call(reqwest::Method::OPTIONS, "/dev/clock")
        .header("origin", "https://city.example")
        .header("access-control-request-method", "PUT")
        .header(
            "access-control-request-headers",
            "authorization,if-match,idempotency-key",
        )
        .send()
        .await;
    assert_eq!(preflight.status, 200, "{preflight:?}");
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_ended() {
    let app = TestApp::start_with(Mode::Development, |settings| {
        settings.request_timeout_s = 1;
        settings.database.pool_size = 1;
    })
    .await;
    let _the_only_connection = app.parts.db.get().await.unwrap();
    let late = app
        .outside()
        .get("/readyz")
        .in_english()
        .header("x-request-id", "trace-12345678")
        .send()
        .await;
    assert_eq!(late.problem(408, "request-timeout")["title"], "Request timeout");
    assert_eq!(late.header("x-request-id"), Some("trace-12345678"));
    assert_eq!(late.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn an_upload_is_ended_at_its_own_limit() {
    let app = TestApp::start_with(Mode::Development, |settings| {
        settings.upload_timeout_s = 1;
        settings.database.pool_size = 1;
    })
    .await;
    let citizen = app.as_("citizen");
    citizen.get("/documents").send().await.expect(200);
    let _the_only_connection = app.parts.db.get().await.unwrap();
    let part = reqwest::multipart::Part::bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n".to_vec())
        .file_name("plan.pdf")
        .mime_str("application/pdf")
        .unwrap();
    let form = reqwest::multipart::Form::new().part("file", part);
    let late = citizen.post("/documents").multipart(form).send().await;
    late.problem(408, "request-timeout");
}

#[tokio::test]
async fn the_documentation_needs_nothing_from_elsewhere() {
    let app = TestApp::start().await;
    let page = app.outside().get("/docs/").send().await;
    assert_eq!(page.status, 200);
    assert!(
        !page.text.contains("http://") && !page.text.contains("https://"),
        "{}",
        page.text
    );
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        assert_eq!(
            app.outside().get(&format!("/docs/{file}")).send().await.status,
            200,
            "{file}"
        );
    }
    assert_eq!(
        app.outside().get("/docs").send().await.header("location"),
        Some("/docs/")
    );
}

#[tokio::test]
async fn large_answers_are_compressed_for_those_who_ask() {
    let app = TestApp::start().await;
    let packed = app
        .outside()
        .get("/openapi.json")
        .header("accept-encoding", "gzip")
        .send_raw()
        .await;
    assert_eq!(packed.headers()["content-encoding"], "gzip");
}
