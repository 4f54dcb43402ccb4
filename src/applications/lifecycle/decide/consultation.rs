//! Another department is asked for its opinion (征求意见), and answers, or does not.

use uuid::Uuid;

use super::super::command::TaskDecision;
use super::super::context::Context;
use super::super::event::{Event, TaskOpening};
use super::super::refusal::Refusal;
use super::super::state::{Case, Task, TaskKind, yellow_on};
use super::dates::undecided;
use super::{review, tasks};
use crate::calendar::Limit;
use crate::codes::{CreditCode, Post};

/// The holder of a task of the procedure asks a post of another department.
pub(super) fn ask(
    case: &Case,
    (task, by): (Uuid, Uuid),
    (department, post): (CreditCode, Post),
    limit: Option<Limit>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    undecided(case)?;
    let asking = held(case, task, by)?;
    if !asking.is_in_procedure() {
        return Err(Refusal::NotConsulted);
    }
    if asking.department == department {
        return Err(Refusal::OwnDepartment);
    }
    let most = context.policy.consultation_limit();
    let limit = limit.unwrap_or(most);
    if limit.unit != most.unit || limit.days > most.days || limit.days == 0 {
        return Err(Refusal::ConsultationTooLong { most });
    }
    let due_on = context.calendar.due(context.today, limit).date;
    Ok(vec![Event::TaskOpened(TaskOpening {
        id: tasks::new_id(case, context, 0),
        kind: TaskKind::Consultation { about: task },
        department,
        post,
        due_on: Some(due_on),
        yellow_on: Some(yellow_on(context.calendar, context.today, due_on, &[])),
        resubmitted: false,
    })])
}

/// Who asked does not need the answer any more.
pub(super) fn withdraw(case: &Case, (task, by): (Uuid, Uuid), consultation: Uuid) -> Result<Vec<Event>, Refusal> {
    held(case, task, by)?;
    let asked = tasks::active(case, consultation)?;
    if asked.kind != (TaskKind::Consultation { about: task }) {
        return Err(Refusal::UnknownTask);
    }
    Ok(vec![Event::TaskCancelled { task: consultation }])
}

/// The department that was asked agrees or disagrees; who disagrees says why. Where silence is consent, an answer that comes after the last
/// day comes too late.
pub(super) fn answer(
    case: &Case,
    task: &Task,
    by: Uuid,
    decision: &TaskDecision,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    undecided(case)?;
    match task.due_on {
        Some(on) if context.policy.silence_consents() && context.today > on => return Err(Refusal::TooLate { on }),
        _ => {}
    }
    review::agrees(decision)?;
    Ok(vec![tasks::completed(task.id, by, decision)])
}

/// Nobody answered in time, which a rule of the item takes for consent (timer).
pub(super) fn silence(case: &Case, task: Uuid, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let asked = case.task(task).filter(|task| task.is_active() && is_question(task));
    let last = asked.and_then(|task| task.due_on).ok_or(Refusal::Stale)?;
    if !context.policy.silence_consents() || context.today <= last {
        return Err(Refusal::Stale);
    }
    Ok(vec![Event::ConsultationSilent { task, consent: true }])
}

/// Nobody decides while an answer they asked for is still to come.
pub(super) fn none_open(case: &Case, task: Uuid) -> Result<(), Refusal> {
    let question = TaskKind::Consultation { about: task };
    if case.active_tasks().any(|task| task.kind == question) {
        Err(Refusal::ConsultationOpen)
    } else {
        Ok(())
    }
}

fn held(case: &Case, task: Uuid, by: Uuid) -> Result<&Task, Refusal> {
    let task = tasks::active(case, task)?;
    tasks::held_by(task, by)?;
    Ok(task)
}

fn is_question(task: &Task) -> bool {
    matches!(task.kind, TaskKind::Consultation { .. })
}
