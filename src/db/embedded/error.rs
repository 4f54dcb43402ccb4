//! What can go wrong with the embedded PostgreSQL, said so that the operator knows what to do.

use std::io;
use std::path::{Path, PathBuf};

use super::binaries::MINIMUM_MAJOR;

/// Why the embedded PostgreSQL could not be started.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No PostgreSQL server programs anywhere.
    #[error(
        "no PostgreSQL found (looked in: {looked_in}). Install it (Debian, Ubuntu: `apt-get install postgresql`; \
         macOS: `brew install postgresql@17`), or point YIWANG_PG_BIN at the directory that holds `postgres` and `initdb`"
    )]
    NotFound {
        /// The directories searched, comma separated.
        looked_in: String,
    },

    /// `YIWANG_PG_BIN` names a directory without working server programs.
    #[error("YIWANG_PG_BIN is {}, but {reason}; it must be the directory that holds `postgres` and `initdb`", path.display())]
    BadBinaries {
        /// The directory given.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// Only releases older than the oldest one supported.
    #[error(
        "PostgreSQL {MINIMUM_MAJOR} or later is needed, found only {found}. Install a newer one (Debian, Ubuntu: \
         `apt-get install postgresql`; macOS: `brew install postgresql@17`) or set YIWANG_PG_BIN"
    )]
    TooOld {
        /// The versions found and where.
        found: String,
    },

    /// The data belongs to a major version that is not installed.
    #[error(
        "{} was written by PostgreSQL {data}, but here is only PostgreSQL {found}. The data was not touched. Install \
         PostgreSQL {data} or set YIWANG_PG_BIN to it; to move on to a newer version use pg_upgrade or dump and restore",
        data_dir.display()
    )]
    OtherMajorVersion {
        /// The data directory.
        data_dir: PathBuf,
        /// Major version in its `PG_VERSION`.
        data: u32,
        /// The versions found and where.
        found: String,
    },

    /// Something else lives where the data should be.
    #[error("{} is not empty and is not a PostgreSQL data directory; nothing was changed", data_dir.display())]
    NotACluster {
        /// The data directory.
        data_dir: PathBuf,
    },

    /// A live server holds the lock.
    #[error("another yiwang server ({holder}) is using {}; stop it first, or choose another data directory", data_dir.display())]
    InUse {
        /// The data directory.
        data_dir: PathBuf,
        /// The process that holds the lock, as far as known.
        holder: String,
    },

    /// The data belongs to another account and we are not root.
    #[error("{} belongs to user {owner}, but this is user {me}; start the server as {owner} or as root", data_dir.display())]
    WrongOwner {
        /// The data directory.
        data_dir: PathBuf,
        /// Its owner.
        owner: String,
        /// Who we are.
        me: String,
    },

    /// Root, and no account to step down to.
    #[error("PostgreSQL refuses to run as root, and there is neither a `postgres` nor a `nobody` user to run it as")]
    NoAccount,

    /// A directory on the way bars the unprivileged account.
    #[error(
        "PostgreSQL runs as user {account}, who may not enter {}, a parent of {}. Allow it (`chmod o+x {}`), or keep the \
         data elsewhere, or start the server as an ordinary user",
        directory.display(), target.display(), directory.display()
    )]
    Unreachable {
        /// The directory that bars the way.
        directory: PathBuf,
        /// What lies behind it.
        target: PathBuf,
        /// The account barred.
        account: String,
    },

    /// The data directory is barred, and there is no other place either.
    #[error("PostgreSQL runs as user {account}, who may not enter {}; keeping the data elsewhere failed: {reason}", directory.display())]
    NowhereElse {
        /// The account barred.
        account: String,
        /// The directory that bars the way.
        directory: PathBuf,
        /// Why the other place cannot be used.
        reason: Box<EmbeddedError>,
    },

    /// The note that says where the data lies does not lead to it.
    #[error("{} says where the database lies, but {reason}", file.display())]
    BadLocation {
        /// The note.
        file: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },

    /// The data cannot be made the unprivileged account's own.
    #[error(
        "PostgreSQL runs as user {account}, but {} cannot be made theirs ({reason}): this file system does not keep owners as an          ordinary disk does (FAT, NFS with squashed root, some container mounts). Set YIWANG_DATA_DIR to a directory on an ordinary          disk, or start the server as an ordinary user",
        path.display()
    )]
    CannotGive {
        /// What should have changed hands.
        path: PathBuf,
        /// To whom.
        account: String,
        /// What the system said.
        reason: String,
    },

    /// `initdb` or `postgres --single` failed.
    #[error("{program} failed: {output}")]
    Tool {
        /// Which program.
        program: &'static str,
        /// What it said.
        output: String,
    },

    /// `postgres` ended before it was ready.
    #[error("PostgreSQL did not start; its log {} says: {tail}", log.display())]
    DidNotStart {
        /// The log file.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },

    /// A PostgreSQL left behind by an earlier server would not end.
    #[error("PostgreSQL process {pid}, left behind by an earlier server, still uses {} and does not stop: {reason}", data_dir.display())]
    OrphanStays {
        /// The data directory.
        data_dir: PathBuf,
        /// Its process id.
        pid: i32,
        /// Why it could not be stopped.
        reason: String,
    },

    /// The passwords file is damaged.
    #[error("{} is damaged; delete it and new passwords are set at the next start", path.display())]
    BadSecrets {
        /// The file.
        path: PathBuf,
    },

    /// The operating system said no.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was being done.
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Names the action and the path of an input/output error.
pub(super) fn io_error<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> EmbeddedError + use<'a> {
    move |source| EmbeddedError::Io {
        action,
        path: path.to_owned(),
        source,
    }
}
