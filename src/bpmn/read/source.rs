//! The process of a document: its nodes and flows, by id.

use std::collections::{BTreeMap, BTreeSet};

use super::{MOST_NODES, Options, ReadError};
use crate::bpmn::CEL;
use crate::bpmn::layout::{Form, Line, Picture, Spot, back};
use crate::bpmn::xml::Element;

/// Elements that are nodes to BPMN, but for those on the edge of another.
const NODES: [&str; 22] = [
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "implicitThrowEvent",
    "task",
    "userTask",
    "manualTask",
    "serviceTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "transaction",
    "adHocSubProcess",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "complexGateway",
    "eventBasedGateway",
];

/// A process and what is in it.
pub(super) struct Source<'x> {
    /// The process.
    pub(super) process: &'x Element,
    /// The name of the pool it is in.
    pub(super) pool: Option<&'x str>,
    /// Its nodes, in their order.
    pub(super) nodes: Vec<(&'x str, &'x Element)>,
    /// Events on the edge of a node.
    pub(super) boundary: Vec<(&'x str, &'x Element)>,
    /// Its flows, both ends of which are there.
    pub(super) flows: Vec<Arrow<'x>>,
    /// Flows that begin or end nowhere.
    pub(super) loose: Vec<&'x Element>,
    by_id: BTreeMap<&'x str, &'x Element>,
}

/// A sequence flow.
pub(super) struct Arrow<'x> {
    /// Its id; empty if it has none.
    pub(super) id: &'x str,
    /// Its element.
    pub(super) element: &'x Element,
    /// Id of the node it leaves.
    pub(super) from: &'x str,
    /// Id of the node it leads to.
    pub(super) to: &'x str,
    /// When it is followed.
    pub(super) condition: Option<Condition<'x>>,
    /// Whether it leads back to where one has been.
    pub(super) back: bool,
}

/// When a flow is followed.
#[derive(Clone, Copy)]
pub(super) struct Condition<'x> {
    /// The expression.
    pub(super) text: &'x str,
    /// Whether it is in CEL.
    pub(super) is_cel: bool,
}

impl<'x> Source<'x> {
    /// Finds the process in a document.
    pub(super) fn of(root: &'x Element, options: &Options) -> Result<Self, ReadError> {
        if !root.is("definitions") {
            return Err(ReadError::NotBpmn(root.name.clone()));
        }
        unique(root)?;
        let process = process(root, options)?;
        let pools = root
            .all("collaboration")
            .flat_map(|collaboration| collaboration.all("participant"));
        let id = process.attribute("id");
        let pool = id.and_then(|id| pools.into_iter().find(|pool| pool.attribute("processRef") == Some(id)));
        let mut source = Self {
            process,
            pool: pool.and_then(|pool| pool.attribute("name")),
            nodes: vec![],
            boundary: vec![],
            flows: vec![],
            loose: vec![],
            by_id: BTreeMap::new(),
        };
        for element in &process.children {
            let Some(id) = element.attribute("id") else { continue };
            if is_node(element) {
                source.nodes.push((id, element));
            } else if element.is("boundaryEvent") {
                source.boundary.push((id, element));
            } else {
                continue;
            }
            source.by_id.insert(id, element);
        }
        if source.by_id.len() > MOST_NODES {
            return Err(ReadError::TooManyNodes);
        }
        let is_cel = root.attribute("expressionLanguage").is_some_and(is_cel);
        for element in process.all("sequenceFlow") {
            let ends = [element.attribute("sourceRef"), element.attribute("targetRef")];
            let known = ends.map(|end| end.filter(|id| source.by_id.contains_key(*id)));
            if let [Some(from), Some(to)] = known {
                source.flows.push(Arrow {
                    id: element.attribute("id").unwrap_or_default(),
                    element,
                    from,
                    to,
                    condition: condition(element, is_cel),
                    back: false,
                });
            } else {
                source.loose.push(element);
            }
        }
        source.arrange();
        Ok(source)
    }

