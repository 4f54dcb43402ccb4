//! Exclusive gateways before parallel ones, where any one of several flows suffices.

use std::collections::{BTreeMap, VecDeque};

use super::plan::{Drawn, Flow, Plan, What, When, edges};
use crate::procedure::{Graph, Node, NodeId};

/// The forks open at a node, outermost first, each with the number of the branch.
type Path<'g> = Vec<(&'g NodeId, usize)>;

/// Brings together the flows into each fork, and those into each join that come from the same branch.
pub(super) fn insert<'g>(plan: &mut Plan<'g>, graph: &'g Graph) {
    let paths = paths(graph);
    for place in 1..plan.nodes.len() {
        let What::Node(id, node) = plan.nodes[place].what else {
            continue;
        };
        let branch = |flow: &Flow<'_>| match (node, plan.nodes[flow.from].what) {
            (Node::Join(_), What::Node(from, _)) => {
                let number = plan.flows.iter().filter(|other| other.from == flow.from);
                let number = number.take_while(|other| other.id != flow.id).count();
                let path = paths.get(from).cloned().unwrap_or_default();
                after(from, graph, &path, number)
            }
            _ => vec![],
        };
        let mut groups: BTreeMap<Path<'_>, Vec<usize>> = BTreeMap::new();
        for (index, flow) in plan.flows.iter().enumerate().filter(|(_, flow)| flow.to == place) {
            let is_parallel = matches!(node, Node::Fork(_) | Node::Join(_));
            if is_parallel {
                groups.entry(branch(flow)).or_default().push(index);
            }
        }
        let lane = plan.nodes[place].lane;
        for (number, flows) in groups.into_values().filter(|flows| flows.len() > 1).enumerate() {
            let merge = plan.nodes.len();
            for flow in flows {
                plan.flows[flow].to = merge;
            }
            plan.nodes.push(Drawn {
                id: format!("merge.{id}.{}", number + 1),
                what: What::Merge,
                lane,
            });
            plan.flows.push(Flow {
                id: format!("merged.{id}.{}", number + 1),
                from: merge,
                to: place,
                when: When::Always,
            });
        }
    }
}

/// The path of every node that the start reaches; the shortest, as that is the one it lies in.
fn paths(graph: &Graph) -> BTreeMap<&NodeId, Path<'_>> {
    let mut paths = BTreeMap::from([(&graph.start, Path::new())]);
    let mut changed = VecDeque::from([&graph.start]);
    while let Some(id) = changed.pop_front() {
        let (Some(node), Some(path)) = (graph.node(id), paths.get(id).cloned()) else {
            continue;
        };
        for (number, (_, to, _)) in edges(node).into_iter().enumerate() {
            let after = after(id, graph, &path, number);
            if paths.get(to).is_none_or(|known| after.len() < known.len()) {
                paths.insert(to, after);
                changed.push_back(to);
            }
        }
    }
    paths
}

/// The path with which the edge of that number leaves a node.
fn after<'g>(id: &'g NodeId, graph: &Graph, path: &[(&'g NodeId, usize)], number: usize) -> Path<'g> {
    let mut after = path.to_vec();
    match graph.node(id) {
        Some(Node::Fork(_)) => after.push((id, number)),
        Some(Node::Join(_)) => {
            after.pop();
        }
        _ => {}
    }
    after
}
