//! The queues: side effects leave through `outbox`, alarms go off through `timer`.
//!
//! A command writes its rows with itself, in one statement: nothing is sent before it is committed, nothing committed goes unsent. Only the
//! machinery is here; what is sent lives in its own room, as a [`Handler`] or [`TimerHandler`].
//!
//! Any number of instances run an [`Engine`] on one database. Work is claimed by **lease**: candidates are picked without locks, one
//! conditional update says which were won, and a dead worker's lease runs out. So a job may run twice, never not at all: **handlers are
//! idempotent**. Leases are machine time; what falls due and when a failure is tried again is law time.
//!
//! | Room | Question |
//! |---|---|
//! | `row` | What does a command write? |
//! | `handler` | What does a room write to have its work done? |
//! | `engine`, `options` | What runs on an instance, and how? |
//! | `worker` | How much is claimed, and when? |
//! | `attend` | What happens to one claimed row? |
//! | `queue`, `store` | The SQL, written once for both tables |
//! | `backoff` | How long does a failure wait? |
//! | `bell`, `listen` | Who shortens the poll? |
//! | `metrics` | What does the operator see? |

mod attend;
mod backoff;
mod bell;
mod engine;
mod enqueue;
mod handler;
mod listen;
mod metrics;
mod options;
mod queue;
mod row;
mod store;
#[cfg(test)]
mod tests;
mod worker;

pub use bell::Bell;
pub use engine::{Engine, EngineError};
pub use enqueue::{arm, enqueue};
pub use handler::{Alarm, Failure, Handler, Job, TimerHandler};
pub use options::EngineOptions;
pub use row::{OutboxRow, TimerRow};

/// The channel on which instances tell each other that there is work. It only shortens the poll; correctness never rests on it.
pub const CHANNEL: &str = "yiwang_outbox";
