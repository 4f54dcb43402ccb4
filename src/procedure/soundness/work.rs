//! Work that somebody can do, and whose reasons somebody gives.

use std::collections::BTreeSet;

use super::super::blocks::Blocks;
use super::super::{Countersign, Decision, End, Graph, Node, NodeId, Rule};
use super::evidence::Edges;
use super::{Fault, Step};

/// More than any real countersign asks.
const MOST_PARTIES: usize = 50;

/// A denial states its reasons (Administrative Licensing Law art. 38), so somebody has to give them when it is reached: no way may lead to
/// a denial from the start, from the end of a wait or from the answer of a service past nobody's work.
pub(super) fn denials_by_nobody(graph: &Graph, blocks: &Blocks<'_>, edges: &Edges) -> Vec<Fault> {
    let mut faults: Vec<_> = ending(graph, Decision::Deny, &graph.start, Node::is_automatic)
        .map(|(end, path)| {
            let zh = format!("不经任何人工环节即可到达不予的结束节点 {end}，而不予决定须说明理由");
            let en = format!("{end} denies before anybody has worked, and so without reasons");
            Fault::at(end, "denial-by-nobody", zh, en).by(path)
        })
        .into_iter()
        .collect();
    for (id, node) in &graph.nodes {
        let by_itself = matches!(node, Node::Wait(_) | Node::Call(_)) && blocks.path(id).is_some();
        let here = |reached: &Node| std::ptr::eq(reached, node) || reached.is_automatic();
        if let Some((end, path)) = by_itself.then(|| ending(graph, Decision::Deny, id, here)).flatten() {
            let zh = format!("节点 {id} 无人经办即可到达不予的结束节点 {end}，而不予决定须说明理由");
            let en = format!("{id} leads to the denial {end} with nobody there to give the reasons");
            let path = [edges.to(id), path].concat();
            faults.push(Fault::at(id, "denial-by-nobody", zh, en).by(path));
        }
    }
    faults
}

/// What an approval states is given with somebody's work: no way may lead to an approval from the start or from the end of a wait past
/// nobody's work. What a service's answer would decide is left to people then.
pub(super) fn approvals_by_nobody(graph: &Graph, blocks: &Blocks<'_>, edges: &Edges) -> Vec<Fault> {
    const CODE: &str = "result-by-nobody";
    let mut faults: Vec<_> = ending(graph, Decision::Approve, &graph.start, Node::is_automatic)
        .map(|(end, path)| {
            let zh = format!("不经任何人工环节即可到达准予的结束节点 {end}，而结果数据须由经办人填写");
            let en = format!("{end} approves before anybody has worked, and nobody states the result");
            Fault::at(end, CODE, zh, en).by(path)
        })
        .into_iter()
        .collect();
    for (id, node) in &graph.nodes {
        let waits = matches!(node, Node::Wait(_)) && blocks.path(id).is_some();
        let here = |reached: &Node| std::ptr::eq(reached, node) || reached.is_automatic();
        if let Some((end, path)) = waits.then(|| ending(graph, Decision::Approve, id, here)).flatten() {
            let zh = format!("节点 {id} 期满无人经办即可到达准予的结束节点 {end}，而结果数据须由经办人填写");
            let en = format!("{id} leads to the approval {end} with nobody there to state the result");
            let path = [edges.to(id), path].concat();
            faults.push(Fault::at(id, CODE, zh, en).by(path));
        }
    }
    faults
}

/// An end that decides so, reached from a node through such nodes only, and the way there.
fn ending<'g>(
    graph: &'g Graph,
    decision: Decision,
    from: &NodeId,
    through: impl Fn(&Node) -> bool,
) -> Option<(&'g NodeId, Vec<Step>)> {
    let edges = Edges::from(graph, from, through);
    let decides = |node: &Node| matches!(node, Node::End(End { decision: ends }) if *ends == decision);
    let ends = graph
        .nodes
        .iter()
        .filter(|(id, node)| decides(node) && (edges.reaches(id) || *id == from));
    ends.map(|(end, _)| (end, edges.to(end)))
        .min_by_key(|(_, path)| path.len())
}

/// Countersigns that cannot be agreed to, or not be refused, whatever their parties say.
pub(super) fn countersigns(graph: &Graph) -> Vec<Fault> {
    let mut faults = vec![];
    for (id, node) in &graph.nodes {
        if let Node::Countersign(countersign) = node {
            faults.extend(countersign_faults(id, countersign));
        }
    }
    faults
}

fn countersign_faults(id: &NodeId, countersign: &Countersign) -> Vec<Fault> {
    let asked = countersign.parties.len();
    if asked == 0 {
        let (zh, en) = (format!("会签节点 {id} 没有会签单位"), format!("{id} asks nobody"));
        return vec![Fault::at(id, "no-parties", zh, en)];
    }
    let mut faults = vec![];
    if asked > MOST_PARTIES {
        let (zh, en) = (
            format!("会签节点 {id} 最多 {MOST_PARTIES} 个会签单位"),
            format!("{id} asks more than {MOST_PARTIES} parties"),
        );
        faults.push(Fault::at(id, "too-many-parties", zh, en));
    }
    if countersign.parties.iter().collect::<BTreeSet<_>>().len() < asked {
        let (zh, en) = (
            format!("会签节点 {id} 的会签单位重复"),
            format!("{id} asks the same post twice"),
        );
        faults.push(Fault::at(id, "same-party-twice", zh, en));
    }
    if let Rule::AtLeast(needed) = countersign.rule
        && !(1..=asked).contains(&countersign.needed())
    {
        let (zh, en) = (
            format!("会签节点 {id} 须 {needed} 方同意，但会签单位有 {asked} 方"),
            format!("{id} needs {needed} to agree and asks {asked}"),
        );
        faults.push(Fault::at(id, "impossible-rule", zh, en));
    }
    faults
}
