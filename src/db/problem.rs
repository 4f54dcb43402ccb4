//! What a database error is to a caller.
//!
//! Diesel names only some SQLSTATEs; the others are told by the beginning of PostgreSQL's message, which is stable in English (`lc_messages` of
//! the embedded database is `C`). On a server that speaks another language these errors are 500 instead.

use diesel::result::{DatabaseErrorKind, Error};

use super::DbError;
use crate::problem::{Code, Problem};

/// How a statement that lost a cycle of locks ends (40P01).
const DEADLOCK: &str = "deadlock detected";
/// How a statement ends that was cancelled for taking too long (57014), or whose server is being stopped or has crashed (57P01 to 57P03).
const INTERRUPTED: [&str; 3] = [
    "canceling statement due to",
    "terminating connection",
    "the database system is",
];

impl From<DbError> for Problem {
    /// A database out of reach, or too busy, is 503; anything else as its own error says.
    fn from(error: DbError) -> Self {
        match error {
            DbError::Query(error) => error.into(),
            DbError::Connect(_) | DbError::Busy => Self::unavailable(error),
            _ => Self::internal(error),
        }
    }
}

impl From<Error> for Problem {
    /// A lost connection and a statement that was interrupted are 503, a lost race and a deadlock 409, anything else a fault of
    /// ours. Operations turn the errors that mean something to them (a missing row, a broken uniqueness) into their own problems before this.
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _)
            | Error::BrokenTransactionManager => Self::unavailable(error),
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::new(Code::ConcurrentChange),
            Error::DatabaseError(DatabaseErrorKind::Unknown, ref told) => match told.message() {
                DEADLOCK => Self::new(Code::ConcurrentChange),
                message if INTERRUPTED.iter().any(|start| message.starts_with(start)) => Self::unavailable(error),
                _ => Self::internal(error),
            },
            _ => Self::internal(error),
        }
    }
}

/// Whether an error is a broken uniqueness.
pub fn is_unique_violation(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}

#[cfg(test)]
mod tests {
    use diesel_async::SimpleAsyncConnection;

    use super::*;
    use crate::db::testing::TestDatabase;
    use crate::db::{Db, PoolOptions};

    #[test]
    fn a_database_out_of_reach_is_unavailable_and_anything_else_our_fault() {
        let code = |error: DbError| Problem::from(error).code;
        assert_eq!(code(DbError::Busy), Code::Unavailable);
        assert_eq!(code(DbError::Connect("refused".to_owned())), Code::Unavailable);
        assert_eq!(code(Error::BrokenTransactionManager.into()), Code::Unavailable);
        assert_eq!(code(Error::NotFound.into()), Code::Internal);
    }

    /// What statements end in, on a connection of their own: what they leave behind is nobody else's.
    async fn asked(database: &TestDatabase, statements: &str) -> Option<Code> {
        let db = Db::connect(&database.server_url(), &PoolOptions::default()).unwrap();
        let failed = db.get().await.unwrap().batch_execute(statements).await.err();
        failed.map(|error| Problem::from(error).code)
    }

    #[tokio::test]
    async fn what_postgresql_interrupts_is_unavailable() {
        let database = TestDatabase::create().await;
        let slow = "set statement_timeout = 1; select pg_sleep(60)";
        assert_eq!(asked(&database, slow).await, Some(Code::Unavailable));
        let stopped = "select pg_terminate_backend(pg_backend_pid())";
        assert_eq!(asked(&database, stopped).await, Some(Code::Unavailable));
        assert_eq!(asked(&database, "select 1/0").await, Some(Code::Internal));
    }

    #[tokio::test]
    async fn one_of_two_in_a_deadlock_lost_a_race() {
        let database = TestDatabase::create().await;
        let db = Db::connect(&database.server_url(), &PoolOptions::default()).unwrap();
        let (mut first, mut second) = (db.get().await.unwrap(), db.get().await.unwrap());
        first
            .batch_execute("begin; select pg_advisory_xact_lock(1)")
            .await
            .unwrap();
        second
            .batch_execute("begin; select pg_advisory_xact_lock(2)")
            .await
            .unwrap();
        let ended = futures_util::join!(
            async {
                first
                    .batch_execute("select pg_advisory_xact_lock(2); commit")
                    .await
                    .err()
            },
            async {
                second
                    .batch_execute("select pg_advisory_xact_lock(1); commit")
                    .await
                    .err()
            },
        );
        let lost: Vec<Code> = [ended.0, ended.1]
            .into_iter()
            .flatten()
            .map(|error| Problem::from(error).code)
            .collect();
        assert_eq!(lost, [Code::ConcurrentChange]);
    }
}
