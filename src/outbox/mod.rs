//! The queues: side effects leave through `outbox`, alarms go off through `timer`.
//!
//! A command writes its rows with itself, in one statement: nothing is sent before it is committed, nothing committed goes unsent. Only the
//! machinery is here; what is sent lives in its own room, as a [`Handler`] or [`TimerHandler`].

mod handler;
mod row;

pub use handler::{Alarm, Failure, Handler, Job, TimerHandler};
pub use row::{OutboxRow, TimerRow};

/// The channel on which a commit says that there is work. It only shortens the poll; correctness never rests on it.
pub const CHANNEL: &str = "yiwang_outbox";
