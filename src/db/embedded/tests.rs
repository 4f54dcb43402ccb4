//! The embedded PostgreSQL against the real programs of this machine: starts, kills, orphans and refusals.

mod elsewhere;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, getpgid};
use secrecy::ExposeSecret;
use tokio_postgres::{NoTls, SimpleQueryMessage};

use super::postmaster::PidFile;
use super::*;
use crate::db::{Db, PoolOptions};

/// Tells the helper process below which data directory to serve.
const HELPER_DATA: &str = "YIWANG_TEST_EMBEDDED_DATA";
/// And where data goes that cannot be reached.
const HELPER_BASE: &str = "YIWANG_TEST_EMBEDDED_BASE";

/// A data directory in a place any account can enter.
struct Scratch {
    root: tempfile::TempDir,
    data: PathBuf,
}

impl Scratch {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let data = root.path().join("data/postgres");
        Self { root, data }
    }

    fn data(&self) -> PathBuf {
        self.data.clone()
    }

    /// What `/var/lib/yiwang` is to a real server.
    fn base(&self) -> PathBuf {
        self.root.path().join("elsewhere")
    }

    fn options(&self) -> EmbeddedOptions {
        EmbeddedOptions {
            data_dir: self.data(),
            bin: None,
        }
    }

    fn start(&self) -> EmbeddedPostgres {
        EmbeddedPostgres::start_with(&self.options(), &self.base()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn refusal(&self) -> String {
        EmbeddedPostgres::start_with(&self.options(), &self.base())
            .unwrap_err()
            .to_string()
    }

    /// A server in a process of its own, which can be killed.
    fn start_in_another_process(&self) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "db::embedded::tests::helper_process",
                "--ignored",
                "--nocapture",
            ])
            .env(HELPER_DATA, self.data())
            .env(HELPER_BASE, self.base())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

#[test]
#[ignore = "not a test: the process that other tests start and kill"]
fn helper_process() {
    let data_dir = PathBuf::from(std::env::var_os(HELPER_DATA).unwrap());
    let base = PathBuf::from(std::env::var_os(HELPER_BASE).unwrap());
    let running = EmbeddedPostgres::start_with(&EmbeddedOptions { data_dir, bin: None }, &base).unwrap();
    println!("\nready {}", running.port());
    let _ = std::io::stdin().read_line(&mut String::new());
}

fn await_line(child: &mut Child, wanted: &str) {
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let found = lines.map_while(Result::ok).any(|line| line.starts_with(wanted));
    assert!(found, "the helper process ended without saying {wanted:?}");
}

fn until<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(value) = attempt() {
            return value;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Runs statements, returning the first column of all rows.
fn query(url: &SecretString, sql: &str) -> Result<Vec<String>, tokio_postgres::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url.expose_secret(), NoTls).await?;
        let driver = tokio::spawn(connection);
        let messages = client.simple_query(sql).await?;
        drop(client);
        let _ = driver.await;
        Ok(messages
            .iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .collect())
    })
}

fn postmaster(data: &Path) -> Pid {
    Pid::from_raw(PidFile::read(data).unwrap().pid)
}

fn files_of(directory: &Path) -> Vec<(PathBuf, u64)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap().flatten() {
        let metadata = entry.metadata().unwrap();
        if metadata.is_dir() {
            files.extend(files_of(&entry.path()));
        } else {
            files.push((entry.path(), metadata.len()));
        }
    }
    files.sort();
    files
}

#[test]
fn data_outlives_the_server_and_only_its_two_roles_get_in() {
    let scratch = Scratch::new();
    let first = scratch.start();
    query(
        &first.owner_url(),
        "create table kept (word text); insert into kept values ('一网')",
    )
    .unwrap();

    // What it is like inside.
    let facts = "select concat_ws(' ', current_setting('fsync'), current_setting('server_encoding'), \
                 current_setting('TimeZone'), datcollate, '一网' ~ '^[[:alpha:]]+$') from pg_database where datname = 'yiwang'";
    assert_eq!(query(&first.owner_url(), facts).unwrap(), ["on UTF8 UTC C t"]);
    let pid_file = fs::read_to_string(scratch.data().join("postmaster.pid")).unwrap();
    assert_eq!(pid_file.lines().nth(4), Some(""), "no unix socket");
    let powers =
        "select rolname || rolsuper::text || rolcreatedb::text from pg_roles where rolname like 'yiwang%' order by 1";
    let expected = ["yiwang_ownerfalsetrue", "yiwang_serverfalsefalse"];
    assert_eq!(query(&first.server_url(), powers).unwrap(), expected);
    assert!(
        query(&first.server_url(), "create table x ()").is_err(),
        "the server role owns nothing"
    );
    assert!(
        query(&first.server_url(), "table kept").is_err(),
        "nor reads what it was not granted"
    );

    // Nobody else gets in.
    let wrong = |user: &str, password: &str| {
        let url = format!(
            "postgres://{user}:{password}@127.0.0.1:{}/yiwang?sslmode=disable",
            first.port()
        );
        query(&SecretString::from(url), "select 1").is_err()
    };
    assert!(wrong("yiwang_owner", "guess"));
    assert!(wrong("postgres", "postgres"));

    // A terminal's Ctrl-C reaches a process group; PostgreSQL is in one of its own.
    let pid = postmaster(&scratch.data());
    assert_eq!(getpgid(Some(pid)).unwrap(), pid);
    assert_ne!(getpgid(None).unwrap(), pid);

    // A second server is refused and does no harm.
    let refusal = scratch.refusal();
    assert!(refusal.contains("another yiwang server"), "{refusal}");
    assert!(refusal.contains(&std::process::id().to_string()), "{refusal}");
    assert_eq!(query(&first.owner_url(), "table kept").unwrap(), ["一网"]);

    first.stop();
    assert!(!scratch.data().join("postmaster.pid").exists(), "stopped in order");

    let again = scratch.start();
    assert_eq!(query(&again.owner_url(), "table kept").unwrap(), ["一网"]);
}

