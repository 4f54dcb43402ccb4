//! Ending what was granted: what rested on something false is revoked (撤销, art. 69), what the public interest no longer bears is retracted
//! (撤回, art. 8), what has come to its end is cancelled (注销, art. 70); and what false materials bar from (arts. 78, 79).

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use super::super::command::TaskDecision;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Decided, Outcome, Phase};
use super::wrong_state;
use crate::codes::{CertificateState, EndingGround};

/// The words of what somebody may be barred from.
pub(crate) const APPLICATION: &str = "application";
pub(crate) const COMMITMENT: &str = "commitment";

/// The legal reasons of a bar from applying, and of the revocation that brings one.
const FALSE_MATERIALS: &str = "false_materials";
const DECEIT: &str = EndingGround::Deceit.as_str();

/// Who was refused for false materials may not apply for a year (art. 78), who gained an approval by deceit for three (art. 79).
const AFTER_FALSE_MATERIALS: Months = Months::new(12);
const AFTER_DECEIT: Months = Months::new(36);

/// The head of the organ takes an approval back.
pub(super) fn revoke(case: &Case, basis: String, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let approved = case
        .phase
        .decided()
        .filter(|decided| decided.outcome == Outcome::Approved);
    // What has ended already may still turn out to have been wrong from the beginning; it cannot be ended otherwise again.
    let state = EndingGround::state_by(&basis);
    let over = |decided: &Decided| decided.revoked || (decided.ended.is_some() && state != CertificateState::Revoked);
    if approved.is_none_or(over) {
        return Err(wrong_state(case));
    }
    let barred = (basis == DECEIT && context.policy.bars_after_deceit).then(|| bar(DECEIT, AFTER_DECEIT, context));
    let mut events = revoked(case, basis, None);
    events.extend(barred);
    Ok(events)
}

/// The approval is taken back: what is still to be done for it is not done any more. `done` is the task whose completion led to it.
pub(super) fn revoked(case: &Case, basis: String, done: Option<Uuid>) -> Vec<Event> {
    let left = case.active_tasks().filter(|task| done != Some(task.id));
    let mut events: Vec<Event> = left.map(|task| Event::TaskCancelled { task: task.id }).collect();
    events.push(Event::Revoked { basis });
    if matches!(case.phase, Phase::Decided(_)) {
        events.push(Event::Completed);
    }
    events
}

/// What a refusal for false materials brings: a warning in its notice, and a bar where the item says so.
pub(super) fn false_materials(
    decision: &TaskDecision,
    refused: bool,
    context: &Context<'_>,
) -> Result<Option<Event>, Refusal> {
    match (decision.false_materials, refused) {
        (false, _) => Ok(None),
        (true, false) => Err(Refusal::NotRefused),
        (true, true) => {
            let barred = || bar(FALSE_MATERIALS, AFTER_FALSE_MATERIALS, context);
            Ok(context.policy.bars_after_deceit.then(barred))
        }
    }
}

/// A bar is lifted, because what it rested on was repaired (信用修复).
pub(super) fn lift(case: &Case, what: &str) -> Result<Vec<Event>, Refusal> {
    match lifted(case, what) {
        Some(event) => Ok(vec![event]),
        None => Err(Refusal::NoBar),
    }
}

/// The lifting of a bar, if this application put one up.
pub(super) fn lifted(case: &Case, what: &str) -> Option<Event> {
    let bar = case.bars.get(what)?;
    Some(Event::BarLifted {
        what: what.to_owned(),
        basis: bar.basis.clone(),
        until: bar.until,
    })
}

fn bar(basis: &str, months: Months, context: &Context<'_>) -> Event {
    Event::Barred {
        what: APPLICATION.to_owned(),
        basis: basis.to_owned(),
        until: Some(context.today.checked_add_months(months).unwrap_or(NaiveDate::MAX)),
    }
}
