//! Travelling in time, in development.

use serde_json::json;
use yiwang::server::{Application, Mode};

use crate::support::{TestApp, TestDatabase};

#[tokio::test]
async fn the_clock_travels_to_an_instant_and_by_working_days() {
    let app = TestApp::start().await;
    // Friday, 13 February 2026, 09:00 in Shanghai; the Spring Festival is off from the 15th to the 23rd, the 14th is worked.
    let set = app
        .anyone()
        .put("/dev/clock")
        .json(json!({"now": "2026-02-13T09:00:00+08:00"}))
        .send()
        .await
        .expect(200);
    assert_eq!(set["today"], "2026-02-13");
    let ahead = app
        .anyone()
        .post("/dev/clock/advance")
        .json(json!({"working_days": 2}))
        .send()
        .await
        .expect(200);
    assert_eq!(ahead["today"], "2026-02-24");
    assert!(
        ahead["now"].as_str().unwrap().starts_with("2026-02-24T01:00:"),
        "the time of day stays: {ahead}"
    );
    let read = app.outside().get("/dev/clock").send().await.expect(200);
    assert_eq!(read["today"], "2026-02-24");
}

#[tokio::test]
async fn other_instances_learn_the_offset_from_the_database() {
    let app = TestApp::start().await;
    app.anyone()
        .put("/dev/clock")
        .json(json!({"now": "2026-02-13T09:00:00+08:00"}))
        .send()
        .await
        .expect(200);
    let other = yiwang::clock::Clock::default();
    yiwang::dev::clock::follow(&app.parts.db, &other).await.unwrap();
    assert_eq!(other.today(), app.clock().today());
}

#[tokio::test]
async fn journeys_that_lead_nowhere_are_refused() {
    let app = TestApp::start().await;
    for year in ["1899", "2101"] {
        let body = json!({"now": format!("{year}-01-02T00:00:00Z")});
        app.anyone()
            .put("/dev/clock")
            .json(body)
            .send()
            .await
            .problem(422, "invalid-input");
    }
    for days in [0, 251] {
        let body = json!({"working_days": days});
        app.anyone()
            .post("/dev/clock/advance")
            .json(body)
            .send()
            .await
            .problem(422, "invalid-input");
    }
}

#[tokio::test]
async fn in_production_there_is_no_such_thing() {
    let app = TestApp::start_with(Mode::Production, |_| {}).await;
    app.outside().get("/dev/clock").send().await.problem(404, "not-found");
    let body = json!({"now": "2026-02-13T09:00:00+08:00"});
    app.anyone()
        .put("/dev/clock")
        .json(body)
        .send()
        .await
        .problem(404, "not-found");
}

#[tokio::test]
async fn a_server_starts_with_the_databases_clock_and_production_with_none_that_was_moved() {
    let database = TestDatabase::seeded().await;
    database
        .execute("update clock_offset set micros = 86400000000 * 30")
        .await;
    let data = tempfile::tempdir().unwrap();
    let mut settings = database.settings();
    settings.data_dir = data.path().to_owned();
    let build = |mode| Application::build(settings.clone(), mode);
    let moved = build(Mode::Development).await.unwrap();
    assert_eq!(moved.parts().clock.offset(), chrono::Duration::days(30));
    moved.run_until(async {}).await.unwrap();
    let refusal = build(Mode::Production).await.err().unwrap().to_string();
    assert!(
        refusal.contains("clock_offset") && refusal.contains("--dev"),
        "{refusal}"
    );
    assert_eq!(refusal.lines().count(), 1, "{refusal}");
    database.execute("update clock_offset set micros = 0").await;
    build(Mode::Production)
        .await
        .unwrap()
        .run_until(async {})
        .await
        .unwrap();
}
