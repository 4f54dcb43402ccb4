//! Why a server does not start.

use std::io;

use crate::config::ConfigError;
use crate::db::DbError;
use crate::db::embedded::EmbeddedError;

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings are unusable.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The private PostgreSQL does not start.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] DbError),
    /// An external database is behind this program.
    #[error("the database lacks {} of this program's migrations; run `yiwang migrate` first", .0.len())]
    PendingMigrations(Vec<String>),
    /// The clock of the database was moved, which only development mode does.
    #[error(
        "the law's clock of this database was moved (table clock_offset): it was used with --dev and cannot serve production"
    )]
    MovedClock,
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: String,
        /// Why not.
        source: io::Error,
    },
    /// A part cannot be built.
    #[error("{0}")]
    Part(String),
    /// The server ended by itself.
    #[error("the server failed: {0}")]
    Failed(io::Error),
}

impl StartError {
    /// A part that cannot be built.
    pub(super) fn part(name: &str, cause: impl std::fmt::Display) -> Self {
        Self::Part(format!("{name}: {cause}"))
    }
}
