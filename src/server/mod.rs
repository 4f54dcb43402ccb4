//! The server: builds the parts, serves the operations, runs the loops, and stops in order.
//!
//! | Room | Question |
//! |---|---|
//! | `routes` | Which operations are there? |
//! | `application` | How does it start, run and stop? |
//! | `database` | Which database, and is its schema current? |
//! | `parts`, `options` | What do the operations work with? |
//! | `loops` | What happens without a request? |
//! | `http` | What stands around every operation? |
//! | `openapi`, `docs` | How is it documented? |
//! | `health` | How is it doing? |

mod application;
mod database;
mod docs;
mod error;
pub mod health;
mod http;
mod loops;
mod middleware;
pub mod openapi;
mod options;
mod parts;
pub mod routes;

pub use application::{Application, on_parts};
pub use database::Database;
pub use error::StartError;
pub use parts::Parts;

/// What the server is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Serving citizens.
    Production,
    /// Trying out and developing: the clock can be moved and mail is written to files.
    Development,
}
