//! Which member waits for which.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Gaps, place};
use crate::catalogue::bundle::BundleVersion;
use crate::codes::ItemCode;
use crate::text::Text;

/// Members wait for members, and not in circles.
pub(super) fn check(bundle: &BundleVersion, gaps: &mut Gaps) {
    let mut told = BTreeSet::new();
    for (index, member) in bundle.members.iter().enumerate() {
        for unknown in member.rule.after.iter().filter(|item| bundle.member(item).is_none()) {
            gaps.add(
                place(index, "after"),
                "unknown-member",
                format!("前置事项 {unknown} 不在一件事中"),
                format!("It waits for {unknown}, which is no member"),
                vec![super::item(member)],
            );
        }
        if told.contains(member.item()) {
            continue;
        }
        if let Some(cycle) = cycle(bundle, member.item()) {
            gaps.add(
                place(index, "after"),
                "dependency-cycle",
                "前置关系形成循环，循环中的事项永远无法开始",
                "Members wait for each other in a circle: none of them would ever begin",
                steps(bundle, &cycle),
            );
            told.extend(cycle);
        }
    }
}

/// All that a member waits for, directly or not; itself included only if it is in a circle.
pub(super) fn before<'i>(item: &'i ItemCode, after: impl Fn(&ItemCode) -> Vec<&'i ItemCode>) -> BTreeSet<&'i ItemCode> {
    let mut found = BTreeSet::new();
    let mut open = after(item);
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(after(next));
        }
    }
    found
}

/// All that a member of the document waits for.
pub(super) fn predecessors<'b>(bundle: &'b BundleVersion, item: &'b ItemCode) -> BTreeSet<&'b ItemCode> {
    before(item, |item| waited_for(bundle, item))
}

/// All that a member of the document surely waits for, whoever is in and however they end: optional members are, but nothing before them.
pub(super) fn sure_predecessors<'b>(bundle: &'b BundleVersion, item: &'b ItemCode) -> BTreeSet<&'b ItemCode> {
    before(item, |way| match bundle.member(way) {
        Some(member) if member.rule.optional && way != item => Vec::new(),
        _ => waited_for(bundle, way),
    })
}

fn waited_for<'b>(bundle: &'b BundleVersion, item: &ItemCode) -> Vec<&'b ItemCode> {
    let member = bundle.member(item);
    member
        .map(|member| member.rule.after.iter().collect())
        .unwrap_or_default()
}

/// The shortest way from a member back to itself, both ends left in.
fn cycle<'b>(bundle: &'b BundleVersion, start: &'b ItemCode) -> Option<Vec<&'b ItemCode>> {
    let mut from: BTreeMap<&ItemCode, &ItemCode> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(item) = open.pop_front() {
        for next in waited_for(bundle, item) {
            if next == start {
                let mut path = vec![start, item];
                while let Some(earlier) = path.last().and_then(|last| from.get(last)) {
                    path.push(earlier);
                }
                if item == start {
                    path.pop();
                    path.push(start);
                }
                path.reverse();
                return Some(path);
            }
            if !from.contains_key(next) {
                from.insert(next, item);
                open.push_back(next);
            }
        }
    }
    None
}

fn steps(bundle: &BundleVersion, cycle: &[&ItemCode]) -> Vec<Text> {
    let name = |code: &ItemCode| {
        let member = bundle.member(code);
        member.map_or_else(|| code.to_string(), |member| member.version.item.name.clone())
    };
    let pairs = cycle.iter().zip(cycle.iter().skip(1));
    pairs
        .map(|(one, other)| {
            Text::new(
                format!("“{}”等待“{}”", name(one), name(other)),
                format!("{one} waits for {other}"),
            )
        })
        .collect()
}
