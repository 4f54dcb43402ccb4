//! The elements of the process: events, activities, gateways, flows.

use super::activity;
use super::plan::{Drawn, Flow, Plan, What, When, limit_on_edge};
use crate::bpmn::xml::{Element, Space};
use crate::bpmn::{AGREE, CEL, DISAGREE};
use crate::calendar::{Limit, Unit};
use crate::procedure::{Choice, Decision, End, Node, NodeId, Outcome, Requirement};

/// The longest condition that is written beside its flow.
const LONGEST_CONDITION: usize = 24;

/// Nodes, timers and flows, in the order in which they are read.
pub(super) fn elements(plan: &Plan<'_>) -> Vec<Element> {
    let mut elements = vec![];
    for (place, drawn) in plan.nodes.iter().enumerate() {
        let entering = plan.flows.iter().filter(|flow| flow.to == place);
        let leaving: Vec<_> = plan.flows.iter().filter(|flow| flow.from == place).collect();
        let ends = entering
            .map(|flow| Element::model("incoming").saying(&flow.id))
            .chain(leaving.iter().map(|flow| Element::model("outgoing").saying(&flow.id)));
        elements.push(finish(drawn, start(drawn, &leaving).holding_all(ends)));
        if let What::Node(id, node) = drawn.what
            && let Some(limit) = limit_on_edge(node)
        {
            elements.extend(timer(id, &drawn.id, limit));
        }
    }
    elements.extend(plan.flows.iter().map(|flow| sequence_flow(plan, flow)));
    elements
}

/// The id of the timer on a node's edge.
pub(super) fn timer_id(id: &NodeId) -> String {
    format!("timer.{id}")
}

/// The id of the event that timer leads to.
pub(super) fn reminder_id(id: &NodeId) -> String {
    format!("reminder.{id}")
}

/// The id of the flow between the two.
pub(super) fn reminding_id(id: &NodeId) -> String {
    format!("reminding.{id}")
}

/// The element with its attributes and what has to come before its flows.
fn start(drawn: &Drawn<'_>, leaving: &[&Flow<'_>]) -> Element {
    let named = |element: &str| Element::model(element).with("id", &drawn.id);
    match drawn.what {
        What::Start => named("startEvent").with("name", "受理"),
        What::Merge => named("exclusiveGateway").with("gatewayDirection", "Converging"),
        What::Node(_, Node::Task(task)) => activity::task(named("userTask"), task),
        What::Node(_, Node::Countersign(countersign)) => activity::countersign(named("userTask"), countersign),
        What::Node(_, Node::Call(call)) => activity::call(named("serviceTask"), call),
        What::Node(_, Node::Wait(wait)) => named("intermediateCatchEvent")
            .with("name", &wait.name)
            .ours("nameEn", wait.name_en.as_deref()),
        What::Node(_, Node::Choice(choice)) => choice_gateway(named("exclusiveGateway"), choice, leaving),
        What::Node(_, Node::Fork(_)) => named("parallelGateway").with("gatewayDirection", "Diverging"),
        What::Node(_, Node::Join(_)) => named("parallelGateway").with("gatewayDirection", "Converging"),
        What::Node(_, Node::End(End { decision })) => {
            let (name, word) = match decision {
                Decision::Approve => ("准予", "approve"),
                Decision::Deny => ("不予", "deny"),
            };
            named("endEvent").with("name", name).ours("decision", Some(word))
        }
    }
}

/// The element with what has to come after its flows.
fn finish(drawn: &Drawn<'_>, element: Element) -> Element {
    match drawn.what {
        What::Node(id, Node::End(_)) => {
            element.holding(Element::model("terminateEventDefinition").with("id", format!("terminate.{id}")))
        }
        What::Node(_, Node::Wait(wait)) => element.holding(duration(&drawn.id, wait.limit)),
        What::Node(id, Node::Countersign(countersign)) => element.holding(activity::instances(id, countersign)),
        _ => element,
    }
}

