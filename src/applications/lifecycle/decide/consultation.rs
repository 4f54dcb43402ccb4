//! Another department is asked for its opinion (征求意见), and answers.

use uuid::Uuid;

use super::super::command::TaskDecision;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::Case;
use super::dates::undecided;
use super::{review, tasks};

/// The department that was asked agrees or disagrees; who disagrees says why.
pub(super) fn answer(case: &Case, task: Uuid, by: Uuid, decision: &TaskDecision) -> Result<Vec<Event>, Refusal> {
    undecided(case)?;
    review::agrees(decision)?;
    Ok(vec![tasks::completed(task, by, decision)])
}
