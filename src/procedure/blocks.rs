//! In which blocks each node lies.

use std::collections::{BTreeMap, VecDeque};

use super::{Graph, Node, NodeId};

/// The forks open at a node, outermost first.
pub(super) type Path<'g> = Vec<&'g NodeId>;

/// The path of every node that the start reaches.
pub(super) struct Blocks<'g>(BTreeMap<&'g NodeId, Path<'g>>);

impl<'g> Blocks<'g> {
    /// Walks the graph from its start. Leaving a block shows only in hindsight, when the node turns out to be reachable with fewer
    /// blocks open: so the shortest path wins. Paths only ever get shorter, hence this ends, on broken graphs too.
    pub(super) fn of(graph: &'g Graph) -> Self {
        let mut paths = BTreeMap::from([(&graph.start, Path::new())]);
        let mut changed = VecDeque::from([&graph.start]);
        while let Some(id) = changed.pop_front() {
            let (Some(node), Some(path)) = (graph.node(id), paths.get(id)) else {
                continue;
            };
            let after = path_after(id, node, path);
            for target in node.targets() {
                if paths.get(target).is_none_or(|known| after.len() < known.len()) {
                    paths.insert(target, after.clone());
                    changed.push_back(target);
                }
            }
        }
        Self(paths)
    }

    /// The path of a node; `None` if the start does not reach it.
    pub(super) fn path(&self, id: &NodeId) -> Option<&[&'g NodeId]> {
        self.0.get(id).map(Vec::as_slice)
    }

    /// All reachable nodes with their paths.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'g NodeId, &[&'g NodeId])> {
        self.0.iter().map(|(id, path)| (*id, path.as_slice()))
    }
}

/// The path with which a token leaves a node: a fork opens a block, a join closes one.
pub(super) fn path_after<'g>(id: &'g NodeId, node: &Node, path: &[&'g NodeId]) -> Path<'g> {
    let mut after = path.to_vec();
    match node {
        Node::Fork(_) => after.push(id),
        Node::Join(_) => {
            after.pop();
        }
        Node::Task(_) | Node::Choice(_) | Node::Countersign(_) | Node::Wait(_) | Node::Call(_) | Node::End(_) => {}
    }
    after
}
