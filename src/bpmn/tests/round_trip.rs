//! What was written is read as it was.

use proptest::prelude::*;
use serde_json::json;

use super::super::{Options, Reading, read};
use super::{drawn, everything};
use crate::procedure::Graph;
use crate::procedure::tests::generator::any_graph;
use crate::procedure::tests::{approve, graph, parallel_reviews, task};

fn again(graph: &Graph) -> Reading {
    read(drawn(graph).as_bytes(), &Options::default()).unwrap()
}

#[test]
fn every_kind_of_node_is_read_as_it_was_written() {
    for graph in [everything(), Graph::reviewer_and_approver(), parallel_reviews()] {
        let reading = again(&graph);
        assert_eq!(reading.findings, []);
        assert_eq!(reading.graph, graph);
    }
}

#[test]
fn the_smallest_graphs_too() {
    for nodes in [
        json!({"a": approve()}),
        json!({"a": task(json!({"pass": "a"}))}),
        json!({"a": {"kind": "choice", "cases": [{"when": "x", "to": "b"}, {"when": "y", "to": "b"}], "otherwise": "b"}, "b": approve()}),
        json!({"a": task(json!({"pass": "c"})), "c": {"kind": "choice", "cases": [], "otherwise": "b"}, "b": approve()}),
        json!({"a": {"kind": "fork", "to": ["b", "c"]}, "b": task(json!({"pass": "d", "fail": "d"})), "c": {"kind": "fork", "to": ["e", "f"]},
               "e": task(json!({"pass": "g"})), "f": task(json!({"pass": "g", "send_back": "f"})), "g": {"kind": "join", "to": "d"},
               "d": {"kind": "join", "to": "h"}, "h": approve()}),
    ] {
        let graph = graph("a", nodes);
        let reading = again(&graph);
        assert_eq!(reading.findings, []);
        assert_eq!(reading.graph, graph);
    }
}

proptest! {
    #[test]
    fn any_graph_is_read_as_it_was_written(graph in any_graph()) {
        let reading = again(&graph);
        prop_assert_eq!(&reading.findings, &[]);
        prop_assert_eq!(reading.graph, graph);
    }
}
