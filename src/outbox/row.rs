//! The rows of the two queues, as a command writes them.

use chrono::{DateTime, Utc};
use diesel::{Insertable, Queryable, Selectable};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::db::schema::{outbox, timer};

/// A side effect waiting to leave: one row of `outbox`, column for column.
///
/// Written with the command that causes it (`jsonb_populate_recordset(null::outbox, …)`). The payload holds ids only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Insertable, Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(diesel::pg::Pg))]
pub struct OutboxRow {
    /// The application, matter or account it belongs to.
    pub owner_id: Uuid,
    /// Its id; one derived from its cause makes a repeat collide.
    pub id: Uuid,
    /// What kind of work it is; names the handler.
    pub topic: String,
    /// What the handler needs to know: ids, codes, sequence numbers.
    pub payload: Value,
    /// When it was caused (law time).
    pub created_at: DateTime<Utc>,
    /// When it may first be tried, and after a failure tried again (law time).
    pub available_at: DateTime<Utc>,
    /// How often it has been tried.
    pub attempts: i32,
    /// Until when a worker holds it (machine time of the database).
    pub lease_until: Option<DateTime<Utc>>,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was given up (law time).
    pub dead_at: Option<DateTime<Utc>>,
}

impl OutboxRow {
    /// Work to be done as soon as the command is committed. `now` is law time.
    pub fn new(owner_id: Uuid, id: Uuid, topic: impl Into<String>, payload: Value, now: DateTime<Utc>) -> Self {
        Self {
            owner_id,
            id,
            topic: topic.into(),
            payload,
            created_at: now,
            available_at: now,
            attempts: 0,
            lease_until: None,
            last_error: None,
            dead_at: None,
        }
    }

    /// The same work, not before an instant (law time).
    #[must_use]
    pub fn not_before(mut self, at: DateTime<Utc>) -> Self {
        self.available_at = at;
        self
    }
}

/// An alarm: one row of `timer`, column for column. One per owner, kind and reference, so writing it again (an upsert) moves it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Insertable, Queryable, Selectable)]
#[diesel(table_name = timer, check_for_backend(diesel::pg::Pg))]
pub struct TimerRow {
    /// The application or matter it belongs to.
    pub owner_id: Uuid,
    /// What kind of alarm it is; names the handler.
    pub kind: String,
    /// What it is about within its owner: a task's id, a notice's number, or empty.
    pub reference: String,
    /// When it goes off (law time). A failed firing moves it by the backoff.
    pub fire_at: DateTime<Utc>,
    /// How often it has been fired.
    pub attempts: i32,
    /// Until when a worker holds it (machine time of the database).
    pub lease_until: Option<DateTime<Utc>>,
    /// Why the last firing failed.
    pub last_error: Option<String>,
    /// When it was given up (law time).
    pub dead_at: Option<DateTime<Utc>>,
}

impl TimerRow {
    /// An alarm that goes off at an instant (law time).
    pub fn new(owner_id: Uuid, kind: impl Into<String>, reference: impl Into<String>, fire_at: DateTime<Utc>) -> Self {
        Self {
            owner_id,
            kind: kind.into(),
            reference: reference.into(),
            fire_at,
            attempts: 0,
            lease_until: None,
            last_error: None,
            dead_at: None,
        }
    }
}
