//! What people are warned and reminded of, once each.

use super::super::alarms::{delivery_due, is_held_up, reminder_day};
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Light, Phase, Receipt, Task, light};

/// A task's light turned yellow or red: its post and its manager are warned (timer).
pub(super) fn of_task(case: &Case, id: uuid::Uuid, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let task = case.task(id).filter(|task| task.is_active()).ok_or(Refusal::Stale)?;
    let warning = warned(task, context).ok_or(Refusal::Stale)?;
    Ok(vec![warning])
}

/// The red warnings of tasks that were not done in time and are taken away for it: the same ones whichever timer comes round first.
pub(super) fn of_late(case: &Case, context: &Context<'_>) -> Vec<Event> {
    let is_late = |task: &&Task| task.due_on.is_some_and(|due_on| context.today > due_on);
    let late = case.active_tasks().filter(is_late);
    late.filter_map(|task| warned(task, context)).collect()
}

/// The warning that is due of a task: of its light as it is, if nobody was warned of that one yet.
fn warned(task: &Task, context: &Context<'_>) -> Option<Event> {
    let light = light(context.today, task.yellow_on?, task.due_on?);
    let is_new = light > task.warned.unwrap_or(Light::Green);
    is_new.then_some(Event::TaskWarned { task: task.id, light })
}

/// Three working days before a supplement lapses, its applicant is reminded (timer).
pub(super) fn of_supplement(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match &case.phase {
        Phase::AwaitingSupplement(Receipt {
            supplement: Some(supplement),
            ..
        }) if reminder_day(context.calendar, supplement).is_some_and(|day| context.today >= day)
            && context.today <= supplement.answer_by =>
        {
            Ok(vec![Event::SupplementReminded])
        }
        _ => Err(Refusal::Stale),
    }
}

/// The result should have been delivered within 10 working days of the decision (art. 44) and was not (timer).
pub(super) fn of_certificate(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Phase::Decided(decided) = &case.phase else {
        return Err(Refusal::Stale);
    };
    let held_up = is_held_up(case, decided, context);
    if decided.overdue || held_up || context.today <= delivery_due(context.calendar, case, decided) {
        return Err(Refusal::Stale);
    }
    Ok(vec![Event::CertificateOverdue])
}
