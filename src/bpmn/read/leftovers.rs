//! What a document says beyond nodes and flows.

use std::collections::BTreeSet;

use super::class::{Class, Classes};
use super::finding::Findings;
use super::source::{Source, is_node};
use super::work::CANDIDATES;
use crate::bpmn::xml::{Element, Space};
use crate::codes::Post;

/// What is read of a node, or is but the other end of what is.
const READ: [&str; 5] = [
    "incoming",
    "outgoing",
    "timerEventDefinition",
    "terminateEventDefinition",
    "errorEventDefinition",
];

/// The attributes of ours.
const OURS: [&str; 15] = [
    "kind",
    "post",
    "department",
    "nameEn",
    "onSite",
    "initialReview",
    "service",
    "timeout",
    "attempts",
    "decision",
    "unit",
    "outcome",
    "label",
    "labelEn",
    "requires",
];

/// Lists everything of a document that is neither read nor listed yet.
pub(super) fn list(root: &Element, source: &Source<'_>, classes: &Classes<'_>, findings: &mut Findings) {
    for child in &root.children {
        match child.name.as_str() {
            "process" if std::ptr::eq(child, source.process) => {}
            "process" if child.children.iter().any(is_node) => {
                findings.unmapped(&name(child), "an item has one procedure, and another process was read");
            }
            "collaboration" => collaboration(child, source, findings),
            _ if child.space == Space::Diagram => {}
            _ => findings.left_out(
                &name(child),
                format!("an element {} has no effect on a procedure", child.name),
            ),
        }
    }
    for flow in &source.loose {
        findings.unmapped(
            &name(flow),
            "it begins or ends at something that is no node of the process",
        );
    }
    let nodes: BTreeSet<_> = source.nodes.iter().map(|(id, _)| *id).collect();
    for (id, event) in &source.boundary {
        let host = event.attribute("attachedToRef").unwrap_or_default();
        let timed = matches!(classes.get(host), Some(Class::Task | Class::Countersign | Class::Call));
        if !nodes.contains(host) || !timed {
            findings.unmapped(id, "it sits on the edge of nothing that has a limit");
        }
    }
    let others = attributes(source.process, findings);
    if !others.is_empty() {
        findings.left_out(&name(source.process), others.join(", "));
    }
    for child in &source.process.children {
        let known = is_node(child)
            || ["laneSet", "sequenceFlow", "boundaryEvent"]
                .iter()
                .any(|name| child.is(name));
        if known && child.attribute("id").is_none() && !child.is("laneSet") && !child.is("sequenceFlow") {
            findings.unmapped(&name(child), "no flow can lead to an element without an id");
        } else if !known {
            findings.left_out(
                &name(child),
                format!("an element {} has no effect on a procedure", child.name),
            );
        }
        if known {
            details(child, findings);
        }
    }
}

/// Other pools, and what passes between them.
fn collaboration(element: &Element, source: &Source<'_>, findings: &mut Findings) {
    for child in &element.children {
        let process = source.process.attribute("id");
        match child.name.as_str() {
            "participant" if process.is_some() && child.attribute("processRef") == process => {}
            "participant" => findings.left_out(&name(child), "another pool has no part in the procedure"),
            "messageFlow" => findings.unmapped(&name(child), "a procedure sends no messages between pools"),
            _ => findings.left_out(
                &name(child),
                format!("an element {} has no effect on a procedure", child.name),
            ),
        }
    }
}

/// What an element of the process says beyond what is read of it.
fn details(element: &Element, findings: &mut Findings) {
    // What is inside of a subprocess was told of with it.
    if ["subProcess", "transaction", "adHocSubProcess", "laneSet"]
        .iter()
        .any(|whole| element.is(whole))
    {
        return;
    }
    let mut others = attributes(element, findings);
    let mut instances = false;
    for child in &element.children {
        match child.name.as_str() {
            "extensionElements" => {
                let foreign = child.children.iter().filter(|inner| inner.space != Space::Yiwang);
                others.extend(foreign.map(|inner| format!("the extension {}", inner.name)));
                instances |= child.children.iter().any(|inner| inner.name == "countersign");
            }
            "conditionExpression" if element.is("sequenceFlow") => {}
            "multiInstanceLoopCharacteristics" if instances => {}
            "multiInstanceLoopCharacteristics" | "standardLoopCharacteristics" => {
                findings.unmapped(
                    &name(element),
                    "who takes part in a task of many instances is not said; it is taken for a single task",
                );
            }
            known if READ.contains(&known) => {}
            other => others.push(format!("the {other}")),
        }
    }
    if !others.is_empty() {
        findings.left_out(&name(element), others.join(", "));
    }
}

/// Attributes of others; one of ours that means nothing is told of.
fn attributes(element: &Element, findings: &mut Findings) -> Vec<String> {
    let mut others = vec![];
    for (space, attribute, value) in &element.attributes {
        match space {
            Space::Other(_) if attribute == CANDIDATES && value.parse::<Post>().is_ok() => {}
            Space::Other(_) => others.push(format!("the attribute {attribute}")),
            Space::Yiwang if !OURS.contains(&attribute.as_str()) => {
                findings.unmapped(&name(element), format!("there is no attribute yiwang:{attribute}"));
            }
            _ => {}
        }
    }
    others
}

/// The element's id, or what else it is known by.
fn name(element: &Element) -> String {
    match (element.attribute("id"), element.attribute("name")) {
        (Some(id), _) => id.to_owned(),
        (None, Some(name)) => format!("{} “{name}”", element.name),
        (None, None) => format!("{} without id", element.name),
    }
}
