//! A member: received with the whole, accepted by the window or by its department, begun when those it depends on are approved.

use super::super::super::alarms::held_back_until;
use super::super::super::command::{MatterCommand, Report, TaskDecision};
use super::super::super::context::{Context, DeliveryMode};
use super::super::super::event::{Event, MatterEvent};
use super::super::super::refusal::Refusal;
use super::super::super::state::{Activity, Case, Member, Outcome, Phase, Standing, Word};
use super::super::ending::deliver;
use super::super::{cancel_all, dates, intake, submitted, wrong_state};
use crate::calendar::Limit;
use crate::clock::shanghai_date;
use crate::procedure::OutcomeCode;

/// The reason why a member ends whose predecessor was not approved.
pub(crate) const PREDECESSOR: &str = "predecessor_not_approved";

pub(super) fn joined(member: &Member) -> Event {
    Event::Matter(MatterEvent::Joined {
        matter: member.matter,
        bundle: member.bundle.clone(),
        waits: member.waits,
        external: member.external,
        unified: member.unified,
        delivered_together: member.delivered_together,
    })
}

pub(super) fn answer(
    case: &Case,
    member: &Member,
    command: MatterCommand,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    match command {
        MatterCommand::Receive(decision) => receive(case, &decision, context),
        MatterCommand::Forward { limit } => forward(case, limit, context),
        MatterCommand::Tell { answer_by, .. } => match (&case.phase, &member.word) {
            (Phase::Submitted(_), Some(Word::Gaps(materials))) => {
                let (materials, mut events) = (materials.clone(), cancel_all(case));
                events.push(Event::SupplementRequested { materials, answer_by });
                Ok(events)
            }
            _ => Err(Refusal::Stale),
        },
        MatterCommand::Close => match case.phase {
            Phase::Submitted(_) if !member.closed => Ok(vec![Event::Matter(MatterEvent::NoticeGiven)]),
            _ => Err(Refusal::Stale),
        },
        MatterCommand::Begin { complete } => begin(case, member, complete, context),
        MatterCommand::Cancel { because } => cancel(case, member, because),
        MatterCommand::DeliveryDue => match held_back_until(case, context) {
            Some(day) if context.today >= day => Ok(vec![Event::Matter(MatterEvent::DeliveryDue)]),
            _ => Err(Refusal::Stale),
        },
        MatterCommand::Release => release(case, member, context),
        MatterCommand::Report(report) => told(case, member, report, context),
        _ => Err(Refusal::Stale),
    }
}

/// The window's word, where the department delegated acceptance to it.
fn receive(case: &Case, decision: &TaskDecision, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let receipt = submitted(case)?;
    if !case.awaits_word() {
        return Err(Refusal::Stale);
    }
    intake::in_time(case, receipt, context)?;
    intake::word(case, receipt, decision, context)
}

/// The department is asked for its word: within the time the matter gives it, and the five days of the law.
fn forward(case: &Case, limit: Limit, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let receipt = submitted(case)?;
    if !case.awaits_word() {
        return Err(Refusal::Stale);
    }
    let reply = context.calendar.due(context.today, limit).date;
    let last = intake::answer_due(receipt, context).max(context.today);
    let resubmitted = receipt.supplement.is_some();
    Ok(vec![intake::open(case, context, reply.min(last), resubmitted)])
}

/// Those it depends on are approved: it is received today, and accepted at once if all was found in order.
fn begin(case: &Case, member: &Member, complete: bool, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let open = matches!(case.phase, Phase::Submitted(_) | Phase::AwaitingSupplement(_));
    if !member.waits || !open {
        return Err(Refusal::Stale);
    }
    let begun = Event::Matter(MatterEvent::Begun {
        received_on: context.calendar.received_on(context.now).min(context.today),
    });
    let after = case.clone().apply(&begun, context.now);
    let mut events = vec![begun];
    if let (Phase::Submitted(receipt), Some(Word::InOrder)) = (&after.phase, &member.word) {
        match intake::word(&after, receipt, &in_order(), context) {
            Ok(accepted) if complete => events.extend(accepted),
            // What lacks something of others, states a result that nobody has given, or has to wait for its turn, is left to people.
            _ => events.push(intake::open(
                &after,
                context,
                intake::answer_due(receipt, context),
                false,
            )),
        }
    }
    Ok(events)
}

