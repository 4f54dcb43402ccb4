//! What goes wrong in some run, found by exploring all of them.

use std::collections::BTreeSet;

use super::super::blocks::Blocks;
use super::super::{Graph, Node, NodeId};
use super::space::{LeftBehind, Space, explore};
use super::{Fault, shape};

/// Everything that goes wrong in some run, one fault for a node and kind; about the whole if not all runs can be followed.
pub(super) fn faults<'g>(graph: &'g Graph, blocks: &'g Blocks<'g>, most_states: usize) -> Vec<Fault> {
    let space = explore(graph, blocks, most_states);
    let mut faults = dead_ends(graph, &space);
    faults.extend(space.left_behind.iter().map(left_behind));
    if !space.complete {
        let zh = format!("流程的可能状态超过 {most_states} 种，无法检查：请减少并行分支或者分支内的环节");
        let en = format!(
            "A run of this procedure can come to more than {most_states} states, too many to check: use fewer branches side by side, or \
             fewer nodes in them"
        );
        faults.push(Fault::whole("too-many-states", zh, en));
    } else if space.broken.is_none() {
        let passed = |id: &NodeId| blocks.path(id).is_none() || space.passed.contains(id);
        faults.extend(graph.nodes.keys().filter(|id| !passed(id)).map(shape::never_reached));
    }
    if let Some(error) = &space.broken {
        let (zh, en) = (
            format!("流程无法推进：{error}"),
            format!("The procedure cannot be followed: {error}"),
        );
        faults.push(Fault::whole("cannot-follow", zh, en));
    }
    faults
}

/// Runs that cannot end: because nothing can be done any more, or because whatever is done leads back.
fn dead_ends(graph: &Graph, space: &Space<'_>) -> Vec<Fault> {
    let ending = reaching(space, |at| space.states.get(at).is_some_and(|visited| visited.may_end));
    let is_dead =
        |at: usize| !ending.contains(&at) && space.states.get(at).is_some_and(|visited| visited.to.is_empty());
    let dying = reaching(space, is_dead);
    let mut faults: Vec<Fault> = vec![];
    let mut tell = |fault: Fault| {
        if !faults
            .iter()
            .any(|told| (told.code, &told.node) == (fault.code, &fault.node))
        {
            faults.push(fault);
        }
    };
    let lasting = |at: usize| !ending.contains(&at) && !dying.contains(&at);
    for (at, visited) in space.states.iter().enumerate() {
        let (stuck, waiting): (Vec<_>, Vec<_>) = space
            .places
            .nodes(&visited.state)
            .into_iter()
            .partition(|id| graph.node(id).is_some_and(Node::has_work));
        if is_dead(at) {
            let path = space.path(at);
            if stuck.is_empty() {
                waiting
                    .into_iter()
                    .for_each(|id| tell(waits_for_ever(id).by(path.clone())));
            } else {
                stuck.into_iter().for_each(|id| tell(cannot_end(id).by(path.clone())));
            }
        } else if lasting(at) && !space.came_from(at).is_some_and(lasting) {
            // Of several that are at work, the one to blame is the one that leads nowhere.
            let ends = shape::ending(graph);
            let blamed = stuck.iter().find(|id| !ends.contains(*id)).or(stuck.first());
            blamed
                .into_iter()
                .for_each(|id| tell(cannot_end(id).by(space.path(at))));
        }
    }
    faults
}

/// The states from which such a state can be reached, themselves among them.
fn reaching(space: &Space<'_>, such: impl Fn(usize) -> bool) -> BTreeSet<usize> {
    let mut before = vec![vec![]; space.states.len()];
    for (at, visited) in space.states.iter().enumerate() {
        for to in &visited.to {
            if let Some(before) = before.get_mut(*to) {
                before.push(at);
            }
        }
    }
    let mut open: Vec<_> = (0..space.states.len()).filter(|at| such(*at)).collect();
    let mut found = BTreeSet::new();
    while let Some(at) = open.pop() {
        if found.insert(at) {
            open.extend(before.get(at).into_iter().flatten());
        }
    }
    found
}

fn cannot_end(id: &NodeId) -> Fault {
    let zh = format!("流程到达节点 {id} 后无法结束");
    Fault::at(id, "cannot-end", zh, format!("A run that has come to {id} cannot end"))
}

fn waits_for_ever(id: &NodeId) -> Fault {
    let zh = format!("汇合节点 {id} 将一直等待不会到达的分支");
    Fault::at(
        id,
        "waits-forever",
        zh,
        format!("The join {id} waits for branches that never arrive"),
    )
}

fn left_behind(left: &LeftBehind) -> Fault {
    let LeftBehind { at, open, path } = left;
    let open = open.iter().map(NodeId::as_str).collect::<Vec<_>>().join(", ");
    let zh = format!("节点 {at} 可以在 {open} 尚未办结时准予");
    let en = format!("{at} can approve while {open} is still open");
    Fault::at(at, "left-behind", zh, en).by(path.clone())
}
