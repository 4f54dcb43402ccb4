//! The database: an embedded PostgreSQL for whoever has none, and everybody's way to it.

pub mod embedded;
pub mod schema;
