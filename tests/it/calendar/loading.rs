//! Loading and correcting years.

use serde_json::{Value, json};

use super::{count, notice, put, year};
use crate::support::TestApp;

#[tokio::test]
async fn a_year_that_ships_with_the_program_can_be_corrected() {
    let app = TestApp::start().await;
    let shipped = year(&app, 2026).await;
    let mut off = shipped["off"].as_array().unwrap().clone();
    off.push(json!("2026-03-16"));
    put(&app, 2026, json!({"off": off, "work": shipped["work"]})).await;
    assert_eq!(year(&app, 2026).await["working_days"], 247);
    assert_eq!(count(&app, "from=2026-02-13&days=20").await["date"], "2026-03-20");
}

#[tokio::test]
async fn a_notice_that_cannot_be_meant_is_refused_with_every_place() {
    let app = TestApp::start().await;
    let refused = async |body: Value| {
        let call = app.as_("admin").put("/calendar/2027").in_english().json(body);
        let problem = call.send().await.problem(422, "invalid-input");
        let errors = problem["errors"].as_array().unwrap().clone();
        let text = |error: &Value, member: &str| error[member].as_str().unwrap().to_owned();
        errors
            .iter()
            .map(|error| format!("{} {}", text(error, "pointer"), text(error, "code")))
            .collect::<Vec<_>>()
    };
    let wrong = json!({"off": ["2027-01-01", "2026-12-31", "2027-01-01", "2027-02-06"], "work": ["2027-02-06", "2027-02-09", "2028-01-01", "2027-01-31", "2027-01-31"]});
    let told = [
        "/off/1 other-year",
        "/off/2 listed-twice",
        "/work/0 contradiction",
        "/work/1 no-weekend",
        "/work/2 other-year",
        "/work/4 listed-twice",
    ];
    assert_eq!(refused(wrong).await, told);
    assert_eq!(refused(json!({"off": [], "work": []})).await, ["/off nothing-off"]);
    assert_eq!(
        refused(json!({"off": ["2027-01-01"]})).await[0].split(' ').next(),
        Some("/work")
    );
    assert!(refused(json!({"off": ["2027-02-30"], "work": []})).await[0].starts_with("/off/0"));
    assert!(refused(json!({"off": ["2027-01-01"], "work": [], "note": "x"})).await[0].starts_with("/note"));
    let long = json!({"off": ["2027-01-01"], "work": [], "source": "长".repeat(501)});
    assert_eq!(refused(long).await, ["/source too-long"]);
    let beyond = app.as_("admin").put("/calendar/2200").json(notice());
    beyond.send().await.problem(404, "not-found");
    assert_eq!(year(&app, 2027).await["provisional"], true, "nothing was loaded");
}

#[tokio::test]
async fn only_the_administrator_loads_years_and_it_is_on_record() {
    let app = TestApp::start().await;
    for other in ["citizen", "window", "reviewer", "approver", "manager", "auditor"] {
        let call = app.as_(other).put("/calendar/2027").json(notice());
        call.send().await.problem(403, "forbidden");
    }
    let nobody = app.anyone().put("/calendar/2027").json(notice());
    nobody.send().await.problem(401, "unauthenticated");
    put(&app, 2027, notice()).await;
    let record = "select concat_ws(' ', role, action, result, actor is not null, request_id is not null) from audit
                  where action = 'load_calendar_year'";
    assert_eq!(
        app.database().lines(record).await,
        ["admin load_calendar_year done t t"]
    );
    let kept = "select concat_ws(' ', year, loaded_by is not null) from calendar_year";
    assert_eq!(app.database().lines(kept).await, ["2027 t"]);
}
