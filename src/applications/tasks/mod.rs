//! The operations on tasks, one file each: what clerks and reviewers do all day.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod assign_task;
pub mod claim_next_tasks;
pub mod claim_task;
pub mod complete_task;
pub mod complete_tasks;
pub mod consult_department;
pub mod draft_task;
pub mod hand_over_tasks;
pub mod list_colleagues;
pub mod list_tasks;
pub mod read_task;
pub mod release_task;
pub mod take_back_task;
pub mod withdraw_consultation;

mod answers;
mod approving;
mod asked;
mod batch;
mod colleagues;
mod drafts;
mod facets;
mod handover;
mod members;
pub(super) mod name;
mod outcomes;
mod queue;
mod rows;

pub use answers::TaskState;
pub(crate) use answers::task_answer;
pub use members::{ServingMaterial, TaskMember};
pub use outcomes::{OutcomeView, of_member};
