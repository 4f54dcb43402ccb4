//! Running a procedure: what is open, and what completing it leads to.

use serde::{Deserialize, Serialize};

use super::game::Game;
use super::{Decision, Graph, Node, NodeId, OutcomeCode};

/// Where a run stands. Without tokens it has not begun, or is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What is at rest: at an open task, or at a join that waits for other branches.
    pub tokens: Vec<Token>,
    /// The next free number; tokens and opened blocks are numbered together and no number is used twice.
    pub next: u32,
}

/// One thing at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Its number, unique in the run. Returning to a node opens it under a new number.
    pub id: u32,
    /// Where it rests.
    pub node: NodeId,
    /// The opened blocks it is in, outermost first. Passing the same fork again opens a block with a new number.
    pub scope: Vec<u32>,
}

/// What a step led to. Reads as a difference: nothing is both opened and cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    /// Where the run stands now.
    pub run: Run,
    /// Tasks now open that were not before.
    pub opened: Vec<OpenedNode>,
    /// Tokens whose open tasks are cancelled; the completed one is not among them.
    pub cancelled: Vec<u32>,
    /// What was decided, if an end was reached.
    pub ended: Option<Decision>,
}

/// A task that opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedNode {
    /// The token that rests there.
    pub token: u32,
    /// The task's node.
    pub node: NodeId,
}

/// What guards speak about.
pub trait Facts {
    /// Whether the guard, a CEL expression, holds.
    fn holds(&self, guard: &str) -> bool;
}

impl<F: Fn(&str) -> bool> Facts for F {
    fn holds(&self, guard: &str) -> bool {
        self(guard)
    }
}

/// Why a step is impossible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureError {
    /// The token is not in the run: its task was completed or cancelled, or never was.
    #[error("token {0} is not open")]
    NotOpen(u32),
    /// The token waits at a join for other branches.
    #[error("token {0} is not at a task")]
    NotATask(u32),
    /// The task has no such outcome.
    #[error("{node} has no outcome {outcome}")]
    NoSuchOutcome {
        /// The task's node.
        node: NodeId,
        /// What was asked for.
        outcome: OutcomeCode,
    },
    /// The graph is not the run's own, or has faults.
    #[error("the graph cannot be followed at {0}")]
    BrokenGraph(NodeId),
    /// Automatic nodes lead to each other for ever: the graph has a fault.
    #[error("no task or end is ever reached")]
    Endless,
    /// All numbers are used.
    #[error("the run has used all its numbers")]
    Exhausted,
}

/// Begins a run of a graph that has no faults.
///
/// # Errors
/// Only if the graph does have faults.
pub fn start(graph: &Graph, facts: &dyn Facts) -> Result<Advance, ProcedureError> {
    let mut game = Game::new(graph, Run::default(), facts);
    game.follow(&graph.start, vec![])?;
    game.settle()
}

/// Completes an open task with one of its outcomes.
///
/// # Errors
/// When the token is not at an open task or the task has no such outcome; otherwise only if the graph is not the run's own or has faults.
pub fn complete(
    graph: &Graph,
    run: &Run,
    token: u32,
    outcome: &OutcomeCode,
    facts: &dyn Facts,
) -> Result<Advance, ProcedureError> {
    let mut game = Game::new(graph, run.clone(), facts);
    let Token { node, scope, .. } = game.take(token).ok_or(ProcedureError::NotOpen(token))?;
    let task = match graph.node(&node) {
        Some(Node::Task(task)) => task,
        Some(_) => return Err(ProcedureError::NotATask(token)),
        None => return Err(ProcedureError::BrokenGraph(node)),
    };
    let Some(chosen) = task.outcomes.get(outcome) else {
        return Err(ProcedureError::NoSuchOutcome {
            node,
            outcome: outcome.clone(),
        });
    };
    game.follow(&chosen.to, scope)?;
    game.settle()
}
