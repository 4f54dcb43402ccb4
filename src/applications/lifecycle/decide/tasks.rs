//! Taking, putting back and finishing tasks.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::command::TaskDecision;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Task, TaskKind, TaskStatus};
use super::recusal::not_recused;
use super::{check, consultation, intake, result, review};

pub(super) fn claim(case: &Case, id: Uuid, by: Uuid) -> Result<Vec<Event>, Refusal> {
    let task = active(case, id)?;
    not_recused(case, by)?;
    match task.status {
        TaskStatus::Open => Ok(vec![Event::TaskClaimed { task: id, holder: by }]),
        _ => Err(Refusal::TaskTaken),
    }
}

pub(super) fn release(case: &Case, id: Uuid, by: Uuid) -> Result<Vec<Event>, Refusal> {
    held_by(active(case, id)?, by)?;
    Ok(vec![Event::TaskReleased { task: id }])
}

pub(super) fn complete(
    case: &Case,
    id: Uuid,
    by: Uuid,
    decision: TaskDecision,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let task = active(case, id)?;
    not_recused(case, by)?;
    held_by(task, by)?;
    match &task.kind {
        TaskKind::Intake => intake::complete(case, id, by, decision, context),
        TaskKind::Node { node, token, party } => {
            review::complete(case, task, node, (*token, *party), by, &decision, context)
        }
        TaskKind::Consultation { .. } => consultation::answer(case, task, by, &decision, context),
        TaskKind::Check => check::complete(case, id, by, &decision),
        TaskKind::Issue => result::issue(case, id, by, &decision, context),
    }
}

/// The event of a task's completion.
pub(super) fn completed(task: Uuid, by: Uuid, decision: &TaskDecision) -> Event {
    Event::TaskCompleted {
        task,
        by,
        outcome: decision.outcome.clone(),
        verdicts: decision.verdicts.clone(),
        officers: decision.officers.clone(),
    }
}

/// Declining and denying state their reasons (arts. 32, 38).
pub(super) fn needs_reasons(decision: &TaskDecision) -> Result<(), Refusal> {
    if decision.has_reasons {
        Ok(())
    } else {
        Err(Refusal::ReasonsRequired)
    }
}

/// The id of the `nth` task that this command opens: a UUIDv7 of the command's instant, derived from the application and the task's
/// ordinal in it, so that deciding again gives the same id and no randomness is needed.
pub(super) fn new_id(case: &Case, context: &Context<'_>, nth: usize) -> Uuid {
    let ordinal = u64::try_from(case.tasks.len() + nth).unwrap_or(u64::MAX);
    let digest = Sha256::new()
        .chain_update(context.application.as_bytes())
        .chain_update(ordinal.to_be_bytes())
        .finalize();
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    let millis = u64::try_from(context.now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

pub(super) fn active(case: &Case, id: Uuid) -> Result<&Task, Refusal> {
    let task = case.task(id).ok_or(Refusal::UnknownTask)?;
    if task.is_active() {
        Ok(task)
    } else {
        Err(Refusal::TaskClosed)
    }
}

pub(super) fn held_by(task: &Task, by: Uuid) -> Result<(), Refusal> {
    match task.status {
        TaskStatus::Claimed { holder } if holder == by => Ok(()),
        TaskStatus::Claimed { .. } => Err(Refusal::TaskTaken),
        _ => Err(Refusal::TaskUnclaimed),
    }
}
