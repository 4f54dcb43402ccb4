//! What a room writes to have its work done: a [`Handler`] for a topic of the outbox, a [`TimerHandler`] for a kind of alarm.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;

/// A claimed row of the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The application, matter or account it belongs to.
    pub owner_id: Uuid,
    /// The same at every attempt.
    pub id: Uuid,
    /// Which handler it is for.
    pub topic: String,
    /// What its cause wrote down: ids, codes, sequence numbers.
    pub payload: Value,
    /// When it was caused (law time).
    pub created_at: DateTime<Utc>,
    /// Which attempt this is, from 1.
    pub attempt: i32,
}

impl Job {
    /// The payload as the handler's own type.
    ///
    /// # Errors
    /// [`Failure::Dead`] when it does not fit: trying again would not change it.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        T::deserialize(&self.payload)
            .map_err(|error| Failure::Dead(format!("the payload of topic {} does not fit: {error}", self.topic)))
    }
}

/// A claimed alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The application or matter it belongs to.
    pub owner_id: Uuid,
    /// Which handler it is for.
    pub kind: String,
    /// What it is about within its owner.
    pub reference: String,
    /// When it was due (law time); later than first set if an earlier firing failed.
    pub fire_at: DateTime<Utc>,
    /// Which attempt this is, from 1.
    pub attempt: i32,
}

/// Why a job was not done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
    /// It may work later: tried again with backoff, until the attempts are used up.
    #[error("{0}")]
    Retry(String),
    /// It will never work: given up at once, the row is kept as a dead letter.
    #[error("{0}")]
    Dead(String),
}

impl Failure {
    /// A failure worth another attempt.
    pub fn retry(cause: impl std::fmt::Display) -> Self {
        Self::Retry(cause.to_string())
    }

    /// A failure that would only repeat itself.
    pub fn dead(cause: impl std::fmt::Display) -> Self {
        Self::Dead(cause.to_string())
    }
}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Self::retry(error)
    }
}

/// Does the work of one topic.
///
/// **Handlers must be idempotent.** A worker may die after the effect and before the row is deleted, or lose its lease while it is slow; then
/// the job runs again, with the same [`Job::id`] and payload. Messages name neither people nor what they wrote: failures are stored and logged.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// The topic it serves; one handler each.
    fn topic(&self) -> &'static str;

    /// Does the work. Success deletes the row.
    async fn handle(&self, job: &Job) -> Result<(), Failure>;
}

/// Fires the alarms of one kind, as an ordinary command.
///
/// **Firing must be idempotent, and a no-op when stale**: the handler judges by the owner's state, not by the alarm, whether there is still
/// something to do. On success the engine deletes the alarm, unless the command moved it; the command may delete it as well.
#[async_trait]
pub trait TimerHandler: Send + Sync + 'static {
    /// The kind it serves; one handler each.
    fn kind(&self) -> &'static str;

    /// Fires.
    async fn fire(&self, alarm: &Alarm) -> Result<(), Failure>;
}
