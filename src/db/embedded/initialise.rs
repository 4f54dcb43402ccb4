//! Making a new cluster: built aside, moved into place when complete.
//!
//! A kill at any moment leaves either no data directory or a complete one; what an interrupted attempt left aside is swept away by the
//! next. Roles and the database are made in PostgreSQL's single-user mode, so the superuser never needs a password and cannot log in.

use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use secrecy::ExposeSecret;

use super::account::Account;
use super::binaries::Binaries;
use super::error::{EmbeddedError, io_error};
use super::layout::Layout;
use super::secrets::Passwords;

/// The database everything lives in.
pub const DATABASE: &str = "yiwang";
/// The role that owns the schema and migrates it. It may create databases (tests clone a template).
pub const OWNER_ROLE: &str = "yiwang_owner";
/// The role the running server uses.
pub const SERVER_ROLE: &str = "yiwang_server";

/// Whoever is not named here cannot log in: neither the superuser nor anybody from another machine.
const HOST_BASED_AUTHENTICATION: &str = "\
# Written by yiwang. Only its two roles, only from this machine, only with their passwords.
host all yiwang_owner,yiwang_server 127.0.0.1/32 scram-sha-256
";

/// Makes the cluster at `layout.data`. The lock must be held.
///
/// 1. `initdb` in a directory aside.
/// 2. Who may log in, the roles, the database.
/// 3. Keep the passwords, then move the directory into place.
pub(super) fn initialise(layout: &Layout, binaries: &Binaries, account: &Account) -> Result<(), EmbeddedError> {
    let passwords = Passwords::load(&layout.passwords)?.unwrap_or_else(Passwords::random);
    let staging = layout.new_staging();
    DirBuilder::new()
        .mode(0o700)
        .create(&staging)
        .map_err(io_error("create", &staging))?;
    account.give(&staging)?;
    let made = build(&staging, binaries, account, &passwords)
        .and_then(|()| passwords.save(&layout.passwords))
        .and_then(|()| {
            fs::rename(&staging, &layout.data).map_err(io_error("move the new cluster to", &layout.data))?;
            File::open(layout.home())
                .and_then(|home| home.sync_all())
                .map_err(io_error("sync", layout.home()))
        });
    if made.is_err() {
        let _ = fs::remove_dir_all(&staging);
    }
    made
}

fn build(staging: &Path, binaries: &Binaries, account: &Account, passwords: &Passwords) -> Result<(), EmbeddedError> {
    run_initdb(staging, binaries, account)?;
    let hba = staging.join("pg_hba.conf");
    fs::write(&hba, HOST_BASED_AUTHENTICATION).map_err(io_error("write", &hba))?;
    let statements = [
        format!(
            "CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB PASSWORD '{}'",
            passwords.owner.expose_secret()
        ),
        format!(
            "CREATE ROLE {SERVER_ROLE} LOGIN PASSWORD '{}'",
            passwords.server.expose_secret()
        ),
        format!("CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}"),
    ];
    single_user(staging, binaries, account, &statements)
}

/// Gives the roles of an existing cluster new passwords, because the file that held them is gone. PostgreSQL must not be running.
pub(super) fn renew_passwords(
    layout: &Layout,
    binaries: &Binaries,
    account: &Account,
) -> Result<Passwords, EmbeddedError> {
    let passwords = Passwords::random();
    let statements = [
        format!("ALTER ROLE {OWNER_ROLE} PASSWORD '{}'", passwords.owner.expose_secret()),
        format!(
            "ALTER ROLE {SERVER_ROLE} PASSWORD '{}'",
            passwords.server.expose_secret()
        ),
    ];
    single_user(&layout.data, binaries, account, &statements)?;
    passwords.save(&layout.passwords)?;
    Ok(passwords)
}

fn run_initdb(staging: &Path, binaries: &Binaries, account: &Account) -> Result<(), EmbeddedError> {
    // Bytewise order everywhere, for stable pages and prefix indexes; but letters are Unicode's, or trigrams would skip every Chinese
    // character. A system without C.UTF-8 gets plain C.
    let mut failure = String::new();
    for character_types in ["C.UTF-8", "C"] {
        let output = run(
            "run initdb in",
            staging,
            account
                .command(&binaries.initdb())
                .arg("--pgdata")
                .arg(staging)
                .args(["--username=postgres", "--auth=reject", "--encoding=UTF8", "--locale=C"])
                .arg(format!("--lc-ctype={character_types}"))
                // A rotten disk page is reported, not served.
                .arg("--data-checksums"),
        )?;
        if output.status.success() {
            return Ok(());
        }
        failure = complaint(&output);
    }
    Err(EmbeddedError::Tool {
        program: "initdb",
        output: failure,
    })
}

/// Runs statements without a server, as superuser, one a line.
fn single_user(
    data_dir: &Path,
    binaries: &Binaries,
    account: &Account,
    statements: &[String],
) -> Result<(), EmbeddedError> {
    let mut child = account
        .command(&binaries.postgres())
        .args(["--single", "-c", "exit_on_error=on", "-D"])
        .arg(data_dir)
        .arg("postgres")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(io_error("run postgres in", data_dir))?;
    if let Some(mut input) = child.stdin.take() {
        for statement in statements {
            // A broken pipe means it ended early, which its status and output explain better.
            let _ = writeln!(input, "{statement}");
        }
    }
    let output = child
        .wait_with_output()
        .map_err(io_error("run postgres in", data_dir))?;
    if output.status.success() {
        return Ok(());
    }
    Err(EmbeddedError::Tool {
        program: "postgres --single",
        output: complaint(&output),
    })
}

fn run(action: &'static str, path: &Path, command: &mut Command) -> Result<Output, EmbeddedError> {
    command.output().map_err(io_error(action, path))
}

/// The last lines a program wrote to its error stream. Statements are never echoed there with `log_statement` off, except the one that
/// failed, hence the filter.
fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("STATEMENT:")).collect();
    let last = lines.len().saturating_sub(12);
    format!("{} ({})", lines[last..].join("\n"), output.status)
}
