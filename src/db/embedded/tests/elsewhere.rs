//! Root, and a data directory that the account PostgreSQL runs under cannot reach.

use std::os::unix::fs::MetadataExt;

use nix::unistd::geteuid;

use super::*;

/// A data directory below one that only root may enter, as a clone in `/root` has. `None`, said aloud, if we are not root.
fn barred() -> Option<Scratch> {
    if !geteuid().is_root() {
        eprintln!("skipped: only root has directories that PostgreSQL cannot enter");
        return None;
    }
    let scratch = Scratch::new();
    fs::create_dir(scratch.clone_dir()).unwrap();
    open_to(&scratch.clone_dir(), 0o700);
    Some(Scratch {
        data: scratch.clone_dir().join("data/postgres"),
        ..scratch
    })
}

impl Scratch {
    fn clone_dir(&self) -> PathBuf {
        self.root.path().join("root-only")
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.data.with_file_name(name)
    }

    /// The cluster, where the note says it is.
    fn noted(&self) -> PathBuf {
        let note = fs::read_to_string(self.beside("postgres.location")).unwrap();
        PathBuf::from(note.lines().next().unwrap())
    }
}

fn open_to(directory: &Path, mode: u32) {
    fs::set_permissions(directory, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_barred_data_directory_is_served_from_elsewhere() {
    let Some(scratch) = barred() else { return };

    let first = scratch.start();
    query(
        &first.owner_url(),
        "create table kept (n int); insert into kept values (1)",
    )
    .unwrap();
    let refusal = scratch.refusal();
    assert!(refusal.contains("another yiwang server"), "{refusal}");
    first.stop();

    let cluster = scratch.noted();
    assert_eq!(cluster.parent().and_then(Path::parent), Some(scratch.base().as_path()));
    assert!(cluster.join("PG_VERSION").exists());
    assert!(!scratch.data().exists());
    for passage in cluster.ancestors().skip(1).take(2) {
        let metadata = fs::metadata(passage).unwrap();
        assert_eq!((metadata.mode() & 0o777, metadata.uid()), (0o711, 0));
    }
    let secret = fs::metadata(scratch.beside("secrets/postgres.passwords")).unwrap();
    assert_eq!((secret.mode() & 0o777, secret.uid()), (0o600, 0));

    // The note decides, even once the way is free or the clone lies at another path.
    let again = scratch.start();
    query(&again.owner_url(), "insert into kept values (2)").unwrap();
    again.stop();
    open_to(&scratch.clone_dir(), 0o755);
    let moved = scratch.root.path().join("moved");
    fs::rename(scratch.clone_dir(), &moved).unwrap();
    let scratch = Scratch {
        data: moved.join("data/postgres"),
        ..scratch
    };
    let moved = scratch.start();
    assert_eq!(
        query(&moved.owner_url(), "select n from kept order by n").unwrap(),
        ["1", "2"]
    );
    assert_eq!(scratch.noted(), cluster);
}

#[test]
fn a_barred_server_and_its_postgresql_recover_from_kills() {
    let Some(scratch) = barred() else { return };
    let mut server = scratch.start_in_another_process();
    await_line(&mut server, "ready");
    server.kill().unwrap();
    server.wait().unwrap();
    let orphan = postmaster(&scratch.noted());
    assert!(kill(orphan, None).is_ok(), "PostgreSQL outlives its server");

    let running = scratch.start();
    query(
        &running.owner_url(),
        "create table kept (n int); insert into kept values (1)",
    )
    .unwrap();
    let killed = postmaster(&scratch.noted());
    assert_ne!(killed, orphan);
    kill(killed, Signal::SIGKILL).unwrap();
    until("PostgreSQL is back", || {
        query(&running.owner_url(), "table kept")
            .ok()
            .filter(|rows| rows == &["1"])
    });

    let log = fs::read_to_string(scratch.beside("postgres.log")).unwrap();
    assert!(log.contains("received fast shutdown request"), "{log}");
    assert!(log.contains("was not properly shut down"), "{log}");
}

#[test]
fn a_copied_data_directory_does_not_disturb_the_running_server() {
    let Some(scratch) = barred() else { return };
    let running = scratch.start();
    let copy = scratch.root.path().join("copy/data/postgres");
    fs::create_dir_all(copy.parent().unwrap()).unwrap();
    fs::copy(
        scratch.beside("postgres.location"),
        copy.with_file_name("postgres.location"),
    )
    .unwrap();

    let options = EmbeddedOptions {
        data_dir: copy,
        bin: None,
    };
    let refusal = EmbeddedPostgres::start_with(&options, &scratch.base()).unwrap_err();

    assert!(matches!(refusal, EmbeddedError::InUse { .. }), "{refusal}");
    assert_eq!(query(&running.owner_url(), "select 1").unwrap(), ["1"]);
}

#[test]
fn a_note_without_its_database_is_refused_and_nothing_is_made() {
    let Some(scratch) = barred() else { return };
    scratch.start().stop();
    let cluster = scratch.noted();
    let away = scratch.root.path().join("away");
    fs::rename(&cluster, &away).unwrap();

    let refusal = scratch.refusal();

    assert!(refusal.contains("postgres.location"), "{refusal}");
    assert!(
        refusal.contains(&format!("no database in {}", cluster.display())),
        "{refusal}"
    );
    assert!(!cluster.exists() && !scratch.data().exists());

    // Nor is one of two chosen.
    fs::rename(&away, &cluster).unwrap();
    fs::create_dir(scratch.data()).unwrap();
    fs::copy(cluster.join("PG_VERSION"), scratch.data().join("PG_VERSION")).unwrap();
    let refusal = scratch.refusal();
    assert!(refusal.contains("as well"), "{refusal}");
}

#[test]
fn whoever_deletes_the_data_directory_begins_anew() {
    let Some(scratch) = barred() else { return };
    let first = scratch.start();
    query(&first.owner_url(), "create table kept (n int)").unwrap();
    first.stop();
    let old = scratch.noted();
    let before = files_of(&old);
    fs::remove_dir_all(scratch.data().parent().unwrap()).unwrap();

    let anew = scratch.start();

    assert!(query(&anew.owner_url(), "table kept").is_err(), "the database is new");
    assert_ne!(scratch.noted(), old);
    assert_eq!(files_of(&old), before, "and the old one untouched");
}

#[test]
fn a_database_that_becomes_barred_is_not_moved() {
    let Some(scratch) = barred() else { return };
    open_to(&scratch.clone_dir(), 0o755);
    scratch.start().stop();
    let before = files_of(&scratch.data());
    open_to(&scratch.clone_dir(), 0o700);

    let refusal = scratch.refusal();

    assert!(refusal.contains("chmod o+x"), "{refusal}");
    assert!(refusal.contains("root-only"), "{refusal}");
    assert!(!scratch.base().exists());
    assert_eq!(files_of(&scratch.data()), before);
}

#[test]
fn without_any_other_place_the_reason_is_told() {
    let Some(scratch) = barred() else { return };
    fs::write(scratch.base(), "a file where the directory should be").unwrap();

    let refusal = scratch.refusal();

    assert!(refusal.contains("root-only"), "{refusal}");
    assert!(refusal.contains(&scratch.base().display().to_string()), "{refusal}");
}
