//! The calendar: working days of every place, new years, and due dates that follow them (Administrative Licensing Law art. 82).

mod command_line;
mod following;
mod loading;

use std::fs;

use serde_json::{Value, json};
use yiwang::server::Mode;

use crate::support::TestApp;

/// A notice for 2027 with a Spring Festival from 5 to 11 February, for which a Sunday and a Saturday are worked.
fn notice() -> Value {
    json!({
        "off": ["2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11",
            "2027-04-05", "2027-05-01", "2027-05-02", "2027-05-03", "2027-06-09", "2027-09-15", "2027-10-01", "2027-10-04", "2027-10-05"],
        "work": ["2027-01-31", "2027-02-13"],
        "source": "国务院办公厅关于2027年部分节假日安排的通知"
    })
}

async fn put(app: &TestApp, year: i32, body: Value) -> Value {
    let call = app.as_("admin").put(&format!("/calendar/{year}")).json(body);
    call.send().await.expect(202)
}

async fn year(app: &TestApp, year: i32) -> Value {
    app.anyone().get(&format!("/calendar/{year}")).send().await.expect(200)
}

async fn count(app: &TestApp, query: &str) -> Value {
    let path = format!("/calendar/working-days?{query}");
    app.anyone().get(&path).send().await.expect(200)
}

#[tokio::test]
async fn years_with_a_notice_are_settled_and_later_ones_provisional() {
    let app = TestApp::start().await;
    let known = year(&app, 2026).await;
    assert_eq!(
        (&known["working_days"], &known["provisional"]),
        (&json!(248), &json!(false))
    );
    assert_eq!(known["source"], "国务院办公厅关于2026年部分节假日安排的通知");
    assert_eq!(
        (&known["reprojection"], &known["loaded_at"]),
        (&json!(null), &json!(null))
    );
    assert!(known["off"].as_array().unwrap().contains(&json!("2026-02-17")));
    assert!(known["work"].as_array().unwrap().contains(&json!("2026-02-14")));
    let unknown = year(&app, 2027).await;
    assert_eq!(
        (&unknown["working_days"], &unknown["provisional"]),
        (&json!(259), &json!(true))
    );
    assert_eq!((&unknown["work"], &unknown["source"]), (&json!([]), &json!(null)));
    for beyond in ["1999", "2200"] {
        let path = format!("/calendar/{beyond}");
        app.anyone().get(&path).send().await.problem(404, "not-found");
    }
}

/// The vectors of the law's calendar, over HTTP; day 0 is not counted (Civil Code art. 201).
#[tokio::test]
async fn working_days_are_counted_for_everybody() {
    let app = TestApp::start().await;
    for (from, days, date) in [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2025-09-26", 10, "2025-10-16"),
        ("2025-12-30", 3, "2026-01-05"),
        ("2026-04-29", 20, "2026-05-29"),
    ] {
        let counted = count(&app, &format!("from={from}&days={days}")).await;
        assert_eq!(counted, json!({"date": date, "provisional": false}), "{from} + {days}");
    }
    let across = count(&app, "from=2026-12-30&days=2").await;
    assert_eq!(across, json!({"date": "2027-01-04", "provisional": true}));
}

#[tokio::test]
async fn what_cannot_be_counted_is_told_where() {
    let app = TestApp::start().await;
    for (query, pointer) in [
        ("from=2026-02-13&days=10001", "?days"),
        ("from=1999-12-31&days=1", "?from"),
        ("days=1", "?from"),
        ("from=2026-02-30&days=1", "?from"),
        ("from=2026-02-13&days=-1", "?days"),
        ("from=2026-02-13&days=1&division=45", "?division"),
    ] {
        let path = format!("/calendar/working-days?{query}");
        let problem = app.anyone().get(&path).send().await.problem(422, "invalid-input");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
    }
}

#[tokio::test]
async fn a_place_has_the_festivals_of_the_divisions_around_it() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), r#"{"450000": {"off": ["2026-04-20", "2026-04-21"]}}"#).unwrap();
    let path = file.path().to_owned();
    let app = TestApp::start_with(Mode::Development, |settings| {
        settings.calendar.divisions_file = Some(path);
    })
    .await;
    let on = async |place: &str| count(&app, &format!("from=2026-04-17&days=1{place}")).await["date"].clone();
    assert_eq!(on("").await, "2026-04-20");
    assert_eq!(on("&division=440100").await, "2026-04-20");
    assert_eq!(on("&division=450103").await, "2026-04-22");
}
