//! The drawing: a shape for every node, an edge for every flow.

use super::flow_nodes::{reminder_id, reminding_id, timer_id};
use super::lanes::lane_id;
use super::plan::{Plan, What};
use crate::bpmn::layout::{Bounds, Drawing, Form, Point};
use crate::bpmn::xml::{Element, Space};

/// The diagram.
pub(super) fn element(plan: &Plan<'_>, drawing: &Drawing) -> Element {
    let picture = plan.picture();
    let mut plane = diagram("BPMNPlane")
        .with("id", "plane.1")
        .with("bpmnElement", "collaboration.1")
        .holding(band("participant.1", drawing.pool));
    if !plan.lanes.is_empty() {
        let lanes = drawing.lanes.iter().enumerate();
        plane = plane.holding_all(lanes.map(|(index, bounds)| band(&lane_id(index), *bounds)));
    }
    for (place, drawn) in plan.nodes.iter().enumerate() {
        let is_gateway = picture.nodes[place].form == Form::Gateway;
        let node = shape(&drawn.id, drawing.nodes[place]);
        plane = plane.holding(if is_gateway { marked(node) } else { node });
        if let (What::Node(id, _), Some(timer)) = (drawn.what, &drawing.timers[place]) {
            plane = plane
                .holding(shape(&timer_id(id), timer.timer).holding(label(timer.label)))
                .holding(shape(&reminder_id(id), timer.event))
                .holding(edge(&reminding_id(id), &timer.way));
        }
    }
    let flows = plan.flows.iter().zip(&drawing.flows).zip(&drawing.labels);
    let flows = flows.map(|((flow, way), name)| edge(&flow.id, way).holding_all(name.map(label)));
    diagram("BPMNDiagram")
        .with("id", "diagram.1")
        .holding(plane.holding_all(flows))
}

fn diagram(name: &str) -> Element {
    Element::new(Space::Diagram, name)
}

fn shape(of: &str, bounds: Bounds) -> Element {
    diagram("BPMNShape")
        .with("id", format!("shape.{of}"))
        .with("bpmnElement", of)
        .holding(rectangle(bounds))
}

/// A pool or lane.
fn band(of: &str, bounds: Bounds) -> Element {
    shape(of, bounds).with("isHorizontal", "true")
}

/// A gateway with its sign.
fn marked(shape: Element) -> Element {
    shape.with("isMarkerVisible", "true")
}

fn label(bounds: Bounds) -> Element {
    diagram("BPMNLabel").holding(rectangle(bounds))
}

fn rectangle(bounds: Bounds) -> Element {
    Element::new(Space::Dc, "Bounds")
        .with("x", bounds.x.to_string())
        .with("y", bounds.y.to_string())
        .with("width", bounds.width.to_string())
        .with("height", bounds.height.to_string())
}

fn edge(of: &str, way: &[Point]) -> Element {
    let points = way.iter().map(|point| {
        Element::new(Space::Di, "waypoint")
            .with("x", point.x.to_string())
            .with("y", point.y.to_string())
    });
    diagram("BPMNEdge")
        .with("id", format!("edge.{of}"))
        .with("bpmnElement", of)
        .holding_all(points)
}
