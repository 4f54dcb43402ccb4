//! The options of an item's handling: each names the law or rule it rests on, and none goes against another.

use super::Faults;
use super::limits::MOST_DAYS;
use crate::calendar::Limit;
use crate::catalogue::document::{CommitmentRule, Item};
use crate::codes::Necessity;
use crate::procedure::{Graph, Node, NodeId};

const MOST_PLACES: u32 = 1_000_000;

/// Every rule about options.
pub(super) fn item(item: &Item, faults: &mut Faults) {
    following(item, faults);
    if let Some(rule) = &item.commitment {
        commitment(item, rule, faults);
    }
    quota(item, faults);
    decided_by_people(item, faults);
}

/// Terms for what may follow need something that may.
fn following(item: &Item, faults: &mut Faults) {
    let Some(rule) = &item.following else { return };
    time("/following/limit", rule.limit, faults);
    if !item
        .materials
        .iter()
        .any(|material| material.necessity == Necessity::MayFollow)
    {
        faults.add(
            "/following",
            "nothing-may-follow",
            "没有可容缺后补（may_follow）的材料",
            "No material is marked may_follow",
        );
    }
}

/// A commitment says what is committed to and by which rule, and replaces materials there are; never where public safety, health, the
/// environment, finance or national security are at stake (国办发〔2020〕42号), nor where somebody has to be heard first.
fn commitment(item: &Item, rule: &CommitmentRule, faults: &mut Faults) {
    for (pointer, text) in [
        ("/commitment/text", &rule.text),
        ("/commitment/legal_basis", &rule.legal_basis),
    ] {
        if text.trim().is_empty() {
            faults.add(pointer, "empty", "不得为空", "Must not be empty");
        }
    }
    for (index, code) in rule.replaces.iter().enumerate() {
        if !item.materials.iter().any(|material| material.code == *code) {
            faults.add(
                format!("/commitment/replaces/{index}"),
                "unknown-material",
                format!("没有材料“{code}”"),
                format!("There is no material \"{code}\""),
            );
        }
    }
    time("/commitment/check/limit", rule.check.limit, faults);
    if let Some(field) = item.protected_fields.first() {
        faults.add(
            "/commitment",
            "commitment-excluded",
            format!("涉及“{}”的事项不适用告知承诺制", field.label_zh()),
            format!("No commitment replaces proof where {} is concerned", field.as_str()),
        );
    }
    if item.hears_third_parties {
        faults.add(
            "/commitment",
            "commitment-before-hearing",
            "须听取利害关系人意见的事项不能凭承诺当场决定",
            "What third parties have to be heard about is not decided at once on a commitment",
        );
    }
}

fn quota(item: &Item, faults: &mut Faults) {
    if item
        .quota
        .is_some_and(|quota| !(1..=MOST_PLACES).contains(&quota.places))
    {
        faults.add(
            "/quota/places",
            "out-of-range",
            format!("应在 1 至 {MOST_PLACES} 之间"),
            format!("Must be between 1 and {MOST_PLACES}"),
        );
    }
}

/// Where a decision may have to wait for its turn or for somebody to be heard, it is people who decide: passing time cannot be refused.
fn decided_by_people(item: &Item, faults: &mut Faults) {
    if item.quota.is_none() && !item.hears_third_parties {
        return;
    }
    let graph = &item.procedure;
    let waits = graph.nodes.iter().filter_map(|(id, node)| match node {
        Node::Wait(wait) => Some((id, &wait.to)),
        _ => None,
    });
    let starts = std::iter::once((&graph.start, &graph.start));
    for (id, from) in waits.chain(starts) {
        if ends_by_itself(graph, from, &mut Vec::new()) {
            faults.add(
                format!("/procedure/nodes/{id}"),
                "decided-by-time",
                "设有数量限制或须听取利害关系人意见的事项，应由人员环节作出决定，不得由等待环节直接办结",
                "With a quota, or third parties to be heard, a person decides; a wait may not lead straight to the end",
            );
        }
    }
}

/// Whether an end can be reached from a node before anybody works.
fn ends_by_itself<'a>(graph: &'a Graph, id: &'a NodeId, seen: &mut Vec<&'a NodeId>) -> bool {
    if seen.contains(&id) {
        return false;
    }
    seen.push(id);
    let next: Vec<&NodeId> = match graph.node(id) {
        Some(Node::End(_)) => return true,
        Some(Node::Choice(choice)) => choice
            .cases
            .iter()
            .map(|case| &case.to)
            .chain(&choice.otherwise)
            .collect(),
        Some(Node::Fork(fork)) => fork.to.iter().collect(),
        Some(Node::Join(join)) => vec![&join.to],
        _ => vec![],
    };
    next.into_iter().any(|next| ends_by_itself(graph, next, seen))
}

fn time(pointer: &str, limit: Limit, faults: &mut Faults) {
    if !(1..=MOST_DAYS).contains(&limit.days) {
        faults.add(
            pointer,
            "out-of-range",
            format!("应在 1 至 {MOST_DAYS} 天之间"),
            format!("Must be between 1 and {MOST_DAYS} days"),
        );
    }
}
