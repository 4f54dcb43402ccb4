//! What moves the due dates of an accepted application, and what happens when they pass.

use chrono::NaiveDate;

use super::super::alarms::{delivery_begins, delivery_due, due_dates};
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{
    Acceptance, Case, Colour, Courses, DueDates, Extension, Limits, Phase, Suspension, Task, TaskKind, pauses,
    yellow_on,
};
use super::intake::{answer_due, waiting_since};
use super::wrong_state;
use crate::calendar::Limit;
use crate::clock::shanghai_date;
use crate::procedure::NodeId;

/// What is known of an accepted application that is not decided.
pub(super) fn undecided(case: &Case) -> Result<&Acceptance, Refusal> {
    case.phase.undecided().ok_or_else(|| wrong_state(case))
}

/// The due dates of what is accepted on a day.
pub(super) fn of_new(accepted_on: NaiveDate, context: &Context<'_>) -> DueDates {
    run(accepted_on, context.policy.limits(), &[], None, context)
}

/// The due dates of what was accepted, by these limits.
pub(super) fn by_limits(acceptance: &Acceptance, limits: Limits, context: &Context<'_>) -> DueDates {
    let (suspensions, extension) = (&acceptance.suspensions, acceptance.extension.as_ref());
    run(acceptance.accepted_on, limits, suspensions, extension, context)
}

/// The due dates of what was accepted: by the limits it was accepted with.
fn count(
    acceptance: &Acceptance,
    suspensions: &[Suspension],
    extension: Option<&Extension>,
    context: &Context<'_>,
) -> DueDates {
    let limits = acceptance.limits.unwrap_or_else(|| context.policy.limits());
    run(acceptance.accepted_on, limits, suspensions, extension, context)
}

fn run(
    accepted_on: NaiveDate,
    limits: Limits,
    suspensions: &[Suspension],
    extension: Option<&Extension>,
    context: &Context<'_>,
) -> DueDates {
    let pauses = pauses(suspensions);
    let courses = Courses::run(context.calendar, accepted_on, limits, extension, &pauses);
    DueDates::of(context.calendar, accepted_on, &courses, &pauses)
}

/// The head of the organ extends the limits: once, before the last day has passed, by what is allowed at most (art. 42). A promise that
/// has passed already stays broken; only the law's date moves then.
pub(super) fn extend(case: &Case, limit: Option<Limit>, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let acceptance = undecided(case)?;
    if acceptance.extension.is_some() {
        return Err(Refusal::ExtendedBefore);
    }
    let rule = context
        .policy
        .extension
        .ok_or(Refusal::ExtensionNotAllowed { most: None })?;
    let limit = limit.unwrap_or(rule.limit);
    if limit.unit != rule.limit.unit || limit.days > rule.limit.days || limit.days == 0 {
        return Err(Refusal::ExtensionNotAllowed { most: Some(rule.limit) });
    }
    let last = acceptance
        .dates
        .statutory_due_on
        .unwrap_or(acceptance.dates.promised_due_on);
    if context.today > last {
        return Err(Refusal::TooLate { on: last });
    }
    let (on, basis) = (context.today, rule.legal_basis.clone());
    let moves_promise = on <= acceptance.dates.promised_due_on;
    let granted = Extension {
        limit,
        on,
        basis: basis.clone(),
        moves_promise,
    };
    let extended = |dates| Event::Extended {
        limit,
        on,
        basis,
        moves_promise,
        dates,
    };
    Ok(moved(
        case,
        acceptance,
        &acceptance.suspensions,
        Some(&granted),
        context,
        extended,
    ))
}

/// Counts again by a calendar that is known better: the five days of a receipt, the limits of what is accepted, the ten days of a
/// certificate. The last day to answer a supplement was told in writing, and stays.
pub(super) fn reproject(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match &case.phase {
        // How long a member's department has to answer is the matter's affair.
        Phase::Submitted(_) if case.member().is_some() => Err(Refusal::Stale),
        Phase::Submitted(receipt) => {
            let (from, due_on) = (waiting_since(receipt), answer_due(receipt, context));
            recounted(case, &TaskKind::Intake, from, due_on, context)
        }
        Phase::Decided(decided) => {
            let from = delivery_begins(case, decided);
            let due_on = delivery_due(context.calendar, case, decided);
            recounted(case, &TaskKind::Issue, from, due_on, context)
        }
        phase => reprojected(case, phase.undecided().ok_or(Refusal::Stale)?, context),
    }
}

