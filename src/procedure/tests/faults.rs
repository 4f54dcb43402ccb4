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

/// Art. 38 again: neither a wait nor a service gives reasons.
#[test]
fn nothing_is_denied_by_time_or_by_a_service() {
    let wait = json!({
        "a": task(json!({"pass": "ok", "fail": "b"})), "b": {"kind": "wait", "name": "公示", "limit": 7, "to": "no"},
        "no": deny(), "ok": approve(),
    });
    assert_eq!(faults(wait), ["denial-by-nobody b"]);
    let fallback = json!({"post": "reviewer"});
    let call = json!({
        "a": {"kind": "call", "name": "核验", "service": "registry", "fallback": fallback, "outcomes": {"pass": "ok", "fail": "c"}},
        "c": {"kind": "choice", "cases": [{"when": "x", "to": "no"}], "otherwise": "ok"},
        "no": deny(), "ok": approve(),
    });
    assert_eq!(faults(call.clone()), ["denial-by-nobody a"]);
    let mut decided = call;
    decided["c"] = task(json!({"deny": "no", "pass": "ok"}));
    assert_eq!(faults(decided), Vec::<String>::new());
}

#[test]
fn a_countersign_can_be_agreed_to() {
    let countersign = |parties: Value, rule: Value| {
        faults(json!({
            "a": {"kind": "countersign", "name": "会签", "parties": parties, "rule": rule, "agreed": "ok", "disagreed": "no"},
            "no": deny(), "ok": approve(),
        }))
    };
    let two = || json!([{"post": "reviewer"}, {"post": "approver"}]);
    for rule in [
        json!("all"),
        json!("any"),
        json!({"at_least": 1}),
        json!({"at_least": 2}),
    ] {
        assert_eq!(countersign(two(), rule), Vec::<String>::new());
    }
    for rule in [json!({"at_least": 0}), json!({"at_least": 3})] {
        assert!(countersign(two(), rule).contains(&"impossible-rule a".to_owned()));
    }
    assert_eq!(
        countersign(json!([]), json!("all")),
        ["no-parties a", "cannot-end a", "unreachable no", "unreachable ok"]
    );
    let same = json!([{"post": "reviewer"}, {"post": "reviewer"}]);
    assert_eq!(countersign(same, json!("all")), ["same-party-twice a"]);
    let crowd = |count: usize| {
        let parties =
            ('a'..='z').flat_map(|one| ('a'..='z').map(move |other| json!({"post": format!("{one}{other}")})));
        Value::from(parties.take(count).collect::<Vec<_>>())
    };
    assert_eq!(countersign(crowd(50), json!("all")), Vec::<String>::new());
    assert_eq!(countersign(crowd(51), json!("all")), ["too-many-parties a"]);
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
}

/// Approving would take their word from those who still review.
#[test]
fn nobody_approves_while_others_work() {
    let approves = json!({"b": task(json!({"pass": "j", "approve": "ok"}))});
    assert_eq!(faults(block(approves)), ["left-behind b"]);
    let around =
        json!({"b": task(json!({"pass": "j", "skip": "d"})), "d": {"kind": "choice", "cases": [], "otherwise": "ok"}});
    assert_eq!(faults(block(around)), ["left-behind b"]);
    let alone = json!({"b": task(json!({"pass": "j", "approve": "ok"})), "a": {"kind": "fork", "to": ["b", "j"]}});
    let mut alone = block(alone);
    alone.as_object_mut().unwrap().remove("c");
    assert_eq!(faults(alone), Vec::<String>::new(), "nothing is open beside it");
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
        ["fork-without-join a", "left-behind b", "left-behind c"]
    );
    let second = json!({"c": task(json!({"pass": "k"})), "k": {"kind": "join", "to": "z"}});
    assert_eq!(
        faults(block(second)),
        [
            "second-join k",
            "waits-forever j",
            "waits-forever k",
            "unreachable ok",
            "unreachable z"
        ]
    );
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
        ["branch-without-join ok", "unreachable j", "unreachable z"]
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
fn waiting_does_not_interrupt_a_cycle() {
    let wait = |to: &str| json!({"kind": "wait", "name": "公示", "limit": 7, "to": to});
    let choice = json!({"kind": "choice", "cases": [{"when": "x", "to": "b"}], "otherwise": "ok"});
    let cycle = json!({"a": choice, "b": wait("a"), "ok": approve()});
    assert_eq!(faults(cycle), ["automatic-cycle a"]);
}

#[test]
fn a_graph_has_bounds() {
    let mut nodes = json!({"ok": approve()});
    for n in 0..500 {
        nodes[format!("n{n}")] = task(json!({"pass": "ok"}));
    }
    assert_eq!(told(&graph("n0", nodes)), ["too-large"]);
}

/// So many departments side by side that not every run can be looked at.
#[test]
fn what_cannot_be_explored_is_told() {
    let mut nodes = json!({"j": {"kind": "join", "to": "ok"}, "ok": approve()});
    let branches: Vec<_> = (0..9).map(|n| format!("n{n}")).collect();
    for branch in &branches {
        nodes[branch] = task(json!({"pass": "j"}));
    }
    nodes["a"] = json!({"kind": "fork", "to": branches});
    let wide = graph("a", nodes);
    let codes = |most: usize| {
        wide.check_within(most)
            .into_iter()
            .map(|fault| fault.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(512), Vec::<&str>::new(), "each may have arrived or not");
    assert_eq!(codes(500), ["too-many-states"]);
}
