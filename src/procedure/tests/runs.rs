//! Runs, step by step.

use serde_json::json;

use super::super::{Advance, Decision, Graph, OutcomeCode, ProcedureError, Run, complete, start};
use super::{approve, graph, id, parallel_reviews, task};

/// A run followed by the names of its open nodes.
struct Play {
    graph: Graph,
    last: Advance,
}

impl Play {
    fn of(graph: Graph) -> Self {
        let last = start(&graph, &|_: &str| false).unwrap();
        Self { graph, last }
    }

    fn token(&self, node: &str) -> u32 {
        self.last
            .run
            .tokens
            .iter()
            .find(|token| token.node == id(node))
            .unwrap()
            .id
    }

    fn then(mut self, node: &str, outcome: &str) -> Self {
        let token = self.token(node);
        self.last = complete(
            &self.graph,
            &self.last.run,
            token,
            &outcome.parse().unwrap(),
            &|_: &str| false,
        )
        .unwrap();
        self
    }

    fn rests(&self) -> Vec<&str> {
        self.last.run.tokens.iter().map(|token| token.node.as_str()).collect()
    }

    fn opened(&self) -> Vec<&str> {
        self.last.opened.iter().map(|opened| opened.node.as_str()).collect()
    }
}

#[test]
fn the_default_procedure_reviews_then_approves() {
    let play = Play::of(Graph::reviewer_and_approver());
    assert_eq!(play.opened(), ["reviewer"]);
    let play = play
        .then("reviewer", "pass")
        .then("approver", "send_back")
        .then("reviewer", "pass");
    assert_eq!((play.opened(), play.last.ended), (vec!["approver"], None));
    let play = play.then("approver", "approve");
    assert_eq!((play.rests(), play.last.ended), (vec![], Some(Decision::Approve)));
    let denied = Play::of(Graph::reviewer_and_approver())
        .then("reviewer", "pass")
        .then("approver", "deny");
    assert_eq!(denied.last.ended, Some(Decision::Deny));
}

#[test]
fn a_join_waits_for_every_branch() {
    let play = Play::of(parallel_reviews()).then("intake", "pass");
    assert_eq!(play.opened(), ["fire", "market"]);
    let play = play.then("fire", "pass");
    assert_eq!((play.opened(), play.rests()), (vec![], vec!["market", "merge"]));
    let play = play.then("market", "pass").then("market2", "pass");
    assert_eq!((play.opened(), play.rests()), (vec!["approval"], vec!["approval"]));
    assert_eq!(play.last.cancelled, [] as [u32; 0]);
}

#[test]
fn sending_back_within_a_branch_touches_nothing_beside_it() {
    let play = Play::of(parallel_reviews())
        .then("intake", "pass")
        .then("market", "pass")
        .then("market2", "send_back");
    assert_eq!((play.opened(), play.rests()), (vec!["market"], vec!["fire", "market"]));
    assert_eq!(play.last.cancelled, [] as [u32; 0]);
}

#[test]
fn sending_back_out_of_a_block_cancels_what_runs_beside_it() {
    let play = Play::of(parallel_reviews()).then("intake", "pass");
    let market = play.token("market");
    let play = play.then("fire", "send_back");
    assert_eq!(
        (play.rests(), play.last.cancelled.clone()),
        (vec!["intake"], vec![market])
    );
    let again = play.then("intake", "pass");
    assert_ne!(again.token("market"), market, "a fresh task");
}

#[test]
fn what_waits_at_a_join_goes_silently() {
    let play = Play::of(parallel_reviews())
        .then("intake", "pass")
        .then("market", "pass")
        .then("market2", "pass");
    let play = play.then("fire", "deny");
    assert_eq!((play.rests(), play.last.ended), (vec![], Some(Decision::Deny)));
    assert_eq!(play.last.cancelled, [] as [u32; 0], "its task was done");
}

#[test]
fn sending_back_to_a_fork_starts_all_its_branches() {
    let play = Play::of(parallel_reviews())
        .then("intake", "pass")
        .then("market", "pass");
    let play = play
        .then("market2", "pass")
        .then("fire", "pass")
        .then("approval", "send_back");
    assert_eq!(play.opened(), ["fire", "market"]);
}

