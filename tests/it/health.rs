//! What machines ask.

use yiwang::server::{Application, Mode};

use crate::support::{TestApp, TestDatabase};

#[tokio::test]
async fn a_healthy_server_is_alive_and_ready() {
    let app = TestApp::start().await;
    assert_eq!(app.outside().get("/healthz").send().await.expect(200)["status"], "ok");
    assert_eq!(app.outside().get("/readyz").send().await.expect(200)["status"], "ready");
}

#[tokio::test]
async fn a_server_without_its_schema_is_alive_but_not_ready() {
    let app = TestApp::start().await;
    let forget =
        "delete from __diesel_schema_migrations where version = (select max(version) from __diesel_schema_migrations)";
    app.database().execute(forget).await;
    app.outside().get("/healthz").send().await.expect(200);
    let refusal = app.outside().get("/readyz").in_english().send().await;
    assert_eq!(
        refusal.problem(503, "unavailable")["detail"],
        "The database schema is behind this program."
    );
    assert_eq!(refusal.header("retry-after"), Some("2"));
}

#[tokio::test]
async fn a_server_whose_database_is_gone_is_alive_but_not_ready() {
    let app = TestApp::start().await;
    app.outside().get("/readyz").send().await.expect(200);
    app.database().vanish().await;
    app.outside().get("/healthz").send().await.expect(200);
    app.outside().get("/readyz").send().await.problem(503, "unavailable");
}

#[tokio::test]
async fn metrics_count_requests_by_route_and_show_the_pool() {
    let app = TestApp::start().await;
    app.outside().get("/healthz").send().await.expect(200);
    app.anyone().get("/no-such-thing").send().await.expect(404);
    let metrics = app.outside().get("/metrics").send().await;
    assert_eq!(metrics.status, 200);
    for line in [
        "http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"}",
        "http_requests_total{method=\"GET\",route=\"none\",status=\"404\"}",
        "http_request_duration_seconds_bucket{method=\"GET\",route=\"/healthz\",status=\"200\",le=",
        "db_pool_connections ",
        "build_info{version=",
    ] {
        assert!(metrics.text.contains(line), "no {line} in {}", metrics.text);
    }
}

#[tokio::test]
async fn a_server_stops_in_order() {
    let mut app = TestApp::start().await;
    app.outside().get("/readyz").send().await.expect(200);
    app.stop().await;
    assert!(app.try_connect().is_err(), "nobody listens any more");
}

#[tokio::test]
async fn an_external_database_must_be_migrated_first() {
    let database = TestDatabase::empty().await;
    let refusal = Application::build(database.settings(), Mode::Production)
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(refusal.contains("yiwang migrate"), "{refusal}");
}
