//! How a graph is written.

use serde_json::{Value, from_value, json, to_value};

use super::super::{Graph, Node, OutcomeCode, Requirement, Rule};
use super::{id, parallel_reviews, task};
use crate::calendar::Limit;

/// A graph with every kind of node.
fn every_kind() -> Value {
    json!({"start": "review", "nodes": {
        "review": {"kind": "task", "name": "审查", "name_en": "Review", "department": "11990100999999912B", "post": "reviewer", "limit": 3,
                   "outcomes": {"pass": "route", "send_back": {"to": "review", "label": "退回", "requires": ["opinion"]}}},
        "route": {"kind": "choice", "cases": [{"when": "answers.area == 'large'", "to": "split"}], "otherwise": "granted"},
        "split": {"kind": "fork", "to": ["a", "b"]},
        "a": task(json!({"pass": "merge"})), "b": task(json!({"pass": "merge", "fail": "refused"})),
        "merge": {"kind": "join", "to": "register"},
        "register": {"kind": "call", "name": "登记核验", "service": "registry", "timeout_s": 10, "attempts": 3,
                     "fallback": {"post": "reviewer", "limit": 2}, "outcomes": {"pass": "notice", "fail": "visit"}},
        "visit": {"kind": "task", "name": "实地核查", "post": "reviewer", "on_site": true, "outcomes": {"pass": "notice", "fail": "refused"}},
        "notice": {"kind": "wait", "name": "公示", "limit": {"days": 7, "unit": "calendar_day"}, "to": "consent"},
        "consent": {"kind": "countersign", "name": "会签", "name_en": "Countersign", "limit": 5, "rule": {"at_least": 2},
                    "parties": [{"post": "reviewer"}, {"department": "11990100999999912B", "post": "reviewer"}, {"post": "approver"}],
                    "agreed": "granted", "disagreed": "refused"},
        "granted": {"kind": "end", "decision": "approve"},
        "refused": {"kind": "end", "decision": "deny"},
    }})
}

#[test]
fn every_kind_of_node_reads_and_writes() {
    let graph: Graph = from_value(every_kind()).unwrap();
    assert_eq!(graph.check(), []);
    let review = graph.task(&id("review")).unwrap();
    assert_eq!(review.limit, Some(Limit::working(3)));
    assert_eq!(
        review.outcomes[&OutcomeCode::SEND_BACK].requires(&OutcomeCode::SEND_BACK),
        [Requirement::Opinion]
    );
    let kind = |name: &str| to_value(graph.node(&id(name)).unwrap()).unwrap()["kind"].clone();
    assert_eq!(
        ["register", "notice", "consent"].map(kind),
        ["call", "wait", "countersign"]
    );
    assert!(matches!(graph.node(&id("route")), Some(Node::Choice(choice)) if choice.cases.len() == 1));
    assert_eq!(from_value::<Graph>(to_value(&graph).unwrap()).unwrap(), graph);
}

#[test]
fn what_is_left_out_has_its_default_and_is_not_written() {
    let text = task(json!({"pass": "ok"}));
    let read: Node = from_value(text.clone()).unwrap();
    assert_eq!(
        to_value(&read).unwrap(),
        json!({"kind": "task", "name": "审查", "post": "reviewer", "outcomes": {"pass": {"to": "ok"}}})
    );
    assert_eq!(read.limit(), None);
    let mut initial = text;
    initial["initial_review"] = json!(true);
    let initial: Node = from_value(initial).unwrap();
    assert_eq!(
        initial.limit(),
        Some(Limit::working(20)),
        "Administrative Licensing Law art. 43"
    );
    assert_eq!(to_value(initial).unwrap()["initial_review"], json!(true));
    let rules = [json!("all"), json!("any"), json!({"at_least": 2})];
    assert_eq!(
        rules.clone().map(|rule| from_value::<Rule>(rule).unwrap()),
        [Rule::All, Rule::Any, Rule::AtLeast(2)]
    );
    assert_eq!(
        [Rule::All, Rule::Any, Rule::AtLeast(2)].map(|rule| to_value(rule).unwrap()),
        rules
    );
    let open: Node = from_value(json!({"kind": "choice", "cases": []})).unwrap();
    assert_eq!(to_value(open).unwrap(), json!({"kind": "choice", "cases": []}));
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

    let every_kind = from_value(every_kind()).unwrap();
    for graph in [Graph::reviewer_and_approver(), parallel_reviews(), every_kind] {
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
