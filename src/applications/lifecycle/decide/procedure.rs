//! What a step of the procedure opens and closes: tasks of posts, time that has to pass, services to be asked.

use uuid::Uuid;

use super::super::context::Context;
use super::super::event::{Event, TaskOpening};
use super::super::refusal::Refusal;
use super::super::state::{Acceptance, Case, Outcome, TaskKind, yellow_on};
use super::review::stuck;
use super::{result, tasks};
use crate::codes::{CreditCode, Post};
use crate::procedure::{Advance, Decision, Node, NodeId, OpenedNode, ProcedureError, Work};

/// The events of a step: work that is over is cancelled, new work is opened, and at an end the application is decided, with the cards of
/// the due dates that have passed. `done` is the task whose completion was the step.
pub(super) fn advanced(
    case: &Case,
    advance: Advance,
    done: Option<Uuid>,
    cards: &[Event],
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let mut events = cancelled(case, &advance.cancelled, done);
    let mut after = Vec::new();
    let mut opened = 0;
    for OpenedNode { token, node, work } in &advance.opened {
        match work {
            Work::Task | Work::Party(_) => {
                events.push(Event::TaskOpened(opening(case, node, *token, *work, opened, context)?));
                opened += 1;
            }
            Work::Wait => after.push(wait(node, *token, context)?),
            Work::Call => after.push(Event::CallBegan {
                token: *token,
                node: node.clone(),
            }),
        }
    }
    events.push(Event::ProcedureMoved { run: advance.run });
    events.extend(after);
    if let Some(decision) = advance.ended {
        let outcome = match decision {
            Decision::Approve => Outcome::Approved,
            Decision::Deny => Outcome::Denied,
        };
        events.extend_from_slice(cards);
        events.extend(result::decided(case, outcome, context, opened)?);
    }
    Ok(events)
}

/// The task of whoever decides in the place of a service.
pub(super) fn by_hand(case: &Case, node: &NodeId, token: u32, context: &Context<'_>) -> Result<TaskOpening, Refusal> {
    opening(case, node, token, Work::Task, 0, context)
}

/// The tasks at these tokens are not needed any more, nor are the consultations about them.
fn cancelled(case: &Case, tokens: &[u32], done: Option<Uuid>) -> Vec<Event> {
    let over = |kind: &TaskKind| matches!(kind, TaskKind::Node { token, .. } if tokens.contains(token));
    let tasks: Vec<Uuid> = case
        .active_tasks()
        .filter(|task| over(&task.kind) && done != Some(task.id))
        .map(|task| task.id)
        .collect();
    let about = |kind: &TaskKind| matches!(kind, TaskKind::Consultation { about } if tasks.contains(about));
    let questions = case.active_tasks().filter(|task| about(&task.kind)).map(|task| task.id);
    let cancel = |task| Event::TaskCancelled { task };
    tasks.iter().copied().chain(questions).map(cancel).collect()
}

fn wait(node: &NodeId, token: u32, context: &Context<'_>) -> Result<Event, Refusal> {
    let limit = context
        .policy
        .graph
        .node(node)
        .and_then(Node::limit)
        .ok_or_else(|| broken(node))?;
    Ok(Event::WaitBegan {
        token,
        node: node.clone(),
        until: context.calendar.due(context.today, limit).date,
    })
}

/// A task as it opens at a node.
pub(super) fn opening(
    case: &Case,
    id: &NodeId,
    token: u32,
    work: Work,
    nth: usize,
    context: &Context<'_>,
) -> Result<TaskOpening, Refusal> {
    let node = context.policy.graph.node(id).ok_or_else(|| broken(id))?;
    let (department, post) = whose(node, work).ok_or_else(|| broken(id))?;
    // Work may open while a special procedure is going on: its limit stands still like every other (art. 45).
    let pauses = case.phase.undecided().map(Acceptance::pauses).unwrap_or_default();
    let ends = |limit| context.calendar.run(context.today, &[limit], &pauses).due.date;
    let due_on = node.limit().map(ends);
    let kind = TaskKind::Node {
        node: id.clone(),
        token,
        party: match work {
            Work::Party(party) => Some(party),
            _ => None,
        },
    };
    Ok(TaskOpening {
        id: tasks::new_id(case, context, nth),
        department: department.unwrap_or(context.policy.department).clone(),
        post: post.clone(),
        due_on,
        yellow_on: due_on.map(|due_on| yellow_on(context.calendar, context.today, due_on, &pauses)),
        resubmitted: case.tasks.iter().any(|before| same_work(&before.kind, &kind)),
        kind,
    })
}

/// Whose work it is at a node.
fn whose(node: &Node, work: Work) -> Option<(Option<&CreditCode>, &Post)> {
    match (node, work) {
        (Node::Task(task), Work::Task) => Some((task.department.as_ref(), &task.post)),
        (Node::Call(call), Work::Task) => Some((call.fallback.department.as_ref(), &call.fallback.post)),
        (Node::Countersign(countersign), Work::Party(party)) => {
            let party = countersign.parties.get(usize::try_from(party).ok()?)?;
            Some((party.department.as_ref(), &party.post))
        }
        _ => None,
    }
}

/// Whether the same work was there before, under another token.
fn same_work(before: &TaskKind, now: &TaskKind) -> bool {
    match (before, now) {
        (TaskKind::Node { node: a, party: p, .. }, TaskKind::Node { node: b, party: q, .. }) => a == b && p == q,
        _ => false,
    }
}

fn broken(node: &NodeId) -> Refusal {
    stuck(ProcedureError::BrokenGraph(node.clone()))
}
