//! What a database error is to a caller.

use diesel::result::{DatabaseErrorKind, Error};

use crate::problem::{Code, Problem};

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
