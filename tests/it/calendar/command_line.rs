//! `yiwang calendar load`.

use std::fs;
use std::process::{Command, Output};

use serde_json::json;

use super::{count, notice, year};
use crate::support::TestApp;

/// Runs `yiwang calendar load` on a file with this text.
fn load(app: &TestApp, text: &str) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("years.json");
    fs::write(&file, text).unwrap();
    Command::new(env!("CARGO_BIN_EXE_yiwang"))
        .args(["calendar", "load", "years.json"])
        .current_dir(directory.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("YIWANG_PORT", "0")
        .envs(app.database().environment())
        .output()
        .unwrap()
}

#[tokio::test]
async fn the_command_line_loads_several_years_at_once() {
    let app = TestApp::start().await;
    let years = json!({"2027": notice(), "2028": {"off": ["2028-01-03"], "work": []}});
    let output = load(&app, &years.to_string());
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.starts_with("2027: days off 17, make-up working days 2\n2028: days off 1,"),
        "{said}"
    );
    for loaded in [2027, 2028] {
        let loaded = year(&app, loaded).await;
        assert_eq!(
            (&loaded["provisional"], &loaded["reprojection"]["done"]),
            (&json!(false), &json!(0))
        );
    }
    assert!(
        app.parts.calendars.refresh_if_changed().await.unwrap(),
        "a running server hears of it"
    );
    assert_eq!(count(&app, "from=2027-12-31&days=1").await["date"], "2028-01-04");
}

#[tokio::test]
async fn the_command_line_refuses_a_bad_file_in_one_line_and_loads_nothing() {
    let app = TestApp::start().await;
    for (text, because) in [
        ("[]", "years.json: "),
        ("{}", "there is no year in it"),
        (
            "{\"2027\": {\"off\": [\"2027-01-01\"], \"work\": [\"2027-02-08\"]}}",
            "2027/work/0: 2027-02-08 is no weekend day",
        ),
        (
            "{\"2027\": {\"off\": [\"2027-01-01\"], \"work\": []}, \"2028\": {\"off\": [\"2027-01-01\", \"2027-01-02\"], \"work\": []}}",
            "2028/off/0: 2027-01-01 does not lie in 2028 (and 1 more)",
        ),
        (
            "{\"2027\": {\"off\": [\"2027-01-01\"], \"work\": []}, \"2027\": {\"off\": [], \"work\": []}}",
            "2027 is listed twice",
        ),
        (
            "{\"27\": {\"off\": [\"2027-01-01\"], \"work\": []}}",
            "27 is not a year from 2000 to 2199",
        ),
        ("{\"2027\": {\"off\": [\"2027-01-01\"]}}", "missing field `work`"),
    ] {
        let output = load(&app, text);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(
            told.starts_with("error: ") && told.trim_end().lines().count() == 1,
            "one line: {told}"
        );
        assert!(told.contains(because), "{text}: {told}");
    }
    assert!(app.database().lines("select year from calendar_year").await.is_empty());
}
