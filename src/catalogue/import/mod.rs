//! Importing documents: read, check, compare with what is there, write what differs.
//!
//! 1. [`entries`] cuts the input into documents with their lines.
//! 2. [`plan`] (pure) reads and checks each document against what is known, the import's own divisions and departments included, and
//!    says which are new, changed or unchanged.
//! 3. [`store`] writes the plan in a handful of statements, however many documents there are.
//!
//! A changed item or bundle becomes a draft version above the published one; publication makes it current. An import is repeatable: what is there
//! already, by the hash of its content, stays as it is.

pub mod entries;
pub mod files;
mod plan;
mod report;
mod store;
#[cfg(test)]
pub(crate) mod testing;

pub use entries::Entry;
pub use files::{Files, FilesError};
pub use report::{Rejection, Report};

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use uuid::Uuid;

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Only report what would happen.
    pub dry_run: bool,
    /// Import what is right even if some documents are rejected; otherwise all or nothing.
    pub partial: bool,
    /// Publish items and bundles at once, which also checks that procedures are sound and that bundles cover what their members ask for.
    pub publish: bool,
    /// Who publishes, for the record.
    pub by: Option<Uuid>,
}

/// Imports documents, in one transaction (a savepoint within the caller's). `now` is the law's time.
///
/// Unless `partial`, one rejected document means that nothing is written; the report tells ([`Report::written`]).
///
/// # Errors
/// When the database fails.
pub async fn run(
    conn: &mut AsyncPgConnection,
    entries: Vec<Entry>,
    options: &ImportOptions,
    now: DateTime<Utc>,
) -> QueryResult<Report> {
    conn.transaction(async |conn| {
        let (entries, before) = store::read(conn, entries, options).await?;
        let publish = options.publish;
        // Compiling a province's catalogue takes a while; other requests go on.
        let plan = tokio::task::spawn_blocking(move || plan::make(entries, before, publish))
            .await
            .map_err(|error| diesel::result::Error::QueryBuilderError(error.into()))?;
        let mut report = plan.report();
        if !options.dry_run && (options.partial || report.rejected.is_empty()) {
            store::write(conn, &plan, options, now).await?;
            report.written = true;
        }
        Ok(report)
    })
    .await
}
