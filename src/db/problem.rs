//! What a database error is to a caller.

use diesel::result::{DatabaseErrorKind, Error};

use super::DbError;
use crate::problem::{Code, Problem};

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
    /// A lost connection is 503, a lost race 409, anything else a fault of ours. Operations turn the errors that mean something to them (a
    /// missing row, a broken uniqueness) into their own problems before this.
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _)
            | Error::BrokenTransactionManager => Self::unavailable(error),
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::new(Code::ConcurrentChange),
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
    use super::*;

    #[test]
    fn a_database_out_of_reach_is_unavailable_and_anything_else_our_fault() {
        let code = |error: DbError| Problem::from(error).code;
        assert_eq!(code(DbError::Busy), Code::Unavailable);
        assert_eq!(code(DbError::Connect("refused".to_owned())), Code::Unavailable);
        assert_eq!(code(Error::BrokenTransactionManager.into()), Code::Unavailable);
        assert_eq!(code(Error::NotFound.into()), Code::Internal);
    }
}
