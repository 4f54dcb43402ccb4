//! The program's own doors: settings, exit codes, one-line errors.

use std::process::{Command, Output};

use crate::support::{TestApp, TestDatabase, exposed};

/// Runs the program with nothing but the given environment, in an empty directory.
fn yiwang(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_yiwang"))
        .args(arguments)
        .current_dir(directory.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn refused(output: &Output, because: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.starts_with("error: ") && told.trim_end().lines().count() == 1,
        "one line: {told}"
    );
    assert!(told.contains(because), "{told}");
}

#[test]
fn a_misspelt_variable_stops_the_program_with_its_name() {
    refused(&yiwang(&["serve"], &[("YIWANG_PROT", "1")]), "prot");
    refused(&yiwang(&["serve", "--config", "nowhere.toml"], &[]), "nowhere.toml");
    assert_eq!(yiwang(&["dance"], &[]).status.code(), Some(2), "wrong usage");
}

#[test]
fn development_mode_keeps_its_hands_off_an_external_database() {
    let output = yiwang(
        &["serve", "--dev"],
        &[("DATABASE_URL", "postgres://a:hunter2@127.0.0.1:1/x")],
    );
    refused(&output, "--force-dev");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"));
}

#[test]
fn an_external_database_needs_keys_of_its_own() {
    let output = yiwang(
        &["serve"],
        &[
            ("DATABASE_URL", "postgres://a:hunter2@127.0.0.1:1/x"),
            ("YIWANG_PORT", "0"),
        ],
    );
    refused(&output, "keys.data");
}

#[test]
fn the_contract_is_printed_without_a_database() {
    let output = yiwang(&["openapi"], &[]);
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        yiwang::server::openapi::text()
    );
}

#[tokio::test]
async fn a_database_is_migrated_and_emptied_only_on_purpose() {
    let database = TestDatabase::empty().await;
    let (server, owner) = (database.server_url(), database.owner_url());
    let environment = [
        ("DATABASE_URL", exposed(&server)),
        ("YIWANG_OWNER_DATABASE_URL", exposed(&owner)),
    ];
    let migrated = yiwang(&["migrate"], &environment);
    assert!(
        migrated.status.success(),
        "{}",
        String::from_utf8_lossy(&migrated.stderr)
    );
    refused(
        &yiwang(&["migrate", "--revert-all"], &environment),
        "--destroy-all-data",
    );
    let count = "select count(*)::text as line from application";
    assert_eq!(database.lines(count).await, ["0"], "nothing was touched");
    let emptied = yiwang(&["migrate", "--revert-all", "--destroy-all-data"], &environment);
    assert!(emptied.status.success(), "{}", String::from_utf8_lossy(&emptied.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_health_check_asks_the_server_on_this_machine() {
    let mut app = TestApp::start().await;
    let port = app.port().to_string();
    let well = yiwang(&["healthcheck"], &[("YIWANG_PORT", &port)]);
    assert!(well.status.success(), "{}", String::from_utf8_lossy(&well.stderr));
    app.stop().await;
    refused(&yiwang(&["healthcheck"], &[("YIWANG_PORT", &port)]), "no answer");
}
