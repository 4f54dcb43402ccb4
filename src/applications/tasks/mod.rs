//! The operations on tasks, one file each: what clerks and reviewers do all day.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod claim_task;
pub mod complete_task;
pub mod list_tasks;
pub mod read_task;
pub mod release_task;

mod answers;
pub(super) mod name;
mod queue;

pub use answers::TaskState;
