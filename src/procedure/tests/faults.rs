//! Each fault, on the smallest graph that has it.

use serde_json::{Value, json};

use super::super::Graph;
use super::{approve, deny, graph, task};

/// The faults of a graph as `code node`.
fn faults(nodes: Value) -> Vec<String> {
    told(&graph("a", nodes))
}

fn told(graph: &Graph) -> Vec<String> {
    let faults = graph.check();
    assert!(
        faults
            .iter()
            .all(|fault| !fault.message_zh.is_empty() && !fault.message_en.is_empty())
    );
    let tell = |fault: &super::super::Fault| {
        let node = fault.node.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {node}", fault.code).trim_end().to_owned()
    };
    faults.iter().map(tell).collect()
}

#[test]
fn start_and_targets_exist() {
    assert_eq!(told(&graph("nowhere", json!({"ok": approve()}))), ["no-start"]);
    assert_eq!(
        faults(json!({"a": task(json!({"pass": "b", "fail": "b", "deny": "c"})), "ok": approve()})),
        ["no-target a", "no-target a"]
    );
}

#[test]
fn some_end_approves() {
    assert_eq!(
        faults(json!({"a": task(json!({"deny": "no"})), "no": deny()})),
        ["no-approval"]
    );
    assert_eq!(told(&graph("a", json!({"a": approve()}))), Vec::<String>::new());
}

/// Administrative Licensing Law art. 38.
#[test]
fn somebody_gives_the_reasons_of_a_denial() {
    let choice = |to: &str| json!({"kind": "choice", "cases": [{"when": "x", "to": to}], "otherwise": "b"});
    let nodes = |to: &str| json!({"a": choice(to), "b": task(json!({"pass": "c"})), "c": choice("no"), "no": deny(), "ok": approve()});
    let mut by_nobody = nodes("no");
    by_nobody["c"]["otherwise"] = json!("ok");
    assert_eq!(faults(by_nobody), ["denial-by-nobody no"]);
    let mut after_work = nodes("ok");
    after_work["c"]["otherwise"] = json!("ok");
    assert_eq!(faults(after_work), Vec::<String>::new());
}

#[test]
fn every_node_is_reached_and_can_end() {
    assert_eq!(
        faults(json!({"a": approve(), "b": task(json!({"pass": "a"}))})),
        ["unreachable b"]
    );
    let trap =
        json!({"a": task(json!({"pass": "ok", "fail": "b"})), "b": task(json!({"again": "b"})), "ok": approve()});
    assert_eq!(faults(trap), ["cannot-end b"]);
    let dead = json!({"a": task(json!({"pass": "ok", "fail": "b"})), "b": task(json!({})), "ok": approve()});
    assert_eq!(faults(dead), ["cannot-end b"]);
}

#[test]
fn a_fork_has_branches() {
    let block = |to: Value| json!({"a": {"kind": "fork", "to": to}, "b": task(json!({"pass": "j"})), "j": {"kind": "join", "to": "ok"}, "ok": approve()});
    assert_eq!(faults(block(json!(["b"]))), ["too-few-branches a"]);
    assert_eq!(faults(block(json!(["b", "b"]))), ["same-branch-twice a"]);
    assert_eq!(
        faults(block(json!(["b", "j"]))),
        Vec::<String>::new(),
        "an empty branch is one"
    );
    assert!(faults(block(json!([]))).contains(&"too-few-branches a".to_owned()));
}

/// A fork `a` with the branches `b` and `c` and the join `j`; `more` replaces or adds nodes.
fn block(more: Value) -> Value {
    let mut nodes = json!({
        "a": {"kind": "fork", "to": ["b", "c"]},
        "b": task(json!({"pass": "j"})),
        "c": task(json!({"pass": "j"})),
        "j": {"kind": "join", "to": "z"},
        "z": task(json!({"approve": "ok"})),
        "ok": approve(),
    });
    for (id, node) in more.as_object().unwrap() {
        nodes[id] = node.clone();
    }
    nodes
}

#[test]
fn an_edge_may_leave_a_block() {
    assert_eq!(faults(block(json!({}))), Vec::<String>::new());
    assert_eq!(
        faults(block(
            json!({"b": task(json!({"pass": "j", "deny": "no"})), "no": deny()})
        )),
        Vec::<String>::new()
    );
    assert_eq!(
        faults(block(
            json!({"b": task(json!({"pass": "j", "skip": "z", "send_back": "a"}))})
        )),
        Vec::<String>::new()
    );
    assert_eq!(
        faults(block(json!({"b": task(json!({"pass": "j", "approve": "ok"}))}))),
        Vec::<String>::new()
    );
}

