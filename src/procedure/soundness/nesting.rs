//! Whether blocks nest: every fork has its one join, and nothing enters a block but through its fork.

use std::collections::BTreeSet;

use super::super::blocks::{Blocks, path_after};
use super::super::{Fork, Graph, Node, NodeId};
use super::Fault;

/// Everything wrong with the blocks of a graph.
pub(super) fn faults(graph: &Graph, blocks: &Blocks<'_>) -> Vec<Fault> {
    let mut faults = entries(graph, blocks);
    for (id, path) in blocks.iter() {
        match graph.node(id) {
            Some(Node::Join(_)) if path.is_empty() && !faults.iter().any(|fault| fault.node.as_ref() == Some(id)) => {
                let zh = format!("汇合节点 {id} 之前没有对应的分支节点");
                faults.push(Fault::at(
                    id,
                    "join-without-fork",
                    zh,
                    format!("No fork is open at the join {id}"),
                ));
            }
            Some(Node::Fork(fork)) => faults.extend(block_of(graph, blocks, id, fork)),
            _ => {}
        }
    }
    faults
}

/// Edges that enter a block other than through its fork.
fn entries(graph: &Graph, blocks: &Blocks<'_>) -> Vec<Fault> {
    let mut entered = BTreeSet::new();
    for (id, path) in blocks.iter() {
        let Some(node) = graph.node(id) else { continue };
        let after = path_after(id, node, path);
        for target in node.targets() {
            let (Some(inside), Some(reached)) = (blocks.path(target), graph.node(target)) else {
                continue;
            };
            let allowed = match (node, reached) {
                // An end cancels whatever is open, wherever it is.
                (_, Node::End(_)) => true,
                (Node::Fork(_), _) => inside == after,
                // Were it outside of every block, the join could not close the one this edge comes from.
                (_, Node::Join(_)) => after.starts_with(inside) && inside.is_empty() == after.is_empty(),
                _ => after.starts_with(inside),
            };
            if !allowed {
                entered.insert(target);
            }
        }
    }
    let fault = |id: &NodeId| {
        let zh = format!("节点 {id} 既能从并行分支内部到达，又能绕过其分支节点到达");
        Fault::at(
            id,
            "enters-block",
            zh,
            format!("{id} is reached both from inside a block and around that block's fork"),
        )
    };
    entered.into_iter().map(fault).collect()
}

fn block_of<'g>(graph: &'g Graph, blocks: &Blocks<'g>, id: &'g NodeId, fork: &'g Fork) -> Vec<Fault> {
    let mut faults = vec![];
    let heads: BTreeSet<_> = fork.to.iter().collect();
    if fork.to.len() < 2 {
        faults.push(Fault::at(
            id,
            "too-few-branches",
            format!("分支节点 {id} 至少要有两个分支"),
            format!("The fork {id} needs at least two branches"),
        ));
    }
    if heads.len() < fork.to.len() {
        faults.push(Fault::at(
            id,
            "same-branch-twice",
            format!("分支节点 {id} 的分支重复"),
            format!("The fork {id} names a branch twice"),
        ));
    }
    let Some(inside) = blocks.path(id).map(|path| [path, &[id]].concat()) else {
        return faults;
    };
    // A head elsewhere has been told as an entry; what follows would be told wrongly.
    if heads
        .iter()
        .any(|head| !is_end(graph, head) && blocks.path(head) != Some(&inside))
    {
        return faults;
    }
    let is_join = |node: &NodeId| matches!(graph.node(node), Some(Node::Join(_)));
    let joins: Vec<_> = blocks
        .iter()
        .filter(|(node, path)| is_join(node) && *path == inside)
        .collect();
    match joins.as_slice() {
        [] => faults.push(Fault::at(
            id,
            "fork-without-join",
            format!("分支节点 {id} 没有对应的汇合节点"),
            format!("No join closes the fork {id}"),
        )),
        [(join, _)] => faults.extend(branches(graph, blocks, &inside, join, heads)),
        [_, (second, _), ..] => faults.push(Fault::at(
            second,
            "second-join",
            format!("分支节点 {id} 有多个汇合节点"),
            format!("The fork {id} has more than one join"),
        )),
    }
    faults
}

/// Every branch can arrive at the join, and branches share nothing before it.
fn branches(
    graph: &Graph,
    blocks: &Blocks<'_>,
    inside: &[&NodeId],
    join: &NodeId,
    heads: BTreeSet<&NodeId>,
) -> Vec<Fault> {
    let mut faults = vec![];
    let mut seen = BTreeSet::new();
    for head in heads {
        let mut branch = branch(graph, blocks, inside, join, head);
        if !branch.remove(join) {
            let zh = format!("从 {head} 开始的分支无法到达汇合节点 {join}");
            faults.push(Fault::at(
                head,
                "branch-without-join",
                zh,
                format!("The branch that begins with {head} cannot arrive at the join {join}"),
            ));
        }
        if let Some(shared) = branch.iter().find(|node| seen.contains(*node)) {
            let zh = format!("节点 {shared} 同时属于两个并行分支");
            faults.push(Fault::at(
                shared,
                "branches-cross",
                zh,
                format!("{shared} lies in two parallel branches"),
            ));
        }
        seen.extend(branch);
    }
    faults
}

/// The nodes of a branch, its join among them if it gets there.
fn branch<'g>(
    graph: &'g Graph,
    blocks: &Blocks<'_>,
    inside: &[&NodeId],
    join: &NodeId,
    head: &'g NodeId,
) -> BTreeSet<&'g NodeId> {
    let mut found = BTreeSet::new();
    let mut open = vec![head];
    while let Some(id) = open.pop() {
        let within = !is_end(graph, id) && blocks.path(id).is_some_and(|path| path.starts_with(inside));
        if within && found.insert(id) && id != join {
            open.extend(graph.node(id).map(Node::targets).unwrap_or_default());
        }
    }
    found
}

fn is_end(graph: &Graph, id: &NodeId) -> bool {
    matches!(graph.node(id), Some(Node::End(_)))
}
