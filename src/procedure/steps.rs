//! The steps of a run. Each takes the run as it stands and answers with what it led to; nothing is changed in place.

use super::blocks::Blocks;
use super::game::{Game, Ways};
use super::{Advance, Countersign, Facts, Graph, Node, NodeId, OutcomeCode, Run, Token};

/// Why a step is impossible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureError {
    /// The token is not in the run: its work was completed or cancelled, or never was.
    #[error("token {0} is not open")]
    NotOpen(u32),
    /// What is open there is completed in another way, or waits at a join for other branches.
    #[error("what token {0} rests at is not completed like this")]
    OtherWork(u32),
    /// The task has no such outcome.
    #[error("{node} has no outcome {outcome}")]
    NoSuchOutcome {
        /// The task's node.
        node: NodeId,
        /// What was asked for.
        outcome: OutcomeCode,
    },
    /// The countersign has no such party.
    #[error("{node} does not ask party {party}")]
    NoSuchParty {
        /// The countersign's node.
        node: NodeId,
        /// What was asked for.
        party: u32,
    },
    /// The party has answered before.
    #[error("party {party} has answered {node} before")]
    VotedBefore {
        /// The countersign's node.
        node: NodeId,
        /// Who it is.
        party: u32,
    },
    /// No guard of the choice holds, and it does not say where it leads then.
    #[error("no guard of {0} holds")]
    NoWay(NodeId),
    /// The graph is not the run's own, or has faults.
    #[error("the graph cannot be followed at {0}")]
    BrokenGraph(NodeId),
    /// Automatic nodes lead to each other for ever: the graph has a fault.
    #[error("no work or end is ever reached")]
    Endless,
    /// All numbers are used.
    #[error("the run has used all its numbers")]
    Exhausted,
}

/// Begins a run of a graph that has no faults.
///
/// # Errors
/// Only if the graph does have faults, or a choice is left without a way.
pub fn start(graph: &Graph, facts: &dyn Facts) -> Result<Advance, ProcedureError> {
    begin(graph, &Blocks::of(graph), facts)
}

/// Completes an open task or call with one of its outcomes.
///
/// # Errors
/// When the token is not at an open task or call, or that has no such outcome; otherwise only if the graph is not the run's own or has
/// faults, or a choice is left without a way.
pub fn complete(
    graph: &Graph,
    run: &Run,
    token: u32,
    outcome: &OutcomeCode,
    facts: &dyn Facts,
) -> Result<Advance, ProcedureError> {
    take(graph, &Blocks::of(graph), run, token, Act::Complete(outcome), facts)
}

/// Answers for one party of an open countersign. As soon as the result is certain the run goes on, and the answers still open are over.
///
/// # Errors
/// When the token is not at an open countersign, or that has no such party, or the party has answered; otherwise like [`complete`].
pub fn vote(
    graph: &Graph,
    run: &Run,
    token: u32,
    party: u32,
    agrees: bool,
    facts: &dyn Facts,
) -> Result<Advance, ProcedureError> {
    take(
        graph,
        &Blocks::of(graph),
        run,
        token,
        Act::Vote { party, agrees },
        facts,
    )
}

/// The time of an open wait has passed.
///
/// # Errors
/// When the token is not at an open wait; otherwise like [`complete`].
pub fn elapse(graph: &Graph, run: &Run, token: u32, facts: &dyn Facts) -> Result<Advance, ProcedureError> {
    take(graph, &Blocks::of(graph), run, token, Act::Elapse, facts)
}

/// What is done at a node.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act<'a> {
    Complete(&'a OutcomeCode),
    Vote { party: u32, agrees: bool },
    Elapse,
}

pub(super) fn begin<'g>(
    graph: &'g Graph,
    blocks: &'g Blocks<'g>,
    ways: impl Ways<'g>,
) -> Result<Advance, ProcedureError> {
    let mut game = Game::new(graph, blocks, Run::default(), ways);
    game.follow(&graph.start, vec![])?;
    game.settle()
}

pub(super) fn take<'g>(
    graph: &'g Graph,
    blocks: &'g Blocks<'g>,
    run: &Run,
    token: u32,
    act: Act<'_>,
    ways: impl Ways<'g>,
) -> Result<Advance, ProcedureError> {
    let mut game = Game::new(graph, blocks, run.clone(), ways);
    let token = game.take(token).ok_or(ProcedureError::NotOpen(token))?;
    let node = graph
        .node(&token.node)
        .ok_or_else(|| ProcedureError::BrokenGraph(token.node.clone()))?;
    match (node, act) {
        (Node::Task(_) | Node::Call(_), Act::Complete(outcome)) => {
            let chosen = node.outcomes().and_then(|outcomes| outcomes.get(outcome));
            let Some(chosen) = chosen else {
                return Err(ProcedureError::NoSuchOutcome {
                    node: token.node,
                    outcome: outcome.clone(),
                });
            };
            game.follow(&chosen.to, token.scope)?;
        }
        (Node::Wait(wait), Act::Elapse) => game.follow(&wait.to, token.scope)?,
        (Node::Countersign(countersign), Act::Vote { party, agrees }) => {
            answer(&mut game, countersign, token, party, agrees)?;
        }
        _ => return Err(ProcedureError::OtherWork(token.id)),
    }
    game.settle()
}

fn answer<'g, W: Ways<'g>>(
    game: &mut Game<'g, W>,
    countersign: &'g Countersign,
    mut token: Token,
    party: u32,
    agrees: bool,
) -> Result<(), ProcedureError> {
    let asked = countersign.parties.len();
    if usize::try_from(party).is_ok_and(|party| party >= asked) {
        return Err(ProcedureError::NoSuchParty {
            node: token.node,
            party,
        });
    }
    if token.votes.insert(party, agrees).is_some() {
        return Err(ProcedureError::VotedBefore {
            node: token.node,
            party,
        });
    }
    let Some(agreed) = countersign.result(&token.votes) else {
        game.put_back(token);
        return Ok(());
    };
    if token.votes.len() < asked {
        game.give_up(token.id);
    }
    let to = if agreed {
        &countersign.agreed
    } else {
        &countersign.disagreed
    };
    game.follow(to, token.scope)
}
