//! Applications in the database: one read, one write.
//!
//! [`load`] reads everything a command depends on in one statement, [`write`] changes everything it touches in one statement. Rows cross
//! as JSON ([`rows`] mirrors the tables column for column), so that the text of either statement never varies and stays prepared.

mod load;
mod project;
mod query;
pub mod rows;
mod write;

pub use load::{Loaded, Membership, load_application, load_filing, load_task, LoadedFiling, FilingQuery, CommandQuery};
pub use project::{Change, Filing, Subject};
pub use write::{Applied, Write, apply};
