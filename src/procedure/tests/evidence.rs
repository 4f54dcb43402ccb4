//! What the check shows as evidence.

use serde_json::json;

use super::super::{Fault, Graph};
use super::{approve, deny, graph, task};

/// A restaurant's licence with many mistakes: the procedure of docs/procedures.md.
fn broken() -> Graph {
    graph(
        "intake",
        json!({
            "intake": task(json!({"pass": "split"})),
            "split": {"kind": "fork", "to": ["fire", "health"]},
            "fire": task(json!({"pass": "merge", "approve": "granted"})),
            "health": task(json!({"pass": "merge", "fail": "repair"})),
            "repair": task(json!({"again": "repair"})),
            "merge": {"kind": "join", "to": "route"},
            "route": {"kind": "choice", "cases": [{"when": "answers.chain == 'yes'", "to": "notice"}], "otherwise": "approval"},
            "notice": {"kind": "wait", "name": "公示", "limit": 7, "to": "refused"},
            "approval": task(json!({"approve": "granted", "deny": "refused"})),
            "archive": task(json!({"pass": "granted"})),
            "granted": approve(),
            "refused": deny(),
        }),
    )
}

/// The report as the command line prints it.
fn report(faults: &[Fault]) -> String {
    let mut report = String::new();
    for fault in faults {
        let place = fault
            .node
            .as_ref()
            .map(|node| format!("/nodes/{node}"))
            .unwrap_or_default();
        report += &format!("/procedure{place} {}: {}\n", fault.code, fault.message_en);
        for step in &fault.path {
            report += &format!("    {}\n", step.words().en);
        }
    }
    report
}

#[test]
fn the_report_of_a_broken_graph_is_the_documented_one() {
    let report = report(&broken().check());
    let page = include_str!("../../../docs/procedures.md");
    assert!(page.contains(&report), "{report}");
    let mut written: serde_json::Value = serde_json::to_value(broken()).unwrap();
    let (_, rest) = page.split_once("```json procedure\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let example: Graph = serde_json::from_str(example).unwrap();
    assert_eq!(
        serde_json::to_value(example).unwrap(),
        written.take(),
        "the page shows this graph"
    );
}

#[test]
fn a_run_is_shown_step_by_step_in_both_languages() {
    let nodes = json!({
        "a": {"kind": "countersign", "name": "会签", "rule": "all", "parties": [{"post": "fire"}, {"post": "market"}],
              "agreed": "b", "disagreed": "ok"},
        "b": {"kind": "wait", "name": "公示", "limit": 7, "to": "c"},
        "c": {"kind": "choice", "cases": [{"when": "answers.x == 'y'", "to": "ok"}], "otherwise": "d"},
        "d": task(json!({"again": "d"})),
        "ok": approve(),
    });
    let faults = graph("a", nodes).check();
    let [trap] = faults.as_slice() else {
        panic!("{faults:?}")
    };
    let words: Vec<_> = trap.path.iter().map(super::super::Step::words).collect();
    let zh: Vec<_> = words.iter().map(|words| words.zh.as_ref()).collect();
    let en: Vec<_> = words.iter().map(|words| words.en.as_ref()).collect();
    assert_eq!(
        zh,
        ["a →第1方同意→ a", "a →第2方同意→ b", "b →期满→ c", "c →其他情形→ d"]
    );
    assert_eq!(
        en,
        [
            "a →party 1 agrees→ a",
            "a →party 2 agrees→ b",
            "b →time passes→ c",
            "c →otherwise→ d"
        ]
    );
    let written = serde_json::to_value(&trap.path).unwrap();
    assert_eq!(
        written[0],
        json!({"node": "a", "by": {"vote": {"party": 0, "agrees": true}}, "to": "a"})
    );
    assert_eq!(written[2], json!({"node": "b", "by": "elapsed", "to": "c"}));
}

/// The parties of a countersign are alike to the procedure, and choices go every way.
#[test]
fn what_is_built_wrongly_is_shown_by_its_edges() {
    let nodes = json!({
        "a": task(json!({"pass": "f", "fail": "ok"})),
        "f": {"kind": "fork", "to": ["b"]},
        "b": task(json!({"pass": "j"})), "j": {"kind": "join", "to": "c"},
        "c": {"kind": "choice", "cases": [{"when": "x", "to": "c"}], "otherwise": "ok"},
        "ok": approve(),
    });
    let faults = graph("a", nodes).check();
    let told = |code: &str| {
        let fault = faults.iter().find(|fault| fault.code == code).unwrap();
        fault
            .path
            .iter()
            .map(|step| step.words().en.into_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(told("too-few-branches"), ["a →pass→ f"]);
    assert_eq!(told("automatic-cycle"), ["a →pass→ f", "f → b", "b →pass→ j", "j → c"]);
}
