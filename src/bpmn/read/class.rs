//! What each element of a process is to a procedure.

use std::collections::BTreeMap;

use super::finding::Findings;
use super::lanes;
use super::source::{Arrow, Source};
use super::words;
use crate::bpmn::xml::Element;
use crate::procedure::Decision;

/// What an element is to a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Where it begins.
    Start,
    /// Work for a post.
    Task,
    /// Several posts agree or disagree.
    Countersign,
    /// A question to a service.
    Call,
    /// Time that has to pass.
    Wait,
    /// A way chosen by guards.
    Choice,
    /// Ways chosen by the outcome of the task before.
    Outcomes,
    /// Parallel branches begin.
    Fork,
    /// Parallel branches end.
    Join,
    /// Parallel branches end, others begin.
    JoinAndFork,
    /// The procedure decides.
    End(Decision),
    /// Where the timer on a task's edge leads.
    Reminder,
    /// Nothing of its own: what leads to it leads on to what is behind it.
    Pass,
    /// Nothing, and nothing is clearly behind it.
    Lost,
}

/// The class of every node, by id.
pub(super) type Classes<'x> = BTreeMap<&'x str, Class>;

/// Classifies the nodes of a process and tells what has no counterpart.
pub(super) fn classify<'x>(source: &Source<'x>, findings: &mut Findings) -> Classes<'x> {
    let lanes = lanes::chains(source);
    let mut classes = Classes::new();
    for (id, element) in &source.nodes {
        let lanes = lanes.get(id).map(Vec::as_slice).unwrap_or_default();
        let classifier = Classifier {
            source,
            id,
            element,
            findings,
        };
        classes.insert(id, classifier.class(&classes, lanes));
    }
    for (id, _) in &source.nodes {
        if classes[id] == Class::Choice && chooses_by_outcome(source, id, &classes) {
            let task = source.entering(id).map(|flow| flow.from).next().unwrap_or_default();
            findings.assumed(id, format!("its branches are taken for the outcomes of {task}"));
            classes.insert(id, Class::Outcomes);
        }
    }
    classes
}

struct Classifier<'a, 'x> {
    source: &'a Source<'x>,
    id: &'x str,
    element: &'x Element,
    findings: &'a mut Findings,
}

