//! What BPMN 2.0 asks of a document, and what a viewer asks of a drawing.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::xml::{Element, Space, parse};
use super::{drawn, everything};
use crate::procedure::tests::generator::any_graph;
use crate::procedure::tests::parallel_reviews;

type Rectangle = (i32, i32, i32, i32);

fn document(text: &str) -> Element {
    parse(text.as_bytes()).unwrap()
}

fn everywhere(root: &Element) -> Vec<&Element> {
    let mut all = vec![root];
    let mut at = 0;
    while let Some(element) = all.get(at).copied() {
        all.extend(&element.children);
        at += 1;
    }
    all
}

fn number(element: &Element, name: &str) -> i32 {
    element.attribute(name).unwrap().parse().unwrap()
}

fn rectangle(shape: &Element) -> Rectangle {
    let bounds = &shape.children[0];
    assert!((&bounds.space, bounds.name.as_str()) == (&Space::Dc, "Bounds"));
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| number(bounds, name));
    assert!(x >= 0 && y >= 0 && width > 0 && height > 0);
    (x, y, x + width, y + height)
}

fn overlap(a: Rectangle, b: Rectangle) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

fn within(inner: Rectangle, outer: Rectangle) -> bool {
    inner.0 >= outer.0 && inner.1 >= outer.1 && inner.2 <= outer.2 && inner.3 <= outer.3
}

/// Ids are unique, references lead somewhere, flows agree with the nodes' own lists, gateways keep their direction.
fn well_formed(root: &Element) {
    let all = everywhere(root);
    let mut by_id = BTreeMap::new();
    for element in &all {
        if let Some(id) = element.attribute("id") {
            assert!(id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'), "{id}");
            assert!(
                id.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)),
                "{id}"
            );
            assert!(by_id.insert(id, *element).is_none(), "{id} twice");
        }
        for name in [
            "sourceRef",
            "targetRef",
            "processRef",
            "bpmnElement",
            "default",
            "attachedToRef",
        ] {
            if let Some(reference) = element.attribute(name) {
                assert!(
                    all.iter().any(|other| other.attribute("id") == Some(reference)),
                    "{reference}"
                );
            }
        }
    }
    let process = root.child("process").unwrap();
    let flows: Vec<_> = process.all("sequenceFlow").collect();
    let ids = |end: &str, id: &str| -> Vec<String> {
        let there = flows.iter().filter(|flow| flow.attribute(end) == Some(id));
        there.map(|flow| flow.attribute("id").unwrap().to_owned()).collect()
    };
    let mut in_lanes = BTreeSet::new();
    for lane in process.child("laneSet").into_iter().flat_map(|lanes| lanes.all("lane")) {
        for node in lane.all("flowNodeRef") {
            assert!(in_lanes.insert(node.text.as_str()), "{} is in two lanes", node.text);
            assert!(by_id.contains_key(node.text.as_str()));
        }
    }
    for node in process
        .children
        .iter()
        .filter(|child| !child.is("sequenceFlow") && !child.is("laneSet"))
    {
        let id = node.attribute("id").unwrap();
        let listed = |name| node.all(name).map(|flow| flow.text.clone()).collect::<Vec<_>>();
        let (entering, leaving) = (ids("targetRef", id), ids("sourceRef", id));
        assert_eq!(
            (listed("incoming"), listed("outgoing")),
            (entering.clone(), leaving.clone()),
            "{id}"
        );
        assert!(in_lanes.is_empty() || in_lanes.contains(id), "{id} is in no lane");
        assert_eq!(
            entering.is_empty(),
            node.is("startEvent") || node.is("boundaryEvent"),
            "{id}"
        );
        assert_eq!(leaving.is_empty(), node.is("endEvent"), "{id}");
        match node.attribute("gatewayDirection") {
            Some("Diverging") => assert_eq!(entering.len(), 1, "{id}"),
            Some("Converging") => assert_eq!(leaving.len(), 1, "{id}"),
            _ => assert!(!node.is("parallelGateway"), "{id}"),
        }
        let order = ["extensionElements", "incoming", "outgoing"];
        let ranks = node
            .children
            .iter()
            .map(|child| order.iter().position(|name| child.is(name)).unwrap_or(3));
        assert!(ranks.is_sorted(), "{id}");
    }
}

