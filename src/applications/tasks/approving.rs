//! Which outcomes of a task approve: those that need what the decision states.

use uuid::Uuid;

use super::super::lifecycle::{Case, TaskKind};
use super::outcomes::OutcomeView;
use crate::catalogue::{Facts, ItemVersion};
use crate::procedure::{Advance, Decision, OutcomeCode, ProcedureError, complete, start, vote};

/// Names the result among the fields that each outcome needs which approves.
pub(super) fn name_result(outcomes: &mut [OutcomeView], case: &Case, task: Uuid, version: &ItemVersion, facts: &Facts) {
    let Some(task) = case.task(task).filter(|task| task.is_active()) else {
        return;
    };
    for outcome in outcomes {
        let code: Option<OutcomeCode> = outcome.code.parse().ok();
        if code.is_some_and(|code| approves(case, &task.kind, &code, version, facts)) {
            outcome.required_fields.push("result");
        }
    }
}

/// Whether completing a task this way approves the application at once, as the case stands.
fn approves(case: &Case, kind: &TaskKind, outcome: &OutcomeCode, version: &ItemVersion, facts: &Facts) -> bool {
    let graph = &*version.graph;
    let ended = |advance: Result<Advance, ProcedureError>| {
        advance.is_ok_and(|advance| advance.ended == Some(Decision::Approve))
    };
    match kind {
        TaskKind::Intake if *outcome == OutcomeCode::GRANT => true,
        TaskKind::Intake if outcome.as_str() == "accept" => {
            let committed = case.commitment.is_some() && version.item.commitment.is_some();
            committed || ended(start(graph, facts))
        }
        TaskKind::Node { token, party: None, .. } => ended(complete(graph, &case.run, *token, outcome, facts)),
        TaskKind::Node {
            token,
            party: Some(party),
            ..
        } => {
            let agrees = *outcome == OutcomeCode::AGREE;
            ended(vote(graph, &case.run, *token, *party, agrees, facts))
        }
        TaskKind::Intake | TaskKind::Consultation { .. } | TaskKind::Check | TaskKind::Issue => false,
    }
}
