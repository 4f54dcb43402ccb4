//! From receipt to acceptance: Administrative Licensing Law art. 32.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::RECEIPT_LIMIT;
use super::super::command::TaskDecision;
use super::super::context::Context;
use super::super::event::{Event, MatterEvent, TaskOpening};
use super::super::refusal::Refusal;
use super::super::state::{Case, DueDates, Member, Outcome, Phase, Receipt, TaskKind, Verdict, yellow_on};
use super::{
    cancel_all, check, consents, dates, following, result, review, revocation, submitted, tasks, warning, wrong_state,
};
use crate::codes::{CaseType, Post};

/// The outcomes of the intake task.
pub(crate) const ACCEPT: &str = "accept";
pub(crate) const DECLINE: &str = "decline";
pub(crate) const REQUEST_SUPPLEMENT: &str = "request_supplement";
pub(crate) const GRANT: &str = "grant";
pub(crate) const DENY: &str = "deny";

pub(super) fn submit(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match case.phase {
        Phase::Draft => Ok(consents::asked(case, context)?.unwrap_or_else(|| received(case, context))),
        _ => Err(wrong_state(case)),
    }
}

/// A draft is received (收件): with what is committed to on that day, and work for the window.
pub(super) fn received(case: &Case, context: &Context<'_>) -> Vec<Event> {
    let submitted = Event::Submitted {
        received_on: context.calendar.received_on(context.now),
    };
    // What was agreed to when it was handed in is not changed by the day it is received on.
    let commitment = check::committed_today(case, context).filter(|_| !case.consents.held);
    let intake = open_intake(case, context, false);
    commitment.into_iter().chain([submitted]).chain(intake).collect()
}

/// A supplement answers everything the notice told, on or before its day.
pub(super) fn supply(case: &Case, materials: BTreeSet<String>, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Phase::AwaitingSupplement(Receipt {
        supplement: Some(notice),
        ..
    }) = &case.phase
    else {
        return Err(wrong_state(case));
    };
    if context.today > notice.answer_by {
        return Err(Refusal::TooLate { on: notice.answer_by });
    }
    let missing: BTreeSet<_> = notice.outstanding.difference(&materials).cloned().collect();
    if !missing.is_empty() {
        return Err(Refusal::SupplementIncomplete { missing });
    }
    let arrived = Event::Supplemented {
        materials: notice.outstanding.clone(),
        on: context.calendar.received_on(context.now),
    };
    Ok([arrived].into_iter().chain(open_intake(case, context, true)).collect())
}

/// The clerk's answer to a receipt. The task was checked to be the caller's. The window of a matter answers for each member.
pub(super) fn complete(
    case: &Case,
    task: Uuid,
    by: Uuid,
    decision: TaskDecision,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let receipt = submitted(case)?;
    in_time(case, receipt, context)?;
    let done = tasks::completed(task, by, &decision);
    if case.whole().is_some() {
        known(&decision, [ACCEPT, DECLINE, REQUEST_SUPPLEMENT])?;
        return Ok(vec![done]);
    }
    let mut events = vec![done];
    events.extend(word(case, receipt, &decision, context)?);
    Ok(events)
}

/// What the word on a receipt leads to. In a matter the gaps of all members are told together, and what is in order waits until it begins.
pub(super) fn word(
    case: &Case,
    receipt: &Receipt,
    decision: &TaskDecision,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let on_the_spot_too = is_decided_on_the_spot(case, context.policy.case_type);
    let refuses = [DECLINE, DENY].contains(&decision.outcome.as_str());
    let bar = revocation::false_materials(decision, refuses, context)?;
    let mut events = Vec::new();
    match decision.outcome.as_str() {
        ACCEPT => {
            no_gaps(case, decision, context)?;
            if case.waits_for_others() {
                events.push(Event::Matter(MatterEvent::InOrder));
            } else if check::relies_on_commitment(case, context) {
                events.extend(on_the_spot(case, receipt, Outcome::Approved, context)?);
            } else {
                let on = acceptance_day(receipt, context.today);
                events.extend(begun(case, on, Some(decision), context)?);
            }
        }
        DECLINE => {
            tasks::needs_reasons(decision)?;
            events.extend(bar);
            events.push(Event::Declined);
        }
        REQUEST_SUPPLEMENT if case.member().is_some() => {
            let materials = found_missing(case, receipt, decision, context)?;
            events.push(Event::Matter(MatterEvent::GapsFound { materials }));
        }
        REQUEST_SUPPLEMENT => events.push(request_supplement(case, receipt, decision, context)?),
        GRANT if on_the_spot_too => {
            no_gaps(case, decision, context)?;
            events.extend(on_the_spot(case, receipt, Outcome::Approved, context)?);
        }
        DENY if on_the_spot_too => {
            tasks::needs_reasons(decision)?;
            events.extend(bar);
            events.extend(on_the_spot(case, receipt, Outcome::Denied, context)?);
        }
        _ => known(decision, outcomes(case, context.policy.case_type))?,
    }
    Ok(events)
}

