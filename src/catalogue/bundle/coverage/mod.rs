//! What publication checks: that a bundle asks for everything its members ask for, in every situation, and that what it passes on fits.
//!
//! - [`graph`]: which member waits for which, without circles.
//! - [`mappings`], [`constants`], [`fits`], [`side`], [`bounds`]: each mapping leads from something to something, of types that fit.
//! - [`explore`]: every situation that can be answered. In each, [`fields`], [`materials`], [`people`] and questions of the members that are
//!   in have to be covered; what is on [`record`] fills in fields, too.
//! - [`budget`]: how much of all this is looked at, at most.

mod answers;
mod bounds;
pub(super) mod budget;
mod constants;
mod explore;
mod fields;
mod fits;
mod graph;
mod mappings;
mod materials;
mod people;
mod record;
mod results;
pub(super) mod side;

use std::collections::BTreeSet;

use super::{BundleMember, BundleVersion, Joined};
use crate::catalogue::form::unclear_references;
use crate::codes::ItemCode;
use crate::problem::FieldError;
use crate::text::Text;
use budget::Budget;
use explore::{Explored, Scope};

impl BundleVersion {
    /// Everything that keeps the bundle from being published, each gap once, with the first answers that lead there as evidence; empty if it
    /// covers its members.
    pub fn coverage(&self) -> Vec<FieldError> {
        self.coverage_within(Budget::default())
    }

    pub(super) fn coverage_within(&self, budget: Budget) -> Vec<FieldError> {
        let mut gaps = Gaps {
            budget,
            ..Gaps::default()
        };
        too_large(self, &mut gaps);
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
        if gaps.budget.is_exhausted() {
            gaps.add(
                "/members".to_owned(),
                "too-many-situations",
                "一件事过大，无法穷举各种情形；请减少问题、事项、映射或者表单中的可选值",
                "The bundle is too large to look at all that may be: let it have fewer questions, members, mappings or choices in forms",
                vec![],
            );
        }
        gaps.found
    }
}

/// Forms of members that cannot be looked through leave open what they ask for.
fn too_large(bundle: &BundleVersion, gaps: &mut Gaps) {
    for (index, member) in bundle.members.iter().enumerate() {
        let item = &member.version.item;
        for (schema, of) in [
            (&item.form_schema, "form_schema"),
            (&item.result.schema, "result.schema"),
        ] {
            for pointer in schema.iter().flat_map(unclear_references) {
                gaps.add(
                    place(index, "item"),
                    "schema-reference",
                    format!("“{}”的 {of} 在 {pointer} 处的引用无法识别", item.name),
                    format!(
                        "The {of} of {} refers at {pointer} to something that cannot be followed",
                        item.code
                    ),
                    vec![self::item(member)],
                );
            }
        }
        if member.too_large {
            gaps.add(
                place(index, "item"),
                "too-many-situations",
                format!("“{}”的表单过大或者嵌套过深，无法检查", item.name),
                format!(
                    "The form of {} is too large, or nested too deeply, to be looked through",
                    item.code
                ),
                vec![self::item(member)],
            );
        }
    }
}

/// The gaps found, each once.
#[derive(Default)]
struct Gaps {
    found: Vec<FieldError>,
    known: BTreeSet<(String, String, String)>,
    /// How much may still be looked at.
    budget: Budget,
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

/// Whether a member that is in surely begins only after another that is in: by a way of members that are not optional. An optional member may
/// be left out, and however it ends, those after it begin.
fn waits_for(explored: &Explored<'_, '_>, joined: &Joined<'_>, other: &ItemCode) -> bool {
    graph::before(joined.item(), |item| {
        let on_the_way = explored.situation.member(item);
        let holds_up = |way: &&Joined<'_>| item == joined.item() || !way.member.rule.optional;
        let after = on_the_way.filter(holds_up).map(|way| way.after.iter().collect());
        after.unwrap_or_default()
    })
    .contains(other)
}

/// Why the certificate of another member may not be there when a member begins; none if it is. Members wait for the certificates of those
/// alone that they name in `after`.
fn lacks_certificate(explored: &Explored<'_, '_>, joined: &Joined<'_>, other: &ItemCode) -> Option<Text> {
    let member = explored.situation.bundle.member(other)?;
    if member.rule.optional {
        Some(Text::new(
            format!("但只能取自可选事项 {other} 的证照"),
            format!("which comes only from the certificate of {other}, an optional member"),
        ))
    } else if !member.gives_certificate() {
        Some(Text::new(
            format!("但事项 {other} 在本系统没有证照"),
            format!("which comes from the certificate of {other}, which leads to none here"),
        ))
    } else if !joined.after.contains(other) {
        Some(Text::new(
            format!("但该情形下不直接等待事项 {other}，取不到其证照"),
            format!("which comes from the certificate of {other}, which it does not itself wait for here"),
        ))
    } else {
        None
    }
}
