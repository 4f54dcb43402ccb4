//! Putting a task into a colleague's hands.

use uuid::Uuid;

use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, TaskStatus};
use super::recusal::not_recused;
use super::tasks;

/// Its holder delegates a task (委托); whoever manages the department reassigns any (改派).
pub(super) fn assign(case: &Case, id: Uuid, by: Uuid, to: Uuid, supervised: bool) -> Result<Vec<Event>, Refusal> {
    let task = tasks::active(case, id)?;
    not_recused(case, by)?;
    not_recused(case, to)?;
    match task.status {
        TaskStatus::Claimed { holder } if holder == to => Err(Refusal::HeldAlready),
        TaskStatus::Claimed { holder } if holder != by && !supervised => Err(Refusal::TaskTaken),
        TaskStatus::Open if !supervised => Err(Refusal::TaskUnclaimed),
        _ => Ok(vec![Event::TaskAssigned {
            task: id,
            holder: to,
            by,
        }]),
    }
}
