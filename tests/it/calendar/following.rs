//! Open due dates follow the years that are loaded.

use std::fs;

use serde_json::{Value, json};

use super::{count, notice, put, year};
use crate::support::{FOOD_LICENCE, Filed, TestApp};

const CERTIFICATE: &str = "disability-certificate";
/// Ten in the morning of 31 December 2026, in Shanghai.
const LAST_DAY: &str = "2026-12-31T02:00:00Z";

/// The same, corrected: 12 February is off too.
fn correction() -> Value {
    let mut notice = notice();
    notice["off"].as_array_mut().unwrap().push(json!("2027-02-12"));
    notice
}

/// Lets the item promise thirty working days.
async fn thirty_days(app: &TestApp) {
    let path = format!("{}/catalogue/items/{CERTIFICATE}.json", env!("CARGO_MANIFEST_DIR"));
    let mut item: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    item["promised_limit"] = json!(30);
    let publication = format!("/items/{}/publication", item["code"].as_str().unwrap());
    let admin = || app.as_("admin");
    let import = admin().post("/catalogue/imports").json(json!([item]));
    import.send().await.expect(200);
    admin().post(&publication).json(json!({})).send().await.expect(201);
}

/// An application for it that was accepted on the last day of 2026.
async fn accepted(app: &TestApp) -> Filed<'_> {
    thirty_days(app).await;
    app.at(LAST_DAY).await;
    let case = app.filed(CERTIFICATE).await;
    case.accept().await;
    app.settle().await;
    case
}

async fn due(case: &Filed<'_>) -> (String, bool) {
    let due = case.read().await["due"].clone();
    let date = due["promised_due_on"].as_str().unwrap().to_owned();
    (date, due["provisional"].as_bool().unwrap())
}

/// `{done}/{total}, {changed}` and whether it has finished.
fn progress(year: &Value) -> (String, bool) {
    let progress = &year["reprojection"];
    let text = format!("{}/{}, {}", progress["done"], progress["total"], progress["changed"]);
    (text, progress["finished_at"].is_string())
}

/// A due date in a year without a notice is provisional; loading the year settles it.
#[tokio::test]
async fn loading_a_year_moves_open_due_dates_once() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    assert_eq!(due(&case).await, ("2027-02-12".to_owned(), true));

    let answer = put(&app, 2027, notice()).await;
    assert_eq!(
        (&answer["provisional"], &answer["source"]),
        (&json!(false), &notice()["source"])
    );
    assert_eq!(
        progress(&answer),
        ("0/null, 0".to_owned(), false),
        "it happens afterwards"
    );
    app.settle().await;
    assert_eq!(due(&case).await, ("2027-02-17".to_owned(), false));
    assert_eq!(progress(&year(&app, 2027).await), ("1/1, 1".to_owned(), true));
    let counted = count(&app, "from=2026-12-31&days=30").await;
    assert_eq!(counted, json!({"date": "2027-02-17", "provisional": false}));

    let before = case.read().await;
    put(&app, 2027, notice()).await;
    app.settle().await;
    assert_eq!(
        progress(&year(&app, 2027).await),
        ("1/1, 0".to_owned(), true),
        "the same again changes nothing"
    );
    assert_eq!(case.read().await, before);

    put(&app, 2027, correction()).await;
    app.settle().await;
    assert_eq!(due(&case).await, ("2027-02-18".to_owned(), false));
    assert_eq!(progress(&year(&app, 2027).await), ("1/1, 1".to_owned(), true));
}

/// What is over is not computed again, and what is not accepted yet has no due date to move.
#[tokio::test]
async fn only_open_applications_are_looked_at() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    case.command("withdrawal", json!({"reason": "不再需要"}))
        .await
        .expect(200);
    put(&app, 2027, notice()).await;
    app.settle().await;
    assert_eq!(progress(&year(&app, 2027).await), ("0/0, 0".to_owned(), true));
}

#[tokio::test]
async fn a_year_corrected_on_the_way_begins_anew() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    put(&app, 2027, notice()).await;
    put(&app, 2027, correction()).await;
    app.settle().await;
    assert_eq!(due(&case).await, ("2027-02-18".to_owned(), false));
    assert_eq!(progress(&year(&app, 2027).await), ("1/1, 1".to_owned(), true));
}

/// An instance that has not heard of the year yet still counts on the old calendar. What it decides meanwhile is found by the second round.
#[tokio::test]
async fn what_another_instance_decided_on_the_old_calendar_is_not_forgotten() {
    let app = TestApp::start().await;
    let twin = app.twin().await;
    thirty_days(&twin).await;
    app.at(LAST_DAY).await;
    twin.at(LAST_DAY).await;
    put(&app, 2027, notice()).await;
    app.settle().await;
    assert_eq!(progress(&year(&app, 2027).await), ("0/0, 0".to_owned(), true));
    let late = twin.filed(CERTIFICATE).await;
    late.accept().await;
    assert_eq!(
        due(&late).await,
        ("2027-02-12".to_owned(), true),
        "the twin has not heard yet"
    );

    app.at("2026-12-31T02:09:00Z").await;
    app.settle().await;
    assert_eq!(
        due(&late).await.0,
        "2027-02-12",
        "not before every instance must have heard"
    );
    app.at("2026-12-31T02:11:00Z").await;
    app.settle().await;
    assert_eq!(progress(&year(&app, 2027).await), ("0/0, 1".to_owned(), true));
    assert!(twin.parts.calendars.refresh_if_changed().await.unwrap());
    assert!(
        !twin.parts.calendars.refresh_if_changed().await.unwrap(),
        "nothing new since"
    );
    assert_eq!(due(&late).await, ("2027-02-17".to_owned(), false));
    assert_eq!(count(&twin, "from=2026-12-31&days=30").await["provisional"], false);
}

