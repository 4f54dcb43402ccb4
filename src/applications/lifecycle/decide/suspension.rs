//! Special procedures (特别程序): Administrative Licensing Law art. 45.
//!
//! One with a legal basis stops the limits from the day after its notice through its last day; one without is recorded, and nothing stops.

use chrono::{Days, NaiveDate};

use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Acceptance, Case, Suspension};
use super::dates::{moved, undecided};
use crate::codes::SpecialProcedure;

/// The longest a special procedure may be planned for at once where the item does not say: more is a slip of the keyboard.
const LONGEST: Days = Days::new(3660);

pub(super) fn suspend(
    case: &Case,
    kind: SpecialProcedure,
    basis: Option<String>,
    until: NaiveDate,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let acceptance = undecided(case)?;
    if let Some(current) = acceptance.current_suspension() {
        return Err(Refusal::SuspensionGoesOn { until: current.until });
    }
    lies_ahead(kind, until, context.today, context)?;
    let from = context.today;
    let planned = Suspension {
        kind,
        basis: basis.clone(),
        from,
        until,
        over: false,
    };
    let suspensions = [acceptance.suspensions.as_slice(), &[planned]].concat();
    Ok(moved(
        case,
        acceptance,
        &suspensions,
        acceptance.extension.as_ref(),
        context,
        |dates| Event::Suspended {
            kind,
            basis,
            from,
            until,
            dates,
        },
    ))
}

/// It takes longer, which the applicant is told before the planned day has passed.
pub(super) fn prolong(case: &Case, until: NaiveDate, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let (acceptance, current) = current(case)?;
    lies_ahead(current.kind, until, current.until, context)?;
    let suspensions = with_last(acceptance, |last| last.until = until);
    let prolonged = |dates| Event::SuspensionProlonged { until, dates };
    Ok(moved(
        case,
        acceptance,
        &suspensions,
        acceptance.extension.as_ref(),
        context,
        prolonged,
    ))
}

/// It is over sooner than planned. Today does not count yet, as the day of an event never does.
pub(super) fn end(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let (acceptance, current) = current(case)?;
    Ok(ended(case, acceptance, current.until.min(context.today), context))
}

/// What has happened by itself before anything else is decided: a special procedure whose planned day has passed is over, whether or not
/// the timer has come round.
pub(super) fn lapsed(case: &Case, context: &Context<'_>) -> Vec<Event> {
    over(case, context).unwrap_or_default()
}

/// Its planned day has passed (timer).
pub(super) fn over(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match current(case) {
        Ok((acceptance, current)) if context.today > current.until => {
            Ok(ended(case, acceptance, current.until, context))
        }
        _ => Err(Refusal::Stale),
    }
}

fn ended(case: &Case, acceptance: &Acceptance, on: NaiveDate, context: &Context<'_>) -> Vec<Event> {
    let suspensions = with_last(acceptance, |last| {
        last.until = on;
        last.over = true;
    });
    let ended = |dates| Event::SuspensionEnded { on, dates };
    moved(
        case,
        acceptance,
        &suspensions,
        acceptance.extension.as_ref(),
        context,
        ended,
    )
}

fn current(case: &Case) -> Result<(&Acceptance, &Suspension), Refusal> {
    let acceptance = undecided(case)?;
    let current = acceptance.current_suspension().ok_or(Refusal::NotSuspended)?;
    Ok((acceptance, current))
}

fn with_last(acceptance: &Acceptance, change: impl FnOnce(&mut Suspension)) -> Vec<Suspension> {
    let mut suspensions = acceptance.suspensions.clone();
    suspensions.last_mut().map(change);
    suspensions
}

/// A last day has to lie ahead, and not further than the item lets one plan at once.
fn lies_ahead(
    kind: SpecialProcedure,
    until: NaiveDate,
    after: NaiveDate,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let rules = context.policy.special_procedures;
    let longest = rules
        .iter()
        .find(|rule| rule.kind == kind)
        .and_then(|rule| rule.longest);
    let latest = match longest {
        Some(longest) => context.calendar.due(context.today, longest).date,
        None => context.today.checked_add_days(LONGEST).unwrap_or(NaiveDate::MAX),
    };
    if until > after && until <= latest {
        Ok(())
    } else {
        Err(Refusal::ImpossibleEnd { after, latest })
    }
}