/// A gateway of one way only would be taken for one that brings flows together; hence the attribute.
fn choice_gateway(element: Element, choice: &Choice, leaving: &[&Flow<'_>]) -> Element {
    let default = leaving.iter().find(|flow| matches!(flow.when, When::Otherwise));
    element
        .ours("kind", choice.cases.is_empty().then_some("choice"))
        .maybe("default", default.map(|flow| &flow.id))
}

fn sequence_flow(plan: &Plan<'_>, flow: &Flow<'_>) -> Element {
    let element = Element::model("sequenceFlow").with("id", &flow.id);
    let ends = |element: Element| {
        let [from, to] = [flow.from, flow.to].map(|node| plan.nodes[node].id.clone());
        element.with("sourceRef", from).with("targetRef", to)
    };
    let alone = plan.flows.iter().filter(|other| other.from == flow.from).count() == 1;
    match flow.when {
        When::Always => ends(element),
        When::Otherwise => ends(element.with("name", "其他")),
        When::Case(guard) => ends(element.with("name", shortened(guard))).holding(condition(guard)),
        When::Vote(agree) => {
            let (name, code) = if agree {
                ("同意", AGREE)
            } else {
                ("不同意", DISAGREE)
            };
            let element = ends(element.with("name", name)).ours("outcome", Some(code));
            element.holding(condition(&format!("outcome == '{code}'")))
        }
        When::Outcome(code, outcome) => {
            // A label that says what would be said without it would otherwise not be told from none.
            let customary = Outcome::to(outcome.to.clone());
            let restated = outcome.label.as_deref() == Some(customary.label(code));
            let requires = outcome.requires.as_ref().map(|list| {
                let words: Vec<_> = list.iter().copied().map(requirement).collect();
                words.join(" ")
            });
            let element = ends(element.with("name", outcome.label(code)))
                .ours("outcome", Some(code.as_str()))
                .ours("label", restated.then_some("stated"))
                .ours("labelEn", outcome.label_en.as_deref())
                .ours("requires", requires);
            if alone {
                element
            } else {
                element.holding(condition(&format!("outcome == '{code}'")))
            }
        }
    }
}

fn shortened(guard: &str) -> String {
    if guard.chars().count() <= LONGEST_CONDITION {
        return guard.to_owned();
    }
    guard.chars().take(LONGEST_CONDITION - 1).chain(['…']).collect()
}

/// The word for a requirement.
fn requirement(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Opinion => "opinion",
        Requirement::Reasons => "reasons",
        Requirement::Verdicts => "verdicts",
    }
}

pub(super) fn formal(element: &str, text: &str) -> Element {
    let mut element = Element::model(element).saying(text);
    let kind = "bpmn:tFormalExpression".to_owned();
    element.attributes.push((Space::Xsi, "type".to_owned(), kind));
    element
}

fn condition(text: &str) -> Element {
    formal("conditionExpression", text).with("language", CEL)
}

/// `timeDuration` knows calendar days only; our attribute says which days are meant.
fn duration(id: &str, limit: Limit) -> Element {
    Element::model("timerEventDefinition")
        .with("id", format!("definition.{id}"))
        .ours("unit", Some(unit(limit)))
        .holding(formal("timeDuration", &format!("P{}D", limit.days)))
}

/// The word for what a limit counts.
pub(super) fn unit(limit: Limit) -> &'static str {
    match limit.unit {
        Unit::WorkingDay => "working_day",
        Unit::CalendarDay => "calendar_day",
    }
}

/// The timer on a task's edge, the event it leads to and the flow between them. It interrupts nothing: whoever is late has to go on.
fn timer(id: &NodeId, host: &str, limit: Limit) -> [Element; 3] {
    let name = match limit.unit {
        Unit::WorkingDay => format!("{}个工作日", limit.days),
        Unit::CalendarDay => format!("{}日", limit.days),
    };
    let (timer, reminder, flow) = (timer_id(id), reminder_id(id), reminding_id(id));
    [
        Element::model("boundaryEvent")
            .with("id", &timer)
            .with("name", name)
            .with("attachedToRef", host)
            .with("cancelActivity", "false")
            .holding(Element::model("outgoing").saying(&flow))
            .holding(duration(&timer, limit)),
        Element::model("endEvent")
            .with("id", &reminder)
            .with("name", "逾期提醒")
            .ours("kind", Some("reminder"))
            .holding(Element::model("incoming").saying(&flow)),
        Element::model("sequenceFlow")
            .with("id", flow)
            .with("sourceRef", timer)
            .with("targetRef", reminder),
    ]
}