impl<'x> Classifier<'_, 'x> {
    fn class(self, before: &Classes<'x>, lanes: &[&Element]) -> Class {
        let is_applicants = lanes.iter().any(|lane| {
            lane.our_attribute("post").is_none() && lane.attribute("name").is_some_and(words::is_applicant)
        });
        match self.element.name.as_str() {
            "userTask" | "task" | "manualTask" if is_applicants => {
                self.left_away("it lies in a lane of the applicant, who holds no post")
            }
            "userTask" if self.countersign().is_some() => Class::Countersign,
            "userTask" => Class::Task,
            "task" | "manualTask" => {
                self.findings
                    .assumed(self.id, format!("the {} is taken for a user task", self.element.name));
                Class::Task
            }
            "serviceTask" => Class::Call,
            "exclusiveGateway" => self.exclusive(),
            "parallelGateway" => self.parallel(),
            "startEvent" if before.values().any(|class| *class == Class::Start) => {
                self.findings.unmapped(self.id, "a procedure begins in one place only");
                Class::Lost
            }
            "startEvent" => Class::Start,
            "endEvent" => self.end(),
            "intermediateCatchEvent" if self.element.child("timerEventDefinition").is_some() => Class::Wait,
            "intermediateThrowEvent" if !self.has_definition() => {
                self.findings.left_out(self.id, "a milestone has no effect");
                Class::Pass
            }
            name => {
                let reason = format!("a procedure has no {name}");
                self.left_away(&reason)
            }
        }
    }

    fn countersign(&self) -> Option<&'x Element> {
        let extensions = self.element.child("extensionElements")?;
        lanes::ours(extensions, "countersign").next()
    }

    fn has_definition(&self) -> bool {
        self.element
            .children
            .iter()
            .any(|child| child.name.ends_with("EventDefinition"))
    }

    fn leaving(&self) -> usize {
        self.source.leaving(self.id).count()
    }

    /// Something without counterpart: with one way out it is passed by.
    fn left_away(self, reason: &str) -> Class {
        if self.leaving() == 1 {
            self.findings
                .unmapped(self.id, format!("{reason}; what leads to it leads past it"));
            Class::Pass
        } else {
            self.findings
                .unmapped(self.id, format!("{reason}; what leads to it leads nowhere"));
            Class::Lost
        }
    }

    fn exclusive(self) -> Class {
        let unconditional = self.source.leaving(self.id).all(|flow| flow.condition.is_none());
        match self.leaving() {
            0 => self.left_away("no flow leaves it"),
            1 if unconditional && self.element.our_attribute("kind") != Some("choice") => Class::Pass,
            _ => Class::Choice,
        }
    }

    fn parallel(self) -> Class {
        let entering = self.source.entering(self.id).count();
        let direction = self.element.attribute("gatewayDirection");
        match (entering, self.leaving()) {
            (_, 0) => self.left_away("no flow leaves it"),
            (_, 1) if direction == Some("Diverging") => Class::Fork,
            (0 | 1, 1) if direction != Some("Converging") => {
                self.findings.left_out(self.id, "nothing runs in parallel there");
                Class::Pass
            }
            (_, 1) => Class::Join,
            (0 | 1, _) => Class::Fork,
            _ => {
                self.findings
                    .assumed(self.id, "it both joins and forks, and becomes two nodes");
                Class::JoinAndFork
            }
        }
    }

    fn end(self) -> Class {
        let is_timed = |flow: &Arrow<'_>| {
            self.source
                .element(flow.from)
                .is_some_and(|from| from.is("boundaryEvent"))
        };
        let mut entering = self.source.entering(self.id).peekable();
        let plain = !self.has_definition() && self.element.our_attribute("decision").is_none();
        if plain && entering.peek().is_some() && entering.all(is_timed) {
            if self.element.our_attribute("kind") != Some("reminder") {
                self.findings
                    .left_out(self.id, "the event of a timer has no effect of its own");
            }
            return Class::Reminder;
        }
        let name = self.element.attribute("name").unwrap_or_default();
        match self.element.our_attribute("decision") {
            Some("approve") => return Class::End(Decision::Approve),
            Some("deny") => return Class::End(Decision::Deny),
            Some(other) => self.findings.unmapped(self.id, format!("there is no decision {other}")),
            None => {}
        }
        if self.element.child("errorEventDefinition").is_some() {
            self.findings
                .assumed(self.id, "ending in an error is taken for a denial");
            return Class::End(Decision::Deny);
        }
        let decision = words::decision(name);
        match decision {
            Some(Decision::Approve) => self
                .findings
                .assumed(self.id, format!("the end “{name}” is taken for an approval")),
            Some(Decision::Deny) => self
                .findings
                .assumed(self.id, format!("the end “{name}” is taken for a denial")),
            None => self.findings.unmapped(
                self.id,
                format!("whether the end “{name}” approves or denies is not said; it is taken for an approval"),
            ),
        }
        Class::End(decision.unwrap_or(Decision::Approve))
    }
}

/// Whether a gateway stands behind a task alone and asks for what the task came to rather than for a guard.
fn chooses_by_outcome(source: &Source<'_>, id: &str, classes: &Classes<'_>) -> bool {
    let mut entering = source.entering(id);
    let (Some(flow), None) = (entering.next(), entering.next()) else {
        return false;
    };
    let behind_task = matches!(
        classes.get(flow.from),
        Some(Class::Task | Class::Countersign | Class::Call)
    );
    let alone = source.leaving(flow.from).count() == 1;
    let is_guard = |flow: &Arrow<'_>| {
        flow.condition.is_some_and(|condition| condition.is_cel) && super::outcomes::stated(flow).is_none()
    };
    let is_marked = source
        .element(id)
        .is_some_and(|gateway| gateway.our_attribute("kind").is_some());
    behind_task && alone && !is_marked && !source.leaving(id).any(is_guard)
}

/// What a flow to this node leads to in the end: past everything that is nothing of its own.
pub(super) fn behind<'x>(source: &Source<'x>, classes: &Classes<'x>, id: &'x str) -> &'x str {
    let mut place = id;
    // No way past nodes is longer than there are nodes, unless it goes in a circle.
    for _ in 0..source.nodes.len() {
        if classes.get(place) != Some(&Class::Pass) {
            return place;
        }
        let next = source.flows.iter().find(|flow| flow.from == place);
        let Some(next) = next else { return place };
        place = next.to;
    }
    place
}
