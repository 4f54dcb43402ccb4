//! Keeping the cluster elsewhere, when the account PostgreSQL runs under cannot reach the data directory.
//!
//! The usual case: root starts the server in `/root`, which nobody else may enter, and PostgreSQL does not run as root. Instead of asking
//! for other permissions, a new cluster is made under `/var/lib/yiwang`. A note in the data directory, `postgres.location`, says where. The
//! note alone decides from then on, whatever becomes of the permissions; a cluster in the data directory itself is never moved.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::account::Account;
use super::binaries::Binaries;
use super::error::{EmbeddedError, io_error};
use super::layout::{Layout, create_enterable};

/// Below this, one directory for each data directory.
pub(super) const BASE: &str = "/var/lib/yiwang";
/// Others pass through but see no names: theirs is only what they are given.
const PASSAGE: u32 = 0o711;

/// Lets `layout` point to the cluster its note names, if there is a note. The lock must be held.
///
/// A note without its cluster is refused rather than answered with an empty database: perhaps a disk is not mounted.
pub(super) fn follow(layout: &mut Layout) -> Result<(), EmbeddedError> {
    let Some(noted) = read(&layout.location)? else {
        return Ok(());
    };
    let bad = |reason: String| EmbeddedError::BadLocation {
        file: layout.location.clone(),
        reason,
    };
    if layout.data_major()?.is_some() {
        return Err(bad(format!(
            "there is a database in {} as well; move away the one that is not wanted, or delete this file",
            layout.data.display()
        )));
    }
    let cluster = noted
        .canonicalize()
        .ok()
        .filter(|cluster| noted.is_absolute() && cluster.join("PG_VERSION").is_file())
        .ok_or_else(|| {
            bad(format!(
                "there is no database in {}; bring it back or correct the path, or delete this file to begin with an empty database",
                noted.display()
            ))
        })?;
    layout.data = cluster;
    Ok(())
}

/// Lets `layout` point below `base` if `account` cannot reach where the cluster is to be made. There must be no cluster yet.
pub(super) fn settle(
    layout: &mut Layout,
    account: &Account,
    binaries: &Binaries,
    base: &Path,
) -> Result<(), EmbeddedError> {
    if account.can_enter(layout.home(), binaries) {
        return Ok(());
    }
    let obstacle = account.obstacle_before(layout.home());
    let obstacle = obstacle.as_deref().unwrap_or(layout.home());
    let home = base.join(short_hash(&layout.data));
    let home = create_enterable(&home, PASSAGE)
        .and_then(|()| home.canonicalize().map_err(io_error("resolve", &home)))
        .map_err(|reason| EmbeddedError::NowhereElse {
            account: account.name().to_owned(),
            directory: obstacle.to_owned(),
            reason: Box::new(reason),
        })?;
    let cluster = first_free(&home, &layout.name());
    tracing::warn!(
        "the database is kept in {}, because PostgreSQL runs as user {}, who may not enter {}; {} remembers it",
        cluster.display(),
        account.name(),
        obstacle.display(),
        layout.location.display()
    );
    layout.data = cluster;
    Ok(())
}

/// Leaves the note that makes a complete cluster elsewhere the data directory's own. Without it, nothing leads there.
pub(super) fn note(layout: &Layout) -> Result<(), EmbeddedError> {
    let file = &layout.location;
    let draft = file.with_extension("location.tmp");
    let write = || -> std::io::Result<()> {
        let mut note = File::create(&draft)?;
        writeln!(note, "{}", layout.data.display())?;
        writeln!(
            note,
            "# The database of this data directory lies there: PostgreSQL does not run as root, and the user it runs as could not\n\
             # enter here. The server needs this file. Back up both places together; delete both to be rid of the data."
        )?;
        note.sync_all()?;
        fs::rename(&draft, file)?;
        file.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
    };
    write().map_err(io_error("write", file))
}

/// The path a note names: its first line that is no comment.
fn read(file: &Path) -> Result<Option<PathBuf>, EmbeddedError> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let path = text.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
            Ok(Some(PathBuf::from(path.trim_end())))
        }
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(io_error("read", file)(e)),
    }
}

/// `postgres`, or `postgres.2` and so on beside the clusters of data directories that lay at the same path and were deleted: theirs stay
/// untouched, and whoever deletes the data directory to begin anew does.
fn first_free(home: &Path, name: &str) -> PathBuf {
    let mut cluster = home.join(name);
    let mut number = 2;
    while cluster.symlink_metadata().is_ok() {
        tracing::warn!(
            "{} is left from an earlier data directory; it is not used",
            cluster.display()
        );
        cluster = home.join(format!("{name}.{number}"));
        number += 1;
    }
    cluster
}

/// Twelve digits that tell one data directory from another.
fn short_hash(path: &Path) -> String {
    hex::encode(&Sha256::digest(path.as_os_str().as_bytes())[..6])
}
