//! The embedded PostgreSQL: a private server of our own, for whoever has no database yet.
//!
//! Without a database URL the program finds PostgreSQL's programs on the machine, makes a cluster under the data directory, runs it on a
//! loopback port with random passwords, and ends it when it ends itself. `fsync` stays on: this is a real database, not a toy.
//!
//! | Room | Question |
//! |---|---|
//! | `binaries` | Which PostgreSQL? |
//! | `account` | As whom does it run? (root steps down) |
//! | `layout`, `secrets` | Where does everything lie? |
//! | `elsewhere` | And if that account cannot get there? |
//! | `lock` | Is another server using the data? |
//! | `initialise` | How is a new cluster made? |
//! | `postmaster` | Did an earlier server leave a PostgreSQL behind? |
//! | `cluster` | How is it started and stopped? |
//! | `supervisor` | What if it dies? |
//!
//! Everything here blocks: async callers use `spawn_blocking`.

mod account;
mod binaries;
mod cluster;
mod elsewhere;
mod error;
mod initialise;
mod layout;
mod lock;
mod postmaster;
mod secrets;
mod supervisor;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

pub use binaries::MINIMUM_MAJOR;
pub use error::EmbeddedError;
pub use initialise::{DATABASE, OWNER_ROLE, SERVER_ROLE};

use account::Account;
use cluster::Cluster;
use layout::Layout;
use lock::DirectoryLock;
use secrets::Passwords;
use supervisor::Supervisor;

/// Where the data lies and which programs serve it.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// The data directory, such as `./data/postgres`. Lock, log and passwords lie beside it. If we are root and the account PostgreSQL
    /// runs under cannot reach it, a new cluster is made under `/var/lib/yiwang` instead and a `.location` file beside it says where.
    pub data_dir: PathBuf,
    /// The directory of `postgres` and `initdb` (`YIWANG_PG_BIN`); searched for if absent.
    pub bin: Option<PathBuf>,
}

/// A running private PostgreSQL. It is started again if it dies, and stopped in order by [`stop`](Self::stop) or when dropped.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    supervisor: Supervisor,
    passwords: Passwords,
    port: u16,
    major: u32,
    // Last, so that the data is free for another server only after PostgreSQL has ended.
    _locks: Vec<DirectoryLock>,
}

impl EmbeddedPostgres {
    /// Starts PostgreSQL on the data directory, making it first if there is none. Blocks until connections are accepted.
    ///
    /// 1. Take the lock: a live second server is refused here.
    /// 2. Find the data, programs that fit it, and an account that may run them.
    /// 3. If there is no data yet and that account could not reach it, settle elsewhere.
    /// 4. End the PostgreSQL of a server that was killed.
    /// 5. Make the cluster if there is none; set new passwords if theirs are lost.
    /// 6. Start on a free port, and keep watch.
    pub fn start(options: &EmbeddedOptions) -> Result<Self, EmbeddedError> {
        Self::start_with(options, Path::new(elsewhere::BASE))
    }

    fn start_with(options: &EmbeddedOptions, base: &Path) -> Result<Self, EmbeddedError> {
        let mut layout = Layout::prepare(&options.data_dir)?;
        // A stranger to the data is refused before anything is touched.
        Account::choose(&layout.data)?;
        let mut locks = vec![DirectoryLock::acquire(&layout.lock, &layout.data)?];

        elsewhere::follow(&mut layout)?;
        let account = Account::choose(&layout.data)?;
        let data_major = layout.data_major()?;
        let binaries = binaries::find(options.bin.as_deref(), &layout.data, data_major)?;
        if data_major.is_none() {
            elsewhere::settle(&mut layout, &account, &binaries, base)?;
        }
        account.check_way_to(layout.home(), &binaries)?;
        if let Some(lock) = layout.lock_elsewhere() {
            locks.push(DirectoryLock::acquire(&lock, &layout.data)?);
        }

        postmaster::stop_orphan(&layout.data)?;

        layout.sweep_staging();
        if data_major.is_none() {
            tracing::info!(data_dir = %layout.data.display(), major = binaries.major(), "making a new PostgreSQL cluster");
            initialise::initialise(&layout, &binaries, &account)?;
            if layout.lock_elsewhere().is_some() {
                elsewhere::note(&layout)?;
            }
        }
        account.give(&layout.data)?;
        let passwords = match Passwords::load(&layout.passwords)? {
            Some(passwords) => passwords,
            None => initialise::renew_passwords(&layout, &binaries, &account)?,
        };

        let major = binaries.major();
        let cluster = Cluster {
            layout,
            binaries,
            account,
        };
        cluster.rotate_log();
        let (child, port) = cluster.start()?;
        tracing::info!(port, major, data_dir = %cluster.layout.data.display(), "PostgreSQL is ready");
        Ok(Self {
            supervisor: Supervisor::watch(cluster, child, port),
            passwords,
            port,
            major,
            _locks: locks,
        })
    }

    /// The URL of the schema's owner: for migrations, and for creating databases in tests.
    pub fn owner_url(&self) -> SecretString {
        self.owner_url_of(DATABASE)
    }

    /// The URL of the role the running server uses.
    pub fn server_url(&self) -> SecretString {
        self.server_url_of(DATABASE)
    }

    /// The owner's URL of another database of this cluster.
    pub fn owner_url_of(&self, database: &str) -> SecretString {
        self.url(OWNER_ROLE, &self.passwords.owner, database)
    }

    /// The server role's URL of another database of this cluster.
    pub fn server_url_of(&self, database: &str) -> SecretString {
        self.url(SERVER_ROLE, &self.passwords.server, database)
    }

    /// The loopback port, the same until the next [`start`](Self::start).
    pub fn port(&self) -> u16 {
        self.port
    }

    /// PostgreSQL's major version.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// Disconnects all clients, writes everything, ends PostgreSQL and frees the data directory.
    pub fn stop(mut self) {
        self.supervisor.stop();
    }

    fn url(&self, role: &str, password: &SecretString, database: &str) -> SecretString {
        // TLS to oneself protects nothing.
        SecretString::from(format!(
            "postgres://{role}:{}@127.0.0.1:{}/{database}?sslmode=disable",
            password.expose_secret(),
            self.port
        ))
    }
}

impl Drop for EmbeddedPostgres {
    fn drop(&mut self) {
        self.supervisor.stop();
    }
}