/// The word that everything is in order.
fn in_order() -> TaskDecision {
    TaskDecision {
        outcome: OutcomeCode::ACCEPT,
        verdicts: std::collections::BTreeMap::new(),
        has_reasons: false,
        has_opinion: false,
        officers: std::collections::BTreeSet::new(),
        false_materials: false,
        certificate: None,
    }
}

/// What it depends on was not approved, so it never begins.
fn cancel(case: &Case, member: &Member, because: uuid::Uuid) -> Result<Vec<Event>, Refusal> {
    let undecided = matches!(
        case.phase,
        Phase::Draft | Phase::Submitted(_) | Phase::AwaitingSupplement(_)
    );
    if !member.waits || !undecided {
        return Err(Refusal::Stale);
    }
    let mut events = cancel_all(case);
    events.push(Event::Matter(MatterEvent::PredecessorFailed { member: because }));
    events.push(Event::Terminated {
        basis: PREDECESSOR.to_owned(),
    });
    Ok(events)
}

/// Its result does not wait any longer for those of others (art. 44); one that is handed over electronically is handed over by that.
fn release(case: &Case, member: &Member, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let ready = case.standing() == Standing::Approved { ready: true };
    if !ready || !member.delivery_due || member.released {
        return Err(Refusal::Stale);
    }
    let mut events = vec![Event::Matter(MatterEvent::ResultReleased)];
    if context.delivery == DeliveryMode::Electronic {
        events.extend(deliver(case, DeliveryMode::Electronic)?);
    }
    Ok(events)
}

/// The system that handles it tells of it. What it told before, or what is over, changes nothing.
fn told(case: &Case, member: &Member, report: Report, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    if !member.external {
        return Err(wrong_state(case));
    }
    if member.waits && matches!(case.phase, Phase::Submitted(_)) {
        return Err(Refusal::NotBegun);
    }
    let known = |activity: &Activity| member.activities.contains(activity);
    let activities: Vec<Activity> = report.activities.into_iter().filter(|new| !known(new)).collect();
    let tells = !activities.is_empty();
    // Filed and decided on one day in two systems whose clocks differ, or that know days only.
    let filed_at = case.phase.receipt().map(|receipt| receipt.submitted_at);
    let decided_at = report
        .decided_at
        .map(|at| filed_at.map_or(at, |filed_at| at.max(filed_at)));
    let decided_on = report.decided_at.map(shanghai_date);
    let reported = Event::Matter(MatterEvent::Reported {
        accepted_on: report.accepted_on,
        decided_on,
        decided_at,
        activities,
    });
    match &case.phase {
        Phase::Submitted(_) if report.declined => Ok(vec![reported, Event::Declined]),
        Phase::Submitted(_) if report.accepted_on.is_some() || report.outcome.is_some() => {
            let accepted_on = report.accepted_on.or(decided_on).unwrap_or(context.today);
            let dates = dates::of_new(accepted_on, context);
            let accepted = Event::Accepted {
                accepted_on,
                deemed: false,
                dates,
            };
            let cards = || dates::cards_of(&dates, decided_on.unwrap_or(context.today));
            let decided = report.outcome.map(|outcome| decided(cards(), outcome));
            Ok([reported, accepted]
                .into_iter()
                .chain(decided.into_iter().flatten())
                .collect())
        }
        Phase::InReview(acceptance) | Phase::Suspended(acceptance) => match report.outcome {
            // A special procedure here stops nobody there.
            Some(outcome) => {
                let cards = dates::cards(case, acceptance, decided_on.unwrap_or(context.today));
                Ok([reported].into_iter().chain(decided(cards, outcome)).collect())
            }
            None if tells => Ok(vec![reported]),
            None => Err(Refusal::Stale),
        },
        Phase::Submitted(_) | Phase::Completed(_) | Phase::Declined if tells => Ok(vec![reported]),
        Phase::Submitted(_) => Err(Refusal::Stale),
        phase if phase.status().is_final() => Err(Refusal::Stale),
        _ => Err(wrong_state(case)),
    }
}

/// Decided by another system, by when some dates may have passed.
fn decided(cards: Vec<Event>, outcome: Outcome) -> impl Iterator<Item = Event> {
    cards.into_iter().chain([Event::Decided { outcome }, Event::Completed])
}
