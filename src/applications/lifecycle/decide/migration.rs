//! An application goes on under another version of its item.
//!
//! What was told to the applicant stays: the day it was accepted, its suspensions and extension, a supplement's last day, a wait's. A limit
//! gives way only to a shorter one, and to none that would have passed already: nobody becomes late by being moved.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::super::context::{Context, Onto};
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Acceptance, Case, Limits, Phase, Task, TaskKind};
use super::{dates, procedure, wrong_state};
use crate::calendar::Limit;
use crate::procedure::{NodeId, Work, relocate};

/// Moves a case to the version that the context names.
pub(super) fn migrate(
    case: &Case,
    nodes: &BTreeMap<NodeId, NodeId>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let onto = context.onto.as_ref().ok_or(Refusal::Stale)?;
    match &case.phase {
        // Before acceptance nothing has been promised and nothing is open in the procedure.
        Phase::Draft | Phase::Submitted(_) | Phase::AwaitingSupplement(_) => {
            same_organ(onto, context)?;
            Ok(vec![Event::Migrated {
                to: onto.version,
                nodes: BTreeMap::new(),
                limits: None,
                dates: None,
            }])
        }
        Phase::InReview(acceptance) | Phase::Suspended(acceptance) => {
            same_organ(onto, context)?;
            accepted(case, acceptance, nodes, onto, context)
        }
        _ => Err(wrong_state(case)),
    }
}

/// Who decides is settled by the filing.
fn same_organ(onto: &Onto<'_>, context: &Context<'_>) -> Result<(), Refusal> {
    if onto.policy.department == context.policy.department {
        Ok(())
    } else {
        Err(Refusal::OtherOrgan)
    }
}

fn accepted(
    case: &Case,
    acceptance: &Acceptance,
    nodes: &BTreeMap<NodeId, NodeId>,
    onto: &Onto<'_>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let run = relocate(context.policy.graph, onto.policy.graph, &case.run, nodes)
        .map_err(|nodes| Refusal::Misplaced { nodes })?;
    let limits = shorter(acceptance, onto, context);
    let dates = dates::by_limits(acceptance, limits, context);
    let mut events = vec![Event::Migrated {
        to: onto.version,
        nodes: renamed(case, nodes),
        limits: (limits != onto.policy.limits()).then_some(limits),
        dates: Some(dates),
    }];
    let here = context.afterwards();
    let mut opened = 0;
    let (mut cancelled, mut kept) = (Vec::new(), Vec::new());
    for task in case.active_tasks() {
        let TaskKind::Node { token, party, .. } = &task.kind else {
            continue;
        };
        let Some(place) = run.tokens.iter().find(|place| place.id == *token) else {
            continue;
        };
        let work = party.map_or(Work::Task, Work::Party);
        let mut opening = procedure::opening(case, &place.node, *token, work, opened, &here)?;
        if (&opening.department, &opening.post) == (&task.department, &task.post) {
            kept.extend(rescheduled(task, &place.node, acceptance, &here));
        } else {
            opening.resubmitted = task.resubmitted;
            cancelled.push(task.id);
            kept.push(Event::TaskOpened(opening));
            opened += 1;
        }
    }
    events.extend(given_up(case, &cancelled));
    events.extend(kept);
    if run != case.run {
        events.push(Event::ProcedureMoved { run });
    }
    Ok(events)
}

/// The nodes at which it is or has been, where the new version calls them otherwise.
fn renamed(case: &Case, nodes: &BTreeMap<NodeId, NodeId>) -> BTreeMap<NodeId, NodeId> {
    let resting = case.run.tokens.iter().map(|token| &token.node);
    let known: BTreeSet<&NodeId> = case.tasks.iter().filter_map(Task::node).chain(resting).collect();
    let pairs = nodes.iter().filter(|(old, new)| old != new && known.contains(old));
    pairs.map(|(old, new)| (old.clone(), new.clone())).collect()
}

/// Of each limit the one that ends sooner, unless that day has passed: what was told at acceptance may get better, not worse.
fn shorter(acceptance: &Acceptance, onto: &Onto<'_>, context: &Context<'_>) -> Limits {
    let told = acceptance.limits.unwrap_or_else(|| context.policy.limits());
    let offered = onto.policy.limits();
    let ends = |promised: Limit| {
        let alone = Limits {
            promised,
            statutory: None,
        };
        dates::by_limits(acceptance, alone, context).promised_due_on
    };
    let better = |offered: Limit, told: Option<Limit>| {
        let day = ends(offered);
        day >= context.today && told.is_none_or(|told| day < ends(told))
    };
    let promised = Some(offered.promised).filter(|limit| better(*limit, Some(told.promised)));
    let statutory = offered.statutory.filter(|limit| better(*limit, told.statutory));
    Limits {
        promised: promised.unwrap_or(told.promised),
        statutory: statutory.or(told.statutory),
    }
}

/// A task whose node states another limit than before, counted from the day it was opened.
fn rescheduled(task: &Task, node: &NodeId, acceptance: &Acceptance, here: &Context<'_>) -> Option<Event> {
    let event = dates::rescheduled(task, node, &acceptance.suspensions, here)?;
    let passed = matches!(event, Event::TaskRescheduled { due_on, .. } if due_on < here.today);
    (!passed).then_some(event)
}

/// These tasks are somebody else's now; what others were asked about them is not needed any more.
fn given_up(case: &Case, tasks: &[Uuid]) -> Vec<Event> {
    let about = |task: &Task| matches!(&task.kind, TaskKind::Consultation { about } if tasks.contains(about));
    let over = case
        .active_tasks()
        .filter(|task| tasks.contains(&task.id) || about(task));
    over.map(|task| Event::TaskCancelled { task: task.id }).collect()
}
