//! What the law asks of whoever reviews: two officers on site, and no materials asked for again after the initial review.

use uuid::Uuid;

use super::super::command::TaskDecision;
use super::super::context::Context;
use super::super::refusal::Refusal;
use super::super::state::{Case, Task, TaskKind, TaskStatus};
use super::intake;
use super::recusal::not_recused;
use crate::procedure::{Graph, NodeId, OutcomeCode};

/// To an on-site check (实地核查) at least two officers go, whoever completes it among them (Administrative Licensing Law art. 34).
pub(super) fn enough(
    case: &Case,
    graph: &Graph,
    node: &NodeId,
    by: Uuid,
    decision: &TaskDecision,
) -> Result<(), Refusal> {
    let on_site = graph.task(node).is_some_and(|task| task.on_site);
    if !on_site && !decision.officers.is_empty() {
        return Err(Refusal::NoOnSiteCheck);
    }
    for officer in &decision.officers {
        not_recused(case, *officer)?;
    }
    if on_site && decision.officers.iter().all(|officer| *officer == by) {
        return Err(Refusal::TwoOfficersRequired);
    }
    Ok(())
}

/// What the initial review (初审) passed upward (转报) is decided on what was handed in there: nobody asks for materials again (art. 35).
pub(super) fn nothing_new(
    case: &Case,
    node: &NodeId,
    decision: &TaskDecision,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let graph = context.policy.graph;
    let initial = |node: &NodeId| graph.task(node).is_some_and(|task| task.initial_review);
    let passed_upward = |task: &Task| match (&task.kind, &task.status) {
        (TaskKind::Node { node, .. }, TaskStatus::Completed { outcome, .. }) => {
            initial(node) && *outcome != OutcomeCode::SEND_BACK
        }
        _ => false,
    };
    let materials = intake::gaps(case, decision, context);
    if !materials.is_empty() && !initial(node) && case.tasks.iter().any(passed_upward) {
        return Err(Refusal::NoNewMaterials { materials });
    }
    Ok(())
}
