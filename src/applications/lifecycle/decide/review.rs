//! From acceptance to the decision: people work, services answer, time passes, and the procedure moves on.

use uuid::Uuid;

use super::super::command::TaskDecision;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::Refusal;
use super::super::state::{Acceptance, Case, DueDates, Phase, Task};
use super::{consultation, dates, officers, procedure, revocation, tasks, wrong_state};
use crate::procedure::{
    self as game, Advance, Decision, Node, NodeId, Outcome, OutcomeCode, ProcedureError, Requirement,
};

/// The procedure starts, by a clerk's decision or by silence.
pub(super) fn begin(
    case: &Case,
    decision: Option<&TaskDecision>,
    dates: &DueDates,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let advance = game::start(context.policy.graph, context.facts).map_err(stuck)?;
    denial_has_reasons(&advance, decision)?;
    procedure::advanced(case, advance, None, &dates::cards_of(dates, context.today), context)
}

/// A piece of the procedure's work is done: a task, or one party's answer to a countersign.
pub(super) fn complete(
    case: &Case,
    task: &Task,
    node: &NodeId,
    (token, party): (u32, Option<u32>),
    by: Uuid,
    decision: &TaskDecision,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let acceptance = in_review(case)?;
    let graph = context.policy.graph;
    consultation::none_open(case, task.id)?;
    officers::enough(case, graph, node, by, decision)?;
    officers::nothing_new(case, node, decision, context)?;
    let advance = match (graph.node(node), party) {
        (Some(Node::Countersign(_)), Some(party)) => {
            let agrees = agrees(decision)?;
            game::vote(graph, &case.run, token, party, agrees, context.facts)
        }
        (Some(node), None) if node.outcomes().is_some() => {
            let outcomes = node.outcomes().into_iter().flatten();
            requirements(outcomes, decision)?;
            game::complete(graph, &case.run, token, &decision.outcome, context.facts)
        }
        _ => Err(ProcedureError::BrokenGraph(node.clone())),
    };
    let advance = advance.map_err(stuck)?;
    denial_has_reasons(&advance, Some(decision))?;
    let refused = advance.ended == Some(Decision::Deny);
    let mut events = vec![tasks::completed(task.id, by, decision)];
    events.extend(revocation::false_materials(decision, refused, context)?);
    let cards = dates::cards(case, acceptance, context.today);
    events.extend(procedure::advanced(case, advance, Some(task.id), &cards, context)?);
    Ok(events)
}

/// The time of a wait has passed (timer). While the application is suspended nothing moves; the timer is set again afterwards.
pub(super) fn waited(case: &Case, token: u32, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let (Phase::InReview(acceptance), Some(until)) = (&case.phase, case.waits.get(&token)) else {
        return Err(Refusal::Stale);
    };
    if context.today <= *until {
        return Err(Refusal::Stale);
    }
    let advance = game::elapse(context.policy.graph, &case.run, token, context.facts).map_err(stuck)?;
    denial_has_reasons(&advance, None)?;
    let mut events = vec![Event::WaitEnded { token }];
    let cards = dates::cards(case, acceptance, context.today);
    events.extend(procedure::advanced(case, advance, None, &cards, context)?);
    Ok(events)
}

/// A service has answered. What would refuse the application is left to people, for only they can give reasons (art. 38).
pub(super) fn answered(
    case: &Case,
    token: u32,
    outcome: &OutcomeCode,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let Some(acceptance) = case.phase.undecided().filter(|_| case.calls.contains_key(&token)) else {
        return Err(Refusal::Stale);
    };
    let answer = game::complete(context.policy.graph, &case.run, token, outcome, context.facts);
    let usable = answer.ok().filter(|advance| advance.ended != Some(Decision::Deny));
    let Some(advance) = usable.filter(|advance| advance.ended.is_none() || matches!(case.phase, Phase::InReview(_)))
    else {
        return unanswered(case, token, context);
    };
    let cards = dates::cards(case, acceptance, context.today);
    // What has to wait for its turn, or for somebody to be heard, is left to people too.
    let Ok(moved) = procedure::advanced(case, advance, None, &cards, context) else {
        return unanswered(case, token, context);
    };
    let outcome = outcome.clone();
    let mut events = vec![Event::CallAnswered { token, outcome }];
    events.extend(moved);
    Ok(events)
}

/// A service has not answered, or not usably: people decide in its place.
pub(super) fn unanswered(case: &Case, token: u32, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let node = case.calls.get(&token).filter(|_| case.phase.undecided().is_some());
    let node = node.ok_or(Refusal::Stale)?;
    let opening = procedure::by_hand(case, node, token, context)?;
    Ok(vec![Event::CallFailed { token }, Event::TaskOpened(opening)])
}

pub(super) fn in_review(case: &Case) -> Result<&Acceptance, Refusal> {
    match &case.phase {
        Phase::InReview(acceptance) => Ok(acceptance),
        // Nobody decides while what the decision rests on is still being found out (art. 45).
        Phase::Suspended(acceptance) => {
            let until = acceptance.current_suspension().map(|current| current.until);
            Err(Refusal::Suspended {
                until: until.unwrap_or(acceptance.accepted_on),
            })
        }
        _ => Err(wrong_state(case)),
    }
}

/// What the chosen outcome asks of whoever completes the task.
fn requirements<'a>(
    outcomes: impl Iterator<Item = (&'a OutcomeCode, &'a Outcome)> + Clone,
    decision: &TaskDecision,
) -> Result<(), Refusal> {
    let (_, chosen) = outcomes
        .clone()
        .find(|(code, _)| **code == decision.outcome)
        .ok_or_else(|| Refusal::UnknownOutcome {
            allowed: outcomes.map(|(code, _)| code.to_string()).collect(),
        })?;
    for requirement in chosen.requires(&decision.outcome) {
        match requirement {
            Requirement::Reasons => tasks::needs_reasons(decision)?,
            Requirement::Opinion if !decision.has_opinion => return Err(Refusal::OpinionRequired),
            Requirement::Verdicts if decision.verdicts.is_empty() => return Err(Refusal::VerdictsRequired),
            Requirement::Opinion | Requirement::Verdicts => {}
        }
    }
    Ok(())
}

/// A party's answer to a countersign; who disagrees says why.
pub(super) fn agrees(decision: &TaskDecision) -> Result<bool, Refusal> {
    if decision.outcome == OutcomeCode::AGREE {
        Ok(true)
    } else if decision.outcome == OutcomeCode::DISAGREE {
        if decision.has_opinion || decision.has_reasons {
            Ok(false)
        } else {
            Err(Refusal::OpinionRequired)
        }
    } else {
        let allowed = [OutcomeCode::AGREE, OutcomeCode::DISAGREE];
        Err(Refusal::UnknownOutcome {
            allowed: allowed.map(|code| code.to_string()).to_vec(),
        })
    }
}

/// However the graph words it, what refuses the application needs reasons (art. 38), which silence never has.
fn denial_has_reasons(advance: &Advance, decision: Option<&TaskDecision>) -> Result<(), Refusal> {
    match advance.ended {
        Some(Decision::Deny) => decision.map_or(Err(Refusal::ReasonsRequired), tasks::needs_reasons),
        _ => Ok(()),
    }
}

pub(super) fn stuck(error: ProcedureError) -> Refusal {
    Refusal::Procedure(error.to_string())
}
