//! A commitment instead of proof or check (告知承诺): the item is decided at once, and afterwards somebody looks whether it is true.

use uuid::Uuid;

use super::super::command::TaskDecision;
use super::super::context::Context;
use super::super::event::{Event, TaskOpening};
use super::super::refusal::Refusal;
use super::super::state::{Case, Phase, TaskKind, yellow_on};
use super::revocation::{COMMITMENT, revoked};
use super::{tasks, wrong_state};

/// The outcomes of the check.
pub(crate) const KEPT: &str = "kept";
pub(crate) const BROKEN: &str = "broken";

/// The legal reason of what follows from a broken commitment.
const FALSE_COMMITMENT: &str = "false_commitment";

/// The applicant commits, or does without, while the draft is theirs.
pub(super) fn commit(case: &Case, made: bool, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    if !matches!(case.phase, Phase::Draft) {
        return Err(wrong_state(case));
    }
    match (made, case.commitment.is_some()) {
        (true, false) if context.policy.commitment.is_none() => Err(Refusal::NoCommitmentOffered),
        (true, false) => Ok(vec![Event::Committed]),
        (false, true) => Ok(vec![Event::CommitmentDropped]),
        _ => Err(Refusal::Stale),
    }
}

/// What is handed in is committed to on the day it is handed in.
pub(super) fn committed_today(case: &Case, context: &Context<'_>) -> Option<Event> {
    let earlier = case
        .commitment
        .is_some_and(|commitment| commitment.made_on != context.today);
    earlier.then_some(Event::Committed)
}

/// Whether the item is decided on the applicant's commitment.
pub(super) fn relies_on_commitment(case: &Case, context: &Context<'_>) -> bool {
    case.commitment.is_some() && context.policy.commitment.is_some()
}

/// The check that follows an approval on a commitment.
pub(super) fn opened(case: &Case, context: &Context<'_>, nth: usize) -> Option<Event> {
    let rule = context.policy.commitment.filter(|_| case.commitment.is_some())?;
    let due_on = context.calendar.due(context.today, rule.check.limit).date;
    Some(Event::TaskOpened(TaskOpening {
        id: tasks::new_id(case, context, nth),
        kind: TaskKind::Check,
        department: rule
            .check
            .department
            .as_ref()
            .unwrap_or(context.policy.department)
            .clone(),
        post: rule.check.post.clone(),
        due_on: Some(due_on),
        yellow_on: Some(yellow_on(context.calendar, context.today, due_on, &[])),
        resubmitted: false,
    }))
}

/// A commitment that turns out to be false takes the approval back and bars the next (国办发〔2020〕42号).
pub(super) fn complete(case: &Case, task: Uuid, by: Uuid, decision: &TaskDecision) -> Result<Vec<Event>, Refusal> {
    if case.phase.decided().is_none() {
        return Err(wrong_state(case));
    }
    let kept = match decision.outcome.as_str() {
        KEPT => true,
        BROKEN => {
            tasks::needs_reasons(decision)?;
            false
        }
        _ => {
            let allowed = [KEPT, BROKEN].map(str::to_owned).to_vec();
            return Err(Refusal::UnknownOutcome { allowed });
        }
    };
    let mut events = vec![tasks::completed(task, by, decision), Event::CommitmentChecked { kept }];
    if !kept {
        events.extend(revoked(case, FALSE_COMMITMENT.to_owned(), Some(task)));
        events.push(Event::Barred {
            what: COMMITMENT.to_owned(),
            basis: FALSE_COMMITMENT.to_owned(),
            until: None,
        });
    }
    Ok(events)
}