/// The task that a limit of the law itself is for ends on another day than it did.
fn recounted(
    case: &Case,
    kind: &TaskKind,
    from: NaiveDate,
    due_on: NaiveDate,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    // One without a last day waits for materials that are to follow.
    let moved = |task: &&Task| task.kind == *kind && task.due_on.is_some_and(|told| told != due_on);
    let task = case.active_tasks().find(moved).ok_or(Refusal::Stale)?;
    Ok(vec![Event::TaskRescheduled {
        task: task.id,
        due_on,
        yellow_on: yellow_on(context.calendar, from, due_on, &[]),
    }])
}

fn reprojected(case: &Case, acceptance: &Acceptance, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let (suspensions, extension) = (&acceptance.suspensions, acceptance.extension.as_ref());
    let dates = count(acceptance, suspensions, extension, context);
    // No card for a date that by this calendar has not passed.
    let mut events = vec![Event::Reprojected { dates }];
    events.extend(rescheduled_tasks(case, suspensions, context));
    if dates == acceptance.dates && events.len() == 1 {
        return Err(Refusal::Stale);
    }
    Ok(events)
}

/// Due dates that have passed without a decision become facts (timer).
pub(super) fn issue_cards(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let cards = overdue(case, context.today);
    if cards.is_empty() {
        Err(Refusal::Stale)
    } else {
        Ok(cards)
    }
}

/// The cards that an application still waits for: none unless it is accepted and not decided.
pub(super) fn overdue(case: &Case, today: NaiveDate) -> Vec<Event> {
    let cards = |acceptance| cards(case, acceptance, today);
    case.phase.undecided().map(cards).unwrap_or_default()
}

/// The cards for due dates that have passed. A late decision gets them too, whether or not the timer has come round.
pub(super) fn cards(case: &Case, acceptance: &Acceptance, today: NaiveDate) -> Vec<Event> {
    passed(due_dates(case, acceptance), today)
}

/// The cards of what is accepted and decided in one act.
pub(super) fn cards_of(dates: &DueDates, today: NaiveDate) -> Vec<Event> {
    passed(dates.by_colour(), today)
}

fn passed(dates: impl Iterator<Item = (Colour, NaiveDate)>, today: NaiveDate) -> Vec<Event> {
    dates
        .filter(|(_, due_on)| today > *due_on)
        .map(|(colour, due_on)| Event::CardIssued { colour, due_on })
        .collect()
}

/// The event by which the due dates move, and after it those by which the limits of the procedure's open tasks move with them. What has
/// passed already has passed for good, whether or not the timer has come round.
pub(super) fn moved(
    case: &Case,
    acceptance: &Acceptance,
    suspensions: &[Suspension],
    extension: Option<&Extension>,
    context: &Context<'_>,
    event: impl FnOnce(DueDates) -> Event,
) -> Vec<Event> {
    let dates = count(acceptance, suspensions, extension, context);
    let mut events = cards(case, acceptance, context.today);
    events.push(event(dates));
    events.extend(rescheduled_tasks(case, suspensions, context));
    events
}

fn rescheduled_tasks(case: &Case, suspensions: &[Suspension], context: &Context<'_>) -> impl Iterator<Item = Event> {
    case.active_tasks()
        .filter_map(move |task| rescheduled(task, task.node()?, suspensions, context))
}

/// A task of the procedure whose own limit, that of this node, ends on another day than it did.
pub(super) fn rescheduled(
    task: &Task,
    node: &NodeId,
    suspensions: &[Suspension],
    context: &Context<'_>,
) -> Option<Event> {
    let limit = context.policy.graph.node(node)?.limit()?;
    let (from, pauses) = (shanghai_date(task.opened_at), pauses(suspensions));
    let due_on = context.calendar.run(from, &[limit], &pauses).due.date;
    (task.due_on != Some(due_on)).then(|| Event::TaskRescheduled {
        task: task.id,
        due_on,
        yellow_on: yellow_on(context.calendar, from, due_on, &pauses),
    })
}