#[test]
fn leaving_an_inner_block_keeps_the_outer_one() {
    let nested = graph(
        "f",
        json!({
            "f": {"kind": "fork", "to": ["g", "b"]},
            "g": {"kind": "fork", "to": ["c", "d"]},
            "c": task(json!({"pass": "k", "skip": "j"})), "d": task(json!({"pass": "k"})),
            "k": {"kind": "join", "to": "j"},
            "b": task(json!({"pass": "j"})),
            "j": {"kind": "join", "to": "z"},
            "z": task(json!({"approve": "ok"})), "ok": approve(),
        }),
    );
    assert_eq!(nested.check(), []);
    let play = Play::of(nested);
    let d = play.token("d");
    let play = play.then("c", "skip");
    assert_eq!((play.rests(), play.last.cancelled.clone()), (vec!["b", "j"], vec![d]));
    assert_eq!(play.then("b", "pass").rests(), ["z"]);
}

#[test]
fn what_opens_and_is_cancelled_in_one_step_is_not_told() {
    let leaves = graph(
        "f",
        json!({
            "f": {"kind": "fork", "to": ["b", "c"]},
            "b": task(json!({"pass": "j"})),
            "c": {"kind": "choice", "cases": [{"when": "skip", "to": "z"}], "otherwise": "j"},
            "j": {"kind": "join", "to": "z"},
            "z": task(json!({"approve": "ok"})), "ok": approve(),
        }),
    );
    assert_eq!(leaves.check(), []);
    let skipped = start(&leaves, &|guard: &str| guard == "skip").unwrap();
    assert_eq!(
        skipped
            .opened
            .iter()
            .map(|opened| opened.node.as_str())
            .collect::<Vec<_>>(),
        ["z"]
    );
    assert_eq!((skipped.cancelled.len(), skipped.run.tokens.len()), (0, 1));
    assert_eq!(Play::of(leaves).rests(), ["b", "j"]);
}

#[test]
fn the_first_guard_that_holds_chooses() {
    let route = graph(
        "route",
        json!({
            "route": {"kind": "choice", "cases": [{"when": "x", "to": "first"}, {"when": "y", "to": "second"}], "otherwise": "third"},
            "first": task(json!({"pass": "ok"})), "second": task(json!({"pass": "ok"})), "third": task(json!({"pass": "ok"})),
            "ok": approve(),
        }),
    );
    let chosen = |holding: &[&str]| {
        start(&route, &|guard: &str| holding.contains(&guard)).unwrap().opened[0]
            .node
            .to_string()
    };
    assert_eq!(
        [chosen(&["x", "y"]), chosen(&["y"]), chosen(&[])],
        ["first", "second", "third"]
    );
}

#[test]
fn impossible_steps_are_refused() {
    let play = Play::of(parallel_reviews()).then("intake", "pass").then("fire", "pass");
    let (waiting, market) = (play.token("merge"), play.token("market"));
    let step =
        |graph: &Graph, token, outcome| complete(graph, &play.last.run, token, &outcome, &|_: &str| false).unwrap_err();
    assert_eq!(step(&play.graph, 99, OutcomeCode::PASS), ProcedureError::NotOpen(99));
    assert_eq!(
        step(&play.graph, waiting, OutcomeCode::PASS),
        ProcedureError::OtherWork(waiting)
    );
    let unknown = ProcedureError::NoSuchOutcome {
        node: id("market"),
        outcome: OutcomeCode::ISSUE,
    };
    assert_eq!(step(&play.graph, market, OutcomeCode::ISSUE), unknown);
    let other = Graph::reviewer_and_approver();
    assert_eq!(
        step(&other, market, OutcomeCode::PASS),
        ProcedureError::BrokenGraph(id("market"))
    );
    let spent = Run {
        next: u32::MAX,
        ..play.last.run.clone()
    };
    let error = complete(&play.graph, &spent, market, &OutcomeCode::PASS, &|_: &str| false).unwrap_err();
    assert_eq!(error, ProcedureError::Exhausted);
}

#[test]
fn an_endless_graph_is_an_error_and_not_a_hang() {
    let endless = graph("a", json!({"a": {"kind": "choice", "cases": [], "otherwise": "a"}}));
    assert_eq!(start(&endless, &|_: &str| false), Err(ProcedureError::Endless));
}

#[test]
fn a_run_is_plain_json() {
    let play = Play::of(parallel_reviews()).then("intake", "pass");
    let text = serde_json::to_value(&play.last.run).unwrap();
    let fire = json!({"id": 2, "node": "fire", "scope": [1]});
    assert_eq!(
        text,
        json!({"tokens": [fire, {"id": 3, "node": "market", "scope": [1]}], "next": 4})
    );
    assert_eq!(serde_json::from_value::<Run>(text).unwrap(), play.last.run);
}
