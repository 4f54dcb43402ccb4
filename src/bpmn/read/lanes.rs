//! Lanes: who works where.

use std::collections::{BTreeMap, BTreeSet};

use super::Directory;
use super::class::{Class, Classes};
use super::finding::Findings;
use super::source::Source;
use super::words;
use crate::bpmn::xml::{Element, Space};
use crate::codes::{CreditCode, Post};

/// What separates a department from a post in the name of a lane.
const SEPARATORS: [char; 14] = ['·', '•', '/', '-', '—', '–', ':', '：', '|', ',', '，', '、', '(', '（'];

/// Who works in a lane, as far as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seat {
    /// The department; none for the item's own.
    pub(super) department: Option<CreditCode>,
    /// The post.
    pub(super) post: Option<Post>,
}

/// The lanes around each node, the innermost first.
pub(super) fn chains<'x>(source: &Source<'x>) -> BTreeMap<&'x str, Vec<&'x Element>> {
    let mut chains = BTreeMap::new();
    let mut open: Vec<(&'x Element, Vec<&'x Element>)> =
        source.process.all("laneSet").map(|lanes| (lanes, vec![])).collect();
    while let Some((lanes, around)) = open.pop() {
        for lane in lanes.all("lane") {
            let chain = [&[lane], around.as_slice()].concat();
            for node in lane.all("flowNodeRef") {
                let known: &mut Vec<_> = chains.entry(node.text.trim()).or_default();
                if known.len() < chain.len() {
                    known.clone_from(&chain);
                }
            }
            open.extend(lane.all("childLaneSet").map(|inner| (inner, chain.clone())));
        }
    }
    chains
}

/// Elements of ours of that name.
pub(super) fn ours<'x>(element: &'x Element, name: &'x str) -> impl Iterator<Item = &'x Element> {
    let is = move |child: &&Element| child.space == Space::Yiwang && child.name == name;
    element.children.iter().filter(is)
}

/// Who works at each node that lies in a lane. Lanes that say something unknown are told of once.
pub(super) fn seats<'x>(
    source: &Source<'x>,
    classes: &Classes<'x>,
    directory: &Directory,
    findings: &mut Findings,
) -> BTreeMap<&'x str, Seat> {
    let mut seats = BTreeMap::new();
    let mut told = BTreeSet::new();
    let pool = source.pool.and_then(|pool| department(pool, directory));
    let chains = chains(source);
    for (node, _) in &source.nodes {
        let Some(chain) = chains.get(node) else { continue };
        let needed = matches!(classes.get(node), Some(Class::Task | Class::Call));
        let mut seat = Seat::default();
        let mut department = None;
        for lane in chain {
            let id = lane.attribute("id").unwrap_or_default();
            let mut silent = Findings::default();
            let findings = if needed && told.insert(id) {
                &mut *findings
            } else {
                &mut silent
            };
            let said = read(lane, id, directory, findings);
            seat.post = seat.post.or(said.post);
            department = department.or(said.department);
        }
        let department = department.or_else(|| pool.clone().map(|(code, _)| code));
        seat.department = department.filter(|code| directory.own.as_ref() != Some(code));
        seats.insert(*node, seat);
    }
    seats
}

/// What one lane says.
fn read(lane: &Element, id: &str, directory: &Directory, findings: &mut Findings) -> Seat {
    let post = lane.our_attribute("post");
    let code = lane.our_attribute("department");
    if post.is_some() || code.is_some() {
        let seat = Seat {
            department: code.and_then(|code| code.parse().ok()),
            post: post.and_then(|post| post.parse().ok()),
        };
        if code.is_some() && seat.department.is_none() {
            findings.unmapped(id, "its department is no unified social credit code");
        }
        if post.is_some() && seat.post.is_none() {
            findings.unmapped(id, "its post is none: 2 to 32 lower-case letters or underscores");
        }
        return seat;
    }
    let name = lane.attribute("name").unwrap_or_default().trim();
    let whole = department(name, directory).map(|found| (found, name));
    let mut seat = Seat::default();
    let parts = name.split(SEPARATORS).map(|part| part.trim_matches([' ', ')', '）']));
    let parts: Vec<&str> = if whole.is_some() {
        vec![name]
    } else {
        parts.filter(|part| !part.is_empty()).collect()
    };
    for part in parts {
        if let Some((code, exact)) = department(part, directory) {
            if !exact {
                findings.assumed(id, format!("“{part}” is taken for the department {code}"));
            }
            seat.department = Some(code);
        } else if let Some(post) = words::post(part) {
            if post.as_str() != part {
                findings.assumed(id, format!("“{part}” is taken for the post {}", post.as_str()));
            }
            seat.post = Some(post);
        } else {
            findings.unmapped(id, format!("no department and no post is known by the name “{part}”"));
        }
    }
    seat
}

/// The department of that name or code, and whether the name is exactly that.
fn department(name: &str, directory: &Directory) -> Option<(CreditCode, bool)> {
    if let Ok(code) = name.parse::<CreditCode>() {
        return Some((code, true));
    }
    let named = |is: &dyn Fn(&str) -> bool| {
        let mut found = directory
            .names
            .iter()
            .filter(|(_, names)| names.iter().any(|known| is(known)));
        // Two departments of that name are none.
        match (found.next(), found.next()) {
            (Some((code, _)), None) => Some(code.clone()),
            _ => None,
        }
    };
    let exact = named(&|known| known == name);
    let part = || {
        (name.chars().count() > 2)
            .then(|| named(&|known| known.contains(name)))
            .flatten()
    };
    exact
        .map(|code| (code, true))
        .or_else(|| part().map(|code| (code, false)))
}
