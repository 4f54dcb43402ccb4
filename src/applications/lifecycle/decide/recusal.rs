//! Recusal (回避): a person who has an interest in a case does not work on it. Per person and case.

use uuid::Uuid;

use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Phase, Task};
use super::wrong_state;

/// From now on somebody does not work on the case; what they hold is put back.
pub(super) fn recuse(case: &Case, person: Uuid) -> Result<Vec<Event>, Refusal> {
    if matches!(case.phase, Phase::Draft) || case.phase.status().is_final() {
        return Err(wrong_state(case));
    }
    not_recused(case, person)?;
    let held = case.active_tasks().filter(|task| task.holder() == Some(person));
    let released = held.map(|Task { id, .. }| Event::TaskReleased { task: *id });
    Ok([Event::Recused { person }].into_iter().chain(released).collect())
}

/// Who is recused neither takes work, nor is given any, nor does any.
pub(super) fn not_recused(case: &Case, person: Uuid) -> Result<(), Refusal> {
    if case.recused.contains(&person) {
        Err(Refusal::Recused)
    } else {
        Ok(())
    }
}
