//! The two tables as one description, so that the engine's SQL is written once.

/// A table worked off by lease.
///
/// Both tables are keyed by owner, name and reference (for the outbox the id is the reference), fall due at an instant of law time, and share the
/// columns `attempts`, `lease_until`, `last_error` and `dead_at`.
#[derive(Debug)]
pub(super) struct Queue {
    /// The table, as logs and metrics call it too.
    pub(super) table: &'static str,
    /// The column that names the handler.
    pub(super) name: &'static str,
    /// The column that tells apart what one owner has under one name.
    pub(super) reference: &'static str,
    /// The type of that column; the engine carries it as text.
    pub(super) reference_type: &'static str,
    /// The column that says when work falls due.
    pub(super) due: &'static str,
    /// What the handler is given, as jsonb.
    pub(super) payload: &'static str,
    /// When the row was caused.
    pub(super) created: &'static str,
}

/// Side effects waiting to leave.
pub(super) static OUTBOX: Queue = Queue {
    table: "outbox",
    name: "topic",
    reference: "id",
    reference_type: "uuid",
    due: "available_at",
    payload: "payload",
    created: "created_at",
};

/// Alarms.
pub(super) static TIMERS: Queue = Queue {
    table: "timer",
    name: "kind",
    reference: "reference",
    reference_type: "text",
    due: "fire_at",
    payload: "'null'::jsonb",
    created: "fire_at",
};