    /// A node, or an event on the edge of one.
    pub(super) fn element(&self, id: &str) -> Option<&'x Element> {
        self.by_id.get(id).copied()
    }

    /// The flows that leave a node, in its order.
    pub(super) fn leaving<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s Arrow<'x>> {
        self.flows.iter().filter(move |flow| flow.from == id)
    }

    /// The flows that lead to a node.
    pub(super) fn entering<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s Arrow<'x>> {
        self.flows.iter().filter(move |flow| flow.to == id)
    }

    /// Puts the flows of each node into the order in which it lists them, and finds out which lead back.
    fn arrange(&mut self) {
        let rank = |flow: &Arrow<'x>| {
            let mut listed = self
                .by_id
                .get(flow.from)
                .into_iter()
                .flat_map(|node| node.all("outgoing"));
            listed.position(|id| id.text.trim() == flow.id).unwrap_or(usize::MAX)
        };
        let mut ranks: Vec<_> = self
            .flows
            .iter()
            .map(rank)
            .enumerate()
            .map(|(at, rank)| (rank, at))
            .collect();
        ranks.sort_unstable();
        let mut flows: BTreeMap<usize, Arrow<'x>> = std::mem::take(&mut self.flows).into_iter().enumerate().collect();
        self.flows = ranks.into_iter().filter_map(|(_, at)| flows.remove(&at)).collect();

        let place = |id: &str| self.nodes.iter().position(|(known, _)| *known == id);
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|node| !self.nodes[*node].1.is("startEvent"));
        let at = |id: &str| place(id).and_then(|place| order.iter().position(|node| *node == place));
        let ends: Vec<_> = self.flows.iter().map(|flow| at(flow.from).zip(at(flow.to))).collect();
        let spot = Spot {
            form: Form::Event,
            lane: 0,
            timed: false,
        };
        let picture = Picture {
            nodes: vec![spot; self.nodes.len()],
            flows: ends
                .iter()
                .flatten()
                .map(|(from, to)| Line {
                    from: *from,
                    to: *to,
                    named: false,
                })
                .collect(),
            lanes: 1,
        };
        let mut back = back(&picture).into_iter();
        for (flow, ends) in self.flows.iter_mut().zip(ends) {
            flow.back = ends.is_some() && back.next().unwrap_or(false);
        }
    }
}

/// Whether it is a node, other than on the edge of another.
pub(super) fn is_node(element: &Element) -> bool {
    NODES.iter().any(|name| element.is(name))
}

fn unique(root: &Element) -> Result<(), ReadError> {
    let mut seen = BTreeSet::new();
    let mut open = vec![root];
    while let Some(element) = open.pop() {
        if let Some(id) = element.attribute("id")
            && !seen.insert(id)
        {
            return Err(ReadError::DuplicateId(id.to_owned()));
        }
        open.extend(&element.children);
    }
    Ok(())
}

/// The process asked for, or the one with the most nodes; the first of several such.
fn process<'x>(root: &'x Element, options: &Options) -> Result<&'x Element, ReadError> {
    if let Some(id) = &options.process {
        let asked = root.all("process").find(|process| process.attribute("id") == Some(id));
        return asked.ok_or_else(|| ReadError::UnknownProcess(id.clone()));
    }
    let nodes = |process: &Element| process.children.iter().filter(|child| is_node(child)).count();
    let most = root.all("process").map(nodes).max().filter(|most| *most > 0);
    let most = most.ok_or(ReadError::NoProcess)?;
    root.all("process")
        .find(|process| nodes(process) == most)
        .ok_or(ReadError::NoProcess)
}

fn condition<'x>(flow: &'x Element, by_default: bool) -> Option<Condition<'x>> {
    let expression = flow.child("conditionExpression")?;
    Some(Condition {
        text: &expression.text,
        is_cel: expression.attribute("language").map_or(by_default, is_cel),
    })
}

fn is_cel(language: &str) -> bool {
    language.eq_ignore_ascii_case(CEL) || language.contains("cel-spec") || language.contains("cel.dev")
}
