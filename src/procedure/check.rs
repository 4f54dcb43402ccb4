//! What is wrong with a graph, told before it is published.
//!
//! The structural rules below suffice: a graph that keeps them can, from wherever a run stands, still reach an end, and nothing is left
//! open when it does. Guards are taken to hold or not hold as they please.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::blocks::Blocks;
use super::{Decision, End, Graph, Node, NodeId, cycles, nesting};

/// More than any real procedure has; keeps the check quick whatever is sent in.
const MOST_NODES: usize = 500;

/// One thing wrong with a graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProcedureFault)]
pub struct Fault {
    /// The node it is about; none when it is about the whole.
    pub node: Option<NodeId>,
    /// What is wrong, as a stable word.
    pub code: &'static str,
    /// What is wrong, for people, in Chinese.
    pub message_zh: String,
    /// What is wrong, for people, in English.
    pub message_en: String,
}

impl Fault {
    pub(super) fn whole(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            node: None,
            code,
            message_zh: zh.into(),
            message_en: en.into(),
        }
    }

    pub(super) fn at(node: &NodeId, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            node: Some(node.clone()),
            ..Self::whole(code, zh, en)
        }
    }
}

impl Graph {
    /// Everything wrong with the graph; empty if it is sound.
    ///
    /// When the start or the target of an edge is missing only that is told, for the rest would follow from it.
    pub fn check(&self) -> Vec<Fault> {
        if self.nodes.len() > MOST_NODES {
            let zh = format!("流程最多 {MOST_NODES} 个节点");
            return vec![Fault::whole(
                "too-large",
                zh,
                format!("A procedure has at most {MOST_NODES} nodes"),
            )];
        }
        let missing = self.missing();
        if !missing.is_empty() {
            return missing;
        }
        let blocks = Blocks::of(self);
        let mut faults = self.without_approval();
        faults.extend(self.denial_by_nobody());
        faults.extend(self.unreachable(&blocks));
        faults.extend(self.stuck(&blocks));
        faults.extend(nesting::faults(self, &blocks));
        faults.extend(cycles::faults(self, &blocks));
        faults
    }

    fn missing(&self) -> Vec<Fault> {
        let mut faults = vec![];
        if self.node(&self.start).is_none() {
            let (zh, en) = (
                format!("起始节点 {} 不存在", self.start),
                format!("The start {} does not exist", self.start),
            );
            faults.push(Fault::whole("no-start", zh, en));
        }
        for (id, node) in &self.nodes {
            let targets: BTreeSet<_> = node.targets().into_iter().collect();
            for target in targets.into_iter().filter(|target| self.node(target).is_none()) {
                let zh = format!("节点 {id} 指向不存在的节点 {target}");
                faults.push(Fault::at(
                    id,
                    "no-target",
                    zh,
                    format!("{id} leads to {target}, which does not exist"),
                ));
            }
        }
        faults
    }

    fn without_approval(&self) -> Vec<Fault> {
        let approves = |node: &Node| {
            matches!(
                node,
                Node::End(End {
                    decision: Decision::Approve
                })
            )
        };
        if self.nodes.values().any(approves) {
            return vec![];
        }
        vec![Fault::whole("no-approval", "流程没有准予的结束节点", "No end approves")]
    }

    /// A denial states its reasons (Administrative Licensing Law art. 38), so somebody has to give them: no way may lead from the start to
    /// a denial past nobody's work.
    fn denial_by_nobody(&self) -> Option<Fault> {
        let mut passed = BTreeSet::new();
        let mut open = vec![&self.start];
        while let Some(id) = open.pop() {
            match self.node(id) {
                Some(Node::End(End {
                    decision: Decision::Deny,
                })) => {
                    let zh = format!("不经任何人工环节即可到达不予的结束节点 {id}，而不予决定须说明理由");
                    let en = format!("{id} denies before anybody has worked, and so without reasons");
                    return Some(Fault::at(id, "denial-by-nobody", zh, en));
                }
                Some(node) if node.is_automatic() && passed.insert(id) => open.extend(node.targets()),
                _ => {}
            }
        }
        None
    }

    fn unreachable(&self, blocks: &Blocks<'_>) -> Vec<Fault> {
        let unreachable = self.nodes.keys().filter(|id| blocks.path(id).is_none());
        let fault = |id| {
            let (zh, en) = (
                format!("从起始节点无法到达节点 {id}"),
                format!("The start does not reach {id}"),
            );
            Fault::at(id, "unreachable", zh, en)
        };
        unreachable.map(fault).collect()
    }

    /// Reachable nodes from which no way leads to an end.
    fn stuck(&self, blocks: &Blocks<'_>) -> Vec<Fault> {
        let is_end = |id: &NodeId| matches!(self.node(id), Some(Node::End(_)));
        let mut ending: BTreeSet<&NodeId> = self.nodes.keys().filter(|id| is_end(id)).collect();
        loop {
            let leads_there = |node: &Node| node.targets().iter().any(|target| ending.contains(target));
            let more = self
                .nodes
                .iter()
                .filter(|(id, node)| !ending.contains(id) && leads_there(node));
            let more: Vec<_> = more.map(|(id, _)| id).collect();
            if more.is_empty() {
                break;
            }
            ending.extend(more);
        }
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
}
