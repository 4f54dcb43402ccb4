//! Delivery, and the ends before a decision.

use super::super::context::{Context, DeliveryMode};
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Case, Phase};
use super::{cancel_all, dates, wrong_state};

/// Handing the certificate over completes (art. 44).
pub(super) fn deliver(case: &Case, mode: DeliveryMode) -> Result<Vec<Event>, Refusal> {
    match &case.phase {
        Phase::Decided(decided) if decided.certificate.is_some() => {
            Ok(vec![Event::Delivered { mode }, Event::Completed])
        }
        _ => Err(wrong_state(case)),
    }
}

/// The applicant may withdraw until the decision.
pub(super) fn withdraw(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match case.phase {
        Phase::Draft
        | Phase::Submitted(_)
        | Phase::AwaitingSupplement(_)
        | Phase::InReview(_)
        | Phase::Suspended(_) => ended(case, Event::Withdrawn, context),
        _ => Err(wrong_state(case)),
    }
}

/// The department may end an application it has received, for a legal reason, until the decision.
pub(super) fn terminate(case: &Case, basis: String, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match case.phase {
        Phase::Submitted(_) | Phase::AwaitingSupplement(_) | Phase::InReview(_) | Phase::Suspended(_) => {
            if basis.trim().is_empty() {
                return Err(Refusal::ReasonsRequired);
            }
            ended(case, Event::Terminated { basis }, context)
        }
        _ => Err(wrong_state(case)),
    }
}

/// What passed before the end has passed for good.
fn ended(case: &Case, end: Event, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let mut events = dates::overdue(case, context.today);
    events.extend(cancel_all(case));
    events.push(end);
    Ok(events)
}
