//! The schema, built into the program: brought up, taken down, and what of it is missing.

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use secrecy::SecretString;

use super::connect::{Connector, user_of};
use super::error::DbError;
use super::roles;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Any number, the same in every version of this program.
const LOCK: i64 = 0x7969_7761_6e67;

/// Brings the schema up to this program's version and grants the server's role what it needs. Returns the names of the migrations run.
///
/// Each migration is a transaction. Instances that start together take turns.
///
/// 1. Connect as the owner and wait for our turn.
/// 2. Run what is pending, in order.
/// 3. Grant the user of `server_url` its rights, unless that is the owner itself.
pub async fn migrate(owner_url: &SecretString, server_url: &SecretString) -> Result<Vec<String>, DbError> {
    let owner = user_of(owner_url)?;
    let server = user_of(server_url)?;
    let connection = lock(owner_url).await?;
    let (mut connection, names) = blocking(connection, |harness| {
        let mut names = Vec::new();
        for migration in harness.pending_migrations(MIGRATIONS)? {
            let name = migration.name().to_string();
            tracing::info!(name, "migrating");
            harness
                .run_migration(&migration)
                .map_err(|error| format!("{name}: {error}"))?;
            names.push(name);
        }
        Ok(names)
    })
    .await?;
    if owner == server {
        tracing::warn!(
            role = owner,
            "the server runs as the owner of its tables, so nothing keeps it from changing events and audit records; \
             give it a role of its own"
        );
    } else {
        roles::grant(&mut connection, &server).await?;
    }
    unlock(connection).await?;
    Ok(names)
}

/// Takes the whole schema down, newest migration first, and with it all data. Returns the versions reverted.
pub async fn revert_all(owner_url: &SecretString) -> Result<Vec<String>, DbError> {
    let connection = lock(owner_url).await?;
    let (connection, versions) = blocking(connection, |harness| {
        let versions = harness.revert_all_migrations(MIGRATIONS)?;
        Ok(versions.iter().map(ToString::to_string).collect())
    })
    .await?;
    unlock(connection).await?;
    Ok(versions)
}

/// The names of this program's migrations that the database has not seen. The server's role may ask.
pub async fn pending(connection: &mut AsyncPgConnection) -> Result<Vec<String>, DbError> {
    #[derive(diesel::QueryableByName)]
    struct Present {
        #[diesel(sql_type = Bool)]
        present: bool,
    }
    #[derive(diesel::QueryableByName)]
    struct Applied {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let exists = "select to_regclass('__diesel_schema_migrations') is not null as present";
    let applied: Vec<Applied> = if diesel::sql_query(exists)
        .get_result::<Present>(connection)
        .await?
        .present
    {
        let versions = "select version::text as version from __diesel_schema_migrations";
        diesel::sql_query(versions).load(connection).await?
    } else {
        Vec::new()
    };
    let known: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS
        .migrations()
        .map_err(|error| DbError::Migration(error.to_string()))?;
    let mut missing: Vec<String> = known
        .iter()
        .filter(|migration| {
            let version = migration.name().version().to_string();
            applied.iter().all(|row| row.version != version)
        })
        .map(|migration| migration.name().to_string())
        .collect();
    missing.sort();
    Ok(missing)
}

/// Connects without a statement timeout (an index may take its time) and waits until no other instance migrates.
async fn lock(owner_url: &SecretString) -> Result<AsyncPgConnection, DbError> {
    let mut connection = Connector::new(owner_url)?.connect(None).await?;
    connection
        .batch_execute(&format!("select pg_advisory_lock({LOCK})"))
        .await?;
    Ok(connection)
}

async fn unlock(mut connection: AsyncPgConnection) -> Result<(), DbError> {
    Ok(connection
        .batch_execute(&format!("select pg_advisory_unlock({LOCK})"))
        .await?)
}

/// Runs Diesel's blocking harness where blocking is allowed, whichever runtime we are on.
async fn blocking<T: Send + 'static>(
    connection: AsyncPgConnection,
    work: impl FnOnce(&mut AsyncMigrationHarness<AsyncPgConnection>) -> diesel::migration::Result<T> + Send + 'static,
) -> Result<(AsyncPgConnection, T), DbError> {
    tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(connection);
        let outcome = work(&mut harness).map_err(|error| DbError::Migration(error.to_string()))?;
        Ok((harness.into_inner(), outcome))
    })
    .await
    .map_err(|error| DbError::Migration(error.to_string()))?
}
