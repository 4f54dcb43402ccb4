//! What can go wrong between us and the database.

use std::error::Error as _;

/// A failure of the database or on the way to it. Texts never contain the URL, whose password is secret.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The URL cannot be understood.
    #[error("the database URL is not valid: {0}")]
    Url(String),

    /// Certificates to check the server by could not be had.
    #[error("TLS to the database cannot be set up: {0}")]
    Tls(String),

    /// The server cannot be reached, or lets us not in.
    #[error("cannot connect to the database: {0}")]
    Connect(String),

    /// All connections stayed busy for the whole wait.
    #[error("no database connection became free in time")]
    Busy,

    /// The pool is shut or misconfigured.
    #[error("the connection pool failed: {0}")]
    Pool(String),

    /// A statement failed.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),

    /// A migration failed; it was rolled back.
    #[error("migration failed: {0}")]
    Migration(String),

    /// The role the server is to run as does not exist.
    #[error(
        "the server's database role \"{role}\" does not exist; create it first: CREATE ROLE \"{role}\" LOGIN PASSWORD '…'"
    )]
    NoServerRole {
        /// The user in the server's URL.
        role: String,
    },
}

/// An error with everything that caused it, in one line.
pub(super) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.contains(&message) {
            text.push_str(": ");
            text.push_str(&message);
        }
        cause = error.source();
    }
    text
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        let text = chain(&error);
        let certificate = error.source().is_some_and(|_| text.contains("UnknownIssuer"));
        if certificate {
            return Self::Connect(format!(
                "{text} (its certificate is checked against the system's authorities; name your own with SSL_CERT_FILE)"
            ));
        }
        Self::Connect(text)
    }
}
