//! The whole: received once, and over when its members are.

use std::collections::BTreeSet;

use chrono::NaiveDate;

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
        MatterCommand::Tell { materials, answer_by } => tell(case, materials, answer_by),
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
        MatterCommand::NoteLate { member } => {
            let known = whole.members.contains_key(&member) && !whole.late.contains(&member);
            match known && case.phase.status().is_final() {
                true => Ok(vec![Event::Matter(MatterEvent::LateResult { member })]),
                false => Err(Refusal::Stale),
            }
        }
        MatterCommand::Finish(end) => finish(case, end, context),
        _ => Err(Refusal::Stale),
    }
}

/// Everything missing is told; again, if something that was handed in for some is still defective while others are to be answered for.
fn tell(case: &Case, materials: BTreeSet<String>, answer_by: NaiveDate) -> Result<Vec<Event>, Refusal> {
    let mut events = cancel_all(case);
    let outstanding = match &case.phase {
        Phase::Submitted(_) => BTreeSet::new(),
        Phase::AwaitingSupplement(receipt) => {
            events.push(Event::Matter(MatterEvent::SupplementOver));
            let told = receipt.supplement.as_ref();
            told.map(|told| told.outstanding.clone()).unwrap_or_default()
        }
        _ => return Err(Refusal::Stale),
    };
    let materials = outstanding.union(&materials).cloned().collect();
    events.push(Event::SupplementRequested { materials, answer_by });
    Ok(events)
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

/// Over, as its members are over. It is decided only as one of them was: nobody has refused what was withdrawn or never accepted (art. 38).
fn finish(case: &Case, end: MemberEnd, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    if case.phase.status().is_final() {
        return Err(Refusal::Stale);
    }
    let mut events = cancel_all(case);
    events.extend(dates::overdue(case, context.today));
    let accepted = case.phase.undecided().is_some();
    events.extend(match end {
        MemberEnd::Approved if accepted => decided(Outcome::Approved),
        MemberEnd::Denied if accepted => decided(Outcome::Denied),
        MemberEnd::Declined => vec![Event::Declined],
        MemberEnd::Lapsed => vec![Event::Lapsed],
        MemberEnd::Withdrawn => vec![Event::Withdrawn],
        MemberEnd::Terminated | MemberEnd::Cancelled | MemberEnd::Denied | MemberEnd::Approved => {
            let basis = MEMBERS_ENDED.to_owned();
            vec![Event::Terminated { basis }]
        }
    });
    Ok(events)
}

fn decided(outcome: Outcome) -> Vec<Event> {
    vec![Event::Decided { outcome }, Event::Completed]
}

/// The reason why a matter ends of which nothing was decided, when its members did not all end alike.
const MEMBERS_ENDED: &str = "members_ended";
