//! The nodes of the graph, and the edges that choose nothing by an outcome.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::class::{Class, Classes, behind};
use super::finding::Findings;
use super::lanes::Seat;
use super::source::{Arrow, Source};
use crate::bpmn::xml::Element;
use crate::procedure::{Case, Choice, End, Fork, Graph, Join, Node, NodeId};

/// Makes the graph.
pub(super) struct Builder<'a, 'x> {
    pub(super) source: &'a Source<'x>,
    pub(super) classes: &'a Classes<'x>,
    pub(super) findings: &'a mut Findings,
    pub(super) seats: &'a BTreeMap<&'x str, Seat>,
    pub(super) options: &'a Options,
    names: BTreeMap<&'x str, NodeId>,
}

impl<'a, 'x> Builder<'a, 'x> {
    /// Gives every element its name.
    pub(super) fn new(
        source: &'a Source<'x>,
        classes: &'a Classes<'x>,
        seats: &'a BTreeMap<&'x str, Seat>,
        options: &'a Options,
        findings: &'a mut Findings,
    ) -> Self {
        let mut names = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (id, _) in &source.nodes {
            let name = free_name(id, &taken);
            taken.insert(name.clone());
            names.insert(*id, name);
        }
        Self {
            source,
            classes,
            findings,
            seats,
            options,
            names,
        }
    }

    /// The graph.
    pub(super) fn build(mut self) -> Graph {
        let mut nodes = BTreeMap::new();
        let source = self.source;
        for (id, element) in &source.nodes {
            let name = self.name(id);
            let node = match self.classes[id] {
                Class::Task => Node::Task(self.task(id, element)),
                Class::Countersign => Node::Countersign(self.countersign(id, element)),
                Class::Call => Node::Call(self.call(id, element)),
                Class::Wait => match self.wait(id, element) {
                    Some(wait) => Node::Wait(wait),
                    None => continue,
                },
                Class::Choice => Node::Choice(self.choice(id, element)),
                Class::Fork => Node::Fork(self.fork(id)),
                Class::Join => match self.only(id) {
                    Some(to) => Node::Join(Join { to }),
                    None => continue,
                },
                Class::JoinAndFork => {
                    let taken = nodes.keys().chain(self.names.values()).cloned().collect();
                    let fork = free_name(&format!("{name}_fork"), &taken);
                    nodes.insert(fork.clone(), Node::Fork(self.fork(id)));
                    Node::Join(Join { to: fork })
                }
                Class::End(decision) => Node::End(End { decision }),
                Class::Start | Class::Outcomes | Class::Reminder | Class::Pass | Class::Lost => continue,
            };
            nodes.insert(name, node);
        }
        let start = self.start(&nodes);
        Graph { start, nodes }
    }

    /// The node's name in the graph.
    pub(super) fn name(&self, id: &str) -> NodeId {
        self.names
            .get(id)
            .cloned()
            .unwrap_or_else(|| free_name(id, &BTreeSet::new()))
    }

    /// The element in which a way to this one ends.
    pub(super) fn behind(&self, id: &'x str) -> &'x str {
        behind(self.source, self.classes, id)
    }

    /// The node to which a flow leads.
    pub(super) fn target(&self, flow: &Arrow<'x>) -> NodeId {
        self.name(self.behind(flow.to))
    }

    /// Whether a flow leads back to where one has been, itself or past what is nothing of its own.
    pub(super) fn leads_back(&self, flow: &Arrow<'x>) -> bool {
        let end = self.behind(flow.to);
        let mut place = flow.to;
        let mut back = flow.back;
        while place != end {
            let Some(next) = self.source.leaving(place).next() else {
                break;
            };
            back |= next.back;
            place = next.to;
        }
        back
    }

    /// Where the start event leads; without one, the only node to which nothing leads.
    fn start(&mut self, nodes: &BTreeMap<NodeId, Node>) -> NodeId {
        let source = self.source;
        let event = source.nodes.iter().find(|(id, _)| self.classes[id] == Class::Start);
        if let Some((id, _)) = event
            && let Some(start) = self.only(id)
        {
            return start;
        }
        let mut first = source
            .nodes
            .iter()
            .filter(|(id, _)| source.entering(id).next().is_none() && nodes.contains_key(&self.name(id)));
        match (first.next(), first.next()) {
            (Some((id, _)), None) => {
                self.findings.assumed(id, "the procedure is taken to begin there");
                self.name(id)
            }
            _ => {
                let process = source.process.attribute("id").unwrap_or("process");
                self.findings.unmapped(process, "where it begins is not said");
                nodes.keys().next().cloned().unwrap_or_else(|| self.name("start"))
            }
        }
    }

    /// Where the one flow leads that leaves a node.
    pub(super) fn only(&mut self, id: &'x str) -> Option<NodeId> {
        let mut leaving = self.source.leaving(id);
        let Some(first) = leaving.next() else {
            self.findings.unmapped(id, "no flow leaves it");
            return None;
        };
        for flow in leaving {
            self.findings.unmapped(
                flow.id,
                format!("only one flow leaves {id} in a procedure; this one is not followed"),
            );
        }
        Some(self.target(first))
    }

    fn fork(&mut self, id: &'x str) -> Fork {
        let source = self.source;
        let mut to = vec![];
        for flow in source.leaving(id) {
            if flow.condition.is_some() {
                self.findings
                    .unmapped(flow.id, "a parallel branch has no condition; it is always followed");
            }
            to.push(self.target(flow));
        }
        Fork { to }
    }

    fn choice(&mut self, id: &'x str, element: &Element) -> Choice {
        let source = self.source;
        let default = element.attribute("default");
        let (mut cases, mut otherwise) = (vec![], None);
        for flow in source.leaving(id) {
            let to = self.target(flow);
            let is_default = default == Some(flow.id);
            match flow.condition {
                None if is_default => otherwise = Some(to),
                None if otherwise.is_none() && default.is_none() => {
                    self.findings.assumed(
                        flow.id,
                        "it has no condition and is taken to be followed when no other is",
                    );
                    otherwise = Some(to);
                }
                None => self
                    .findings
                    .unmapped(flow.id, "it has no condition, so it is not followed"),
                Some(_) if is_default => {
                    self.findings
                        .left_out(flow.id, "the condition of a default flow has no effect");
                    otherwise = Some(to);
                }
                Some(condition) => {
                    if !condition.is_cel {
                        let text = condition.text.trim();
                        self.findings.unmapped(
                            flow.id,
                            format!("the condition “{text}” is not in CEL; it has to be written anew"),
                        );
                    }
                    cases.push(Case {
                        when: condition.text.to_owned(),
                        to,
                    });
                }
            }
        }
        Choice { cases, otherwise }
    }
}

/// The element's id as a node's name: as it is if it can be, and not that of another.
fn free_name(id: &str, taken: &BTreeSet<NodeId>) -> NodeId {
    let own = id.strip_prefix("node.").unwrap_or(id);
    let allowed = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' || c == '-' {
            c
        } else {
            '_'
        }
    };
    let plain: String = own.chars().map(allowed).take(64).collect();
    let short: String = plain.chars().take(56).collect();
    std::iter::once(plain)
        .chain((2..).map(|number| format!("{short}_{number}")))
        .filter_map(|name| name.parse().ok())
        .find(|name| !taken.contains(name))
        .unwrap_or_else(|| unreachable!("numbers do not end"))
}
