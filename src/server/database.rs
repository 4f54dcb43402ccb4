//! Which database the server works on, and whether its schema is current.

use std::time::Duration;

use secrecy::SecretString;

use super::{Mode, StartError};
use crate::config::Settings;
use crate::db::embedded::{EmbeddedOptions, EmbeddedPostgres};
use crate::db::{Db, DbError, PoolOptions, migrations};

/// The folder of the private cluster, in the data directory.
const FOLDER: &str = "postgres";

/// The database, with the private PostgreSQL it may live in.
pub struct Database {
    /// The pool, as the server's role.
    pub db: Db,
    /// Ours, when there is no external one.
    embedded: Option<EmbeddedPostgres>,
}

/// Where the database is reached: as the schema's owner, and as the server.
struct Urls {
    owner: SecretString,
    server: SecretString,
}

impl Database {
    /// Opens the database with a current schema.
    ///
    /// 1. Start the private PostgreSQL, unless an external database is configured.
    /// 2. Migrate when the database is private or this is development; an external one must be current already.
    /// 3. Prepare the pool.
    pub(super) async fn open(settings: &Settings, mode: Mode) -> Result<Self, StartError> {
        let (urls, embedded) = reach(settings).await?;
        if embedded.is_some() || mode == Mode::Development {
            migrations::migrate(&urls.owner, &urls.server).await?;
        }
        let db = Db::connect(&urls.server, &pool_options(settings))?;
        if embedded.is_none() {
            let pending = migrations::pending(&mut *db.get().await?).await?;
            if !pending.is_empty() {
                return Err(StartError::PendingMigrations(pending));
            }
        }
        Ok(Self { db, embedded })
    }

    /// Brings the schema of the configured database up to date. Returns the names of the migrations run.
    ///
    /// # Errors
    /// When the database cannot be reached, or a migration fails.
    pub async fn migrate(settings: &Settings) -> Result<Vec<String>, StartError> {
        let (urls, embedded) = reach(settings).await?;
        let ran = migrations::migrate(&urls.owner, &urls.server).await;
        stop(embedded).await;
        Ok(ran?)
    }

    /// Takes the schema of the configured database down, with all data. Returns the versions reverted.
    ///
    /// # Errors
    /// When the database cannot be reached, or a migration fails.
    pub async fn revert_all(settings: &Settings) -> Result<Vec<String>, StartError> {
        let (urls, embedded) = reach(settings).await?;
        let reverted = migrations::revert_all(&urls.owner).await;
        stop(embedded).await;
        Ok(reverted?)
    }

    /// Closes the pool, then ends the private PostgreSQL.
    pub(super) async fn close(self) {
        self.db.close();
        stop(self.embedded).await;
    }
}

async fn reach(settings: &Settings) -> Result<(Urls, Option<EmbeddedPostgres>), StartError> {
    if let Some(server) = &settings.database.url {
        let owner = settings.database.owner_url.as_ref().unwrap_or(server);
        return Ok((
            Urls {
                owner: owner.clone(),
                server: server.clone(),
            },
            None,
        ));
    }
    let options = EmbeddedOptions {
        data_dir: settings.data_dir.join(FOLDER),
        bin: settings.pg_bin.clone(),
    };
    let started = tokio::task::spawn_blocking(move || EmbeddedPostgres::start(&options)).await;
    let postgres = started.map_err(|error| StartError::part("PostgreSQL", error))??;
    Ok((
        Urls {
            owner: postgres.owner_url(),
            server: postgres.server_url(),
        },
        Some(postgres),
    ))
}

async fn stop(embedded: Option<EmbeddedPostgres>) {
    if let Some(postgres) = embedded
        && tokio::task::spawn_blocking(move || postgres.stop()).await.is_err()
    {
        tracing::error!("stopping PostgreSQL failed");
    }
}

fn pool_options(settings: &Settings) -> PoolOptions {
    PoolOptions {
        max_size: settings.database.pool_size,
        statement_timeout: Duration::from_millis(settings.database.statement_timeout_ms),
        ..PoolOptions::default()
    }
}

/// Whether the database answers and has this program's schema.
pub(super) async fn is_current(db: &Db) -> Result<bool, DbError> {
    Ok(migrations::pending(&mut *db.get().await?).await?.is_empty())
}