/// Makes as many copies of an application as a busy month brings.
async fn copied(app: &TestApp, case: &Filed<'_>, copies: u32) {
    let (id, database) = (&case.id, app.database());
    let columns =
        "select string_agg(quote_ident(column_name), ', ' order by ordinal_position) from information_schema.columns
                   where table_schema = 'public' and column_name not in ('id', 'owner_id') and table_name = ";
    for (table, key) in [("application", "id"), ("application_form", "owner_id")] {
        let columns = database.lines(&format!("{columns} '{table}'")).await.remove(0);
        let copy = format!(
            "insert into {table} ({key}, {columns})
             select md5('copy ' || n)::uuid, {columns} from {table}, generate_series(1, {copies}) n where {key} = '{id}'"
        );
        database.execute(&copy).await;
    }
}

#[tokio::test]
async fn many_applications_follow_page_by_page() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    copied(&app, &case, 119).await;
    put(&app, 2027, notice()).await;
    app.settle().await;
    assert_eq!(progress(&year(&app, 2027).await), ("120/120, 120".to_owned(), true));
    let dates = "select distinct promised_due_on from application";
    assert_eq!(app.database().lines(dates).await, ["2027-02-17"]);
}

/// What cannot be computed holds up nobody: it is tried again by itself, and the others are done.
#[tokio::test]
async fn an_application_that_cannot_be_computed_holds_up_nobody() {
    let app = TestApp::start().await;
    let case = accepted(&app).await;
    copied(&app, &case, 2).await;
    let broken = "update application set state = jsonb_build_object('broken', state) where id = md5('copy 1')::uuid";
    app.database().execute(broken).await;
    put(&app, 2027, notice()).await;
    app.settle().await;
    assert_eq!(progress(&year(&app, 2027).await), ("3/3, 2".to_owned(), true));
    let waiting = "select topic from outbox where owner_id = md5('copy 1')::uuid and last_error is not null";
    assert_eq!(app.database().lines(waiting).await, ["applications.reproject"]);

    let mended = "update application set state = state -> 'broken' where id = md5('copy 1')::uuid";
    app.database().execute(mended).await;
    app.at("2026-12-31T06:00:00Z").await;
    app.settle().await;
    assert_eq!(progress(&year(&app, 2027).await), ("3/3, 3".to_owned(), true));
    assert!(app.database().lines("select topic from outbox").await.is_empty());
}

/// Art. 32: silence accepts after five working days, as the calendar has them when they have passed. An alarm that was set by the old calendar does nothing
/// when it rings, and rings again.
#[tokio::test]
async fn the_five_days_of_a_receipt_follow_the_year() {
    let app = TestApp::start().await;
    app.at("2026-12-30T02:00:00Z").await;
    let case = app.filed(FOOD_LICENCE).await;
    app.settle().await;
    let task = async || {
        let intake = case.find_task("window", "intake").await;
        intake.map(|task| task["due_on"].as_str().unwrap().to_owned())
    };
    let alarm = async || {
        let alarms = "select fire_at at time zone 'UTC' from timer where kind = 'deemed_acceptance'";
        app.database().lines(alarms).await
    };
    assert_eq!(task().await.as_deref(), Some("2027-01-07"));
    assert_eq!(alarm().await, ["2027-01-07 16:00:00"]);

    let mut bridge = notice();
    bridge["off"].as_array_mut().unwrap().push(json!("2027-01-04"));
    put(&app, 2027, bridge).await;
    app.settle().await;
    assert_eq!(task().await.as_deref(), Some("2027-01-08"));
    assert_eq!(alarm().await, ["2027-01-08 16:00:00"]);
    assert_eq!(progress(&year(&app, 2027).await), ("1/1, 1".to_owned(), true));

    let early = "update timer set fire_at = '2027-01-07 16:00:00Z' where kind = 'deemed_acceptance'";
    app.database().execute(early).await;
    app.at("2027-01-07T17:00:00Z").await;
    app.settle().await;
    assert_eq!(case.read().await["status"], "submitted");
    assert_eq!(alarm().await, ["2027-01-08 16:00:00"], "set again");
    app.at("2027-01-08T17:00:00Z").await;
    app.settle().await;
    let accepted = case.read().await;
    assert_eq!(
        (&accepted["status"], &accepted["due"]["accepted_on"]),
        (&json!("in_review"), &json!("2026-12-30"))
    );
}