#[test]
fn a_killed_postgresql_comes_back_on_the_same_port() {
    let scratch = Scratch::new();
    let running = scratch.start();
    query(&running.owner_url(), "create table kept (n int)").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let pool = Db::connect(&running.server_url(), &PoolOptions::default()).unwrap();
    runtime.block_on(pool.ping()).unwrap();
    for n in 1..=2 {
        query(&running.owner_url(), &format!("insert into kept values ({n})")).unwrap();
        let killed = postmaster(&scratch.data());

        kill(killed, Signal::SIGKILL).unwrap();

        until("PostgreSQL is back", || {
            query(&running.owner_url(), "select 1")
                .ok()
                .filter(|_| postmaster(&scratch.data()) != killed)
        });
        until("the pool has connected again", || runtime.block_on(pool.ping()).ok());
    }
    assert_eq!(
        query(&running.owner_url(), "select n from kept order by n").unwrap(),
        ["1", "2"]
    );
    let pid = postmaster(&scratch.data()).as_raw().cast_unsigned();
    assert_eq!(running.supervisor.pid(), Some(pid));
}

#[test]
fn the_orphan_of_a_killed_server_is_stopped_in_order() {
    let scratch = Scratch::new();
    let mut server = scratch.start_in_another_process();
    await_line(&mut server, "ready");
    let refusal = scratch.refusal();
    assert!(
        refusal.contains(&server.id().to_string()),
        "while it lives it is a rival: {refusal}"
    );

    server.kill().unwrap();
    server.wait().unwrap();
    let orphan = postmaster(&scratch.data());
    assert!(kill(orphan, None).is_ok(), "PostgreSQL outlives its server");

    let running = scratch.start();
    assert_ne!(postmaster(&scratch.data()), orphan);
    assert_eq!(query(&running.owner_url(), "select 1").unwrap(), ["1"]);
    let log = fs::read_to_string(scratch.root.path().join("data/postgres.log")).unwrap();
    assert!(log.contains("received fast shutdown request"), "{log}");
    assert!(!log.contains("was not properly shut down"), "{log}");
}

#[test]
fn a_crash_of_both_is_recovered_even_if_the_process_id_is_somebody_elses_now() {
    let scratch = Scratch::new();
    let mut server = scratch.start_in_another_process();
    await_line(&mut server, "ready");
    server.kill().unwrap();
    server.wait().unwrap();
    let orphan = postmaster(&scratch.data());
    kill(orphan, Signal::SIGKILL).unwrap();
    // As after a restart of the machine: the id in the file belongs to another program, here to this one.
    let pid_file = scratch.data().join("postmaster.pid");
    let text = fs::read_to_string(&pid_file).unwrap();
    let rest = text.split_once('\n').unwrap().1;
    fs::write(&pid_file, format!("{}\n{rest}", std::process::id())).unwrap();

    let running = scratch.start();

    assert_eq!(query(&running.owner_url(), "select 1").unwrap(), ["1"]);
    let log = fs::read_to_string(scratch.root.path().join("data/postgres.log")).unwrap();
    assert!(log.contains("was not properly shut down"), "{log}");
}

#[test]
fn a_first_start_killed_half_way_leaves_nothing_in_the_way() {
    let scratch = Scratch::new();
    let parent = scratch.root.path().join("data");
    let mut server = scratch.start_in_another_process();
    until("initdb is at work", || {
        let staging = fs::read_dir(&parent)
            .ok()?
            .flatten()
            .find(|e| e.file_name().to_string_lossy().starts_with("postgres.new-"))?;
        staging.path().join("base").exists().then_some(())
    });
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(!scratch.data().exists());

    let running = scratch.start();
    assert_eq!(query(&running.owner_url(), "select 1").unwrap(), ["1"]);
    running.stop();

    // The interrupted initdb may have written on; what it left goes with a later start.
    until("the remains are swept", || {
        scratch.start().stop();
        let mut names = fs::read_dir(&parent).unwrap().flatten().map(|e| e.file_name());
        (!names.any(|name| name.to_string_lossy().contains(".new-"))).then_some(())
    });
}

#[test]
fn data_of_another_major_version_is_refused_untouched() {
    let scratch = Scratch::new();
    scratch.start().stop();
    fs::write(scratch.data().join("PG_VERSION"), "12\n").unwrap();
    let before = files_of(&scratch.data());

    let refusal = scratch.refusal();

    assert!(refusal.contains("written by PostgreSQL 12"), "{refusal}");
    assert!(refusal.contains("not touched"), "{refusal}");
    assert_eq!(files_of(&scratch.data()), before);
}

#[test]
fn lost_passwords_are_replaced() {
    let scratch = Scratch::new();
    let first = scratch.start();
    let old = first.owner_url();
    query(&old, "create table kept (n int)").unwrap();
    first.stop();
    fs::remove_dir_all(scratch.root.path().join("data/secrets")).unwrap();

    let again = scratch.start();

    let password = |url: &SecretString| url.expose_secret().split(['/', ':', '@']).nth(4).unwrap().to_owned();
    assert_ne!(password(&old), password(&again.owner_url()));
    assert_eq!(query(&again.owner_url(), "select count(*) from kept").unwrap(), ["0"]);
}
