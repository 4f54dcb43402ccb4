//! What publication checks: that a bundle asks for everything its members ask for, in every situation, and that what it passes on fits.
//!
//! - [`graph`]: which member waits for which, without circles.
//! - [`mappings`], [`fits`], [`bounds`]: each mapping leads from something to something, of types that fit.
//! - [`explore`]: every situation that can be answered. In each, [`fields`], [`materials`], [`people`] and questions of the members that are
//!   in have to be covered.

mod answers;
mod bounds;
mod explore;
mod fields;
mod fits;
mod graph;
mod mappings;
mod materials;
mod people;
mod results;

use std::collections::BTreeSet;

use super::{BundleMember, BundleVersion, Joined};
use crate::problem::FieldError;
use crate::text::Text;
use explore::{Explored, Scope};

impl BundleVersion {
    /// Everything that keeps the bundle from being published, each gap once, with the first answers that lead there as evidence; empty if it
    /// covers its members.
    pub fn coverage(&self) -> Vec<FieldError> {
        let mut gaps = Gaps::default();
        graph::check(self, &mut gaps);
        mappings::check(self, &mut gaps);
        answers::check(self, &mut gaps);
        if let Some(scope) = Scope::of_nobody(self) {
            explore::each(self, &scope, &mut gaps, &mut |explored, gaps| {
                if explored.situation.members.is_empty() {
                    gaps.add(
                        "/members".to_owned(),
                        "empty-situation",
                        "有的情形下没有任何事项需要办理",
                        "In this situation no member is in",
                        explored.evidence(vec![]),
                    );
                }
            });
        }
        for (index, member) in self.members.iter().enumerate() {
            let scope = Scope::of(self, member);
            explore::each(self, &scope, &mut gaps, &mut |explored, gaps| {
                if let Some(joined) = explored.joined(member) {
                    people::check(explored, index, joined, gaps);
                    answers::check_open(explored, index, joined, gaps);
                    fields::check(explored, index, joined, gaps);
                    materials::check(explored, index, joined, gaps);
                }
            });
        }
        gaps.found
    }
}

/// The gaps found, each once.
#[derive(Default)]
struct Gaps {
    found: Vec<FieldError>,
    known: BTreeSet<(String, String, String)>,
    /// What was looked at already, where it is the same in many situations.
    seen: BTreeSet<String>,
}

impl Gaps {
    fn add(&mut self, pointer: String, code: &str, zh: impl Into<String>, en: impl Into<String>, evidence: Vec<Text>) {
        let (zh, en) = (zh.into(), en.into());
        if self.known.insert((pointer.clone(), code.to_owned(), en.clone())) {
            self.found
                .push(FieldError::new(pointer, code, Text::new(zh, en)).with_evidence(evidence));
        }
    }

    /// Whether something is looked at for the first time.
    fn is_new(&mut self, what: String) -> bool {
        self.seen.insert(what)
    }
}

/// Evidence: which item.
fn item(member: &BundleMember) -> Text {
    let item = &member.version.item;
    Text::new(
        format!("事项：{}（{}）", item.name, item.code),
        format!("item = {}", item.code),
    )
}

/// Evidence: which field of its form.
fn field(pointer: &str) -> Text {
    Text::new(format!("字段：{pointer}"), format!("field = {pointer}"))
}

/// The place of a member's rule in the document.
fn place(index: usize, rule: &str) -> String {
    format!("/members/{index}/{rule}")
}

/// Whether a member that is in waits for another, directly or not.
fn waits_for(explored: &Explored<'_, '_>, joined: &Joined<'_>, other: &crate::codes::ItemCode) -> bool {
    graph::before(joined.item(), |item| {
        let joined = explored.situation.member(item);
        joined.map(|joined| joined.after.iter().collect()).unwrap_or_default()
    })
    .contains(other)
}
