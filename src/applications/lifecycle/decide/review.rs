//! From acceptance to the certificate: the procedure runs, decides, and the result is made.

use chrono::Months;
use uuid::Uuid;

use super::super::DELIVERY_LIMIT;
use super::super::command::TaskDecision;
use super::super::context::{Context, DeliveryMode};
use super::super::event::{Event, TaskOpening};
use super::super::refusal::Refusal;
use super::super::state::{Acceptance, Case, Outcome, Phase, Task, TaskKind, yellow_on};
use super::{dates, tasks, wrong_state};
use crate::calendar::Limit;
use crate::codes::Post;
use crate::procedure::{self, Advance, Decision, NodeId, OutcomeCode, ProcedureError, Requirement, Work};

/// The procedure starts, by a clerk's decision or by silence.
pub(super) fn begin(
    case: &Case,
    decision: Option<&TaskDecision>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let advance = procedure::start(context.policy.graph, context.facts).map_err(stuck)?;
    denial_has_reasons(&advance, decision)?;
    advanced(case, advance, context)
}

/// A node's task is done and the procedure moves on.
pub(super) fn complete(
    case: &Case,
    task: &Task,
    node: &NodeId,
    token: u32,
    by: Uuid,
    decision: &TaskDecision,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    match &case.phase {
        Phase::InReview(_) => {}
        Phase::Suspended(acceptance) => return Err(suspended(acceptance)),
        _ => return Err(wrong_state(case)),
    }
    let graph = context.policy.graph;
    let outcomes = graph
        .task(node)
        .map(|task| &task.outcomes)
        .ok_or_else(|| stuck(ProcedureError::BrokenGraph(node.clone())))?;
    let chosen = outcomes.get(&decision.outcome).ok_or_else(|| Refusal::UnknownOutcome {
        allowed: outcomes.keys().map(ToString::to_string).collect(),
    })?;
    for requirement in chosen.requires(&decision.outcome) {
        match requirement {
            Requirement::Reasons => tasks::needs_reasons(decision)?,
            Requirement::Opinion if !decision.has_opinion => return Err(Refusal::OpinionRequired),
            Requirement::Verdicts if decision.verdicts.is_empty() => return Err(Refusal::VerdictsRequired),
            Requirement::Opinion | Requirement::Verdicts => {}
        }
    }
    let advance = procedure::complete(graph, &case.run, token, &decision.outcome, context.facts).map_err(stuck)?;
    denial_has_reasons(&advance, Some(decision))?;
    let mut events = vec![tasks::completed(task.id, by, decision)];
    events.extend(advanced(case, advance, context)?);
    Ok(events)
}

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
    let valid_until = rule
        .valid_months
        .and_then(|months| context.today.checked_add_months(Months::new(months)));
    let mut events = vec![
        tasks::completed(task, by, decision),
        Event::CertificateIssued {
            number: number.clone(),
            valid_until,
        },
    ];
    if context.delivery == DeliveryMode::Electronic {
        events.push(Event::Delivered {
            mode: DeliveryMode::Electronic,
        });
        events.push(Event::Completed);
    }
    Ok(events)
}

/// The decision and what follows: an approval with a certificate as result opens the `issue` task; anything else is completed by being
/// decided and told.
pub(super) fn decided(case: &Case, outcome: Outcome, context: &Context<'_>, nth: usize) -> Vec<Event> {
    let decision = Event::Decided { outcome };
    if outcome == Outcome::Denied || context.policy.certificate.is_none() {
        return vec![decision, Event::Completed];
    }
    let due_on = context.calendar.add(context.today, DELIVERY_LIMIT).date;
    let issue = TaskOpening {
        id: tasks::new_id(case, context, nth),
        kind: TaskKind::Issue,
        department: context.policy.department.clone(),
        post: Post::WINDOW,
        due_on: Some(due_on),
        yellow_on: Some(yellow_on(context.calendar, context.today, due_on, &[])),
        resubmitted: false,
    };
    vec![decision, Event::TaskOpened(issue)]
}

fn advanced(case: &Case, advance: Advance, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let mut events = Vec::new();
    for task in case.active_tasks() {
        if matches!(&task.kind, TaskKind::Node { token, .. } if advance.cancelled.contains(token)) {
            events.push(Event::TaskCancelled { task: task.id });
        }
    }
    for (offset, opened) in advance.opened.iter().enumerate() {
        if opened.work != Work::Task {
            return Err(Refusal::Procedure(format!("{} is not a task", opened.node)));
        }
        let opening = opening(case, &opened.node, opened.token, offset, context)?;
        events.push(Event::TaskOpened(opening));
    }
    events.push(Event::ProcedureMoved { run: advance.run });
    if let Some(decision) = advance.ended {
        let outcome = match decision {
            Decision::Approve => Outcome::Approved,
            Decision::Deny => Outcome::Denied,
        };
        if let Some(acceptance) = case.phase.undecided() {
            events.extend(dates::cards(case, acceptance, context.today));
        }
        events.extend(decided(case, outcome, context, advance.opened.len()));
    }
    Ok(events)
}

fn opening(
    case: &Case,
    node: &NodeId,
    token: u32,
    offset: usize,
    context: &Context<'_>,
) -> Result<TaskOpening, Refusal> {
    let task = context
        .policy
        .graph
        .task(node)
        .ok_or_else(|| stuck(ProcedureError::BrokenGraph(node.clone())))?;
    let due_on = task
        .limit
        .map(|limit: Limit| context.calendar.due(context.today, limit).date);
    Ok(TaskOpening {
        id: tasks::new_id(case, context, offset),
        kind: TaskKind::Node {
            node: node.clone(),
            token,
            party: None,
        },
        department: task
            .department
            .clone()
            .unwrap_or_else(|| context.policy.department.clone()),
        post: task.post.clone(),
        due_on,
        yellow_on: due_on.map(|due_on| yellow_on(context.calendar, context.today, due_on, &[])),
        resubmitted: case
            .tasks
            .iter()
            .any(|before| matches!(&before.kind, TaskKind::Node { node: n, .. } if n == node)),
    })
}

/// However the graph words it, what refuses the application needs reasons (art. 38), which silence never has.
fn denial_has_reasons(advance: &Advance, decision: Option<&TaskDecision>) -> Result<(), Refusal> {
    match advance.ended {
        Some(Decision::Deny) => decision.map_or(Err(Refusal::ReasonsRequired), tasks::needs_reasons),
        _ => Ok(()),
    }
}

/// Nobody decides while what the decision rests on is still being found out (art. 45).
fn suspended(acceptance: &Acceptance) -> Refusal {
    let until = acceptance.current_suspension().map(|current| current.until);
    Refusal::Suspended {
        until: until.unwrap_or(acceptance.accepted_on),
    }
}

fn stuck(error: ProcedureError) -> Refusal {
    Refusal::Procedure(error.to_string())
}