/// Immediate items may be decided on the spot (art. 34), but not what has to wait for others.
fn is_decided_on_the_spot(case: &Case, case_type: CaseType) -> bool {
    case_type == CaseType::Immediate && !case.waits_for_others()
}

/// Asks that the outcome be one of these.
fn known(decision: &TaskDecision, allowed: impl IntoIterator<Item = &'static str>) -> Result<(), Refusal> {
    let allowed: Vec<String> = allowed.into_iter().map(str::to_owned).collect();
    if allowed.iter().any(|outcome| *outcome == *decision.outcome.as_str()) {
        Ok(())
    } else {
        Err(Refusal::UnknownOutcome { allowed })
    }
}

/// The outcomes an intake task has.
pub(crate) fn outcomes(case: &Case, case_type: CaseType) -> impl Iterator<Item = &'static str> {
    let on_the_spot: &[&str] = if is_decided_on_the_spot(case, case_type) {
        &[GRANT, DENY]
    } else {
        &[]
    };
    [ACCEPT, DECLINE, REQUEST_SUPPLEMENT]
        .into_iter()
        .chain(on_the_spot.iter().copied())
}

/// Silence for five working days counts as acceptance, from the day the materials were received.
pub(super) fn deem_accepted(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Phase::Submitted(receipt) = &case.phase else {
        return Err(Refusal::Stale);
    };
    if !silence_accepts(case, context) || context.today <= answer_due(receipt, context) {
        return Err(Refusal::Stale);
    }
    let mut events = warning::of_late(case, context);
    events.extend(cancel_all(case));
    events.extend(begun(case, waiting_since(receipt), None, context)?);
    Ok(events)
}

/// A supplement nobody answered in time ends the application.
pub(super) fn lapse(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match &case.phase {
        Phase::AwaitingSupplement(Receipt {
            supplement: Some(notice),
            ..
        }) if context.today > notice.answer_by => Ok(vec![Event::Lapsed]),
        _ => Err(Refusal::Stale),
    }
}

/// The day the organ's five days count from: receipt, or the day the last demanded material arrived.
pub(super) fn waiting_since(receipt: &Receipt) -> NaiveDate {
    receipt
        .supplement
        .as_ref()
        .and_then(|supplement| supplement.answered_on)
        .unwrap_or(receipt.received_on)
}

/// Whether silence counts as acceptance: not of what has not begun, nor of what another system handles.
pub(in super::super) fn silence_accepts(case: &Case, context: &Context<'_>) -> bool {
    let handled_here = case.member().is_none_or(|member| !member.waits && !member.external);
    context.policy.silence_accepts && handled_here
}

/// Where silence accepts it has done so as the sixth day began, whether or not the timer has come round to saying so: nobody can
/// decline, ask for more or date the acceptance otherwise any more.
pub(super) fn in_time(case: &Case, receipt: &Receipt, context: &Context<'_>) -> Result<(), Refusal> {
    let on = answer_due(receipt, context);
    if silence_accepts(case, context) && context.today > on {
        return Err(Refusal::TooLate { on });
    }
    Ok(())
}

/// The last of those five days.
pub(in super::super) fn answer_due(receipt: &Receipt, context: &Context<'_>) -> NaiveDate {
    context.calendar.add(waiting_since(receipt), RECEIPT_LIMIT).date
}

/// Acceptance is dated by its notice; after a supplement by the day the last demanded material arrived, but no later than its notice: what
/// counts as received on the next working day may be accepted before.
fn acceptance_day(receipt: &Receipt, today: NaiveDate) -> NaiveDate {
    match &receipt.supplement {
        Some(_) => waiting_since(receipt).min(today),
        None => today,
    }
}

