//! The database: an embedded PostgreSQL for whoever has none, and everybody's way to it.

pub mod audit;
pub mod bytea;
pub mod embedded;
pub mod idempotency;
mod problem;
pub mod schema;

pub use problem::is_unique_violation;
