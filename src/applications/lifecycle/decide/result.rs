//! The decision and its result: the certificate is made.

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::DELIVERY_LIMIT;
use super::super::command::TaskDecision;
use super::super::context::{Context, DeliveryMode};
use super::super::event::{Event, TaskOpening};
use super::super::refusal::Refusal;
use super::super::state::{Case, Outcome, Phase, TaskKind, yellow_on};
use super::{certificate, check, following, gates, tasks, wrong_state};
use crate::codes::Post;
use crate::procedure::OutcomeCode;

/// The certificate is made; electronic ones are delivered by being issued.
pub(super) fn issue(
    case: &Case,
    task: Uuid,
    by: Uuid,
    decision: &TaskDecision,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let (Phase::Decided(_), Some(rule)) = (&case.phase, context.policy.certificate) else {
        return Err(wrong_state(case));
    };
    let (true, Some(number)) = (decision.outcome == OutcomeCode::ISSUE, &decision.certificate) else {
        let allowed = vec![OutcomeCode::ISSUE.to_string()];
        return Err(Refusal::UnknownOutcome { allowed });
    };
    following::all_there(case)?;
    let mut events = vec![
        tasks::completed(task, by, decision),
        Event::CertificateIssued {
            number: number.clone(),
            valid_until: certificate::valid_until(case, rule, context.today),
            replaces: case.concern.as_ref().map(|concern| concern.number.clone()),
        },
    ];
    // What is handed over together waits for the others, however it is handed over.
    if context.delivery == DeliveryMode::Electronic && !case.is_delivered_together() {
        events.push(Event::Delivered {
            mode: DeliveryMode::Electronic,
        });
        events.push(Event::Completed);
    }
    Ok(events)
}

/// The decision and what follows, if nothing stands in its way.
pub(super) fn decided(case: &Case, outcome: Outcome, context: &Context<'_>, nth: usize) -> Result<Vec<Event>, Refusal> {
    gates::open(case, outcome, context)?;
    Ok(follows(case, outcome, context, nth))
}

/// The decision and what follows: an approval with a certificate as result opens the `issue` task; anything else is completed by being
/// decided and told. An approval on a commitment is checked afterwards. The result of an approval waits for materials that are still to
/// follow, and so has no last day yet.
pub(super) fn follows(case: &Case, outcome: Outcome, context: &Context<'_>, nth: usize) -> Vec<Event> {
    let decision = Event::Decided { outcome };
    let waits = outcome == Outcome::Approved && following::is_awaited(case, context);
    if outcome == Outcome::Denied || context.policy.certificate.is_none() {
        let check = check::opened(case, context, nth).filter(|_| outcome == Outcome::Approved);
        let end = (!waits).then_some(Event::Completed);
        return [decision].into_iter().chain(check).chain(end).collect();
    }
    let due_on = (!waits).then(|| delivery_due(context));
    let issue = TaskOpening {
        id: tasks::new_id(case, context, nth),
        kind: TaskKind::Issue,
        department: context.policy.department.clone(),
        post: Post::WINDOW,
        due_on,
        yellow_on: due_on.map(|due_on| yellow_on(context.calendar, context.today, due_on, &[])),
        resubmitted: false,
    };
    let check = check::opened(case, context, nth + 1);
    [decision, Event::TaskOpened(issue)].into_iter().chain(check).collect()
}

/// The last day to make and deliver what can be made from today (art. 44).
pub(super) fn delivery_due(context: &Context<'_>) -> NaiveDate {
    context.calendar.add(context.today, DELIVERY_LIMIT).date
}
