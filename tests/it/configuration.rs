//! The program's own doors: settings, exit codes, one-line errors.

use std::ffi::OsStr;
use std::process::{Command, Output};

use serde_json::json;

use crate::support::{TestApp, TestDatabase};

const NOTHING: &[(&str, &str)] = &[];

/// Runs the program with nothing but the given environment, in an empty directory.
fn yiwang(arguments: &[&str], environment: &[(impl AsRef<OsStr>, impl AsRef<OsStr>)]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_yiwang"))
        .args(arguments)
        .current_dir(directory.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(environment.iter().map(|(name, value)| (name, value)))
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
    refused(&yiwang(&["serve", "--config", "nowhere.toml"], NOTHING), "nowhere.toml");
    assert_eq!(yiwang(&["dance"], NOTHING).status.code(), Some(2), "wrong usage");
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
    let output = yiwang(&["openapi"], NOTHING);
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        yiwang::server::openapi::text()
    );
}

#[tokio::test]
async fn a_database_is_migrated_and_emptied_only_on_purpose() {
    let database = TestDatabase::empty().await;
    let environment = database.environment();
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
    let port = [("YIWANG_PORT", &port)];
    let well = yiwang(&["healthcheck"], &port);
    assert!(well.status.success(), "{}", String::from_utf8_lossy(&well.stderr));
    app.stop().await;
    refused(&yiwang(&["healthcheck"], &port), "no answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_made_on_the_command_line_can_sign_in() {
    let app = TestApp::start().await;
    let mut environment = app.database().environment();
    let create = |arguments: &[&str], environment: &[(String, String)]| {
        yiwang(
            &[&["account", "create", "--login", "li.si", "--name", "李四"], arguments].concat(),
            environment,
        )
    };
    refused(&create(&["--role", "admin"], &environment), "password");
    environment.push(("YIWANG_ACCOUNT_PASSWORD".to_owned(), "Autumn-wind-2026".to_owned()));
    refused(
        &create(&["--role", "staff", "--post", "window"], &environment),
        "--department",
    );
    let created = create(&["--role", "admin"], &environment);
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let body = json!({"login": "li.si", "password": "Autumn-wind-2026"});
    app.anyone().post("/sessions").json(body).send().await.expect(201);
}

#[tokio::test]
async fn a_catalogue_is_imported_from_a_folder_or_told_what_is_wrong_with_it() {
    let database = TestDatabase::empty().await;
    let environment = database.environment();
    assert!(yiwang(&["migrate"], &environment).status.success());
    let catalogue = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue");
    let import = |arguments: &[&str]| yiwang(&[&["catalogue", "import"], arguments].concat(), &environment);
    let count = "select count(*)::text as line from item where current_version is not null";

    assert!(import(&["--dry-run", "--publish", catalogue]).status.success());
    assert_eq!(database.lines(count).await, ["0"], "a dry run writes nothing");

    assert!(import(&["--publish", catalogue]).status.success());
    let published: u32 = database.lines(count).await[0].parse().unwrap();
    assert!(published >= 20, "{published}");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.ndjson");
    std::fs::write(&file, "\n{\"code\": \"x\", \"name\": \"y\", \"item_type\": \"01\"}\n").unwrap();
    let wrong = import(&[file.to_str().unwrap()]);
    refused(&wrong, "nothing was imported");
    let told = String::from_utf8_lossy(&wrong.stdout);
    assert!(told.contains("wrong.ndjson:2"), "the line is told: {told}");
}
