//! What a document refers to exists.

use std::collections::BTreeMap;

use super::Faults;
use crate::catalogue::document::{Bundle, Department, Division, Item};
use crate::codes::{CreditCode, DivisionCode};
use crate::problem::FieldError;
use crate::procedure::Node;

/// The divisions and departments there are, those of the import at hand included.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Divisions by code.
    pub divisions: BTreeMap<DivisionCode, Division>,
    /// Departments by code.
    pub departments: BTreeMap<CreditCode, Department>,
}

/// What an item refers to: its department, its division, and the departments that work in its procedure.
pub fn item_references(item: &Item, known: &Known) -> Vec<FieldError> {
    let mut faults = Faults::default();
    department("/department", &item.department, known, &mut faults);
    division("/division", &item.division, known, &mut faults);
    if let Some(code) = item.commitment.as_ref().and_then(|rule| rule.check.department.as_ref()) {
        department("/commitment/check/department", code, known, &mut faults);
    }
    for (id, node) in &item.procedure.nodes {
        for (place, code) in departments(node) {
            department(&format!("/procedure/nodes/{id}/{place}"), code, known, &mut faults);
        }
    }
    faults.0
}

/// What a bundle refers to: its departments and its division. Its items are looked for when it is published.
pub fn bundle_references(bundle: &Bundle, known: &Known) -> Vec<FieldError> {
    let mut faults = Faults::default();
    department("/lead_department", &bundle.lead_department, known, &mut faults);
    department("/window_department", &bundle.window_department, known, &mut faults);
    division("/division", &bundle.division, known, &mut faults);
    faults.0
}

/// The departments a node names, and where.
fn departments(node: &Node) -> Vec<(String, &CreditCode)> {
    let stated = match node {
        Node::Task(task) => vec![("department".to_owned(), &task.department)],
        Node::Call(call) => vec![("fallback/department".to_owned(), &call.fallback.department)],
        Node::Countersign(countersign) => {
            let parties = countersign.parties.iter().enumerate();
            parties
                .map(|(index, party)| (format!("parties/{index}/department"), &party.department))
                .collect()
        }
        Node::Choice(_) | Node::Fork(_) | Node::Join(_) | Node::Wait(_) | Node::End(_) => vec![],
    };
    let mut named = vec![];
    for (place, code) in stated {
        named.extend(code.as_ref().map(|code| (place, code)));
    }
    named
}

/// What a department refers to: its division.
pub fn department_references(department: &Department, known: &Known) -> Vec<FieldError> {
    let mut faults = Faults::default();
    division("/division", &department.division, known, &mut faults);
    faults.0
}

/// What a division refers to: its parent, which also contains it.
pub fn division_references(place: &Division, known: &Known) -> Vec<FieldError> {
    let mut faults = Faults::default();
    if let Some(parent) = &place.parent {
        division("/parent", parent, known, &mut faults);
        if *parent == place.code || !place.code.is_within(parent) {
            faults.add(
                "/parent",
                "not-within-parent",
                "上级区划不包含该区划",
                "The parent does not contain this division",
            );
        }
    }
    faults.0
}

fn department(pointer: &str, code: &CreditCode, known: &Known, faults: &mut Faults) {
    if !known.departments.contains_key(code) {
        faults.add(
            pointer,
            "unknown-department",
            format!("部门 {code} 不存在，请先导入"),
            format!("There is no department {code}; import it first"),
        );
    }
}

fn division(pointer: &str, code: &DivisionCode, known: &Known, faults: &mut Faults) {
    if !known.divisions.contains_key(code) {
        faults.add(
            pointer,
            "unknown-division",
            format!("区划 {code} 不存在，请先导入"),
            format!("There is no division {code}; import it first"),
        );
    }
}
