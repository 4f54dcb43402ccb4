//! From a graph to a document: [`plan`] says what is drawn, [`flow_nodes`] and [`diagram`] write it down.

mod activity;
mod diagram;
mod flow_nodes;
mod lanes;
mod merges;
mod plan;

use std::collections::BTreeMap;

use plan::Plan;

use super::layout;
use super::xml::{Element, print};
use crate::codes::CreditCode;
use crate::procedure::Graph;

/// What a drawing says of the item and its departments.
#[derive(Clone, Debug)]
pub struct Heading<'a> {
    /// The item's code.
    pub code: &'a str,
    /// The item's name.
    pub name: &'a str,
    /// The item's department.
    pub department: &'a CreditCode,
    /// Names of departments; one without a name is called by its code.
    pub names: &'a BTreeMap<CreditCode, String>,
}

impl<'a> Heading<'a> {
    /// The name of a department; of the item's own when none is given.
    fn department(&self, code: Option<&'a CreditCode>) -> &'a str {
        let code = code.unwrap_or(self.department);
        self.names.get(code).map_or(code.as_str(), String::as_str)
    }
}

/// Draws a graph as a BPMN 2.0 document. Edges to nodes that do not exist, which no published procedure has, cannot be drawn and are left out.
pub fn write(graph: &Graph, heading: &Heading<'_>) -> String {
    let plan = Plan::of(graph);
    let drawing = layout::draw(&plan.picture());
    let participant = Element::model("participant")
        .with("id", "participant.1")
        .with("name", heading.name)
        .with("processRef", process_id(heading));
    let collaboration = Element::model("collaboration")
        .with("id", "collaboration.1")
        .holding(participant);
    let process = Element::model("process")
        .with("id", process_id(heading))
        .with("name", heading.name)
        .with("isExecutable", "false")
        .holding_all(lanes::lane_set(&plan, heading))
        .holding_all(flow_nodes::elements(&plan));
    let root = Element::model("definitions")
        .with("id", "definitions.1")
        .with("targetNamespace", super::NAMESPACE)
        .with("exporter", "Yiwang")
        .with("exporterVersion", env!("CARGO_PKG_VERSION"))
        .holding(collaboration)
        .holding(process)
        .holding(diagram::element(&plan, &drawing));
    print(&root)
}

fn process_id(heading: &Heading<'_>) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    format!("process.{}", heading.code.chars().map(allowed).collect::<String>())
}
