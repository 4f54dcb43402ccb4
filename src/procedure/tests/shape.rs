//! How a graph is written.

use serde_json::{from_value, json, to_value};

use super::super::{Graph, Node, OutcomeCode, Requirement};
use super::{id, parallel_reviews, task};
use crate::calendar::Limit;

#[test]
fn every_kind_of_node_reads_and_writes() {
    let text = json!({"start": "review", "nodes": {
        "review": {"kind": "task", "name": "审查", "name_en": "Review", "department": "11990100999999912B", "post": "reviewer", "limit": 3,
                   "outcomes": {"pass": "route", "send_back": {"to": "review", "label": "退回", "requires": ["opinion"]}}},
        "route": {"kind": "choice", "cases": [{"when": "answers.area == 'large'", "to": "split"}], "otherwise": "granted"},
        "split": {"kind": "fork", "to": ["a", "b"]},
        "a": task(json!({"pass": "merge"})), "b": task(json!({"pass": "merge", "fail": "refused"})),
        "merge": {"kind": "join", "to": "granted"},
        "granted": {"kind": "end", "decision": "approve"},
        "refused": {"kind": "end", "decision": "deny"},
    }});
    let graph: Graph = from_value(text).unwrap();
    assert_eq!(graph.check(), []);
    let review = graph.task(&id("review")).unwrap();
    assert_eq!(review.limit, Some(Limit::working(3)));
    assert_eq!(
        review.outcomes[&OutcomeCode::SEND_BACK].requires(&OutcomeCode::SEND_BACK),
        [Requirement::Opinion]
    );
    assert!(matches!(graph.node(&id("route")), Some(Node::Choice(choice)) if choice.cases.len() == 1));
    assert_eq!(from_value::<Graph>(to_value(&graph).unwrap()).unwrap(), graph);
}

#[test]
fn the_default_procedure_is_sound() {
    let graph = Graph::reviewer_and_approver();
    assert_eq!(graph.check(), []);
    assert_eq!(from_value::<Graph>(to_value(&graph).unwrap()).unwrap(), graph);
    assert_eq!(parallel_reviews().check(), []);
}

#[test]
fn what_is_not_known_is_refused() {
    let sound = to_value(Graph::reviewer_and_approver()).unwrap();
    for (pointer, value) in [
        ("/start", json!("")),
        ("/nodes/reviewer/kind", json!("robot")),
        ("/nodes/reviewer/post", json!("!")),
        ("/nodes/reviewer/deadline", json!(3)),
        ("/nodes/approved/decision", json!("maybe")),
        ("/nodes/approved/to", json!("reviewer")),
        ("/version", json!(1)),
    ] {
        let mut broken = sound.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        broken.pointer_mut(parent).unwrap()[key] = value;
        assert!(from_value::<Graph>(broken).is_err(), "{pointer}");
    }
}

#[test]
fn the_documented_schema_admits_what_is_written() {
    #[derive(utoipa::OpenApi)]
    #[openapi(components(schemas(Graph)))]
    struct Document;
    let mut schema = to_value(<Document as utoipa::OpenApi>::openapi()).unwrap();
    schema["$ref"] = json!("#/components/schemas/ProcedureGraph");
    let schema = jsonschema::validator_for(&schema).unwrap();

    for graph in [Graph::reviewer_and_approver(), parallel_reviews()] {
        let written = to_value(graph).unwrap();
        assert!(
            schema.is_valid(&written),
            "{:?}",
            schema.iter_errors(&written).map(|e| e.to_string()).collect::<Vec<_>>()
        );
    }
    let mut unknown = to_value(parallel_reviews()).unwrap();
    unknown["nodes"]["fire"]["deadline"] = json!(3);
    assert!(!schema.is_valid(&unknown));
}
