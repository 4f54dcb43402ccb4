//! Counting the statements sent to the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent};

/// A count shared by all connections of a pool.
///
/// It counts what a caller asks for: queries, and BEGIN, SAVEPOINT, COMMIT and ROLLBACK. It does not count preparing a statement and
/// looking up a type, which happen once a connection, nor what sets a new connection up.
#[derive(Clone, Debug, Default)]
pub(super) struct StatementCount {
    sent: Arc<AtomicU64>,
}

impl StatementCount {
    pub(super) fn get(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

impl Instrumentation for StatementCount {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        // BEGIN and its kin are announced twice, as transaction events and as the queries they are.
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
    }
}
