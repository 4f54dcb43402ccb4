//! Materials that follow on a written commitment (容缺受理): the review goes on, the result waits for them.
//!
//! What follows, by when, and what happens otherwise is told once, with the acceptance; the period counts from the day of that notice,
//! because nobody can keep a date that they were not told.

use std::collections::BTreeSet;

use super::super::alarms::following_reminder_day;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Phase, TaskKind, yellow_on};
use super::revocation::{COMMITMENT, lifted};
use super::{cancel_all, dates, wrong_state};
use crate::codes::OnLapse;

/// The legal reason of what follows when the materials do not.
pub(crate) const FOLLOWING_LAPSED: &str = "following_lapsed";

/// With the acceptance: what follows, and by when.
pub(super) fn promised(context: &Context<'_>) -> Option<Event> {
    let rule = context.policy.following;
    (!context.to_follow.is_empty()).then(|| Event::MaterialsPromised {
        materials: context.to_follow.clone(),
        by: context.calendar.due(context.today, rule.limit).date,
        on_lapse: rule.on_lapse,
    })
}

/// Materials arrive, some at a time or all; what nobody waits for is not taken.
pub(super) fn follow(case: &Case, materials: BTreeSet<String>, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let following = case.awaited().ok_or_else(|| wrong_state(case))?;
    if following.on_lapse == OnLapse::Terminate && context.today > following.by {
        return Err(Refusal::TooLate { on: following.by });
    }
    if materials.is_empty() {
        let missing = following.outstanding.clone();
        return Err(Refusal::SupplementIncomplete { missing });
    }
    let others: BTreeSet<_> = materials.difference(&following.outstanding).cloned().collect();
    if !others.is_empty() {
        return Err(Refusal::NotAwaited { materials: others });
    }
    let all = materials.len() == following.outstanding.len();
    let mut events = vec![Event::MaterialsFollowed { materials }];
    // What comes late but comes repairs the commitment.
    events.extend(lifted(case, COMMITMENT).filter(|_| all && following.overdue));
    if all && matches!(case.phase, Phase::Decided(_)) {
        events.extend(released(case, context));
    }
    Ok(events)
}

/// The result need not wait any more: the certificate can be made, from today; without one nothing is left to do.
fn released(case: &Case, context: &Context<'_>) -> Vec<Event> {
    let issue = case.active_tasks().filter(|task| task.kind == TaskKind::Issue);
    let due_on = super::result::delivery_due(context);
    let mut events: Vec<Event> = issue
        .map(|task| Event::TaskRescheduled {
            task: task.id,
            due_on,
            yellow_on: yellow_on(context.calendar, context.today, due_on, &[]),
        })
        .collect();
    if context.policy.certificate.is_none() {
        events.push(Event::Completed);
    }
    events
}

/// Nothing is issued while materials are outstanding.
pub(super) fn all_there(case: &Case) -> Result<(), Refusal> {
    match case.awaited() {
        Some(following) => Err(Refusal::MaterialsOutstanding {
            materials: following.outstanding.clone(),
        }),
        None => Ok(()),
    }
}

/// Three working days before the last day the applicant is reminded (timer).
pub(super) fn remind(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let following = case.awaited().ok_or(Refusal::Stale)?;
    match following_reminder_day(context.calendar, following) {
        Some(day) if context.today >= day && context.today <= following.by => Ok(vec![Event::FollowingReminded]),
        _ => Err(Refusal::Stale),
    }
}

/// The last day has passed (timer): what the commitment said follows, and the applicant's commitments are not relied on any more.
pub(super) fn lapse(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let following = case.awaited().ok_or(Refusal::Stale)?;
    if following.overdue || context.today <= following.by {
        return Err(Refusal::Stale);
    }
    let basis = FOLLOWING_LAPSED.to_owned();
    let mut events = vec![
        Event::FollowingLapsed,
        Event::Barred {
            what: COMMITMENT.to_owned(),
            basis: basis.clone(),
            until: None,
        },
    ];
    if following.on_lapse == OnLapse::Terminate {
        events.extend(dates::overdue(case, context.today));
        events.extend(cancel_all(case));
        events.push(Event::Terminated { basis });
    }
    Ok(events)
}

/// Whether materials are still to follow after a decision of this command, which may also be what accepts.
pub(super) fn is_awaited(case: &Case, context: &Context<'_>) -> bool {
    match case.phase {
        Phase::Submitted(_) => !context.to_follow.is_empty(),
        _ => case.awaited().is_some(),
    }
}