/// Accepted, by a clerk or by silence, and the procedure begins.
fn begun(
    case: &Case,
    on: NaiveDate,
    decision: Option<&TaskDecision>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let dates = dates::of_new(on, context);
    let mut events = vec![accepted(on, decision.is_none(), dates)];
    events.extend(following::promised(context));
    events.extend(review::begin(case, decision, &dates, context)?);
    Ok(events)
}

/// An immediate item is accepted and decided in one act (art. 34).
fn on_the_spot(case: &Case, receipt: &Receipt, outcome: Outcome, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let on = acceptance_day(receipt, context.today);
    let dates = dates::of_new(on, context);
    let mut events = vec![accepted(on, false, dates)];
    events.extend(following::promised(context).filter(|_| outcome == Outcome::Approved));
    events.extend(dates::cards_of(&dates, context.today));
    events.extend(result::decided(case, outcome, context, 0)?);
    Ok(events)
}

fn accepted(accepted_on: NaiveDate, deemed: bool, dates: DueDates) -> Event {
    Event::Accepted {
        accepted_on,
        deemed,
        dates,
    }
}

/// Everything missing is told once. Once told, the same materials may go back within the same period, but nothing new may be asked.
fn request_supplement(
    case: &Case,
    receipt: &Receipt,
    decision: &TaskDecision,
    context: &Context<'_>,
) -> Result<Event, Refusal> {
    let materials = found_missing(case, receipt, decision, context)?;
    let limit = context.policy.supplement_limit;
    let answer_by = match &receipt.supplement {
        None => context.calendar.due(context.today, limit).date,
        Some(told) => told.answer_by,
    };
    Ok(Event::SupplementRequested { materials, answer_by })
}

/// What is missing, as far as it may still be told.
fn found_missing(
    case: &Case,
    receipt: &Receipt,
    decision: &TaskDecision,
    context: &Context<'_>,
) -> Result<BTreeSet<String>, Refusal> {
    let materials = gaps(case, decision, context);
    if materials.is_empty() {
        return Err(Refusal::NothingMissing);
    }
    if case.member().is_some_and(Member::may_not_be_asked_for_more) {
        return Err(Refusal::SupplementAlreadyRequested { added: materials });
    }
    if let Some(told) = &receipt.supplement {
        let added: BTreeSet<_> = materials.difference(&told.materials).cloned().collect();
        if !added.is_empty() {
            return Err(Refusal::SupplementAlreadyRequested { added });
        }
        if context.today > told.answer_by {
            return Err(Refusal::TooLate { on: told.answer_by });
        }
    }
    Ok(materials)
}

fn no_gaps(case: &Case, decision: &TaskDecision, context: &Context<'_>) -> Result<(), Refusal> {
    let materials = gaps(case, decision, context);
    if materials.is_empty() {
        Ok(())
    } else {
        Err(Refusal::GapsRemain { materials })
    }
}

/// What is marked missing or defective. That something is missing which the applicant chose to let follow, or replaced by a commitment,
/// is no gap: that is their right.
pub(super) fn gaps(case: &Case, decision: &TaskDecision, context: &Context<'_>) -> BTreeSet<String> {
    let commitment = context.policy.commitment.filter(|_| case.commitment.is_some());
    let replaced = |material: &String| commitment.is_some_and(|rule| rule.replaces.contains(material));
    let excused = |material: &String| context.to_follow.contains(material) || replaced(material);
    decision
        .verdicts
        .iter()
        .filter(|(material, verdict)| verdict.is_gap() && !(**verdict == Verdict::Missing && excused(material)))
        .map(|(material, _)| material.clone())
        .collect()
}

/// Work for the window, with the five days of the law; none for a member, which is received with its matter.
fn open_intake(case: &Case, context: &Context<'_>, resubmitted: bool) -> Option<Event> {
    let received_on = context.calendar.received_on(context.now);
    let due_on = context.calendar.add(received_on, RECEIPT_LIMIT).date;
    case.member()
        .is_none()
        .then(|| open(case, context, due_on, resubmitted))
}

/// Work for a window, to be done by a day.
pub(super) fn open(case: &Case, context: &Context<'_>, due_on: NaiveDate, resubmitted: bool) -> Event {
    let received_on = context.calendar.received_on(context.now).min(due_on);
    Event::TaskOpened(TaskOpening {
        id: tasks::new_id(case, context, 0),
        kind: TaskKind::Intake,
        department: context.policy.department.clone(),
        post: Post::WINDOW,
        due_on: Some(due_on),
        yellow_on: Some(yellow_on(context.calendar, received_on, due_on, &[])),
        resubmitted,
    })
}
