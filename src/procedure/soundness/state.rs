//! Where a run stands, up to what makes no difference: its numbering, and who of a countersign's parties answered what.

use std::collections::BTreeMap;

use super::super::{Graph, NodeId, Run, Token};

/// Where a run stands, up to what makes no difference.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct State(Vec<Place>);

/// Where a token rests.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Place {
    /// The node, by its place in the graph.
    node: usize,
    /// The opened blocks, numbered in the order in which the state names them.
    scope: Vec<usize>,
    agree: usize,
    disagree: usize,
}

/// The nodes of a graph by place.
pub(super) struct Places<'g> {
    names: Vec<&'g NodeId>,
    places: BTreeMap<&'g NodeId, usize>,
}

impl<'g> Places<'g> {
    pub(super) fn of(graph: &'g Graph) -> Self {
        let names: Vec<_> = graph.nodes.keys().collect();
        let places = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
        Self { names, places }
    }

    /// Where a run stands.
    pub(super) fn state(&self, run: &Run) -> State {
        let place = |token: &Token| self.places.get(&token.node).copied().unwrap_or(usize::MAX);
        let mut tokens: Vec<_> = run.tokens.iter().map(|token| (place(token), token)).collect();
        tokens.sort_by_key(|(place, token)| (*place, token.id));
        let mut seen: Vec<u32> = vec![];
        let mut number = |block: &u32| {
            seen.iter().position(|known| known == block).unwrap_or_else(|| {
                seen.push(*block);
                seen.len() - 1
            })
        };
        let places = tokens.into_iter().map(|(node, token)| {
            let agree = token.votes.values().filter(|agrees| **agrees).count();
            Place {
                node,
                scope: token.scope.iter().map(&mut number).collect(),
                agree,
                disagree: token.votes.len() - agree,
            }
        });
        State(places.collect())
    }

    /// The nodes at which something rests.
    pub(super) fn nodes(&self, state: &State) -> Vec<&'g NodeId> {
        let mut nodes: Vec<_> = state
            .0
            .iter()
            .filter_map(|place| self.names.get(place.node).copied())
            .collect();
        nodes.dedup();
        nodes
    }
}