#[test]
fn no_edge_enters_a_block() {
    assert_eq!(
        faults(block(json!({"z": task(json!({"approve": "ok", "send_back": "b"}))}))),
        ["enters-block b", "enters-block j"]
    );
    let deeper = json!({
        "b": task(json!({"pass": "b2"})), "b2": task(json!({"pass": "j"})),
        "z": task(json!({"approve": "ok", "send_back": "b2"})),
    });
    assert!(faults(block(deeper)).contains(&"enters-block j".to_owned()));
    assert_eq!(
        faults(block(json!({"z": task(json!({"approve": "ok", "send_back": "j"}))}))),
        ["enters-block j", "fork-without-join a"]
    );
    let two = json!({
        "b": task(json!({"pass": "j", "other": "f"})),
        "z": {"kind": "fork", "to": ["e", "f"]}, "e": task(json!({"pass": "k"})), "f": task(json!({"pass": "k"})),
        "k": {"kind": "join", "to": "ok"},
    });
    assert!(
        faults(block(two)).contains(&"enters-block f".to_owned()),
        "not from another block either"
    );
}

#[test]
fn a_join_closes_the_innermost_fork() {
    assert_eq!(
        faults(json!({"a": task(json!({"pass": "j"})), "j": {"kind": "join", "to": "ok"}, "ok": approve()})),
        ["join-without-fork j"]
    );
    let end = || task(json!({"approve": "ok"}));
    assert_eq!(
        faults(json!({"a": {"kind": "fork", "to": ["b", "c"]}, "b": end(), "c": end(), "ok": approve()})),
        ["fork-without-join a"]
    );
    let second = json!({"c": task(json!({"pass": "k"})), "k": {"kind": "join", "to": "z"}});
    assert_eq!(faults(block(second)), ["second-join k"]);
    let nested = json!({
        "b": {"kind": "fork", "to": ["d", "e"]}, "d": task(json!({"pass": "j"})), "e": task(json!({"pass": "j"})),
    });
    assert_eq!(
        faults(block(nested)),
        ["fork-without-join b"],
        "the inner fork is not closed by the outer join"
    );
}

#[test]
fn branches_arrive_and_do_not_cross() {
    assert_eq!(
        faults(block(json!({"b": task(json!({"skip": "z"}))}))),
        ["branch-without-join b"]
    );
    assert_eq!(
        faults(block(json!({"a": {"kind": "fork", "to": ["b", "c", "ok"]}}))),
        ["branch-without-join ok"]
    );
    assert_eq!(
        faults(block(json!({"b": task(json!({"pass": "j", "other": "c"}))}))),
        ["branches-cross c"]
    );
    let shared =
        json!({"b": task(json!({"pass": "d"})), "c": task(json!({"pass": "d"})), "d": task(json!({"pass": "j"}))});
    assert_eq!(faults(block(shared)), ["branches-cross d"]);
}

#[test]
fn a_cycle_has_a_task() {
    let choice = |to: &str, otherwise: &str| json!({"kind": "choice", "cases": [{"when": "true", "to": to}], "otherwise": otherwise});
    assert_eq!(
        faults(json!({"a": choice("b", "ok"), "b": choice("a", "ok"), "ok": approve()})),
        ["automatic-cycle a"]
    );
    assert_eq!(
        faults(json!({"a": choice("a", "ok"), "ok": approve()})),
        ["automatic-cycle a"]
    );
    assert_eq!(
        faults(json!({"a": choice("b", "ok"), "b": task(json!({"pass": "a"})), "ok": approve()})),
        Vec::<String>::new()
    );
    let leaves_and_returns = json!({"b": choice("a", "j")});
    assert_eq!(faults(block(leaves_and_returns)), ["automatic-cycle a"]);
    let around = json!({"z": choice("a", "ok")});
    assert_eq!(
        faults(block(around)),
        Vec::<String>::new(),
        "the block waits for its tasks"
    );
    let through = json!({"b": choice("j", "j"), "c": choice("j", "j"), "z": choice("a", "ok")});
    assert_eq!(faults(block(through)), ["automatic-cycle a"]);
}

#[test]
fn a_graph_has_bounds() {
    let mut nodes = json!({"ok": approve()});
    for n in 0..500 {
        nodes[format!("n{n}")] = task(json!({"pass": "ok"}));
    }
    assert_eq!(told(&graph("n0", nodes)), ["too-large"]);
}
