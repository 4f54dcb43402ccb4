//! The whole: received once, and over when its members are.

use super::super::super::command::MatterCommand;
use super::super::super::context::Context;
use super::super::super::event::{Event, MatterEvent};
use super::super::super::refusal::Refusal;
use super::super::super::state::{Case, MemberEnd, Outcome, Phase, Whole};
use super::super::{cancel_all, dates};

pub(super) fn formed(whole: Whole) -> Event {
    Event::Matter(MatterEvent::Formed {
        members: whole.members,
        reply_limit: whole.reply_limit,
        delivered_together: whole.delivered_together,
    })
}

pub(super) fn answer(
    case: &Case,
    whole: &Whole,
    command: MatterCommand,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    match command {
        MatterCommand::NoticeDue => notice_due(case, whole),
        MatterCommand::Tell { materials, answer_by } => match case.phase {
            Phase::Submitted(_) => {
                let mut events = cancel_all(case);
                events.push(Event::SupplementRequested { materials, answer_by });
                Ok(events)
            }
            _ => Err(Refusal::Stale),
        },
        MatterCommand::Accept => accept(case, context),
        MatterCommand::NoteBegun { member } => Ok(vec![Event::Matter(MatterEvent::MemberBegun { member })]),
        MatterCommand::NoteEnded { member, end, because } => {
            if whole.ended.contains_key(&member) || !whole.members.contains_key(&member) {
                return Err(Refusal::Stale);
            }
            Ok(vec![Event::Matter(MatterEvent::MemberEnded { member, end, because })])
        }
        MatterCommand::NoteReady if !whole.ready && matches!(case.phase, Phase::InReview(_)) => {
            Ok(vec![Event::Matter(MatterEvent::ResultsReady)])
        }
        MatterCommand::Finish(end) => finish(case, end, context),
        _ => Err(Refusal::Stale),
    }
}

/// The day by which everything missing is told has come (timer), and the window has not been told of everything.
fn notice_due(case: &Case, whole: &Whole) -> Result<Vec<Event>, Refusal> {
    match case.phase {
        Phase::Submitted(_) if !whole.notice_due => Ok(vec![Event::Matter(MatterEvent::NoticeDue)]),
        _ => Err(Refusal::Stale),
    }
}

/// Accepted as a whole: what is promised for it counts from the day its members have all been accepted, as far as they have begun.
fn accept(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let over = match case.phase {
        Phase::Submitted(_) => None,
        Phase::AwaitingSupplement(_) => Some(Event::Matter(MatterEvent::SupplementOver)),
        _ => return Err(Refusal::Stale),
    };
    let mut events = cancel_all(case);
    events.extend(over);
    events.push(Event::Accepted {
        accepted_on: context.today,
        deemed: false,
        dates: dates::of_new(context.today, context),
    });
    Ok(events)
}

/// Over, as its members are over: decided if it was accepted, and otherwise as they ended.
fn finish(case: &Case, end: MemberEnd, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let mut events = match &case.phase {
        Phase::InReview(acceptance) | Phase::Suspended(acceptance) => {
            let mut events = cancel_all(case);
            events.extend(dates::cards(case, acceptance, context.today));
            let outcome = match end {
                MemberEnd::Approved => Outcome::Approved,
                _ => Outcome::Denied,
            };
            events.extend([Event::Decided { outcome }, Event::Completed]);
            return Ok(events);
        }
        phase if phase.status().is_final() => return Err(Refusal::Stale),
        _ => cancel_all(case),
    };
    events.push(match end {
        MemberEnd::Declined => Event::Declined,
        MemberEnd::Lapsed => Event::Lapsed,
        MemberEnd::Withdrawn => Event::Withdrawn,
        MemberEnd::Terminated | MemberEnd::Cancelled | MemberEnd::Denied | MemberEnd::Approved => Event::Terminated {
            basis: MEMBERS_ENDED.to_owned(),
        },
    });
    Ok(events)
}

/// The reason why a matter ends that was never accepted, when its members did not all end alike.
pub(crate) const MEMBERS_ENDED: &str = "members_ended";