/// Everything has its shape or edge, nothing lies on anything else, and lines run at right angles past the nodes.
fn drawable(root: &Element) {
    let all = everywhere(root);
    let named = |name: &str| -> Vec<&Element> { all.iter().copied().filter(|element| element.name == name).collect() };
    let of = |element: &Element| element.attribute("bpmnElement").unwrap().to_owned();
    let shapes: BTreeMap<_, _> = named("BPMNShape")
        .into_iter()
        .map(|shape| (of(shape), rectangle(shape)))
        .collect();
    let edges: BTreeMap<_, _> = named("BPMNEdge").into_iter().map(|edge| (of(edge), edge)).collect();
    let process = root.child("process").unwrap();
    let lanes: Vec<_> = named("lane");
    let pool = shapes["participant.1"];
    let mut nodes = vec![];
    for element in process.children.iter().filter(|child| !child.is("laneSet")) {
        let id = element.attribute("id").unwrap();
        if element.is("sequenceFlow") {
            assert!(edges.contains_key(id), "{id}");
            continue;
        }
        assert!(within(shapes[id], pool), "{id}");
        if !element.is("boundaryEvent") {
            nodes.push((id, shapes[id]));
        }
    }
    for (index, lane) in lanes.iter().enumerate() {
        let bounds = shapes[lane.attribute("id").unwrap()];
        assert!(within(bounds, pool));
        for other in &lanes[..index] {
            assert!(!overlap(bounds, shapes[other.attribute("id").unwrap()]));
        }
        for node in lane.all("flowNodeRef") {
            assert!(within(shapes[&node.text], bounds), "{}", node.text);
        }
    }
    for (index, (id, bounds)) in nodes.iter().enumerate() {
        for (other, theirs) in &nodes[..index] {
            assert!(!overlap(*bounds, *theirs), "{id} lies on {other}");
        }
    }
    for (id, edge) in edges {
        let points: Vec<_> = edge.children.iter().filter(|child| child.name == "waypoint").collect();
        assert!(points.len() >= 2, "{id}");
        for pair in points.windows(2) {
            let [x, y, to_x, to_y] = [(0, "x"), (0, "y"), (1, "x"), (1, "y")].map(|(at, name)| number(pair[at], name));
            assert!(x == to_x || y == to_y, "{id} runs askew");
            // A line has no width of its own; given one, it may touch nodes only where it begins and ends.
            let line = (
                x.min(to_x),
                y.min(to_y),
                x.max(to_x).max(x.min(to_x) + 1),
                y.max(to_y).max(y.min(to_y) + 1),
            );
            let crossed = nodes.iter().filter(|(node, bounds)| {
                let flow = process
                    .all("sequenceFlow")
                    .find(|flow| flow.attribute("id") == Some(&id))
                    .unwrap();
                let is_end = [flow.attribute("sourceRef"), flow.attribute("targetRef")].contains(&Some(*node));
                !is_end && overlap(line, *bounds)
            });
            assert_eq!(crossed.count(), 0, "{id} crosses a node");
        }
    }
}

#[test]
fn documents_keep_the_rules_and_can_be_drawn() {
    for graph in [everything(), parallel_reviews()] {
        let root = document(&drawn(&graph));
        well_formed(&root);
        drawable(&root);
    }
}

#[test]
fn the_same_graph_is_drawn_the_same() {
    assert_eq!(drawn(&everything()), drawn(&everything()));
}

proptest! {
    #[test]
    fn any_document_keeps_the_rules_and_can_be_drawn(graph in any_graph()) {
        let root = document(&drawn(&graph));
        well_formed(&root);
        drawable(&root);
    }
}
