//! The pool every room takes its connections from.

use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{PoolError as Failure, TimeoutType};
use diesel::ConnectionError;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, PoolError, RecyclingMethod, SetupCallback,
};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::FutureExt;
use secrecy::SecretString;

use super::connect::Connector;
use super::error::DbError;
use super::statements::StatementCount;

/// How long opening a connection may take in all: reaching the server, TLS, logging in.
const OPEN_WITHIN: Duration = Duration::from_secs(10);

/// A connection on loan; it goes back when dropped.
///
/// One known to be lost, or whose transaction was left open or broken, is not lent again. Diesel only knows transactions begun through it:
/// whoever sends BEGIN as text and fails half way must roll back or `take` the connection out of the pool.
pub type Connection = Object<AsyncPgConnection>;

/// How the pool behaves.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    /// The most connections open at a time.
    pub max_size: usize,
    /// How long a caller waits for a connection to become free.
    pub wait_timeout: Duration,
    /// The server cancels statements that take longer.
    pub statement_timeout: Duration,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            max_size: 16,
            wait_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(30),
        }
    }
}

/// The database, as one role. Clones share the pool.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
    statements: StatementCount,
}

impl Db {
    /// Prepares a pool. Connections are opened when first needed, so an unreachable server shows in [`get`](Self::get).
    pub fn connect(url: &SecretString, options: &PoolOptions) -> Result<Self, DbError> {
        let statements = StatementCount::default();
        let mut config = ManagerConfig::default();
        // A lost connection is noticed without asking the server, which would cost a round trip a loan.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = setup(Connector::new(url)?, options.statement_timeout, statements.clone());
        // The connector knows the URL; the manager need not.
        let manager = AsyncDieselConnectionManager::new_with_config(String::new(), config);
        let pool = Pool::builder(manager)
            .max_size(options.max_size)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(options.wait_timeout))
            .create_timeout(Some(OPEN_WITHIN))
            .build()
            .map_err(|e| DbError::Pool(e.to_string()))?;
        Ok(Self { pool, statements })
    }

    /// Borrows a connection.
    pub async fn get(&self) -> Result<Connection, DbError> {
        self.pool.get().await.map_err(|failure| match failure {
            Failure::Timeout(TimeoutType::Wait) => DbError::Busy,
            Failure::Timeout(_) => DbError::Connect("the server does not answer".to_owned()),
            Failure::Backend(PoolError::ConnectionError(ConnectionError::BadConnection(reason))) => {
                DbError::Connect(reason)
            }
            Failure::Backend(PoolError::QueryError(error)) => DbError::Query(error),
            other => DbError::Pool(other.to_string()),
        })
    }

    /// Proves that the database answers.
    pub async fn ping(&self) -> Result<(), DbError> {
        Ok(self.get().await?.batch_execute("select 1").await?)
    }

    /// How many statements this pool has sent: queries, and BEGIN, COMMIT and ROLLBACK, each counting one.
    pub fn statements(&self) -> u64 {
        self.statements.get()
    }

    /// How many connections are open, idle and waited for.
    pub fn status(&self) -> deadpool::Status {
        self.pool.status()
    }

    /// Lends no more connections and closes each as it comes back.
    pub fn close(&self) {
        self.pool.close();
    }
}

fn setup(connector: Connector, statement_timeout: Duration, count: StatementCount) -> SetupCallback<AsyncPgConnection> {
    Box::new(move |_| {
        let connector = connector.clone();
        let count = count.clone();
        async move {
            let connected = connector.connect(Some(statement_timeout)).await;
            let mut connection = connected.map_err(|error| {
                ConnectionError::BadConnection(match error {
                    DbError::Connect(reason) => reason,
                    other => other.to_string(),
                })
            })?;
            // Only now: setting the session up is not the caller's doing.
            connection.set_instrumentation(count);
            Ok(connection)
        }
        .boxed()
    })
}
