//! A PostgreSQL for the tests inside the library: one cluster while any test needs it, an empty database for each.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use diesel_async::SimpleAsyncConnection;
use secrecy::SecretString;
use tempfile::TempDir;

use super::connect::Connector;
use super::embedded::{EmbeddedOptions, EmbeddedPostgres};
use super::{Db, PoolOptions, migrations};

struct Cluster {
    postgres: EmbeddedPostgres,
    // Dropped after PostgreSQL has ended.
    _root: TempDir,
}

/// An empty database of one test's own.
pub(crate) struct TestDatabase {
    cluster: Arc<Cluster>,
    name: String,
}

impl TestDatabase {
    pub(crate) async fn create() -> Self {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let cluster = tokio::task::spawn_blocking(shared_cluster).await.unwrap();
        let name = format!("test_{}", SERIAL.fetch_add(1, Ordering::Relaxed));
        let mut connection = Connector::new(&cluster.postgres.owner_url())
            .unwrap()
            .connect(None)
            .await
            .unwrap();
        connection
            .batch_execute(&format!("create database {name}"))
            .await
            .unwrap();
        Self { cluster, name }
    }

    /// A database with our tables, and the pool of the server's role on it.
    pub(crate) async fn migrated() -> (Self, Db) {
        let database = Self::create().await;
        migrations::migrate(&database.owner_url(), &database.server_url())
            .await
            .unwrap();
        let db = Db::connect(&database.server_url(), &PoolOptions::default()).unwrap();
        (database, db)
    }

    pub(crate) fn owner_url(&self) -> SecretString {
        self.cluster.postgres.owner_url_of(&self.name)
    }

    pub(crate) fn server_url(&self) -> SecretString {
        self.cluster.postgres.server_url_of(&self.name)
    }
}

fn shared_cluster() -> Arc<Cluster> {
    static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cluster) = shared.upgrade() {
        return cluster;
    }
    let root = tempfile::tempdir().unwrap();
    fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let options = EmbeddedOptions {
        data_dir: root.path().join("postgres"),
        bin: None,
    };
    let postgres = EmbeddedPostgres::start(&options).unwrap();
    let cluster = Arc::new(Cluster { postgres, _root: root });
    *shared = Arc::downgrade(&cluster);
    cluster
}
