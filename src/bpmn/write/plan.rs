//! What is drawn for a graph: its nodes in the order in which the start reaches them, the flows between them, and lanes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::merges;
use crate::bpmn::layout::{Form, Line, Picture, Spot};
use crate::bpmn::{AGREE, DISAGREE};
use crate::calendar::Limit;
use crate::codes::{CreditCode, Post};
use crate::procedure::{Call, Countersign, Graph, Join, Node, NodeId, Outcome, OutcomeCode, Task, Wait};

/// Who works in a lane: the department, none for the item's own, and the post.
pub(super) type Actor<'g> = (Option<&'g CreditCode>, &'g Post);

/// A plan for a drawing.
pub(super) struct Plan<'g> {
    /// The nodes; the first is the start event.
    pub(super) nodes: Vec<Drawn<'g>>,
    /// The flows, those of a node in its order.
    pub(super) flows: Vec<Flow<'g>>,
    /// Who works in each lane.
    pub(super) lanes: Vec<Actor<'g>>,
}

/// A node of the drawing.
pub(super) struct Drawn<'g> {
    /// Its element's id.
    pub(super) id: String,
    /// What it stands for.
    pub(super) what: What<'g>,
    /// Its lane.
    pub(super) lane: usize,
}

/// What a node of the drawing stands for.
#[derive(Clone, Copy)]
pub(super) enum What<'g> {
    /// The beginning.
    Start,
    /// A node of the graph.
    Node(&'g NodeId, &'g Node),
    /// Flows of which any one suffices come together.
    Merge,
}

/// A flow of the drawing.
pub(super) struct Flow<'g> {
    /// Its element's id.
    pub(super) id: String,
    /// Index of the node it leaves.
    pub(super) from: usize,
    /// Index of the node it leads to.
    pub(super) to: usize,
    /// When it is followed.
    pub(super) when: When<'g>,
}

/// When a flow is followed.
#[derive(Clone, Copy)]
pub(super) enum When<'g> {
    /// Always.
    Always,
    /// On this outcome.
    Outcome(&'g OutcomeCode, &'g Outcome),
    /// If this guard is the first that holds.
    Case(&'g str),
    /// If no guard holds.
    Otherwise,
    /// If enough agree, or if not.
    Vote(bool),
}

/// An edge of the graph: the last part of its flow's id, where it leads, when.
pub(super) type Edge<'g> = (String, &'g NodeId, When<'g>);

/// The edges of a node, in the order in which its element lists them.
pub(super) fn edges(node: &Node) -> Vec<Edge<'_>> {
    let numbered = |to, index: usize, when| ((index + 1).to_string(), to, when);
    match node {
        Node::Task(Task { outcomes, .. }) | Node::Call(Call { outcomes, .. }) => {
            let outcomes = outcomes.iter();
            outcomes
                .map(|(code, outcome)| (code.to_string(), &outcome.to, When::Outcome(code, outcome)))
                .collect()
        }
        Node::Choice(choice) => {
            let cases = choice.cases.iter().enumerate();
            let cases = cases.map(|(index, case)| numbered(&case.to, index, When::Case(&case.when)));
            let otherwise = choice
                .otherwise
                .iter()
                .map(|to| ("otherwise".to_owned(), to, When::Otherwise));
            cases.chain(otherwise).collect()
        }
        Node::Fork(fork) => {
            let branches = fork.to.iter().enumerate();
            branches.map(|(index, to)| numbered(to, index, When::Always)).collect()
        }
        Node::Countersign(Countersign { agreed, disagreed, .. }) => vec![
            (AGREE.to_owned(), agreed, When::Vote(true)),
            (DISAGREE.to_owned(), disagreed, When::Vote(false)),
        ],
        Node::Join(Join { to }) | Node::Wait(Wait { to, .. }) => vec![("to".to_owned(), to, When::Always)],
        Node::End(_) => vec![],
    }
}

/// The limit that is drawn as a timer on a node's edge.
pub(super) fn limit_on_edge(node: &Node) -> Option<Limit> {
    match node {
        Node::Task(task) => task.limit,
        Node::Countersign(countersign) => countersign.limit,
        _ => None,
    }
}

