//! The database: an embedded PostgreSQL for whoever has none, and everybody's way to it.
//!
//! [`embedded`] starts a private server; [`migrations`] brings the schema up to date as its owner; [`Db`] is the pool the rooms borrow
//! connections from, as the server's role. Stores take a connection, never the pool.

pub mod audit;
pub mod bytea;
mod connect;
pub mod embedded;
mod error;
pub mod housekeeping;
pub mod idempotency;
pub mod migrations;
mod pool;
mod problem;
mod roles;
pub mod schema;
mod statements;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod tls;

pub use error::DbError;
pub use pool::{Connection, Db, PoolOptions};
pub use problem::is_unique_violation;
