//! What people are warned and reminded of, once each.

use super::super::alarms::{delivery_due, reminder_day};
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Light, Phase, Receipt};

/// A task's light turned yellow or red: its post and its manager are warned (timer).
pub(super) fn of_task(case: &Case, id: uuid::Uuid, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let task = case.task(id).filter(|task| task.is_active()).ok_or(Refusal::Stale)?;
    let (Some(yellow_on), Some(due_on)) = (task.yellow_on, task.due_on) else {
        return Err(Refusal::Stale);
    };
    let light = match task.warned {
        None | Some(Light::Green | Light::Yellow) if context.today > due_on => Light::Red,
        None if context.today >= yellow_on => Light::Yellow,
        _ => return Err(Refusal::Stale),
    };
    Ok(vec![Event::TaskWarned { task: id, light }])
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
    let held_up = case.awaited().is_some();
    if decided.overdue || held_up || context.today <= delivery_due(context.calendar, case, decided) {
        return Err(Refusal::Stale);
    }
    Ok(vec![Event::CertificateOverdue])
}
