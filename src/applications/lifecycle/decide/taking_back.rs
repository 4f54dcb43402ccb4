//! Taking back a step just done (撤回办理), as long as nobody has acted on what it led to.

use uuid::Uuid;

use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Phase, Step, Task, TaskStatus};
use super::recusal::not_recused;
use super::{dates, review};
use crate::procedure::Run;

/// Undoes the step that completed a task: everything is where it was before, and the task is in the same hands again. Only the numbers of
/// tokens that are gone are not used again.
pub(super) fn take_back(case: &Case, task: Uuid, by: Uuid, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    case.task(task).ok_or(Refusal::UnknownTask)?;
    let acceptance = review::in_review(case)?;
    not_recused(case, by)?;
    let step = last_step(case, task, by).ok_or(Refusal::StepNotLast)?;
    let mut events = vec![Event::StepTakenBack { task, by }];
    events.extend(step.opened.iter().map(|task| Event::TaskCancelled { task: *task }));
    let theirs = [(task, Some(by))];
    let reopened = || theirs.iter().chain(&step.cancelled).copied();
    events.extend(reopened().map(|(task, holder)| Event::TaskReopened {
        task,
        holder: holder.filter(|holder| !case.recused.contains(holder)),
    }));
    events.push(Event::ProcedureMoved {
        run: Run {
            tokens: step.run.tokens.clone(),
            next: case.run.next,
        },
    });
    events.extend(waits(case, step));
    // The calendar may have become known better meanwhile.
    let again = reopened().filter_map(|(task, _)| case.task(task));
    events.extend(again.filter_map(|task| dates::rescheduled(task, task.node()?, &acceptance.suspensions, context)));
    Ok(events)
}

/// Whether somebody's completion of a task is the last step, and nobody has acted on it.
pub(crate) fn is_last_step(case: &Case, task: Uuid, by: Uuid) -> bool {
    matches!(case.phase, Phase::InReview(_)) && !case.recused.contains(&by) && last_step(case, task, by).is_some()
}

fn last_step(case: &Case, task: Uuid, by: Uuid) -> Option<&Step> {
    let untouched = |task: &Uuid| case.task(*task).map(|task: &Task| &task.status) == Some(&TaskStatus::Open);
    let step = case.step.as_ref()?;
    (step.settled && step.task == task && step.by == by && step.opened.iter().all(untouched)).then_some(step)
}

/// Time that was passing before the step and was cut short by it passes again, to the same day.
fn waits(case: &Case, step: &Step) -> impl Iterator<Item = Event> {
    let cut_short = step.waits.iter().filter(|(token, _)| !case.waits.contains_key(*token));
    cut_short.filter_map(|(token, until)| {
        let at = step.run.tokens.iter().find(|at| at.id == *token)?;
        Some(Event::WaitBegan {
            token: *token,
            node: at.node.clone(),
            until: *until,
        })
    })
}
