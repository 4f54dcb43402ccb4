//! The plainest rules: what is named exists, some end approves, and every node lies on a way from the start to an end.

use std::collections::BTreeSet;

use super::super::blocks::Blocks;
use super::super::{Decision, End, Graph, Node, NodeId};
use super::Fault;

pub(super) fn too_large(most: usize) -> Fault {
    let (zh, en) = (
        format!("流程最多 {most} 个节点"),
        format!("A procedure has at most {most} nodes"),
    );
    Fault::whole("too-large", zh, en)
}

/// Nodes that are named and do not exist.
pub(super) fn missing(graph: &Graph) -> Vec<Fault> {
    let mut faults = vec![];
    if graph.node(&graph.start).is_none() {
        let (zh, en) = (
            format!("起始节点 {} 不存在", graph.start),
            format!("The start {} does not exist", graph.start),
        );
        faults.push(Fault::whole("no-start", zh, en));
    }
    for (id, node) in &graph.nodes {
        let targets: BTreeSet<_> = node.targets().into_iter().collect();
        for target in targets.into_iter().filter(|target| graph.node(target).is_none()) {
            let (zh, en) = (
                format!("节点 {id} 指向不存在的节点 {target}"),
                format!("{id} leads to {target}, which does not exist"),
            );
            faults.push(Fault::at(id, "no-target", zh, en));
        }
    }
    faults
}

pub(super) fn without_approval(graph: &Graph) -> Option<Fault> {
    let approves = |node: &Node| {
        matches!(
            node,
            Node::End(End {
                decision: Decision::Approve
            })
        )
    };
    let approves = graph.nodes.values().any(approves);
    (!approves).then(|| Fault::whole("no-approval", "流程没有准予的结束节点", "No end approves"))
}

pub(super) fn unreachable(graph: &Graph, blocks: &Blocks<'_>) -> Vec<Fault> {
    let unreachable = graph.nodes.keys().filter(|id| blocks.path(id).is_none());
    unreachable.map(never_reached).collect()
}

pub(super) fn never_reached(id: &NodeId) -> Fault {
    let (zh, en) = (
        format!("从起始节点无法到达节点 {id}"),
        format!("The start does not reach {id}"),
    );
    Fault::at(id, "unreachable", zh, en)
}

/// Reachable nodes from which no way leads to an end.
pub(super) fn stuck(graph: &Graph, blocks: &Blocks<'_>) -> Vec<Fault> {
    let ending = ending(graph);
    let stuck = blocks.iter().map(|(id, _)| id).filter(|id| !ending.contains(id));
    let fault = |id| {
        Fault::at(
            id,
            "cannot-end",
            format!("从节点 {id} 无法到达任何结束节点"),
            format!("No end can be reached from {id}"),
        )
    };
    stuck.map(fault).collect()
}

/// The nodes from which some way leads to an end.
pub(super) fn ending(graph: &Graph) -> BTreeSet<&NodeId> {
    let is_end = |id: &NodeId| matches!(graph.node(id), Some(Node::End(_)));
    let mut ending: BTreeSet<&NodeId> = graph.nodes.keys().filter(|id| is_end(id)).collect();
    loop {
        let leads_there = |node: &Node| node.targets().iter().any(|target| ending.contains(target));
        let more = graph
            .nodes
            .iter()
            .filter(|(id, node)| !ending.contains(id) && leads_there(node));
        let more: Vec<_> = more.map(|(id, _)| id).collect();
        if more.is_empty() {
            return ending;
        }
        ending.extend(more);
    }
}
