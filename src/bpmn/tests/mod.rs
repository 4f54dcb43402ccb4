//! Documents written and read again, drawings held against the rules, and documents as others draw them.

mod foreign;
mod hostile;
mod round_trip;
mod structure;

use std::collections::BTreeMap;

use serde_json::json;

use super::{Heading, write};
use crate::codes::CreditCode;
use crate::procedure::Graph;
use crate::procedure::tests::{approve, deny, graph, task};

const OWN: &str = "11990100999999912B";

/// The document of a graph.
fn drawn(graph: &Graph) -> String {
    let own: CreditCode = OWN.parse().unwrap();
    let names = BTreeMap::from([(own.clone(), "示范局".to_owned())]);
    let heading = Heading {
        code: "1199010099999991-2B",
        name: "示范事项 <一>",
        department: &own,
        names: &names,
    };
    write(graph, &heading)
}

/// A graph with every kind of node, and everything a node can say.
fn everything() -> Graph {
    graph(
        "1st",
        json!({
            "1st": {"kind": "task", "name": "初审 \"A\" & <B>", "name_en": "First\nreview", "post": "window", "limit": 3, "initial_review": true,
                    "outcomes": {"pass": {"to": "ask", "label": "通过", "label_en": "", "requires": []}, "fail": {"to": "route", "label": "", "requires": ["opinion", "verdicts"]},
                                 "deny": "refused"}},
            "ask": {"kind": "call", "name": "核验", "name_en": "Check", "service": "police/identity v2", "timeout_s": 5, "attempts": 3,
                    "outcomes": {"ok": "route", "mismatch": {"to": "1st", "label": "不符"}},
                    "fallback": {"department": "11990100999990037Q", "post": "reviewer", "limit": {"days": 2, "unit": "calendar_day"}}},
            "route": {"kind": "choice", "cases": [{"when": "answers.area > 100 && form.name == \"a<b\"", "to": "split"}, {"when": "", "to": "only"}], "otherwise": "notice"},
            "only": {"kind": "choice", "cases": [], "otherwise": "notice"},
            "split": {"kind": "fork", "to": ["visit", "ask2"]},
            "visit": {"kind": "task", "name": "实地核查", "department": "11990100999990037Q", "post": "site_inspector", "on_site": true,
                      "limit": {"days": 10, "unit": "calendar_day"}, "outcomes": {"pass": "merge", "fail": "merge", "send_back": "split"}},
            "ask2": {"kind": "call", "name": "社保", "service": "s", "outcomes": {"ok": "merge"}, "fallback": {"post": "reviewer"}},
            "merge": {"kind": "join", "to": "sign"},
            "sign": {"kind": "countersign", "name": "会签", "name_en": "Countersign", "rule": {"at_least": 2}, "limit": 5, "agreed": "notice", "disagreed": "1st",
                     "parties": [{"post": "approver"}, {"department": "11990100999990037Q", "post": "approver"}, {"post": "reviewer"}]},
            "notice": {"kind": "wait", "name": "公示", "name_en": "Public notice", "limit": {"days": 7, "unit": "calendar_day"}, "to": "final"},
            "final": {"kind": "choice", "cases": [{"when": "true", "to": "approval"}]},
            "approval": task(json!({"approve": "granted", "deny": "refused", "send_back": "split"})),
            "granted": approve(),
            "refused": deny(),
        }),
    )
}
