//! The elements at which somebody, or a service, works.

use super::flow_nodes::{formal, unit};
use crate::bpmn::xml::Element;
use crate::calendar::Limit;
use crate::codes::{CreditCode, Post};
use crate::procedure::{Call, Countersign, NodeId, Rule, Task};

/// A task. Its department and post are those of its lane.
pub(super) fn task(element: Element, task: &Task) -> Element {
    element
        .with("name", &task.name)
        .ours("nameEn", task.name_en.as_deref())
        .ours("onSite", task.on_site.then_some("true"))
        .ours("initialReview", task.initial_review.then_some("true"))
}

/// A countersign with its parties.
pub(super) fn countersign(element: Element, countersign: &Countersign) -> Element {
    let rule = match countersign.rule {
        Rule::All => "all".to_owned(),
        Rule::Any => "any".to_owned(),
        Rule::AtLeast(count) => count.to_string(),
    };
    let parties = countersign.parties.iter();
    let parties = parties.map(|party| worker("party", party.department.as_ref(), &party.post));
    let ours = Element::yiwang("countersign").with("rule", rule).holding_all(parties);
    element
        .with("name", &countersign.name)
        .ours("nameEn", countersign.name_en.as_deref())
        .holding(Element::model("extensionElements").holding(ours))
}

/// One instance for each party, all at once.
pub(super) fn instances(id: &NodeId, countersign: &Countersign) -> Element {
    Element::model("multiInstanceLoopCharacteristics")
        .with("id", format!("instances.{id}"))
        .holding(formal("loopCardinality", &countersign.parties.len().to_string()))
}

/// A call, with whoever decides when the service does not answer.
pub(super) fn call(element: Element, call: &Call) -> Element {
    let fallback = &call.fallback;
    let limit = fallback.limit;
    let fallback = worker("fallback", fallback.department.as_ref(), &fallback.post)
        .maybe("days", limit.map(|Limit { days, .. }| days.to_string()))
        .maybe("unit", limit.map(unit));
    element
        .with("name", &call.name)
        .ours("nameEn", call.name_en.as_deref())
        .ours("service", Some(&call.service))
        .ours("timeout", call.timeout_s.map(|seconds| seconds.to_string()))
        .ours("attempts", call.attempts.map(|count| count.to_string()))
        .holding(Element::model("extensionElements").holding(fallback))
}

fn worker(name: &str, department: Option<&CreditCode>, post: &Post) -> Element {
    Element::yiwang(name)
        .maybe("department", department.map(CreditCode::as_str))
        .with("post", post.as_str())
}