/// Who works at a node; the first of several.
fn actor(node: &Node) -> Option<Actor<'_>> {
    match node {
        Node::Task(task) => Some((task.department.as_ref(), &task.post)),
        Node::Countersign(countersign) => {
            let first = countersign.parties.first();
            first.map(|party| (party.department.as_ref(), &party.post))
        }
        _ => None,
    }
}

/// The id of a node's element: its name, unless XML does not allow a name to begin so. No other id lacks a full stop.
pub(super) fn element_id(id: &NodeId) -> String {
    if id.as_str().starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        id.to_string()
    } else {
        format!("node.{id}")
    }
}

impl<'g> Plan<'g> {
    /// Plans the drawing of a graph.
    pub(super) fn of(graph: &'g Graph) -> Self {
        let start = Drawn {
            id: "start.event".to_owned(),
            what: What::Start,
            lane: 0,
        };
        let mut plan = Self {
            nodes: vec![start],
            flows: vec![],
            lanes: vec![],
        };
        let mut places = BTreeMap::new();
        for (id, lane) in plan.seats(graph) {
            let Some(node) = graph.node(id) else { continue };
            places.insert(id, plan.nodes.len());
            plan.nodes.push(Drawn {
                id: element_id(id),
                what: What::Node(id, node),
                lane,
            });
        }
        if let Some(to) = places.get(&graph.start) {
            plan.flows.push(Flow {
                id: "start.flow".to_owned(),
                from: 0,
                to: *to,
                when: When::Always,
            });
        }
        for from in 1..plan.nodes.len() {
            let What::Node(id, node) = plan.nodes[from].what else {
                continue;
            };
            for (part, to, when) in edges(node) {
                plan.flows.extend(places.get(to).map(|to| Flow {
                    id: format!("flow.{id}.{part}"),
                    from,
                    to: *to,
                    when,
                }));
            }
        }
        merges::insert(&mut plan, graph);
        plan
    }

    /// Every node with its lane, in the order in which the start reaches them; what it does not reach comes last. Whoever works at a
    /// node has a lane; what is nobody's work lies in the lane from which it is reached.
    fn seats(&mut self, graph: &'g Graph) -> Vec<(&'g NodeId, usize)> {
        let mut seats = vec![];
        let mut seen = BTreeSet::new();
        for root in std::iter::once(&graph.start).chain(graph.nodes.keys()) {
            let mut open = VecDeque::from([(root, 0)]);
            while let Some((id, lane)) = open.pop_front() {
                let Some(node) = graph.node(id).filter(|_| seen.insert(id)) else {
                    continue;
                };
                let lane = actor(node).map_or(lane, |actor| self.lane(actor));
                seats.push((id, lane));
                open.extend(edges(node).into_iter().map(|(_, to, _)| (to, lane)));
            }
        }
        seats
    }

    fn lane(&mut self, actor: Actor<'g>) -> usize {
        let known = self.lanes.iter().position(|known| *known == actor);
        known.unwrap_or_else(|| {
            self.lanes.push(actor);
            self.lanes.len() - 1
        })
    }

    /// What there is to lay out.
    pub(super) fn picture(&self) -> Picture {
        let form = |drawn: &Drawn<'_>| match drawn.what {
            What::Start | What::Node(_, Node::End(_) | Node::Wait(_)) => Form::Event,
            What::Merge | What::Node(_, Node::Choice(_) | Node::Fork(_) | Node::Join(_)) => Form::Gateway,
            What::Node(_, Node::Task(_) | Node::Countersign(_) | Node::Call(_)) => Form::Activity,
        };
        let nodes = self.nodes.iter().map(|drawn| Spot {
            form: form(drawn),
            lane: drawn.lane,
            timed: matches!(drawn.what, What::Node(_, node) if limit_on_edge(node).is_some()),
        });
        let lines = self.flows.iter().map(|flow| Line {
            from: flow.from,
            to: flow.to,
            named: !matches!(flow.when, When::Always),
        });
        Picture {
            nodes: nodes.collect(),
            flows: lines.collect(),
            lanes: self.lanes.len(),
        }
    }
}
