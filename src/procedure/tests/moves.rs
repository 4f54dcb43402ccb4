//! Moving runs to another version.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{Graph, NodeId, Run, Why, complete, relocate, start, vote};
use super::{approve, deny, graph, id, parallel_reviews, task};

fn no(_: &str) -> bool {
    false
}

fn after(graph: &Graph, deeds: &[(&str, &str)]) -> Run {
    let mut last = start(graph, &no).unwrap();
    for (node, outcome) in deeds {
        let token = last.run.tokens.iter().find(|token| token.node == id(node)).unwrap().id;
        last = complete(graph, &last.run, token, &outcome.parse().unwrap(), &no).unwrap();
    }
    last.run
}

/// The old graph with some nodes replaced, added or (null) removed.
fn changed(old: &Graph, nodes: Value) -> Graph {
    let mut text = serde_json::to_value(old).unwrap();
    for (name, node) in nodes.as_object().unwrap() {
        match node {
            Value::Null => drop(text["nodes"].as_object_mut().unwrap().remove(name)),
            node => text["nodes"][name] = node.clone(),
        }
    }
    let graph: Graph = serde_json::from_value(text).unwrap();
    assert_eq!(graph.check(), []);
    graph
}

fn map(names: &[(&str, &str)]) -> BTreeMap<NodeId, NodeId> {
    names.iter().map(|(old, new)| (id(old), id(new))).collect()
}

fn why(from: &Graph, to: &Graph, run: &Run, names: &[(&str, &str)]) -> Vec<(String, Why)> {
    let misplaced = relocate(from, to, run, &map(names)).unwrap_err();
    misplaced
        .into_iter()
        .map(|lost| (lost.node.to_string(), lost.why))
        .collect()
}

fn told(node: &str, why: Why) -> (String, Why) {
    (node.to_owned(), why)
}

#[test]
fn what_is_open_stays_open_under_its_number() {
    let old = parallel_reviews();
    let run = after(&old, &[("intake", "pass"), ("market", "pass")]);
    let new = changed(
        &old,
        json!({
            "market2": null, "market": task(json!({"pass": "hygiene"})),
            "hygiene": task(json!({"pass": "merge"})),
        }),
    );
    let moved = relocate(&old, &new, &run, &map(&[("market2", "hygiene")])).unwrap();
    assert_eq!(moved.next, run.next);
    let names: Vec<_> = moved.tokens.iter().map(|token| token.node.as_str()).collect();
    assert_eq!(names, ["fire", "hygiene"]);
    for (was, is) in run.tokens.iter().zip(&moved.tokens) {
        assert_eq!((was.id, &was.scope), (is.id, &is.scope));
    }
    let token = moved.tokens[1].id;
    let next = complete(&new, &moved, token, &"pass".parse().unwrap(), &no).unwrap();
    assert!(next.run.tokens.iter().any(|token| token.node == id("merge")));
}

#[test]
fn a_token_needs_a_node_of_its_kind() {
    let old = parallel_reviews();
    let run = after(&old, &[("intake", "pass"), ("market", "pass")]);
    let without = changed(&old, json!({"market2": null, "market": task(json!({"pass": "merge"}))}));
    assert_eq!(why(&old, &without, &run, &[]), [told("market2", Why::Missing)]);
    let waits = changed(
        &old,
        json!({"market2": {"kind": "wait", "name": "公示", "limit": 7, "to": "merge"}}),
    );
    assert_eq!(why(&old, &waits, &run, &[]), [told("market2", Why::OtherKind)]);
}

#[test]
fn a_token_stays_in_its_blocks() {
    let old = parallel_reviews();
    let run = after(&old, &[("intake", "pass")]);
    assert_eq!(
        why(&old, &old, &run, &[("fire", "approval")]),
        [told("fire", Why::OtherBlocks)]
    );
    let renamed = changed(
        &old,
        json!({
            "split": null, "both": {"kind": "fork", "to": ["fire", "market"]},
            "intake": task(json!({"pass": "both"})), "approval": task(json!({"approve": "approved", "deny": "denied"})),
        }),
    );
    assert_eq!(
        why(&old, &renamed, &run, &[]),
        ["fire", "market"].map(|node| told(node, Why::OtherBlocks))
    );
    assert!(relocate(&old, &renamed, &run, &map(&[("split", "both")])).is_ok());
}

#[test]
fn each_branch_has_its_one_token() {
    let old = parallel_reviews();
    let run = after(&old, &[("intake", "pass"), ("fire", "pass")]);
    let third = changed(
        &old,
        json!({"split": {"kind": "fork", "to": ["fire", "market", "tax"]}, "tax": task(json!({"pass": "merge"}))}),
    );
    assert_eq!(
        why(&old, &third, &run, &[]),
        ["market", "merge"].map(|node| told(node, Why::OtherBranches))
    );
    let open = after(&old, &[("intake", "pass")]);
    assert_eq!(
        why(&old, &old, &open, &[("fire", "market2")]),
        ["fire", "market"].map(|node| told(node, Why::OtherBranches)),
        "both would be the market department's"
    );
    assert!(
        relocate(&old, &old, &run, &map(&[("fire", "market2")])).is_ok(),
        "nobody is at fire any more"
    );
}

#[test]
fn votes_fit_the_new_countersign() {
    let countersign = |parties: Value, rule: Value| {
        graph(
            "consent",
            json!({
                "consent": {"kind": "countersign", "name": "会签", "rule": rule, "agreed": "ok", "disagreed": "no", "parties": parties},
                "ok": approve(), "no": deny(),
            }),
        )
    };
    let three = || json!([{"post": "fire"}, {"post": "health"}, {"post": "market"}]);
    let old = countersign(three(), json!("all"));
    let open = start(&old, &no).unwrap().run;
    let run = vote(&old, &open, open.tokens[0].id, 1, true, &no).unwrap().run;
    assert_eq!(
        relocate(
            &old,
            &countersign(three(), json!({"at_least": 2})),
            &run,
            &BTreeMap::new()
        )
        .as_ref(),
        Ok(&run)
    );
    assert_eq!(
        why(&old, &countersign(three(), json!("any")), &run, &[]),
        [told("consent", Why::AlreadySettled)]
    );
    let others = json!([{"post": "fire"}, {"post": "market"}]);
    assert_eq!(
        why(&old, &countersign(others, json!("all")), &run, &[]),
        [told("consent", Why::OtherParties)]
    );
    for why in [
        Why::Missing,
        Why::OtherKind,
        Why::OtherBlocks,
        Why::OtherBranches,
        Why::OtherParties,
        Why::AlreadySettled,
    ] {
        assert!(!why.message().zh.is_empty() && !why.message().en.is_empty());
    }
}
