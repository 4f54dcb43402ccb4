//! Cycles that nobody's work interrupts: a token in one would move for ever. Waiting does not help, for what guards speak about does not
//! change by itself.

use std::collections::BTreeSet;

use super::super::blocks::Blocks;
use super::super::{Graph, Node, NodeId};
use super::Fault;

/// The code of such a cycle.
pub(super) const CODE: &str = "automatic-cycle";

/// One fault for each such cycle.
pub(super) fn faults(graph: &Graph, blocks: &Blocks<'_>) -> Vec<Fault> {
    let passing: BTreeSet<_> = blocks
        .iter()
        .map(|(id, _)| id)
        .filter(|id| passes_at_once(graph, blocks, id))
        .collect();
    let after = |id| reach(graph, id, |node| passing.contains(node));
    let mut told = BTreeSet::new();
    let mut faults = vec![];
    for &id in &passing {
        if told.contains(id) {
            continue;
        }
        let reached = after(id);
        if reached.contains(id) {
            told.extend(reached.into_iter().filter(|node| after(node).contains(id)));
            let zh = format!("节点 {id} 处于没有任何人工环节的循环中");
            faults.push(Fault::at(id, CODE, zh, format!("{id} is in a cycle without any task")));
        }
    }
    faults
}

/// Whether a token can pass the node before anybody acts. A join lets it through only if every branch can arrive like that.
fn passes_at_once(graph: &Graph, blocks: &Blocks<'_>, id: &NodeId) -> bool {
    let Some(Node::Join(_)) = graph.node(id) else {
        return goes_on_alone(graph, id);
    };
    let fork = blocks.path(id).and_then(|path| path.last());
    let Some(Node::Fork(fork)) = fork.and_then(|fork| graph.node(fork)) else {
        return true;
    };
    let arrives = |head| {
        head == id || (goes_on_alone(graph, head) && reach(graph, head, |node| goes_on_alone(graph, node)).contains(id))
    };
    fork.to.iter().all(arrives)
}

fn goes_on_alone(graph: &Graph, id: &NodeId) -> bool {
    graph
        .node(id)
        .is_some_and(|node| node.is_automatic() || matches!(node, Node::Wait(_)))
}

/// The nodes of a kind that are reached from `from` through nodes of that kind.
fn reach<'g>(graph: &'g Graph, from: &NodeId, of_kind: impl Fn(&NodeId) -> bool) -> BTreeSet<&'g NodeId> {
    let targets = |id: &NodeId| graph.node(id).map(Node::targets).unwrap_or_default();
    let mut found = BTreeSet::new();
    let mut open = targets(from);
    while let Some(id) = open.pop() {
        if of_kind(id) && found.insert(id) {
            open.extend(targets(id));
        }
    }
    found
}
