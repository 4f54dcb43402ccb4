//! Graphs written out, graphs made up, and runs of both.

mod agreement;
mod evidence;
mod faults;
pub(crate) mod generator;
mod kinds;
mod model;
mod moves;
mod properties;
mod runs;
mod shape;

use serde_json::{Value, json};

use super::{Graph, NodeId};

pub(crate) fn graph(start: &str, nodes: Value) -> Graph {
    serde_json::from_value(json!({"start": start, "nodes": nodes})).unwrap()
}

pub(crate) fn task(outcomes: Value) -> Value {
    json!({"kind": "task", "name": "审查", "post": "reviewer", "outcomes": outcomes})
}

fn id(name: &str) -> NodeId {
    name.parse().unwrap()
}

pub(crate) fn approve() -> Value {
    json!({"kind": "end", "decision": "approve"})
}

pub(crate) fn deny() -> Value {
    json!({"kind": "end", "decision": "deny"})
}

/// Two departments review side by side, then one approves. Either review may deny, or send back to before the fork.
pub(crate) fn parallel_reviews() -> Graph {
    graph(
        "intake",
        json!({
            "intake": task(json!({"pass": "split"})),
            "split": {"kind": "fork", "to": ["fire", "market"]},
            "fire": task(json!({"pass": "merge", "send_back": "intake", "deny": "denied"})),
            "market": task(json!({"pass": "market2"})),
            "market2": task(json!({"pass": "merge", "send_back": "market"})),
            "merge": {"kind": "join", "to": "approval"},
            "approval": task(json!({"approve": "approved", "deny": "denied", "send_back": "split"})),
            "approved": approve(),
            "denied": deny(),
        }),
    )
}
