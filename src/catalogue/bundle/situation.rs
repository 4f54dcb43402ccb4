//! A situation (情形): what an applicant's answers make of a bundle.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::tailor::Tailored;
use super::{BundleMember, BundleVersion, Joined, Reason};
use crate::catalogue::condition::{Asking, Facts};
use crate::codes::{ItemCode, Service};
use crate::problem::FieldError;
use crate::text::Text;

/// What an applicant's answers make of a bundle.
#[derive(Debug)]
pub struct Situation<'b> {
    /// The bundle.
    pub bundle: &'b BundleVersion,
    /// The members that are in, in the order of the bundle.
    pub members: Vec<Joined<'b>>,
    /// Those that are out.
    pub left_out: Vec<LeftOut<'b>>,
    /// The answers to those of the bundle's questions that arise.
    pub answers: Map<String, Value>,
    pub(super) kind: Option<String>,
    pub(super) tailored: OnceLock<Tailored>,
}

/// A member that is out.
#[derive(Debug)]
pub struct LeftOut<'b> {
    /// The member.
    pub member: &'b BundleMember,
    /// Why.
    pub why: Reason,
}

impl BundleVersion {
    /// What these answers make of the bundle, for a kind of applicant, who leaves some optional members out.
    ///
    /// The answers are those to the bundle's questions, by key; those to questions that do not arise count as not given. Members that are not
    /// optional cannot be left out ([`Self::check_without`]).
    pub fn situation(
        &self,
        answers: &Map<String, Value>,
        kind: Option<&str>,
        without: &BTreeSet<ItemCode>,
    ) -> Situation<'_> {
        self.situate(self.members.iter(), answers, kind, without, true)
    }

    /// What answers make of some members, without words: for looking at many situations.
    pub(super) fn among(
        &self,
        members: &BTreeSet<&ItemCode>,
        answers: &Map<String, Value>,
        kind: Option<&str>,
    ) -> Situation<'_> {
        let members = self.members.iter().filter(|member| members.contains(member.item()));
        self.situate(members, answers, kind, &BTreeSet::new(), false)
    }

    fn situate<'b>(
        &'b self,
        members: impl Iterator<Item = &'b BundleMember>,
        answers: &Map<String, Value>,
        kind: Option<&str>,
        without: &BTreeSet<ItemCode>,
        explain: bool,
    ) -> Situation<'b> {
        let answers = self.front.given(answers, Service::New);
        let asking = Asking {
            kind,
            service: Service::New,
        };
        let facts = self.front.facts(&answers, &Value::Null, asking);
        let (mut are_in, mut left_out) = (Vec::new(), Vec::new());
        for member in members {
            let rule = &member.rule;
            let holds = facts.satisfy(rule.when.as_deref());
            let refused = holds && rule.optional && without.contains(&rule.item);
            let why = match rule.when.as_deref() {
                _ if refused => Reason::left_out(),
                Some(when) if explain => Reason::by(when, &self.front, &answers, kind, holds),
                _ => Reason::always(),
            };
            if holds && !refused {
                are_in.push((member, why));
            } else {
                left_out.push(LeftOut { member, why });
            }
        }
        let codes: BTreeSet<&ItemCode> = are_in.iter().map(|(member, _)| member.item()).collect();
        let members = are_in
            .into_iter()
            .map(|(member, why)| Joined::new(member, why, &codes, &facts, &answers, kind))
            .collect();
        Situation {
            bundle: self,
            members,
            left_out,
            answers,
            kind: kind.map(str::to_owned),
            tailored: OnceLock::new(),
        }
    }

    /// What is wrong with leaving these members out. Pointers begin with `/without`.
    pub fn check_without<'c>(&self, without: impl IntoIterator<Item = &'c ItemCode>) -> Vec<FieldError> {
        let each = without.into_iter().enumerate();
        each.filter_map(|(index, item)| {
            let (code, zh, en) = match self.member(item) {
                None => (
                    "unknown-member",
                    "一件事不包含该事项",
                    "This is no member of the bundle",
                ),
                Some(member) if !member.rule.optional => {
                    ("not-optional", "该事项必须一并办理", "This member is not optional")
                }
                Some(_) => return None,
            };
            Some(FieldError::new(format!("/without/{index}"), code, Text::new(zh, en)))
        })
        .collect()
    }
}

impl Situation<'_> {
    /// The facts that the conditions of the bundle itself speak about.
    pub fn facts(&self, form: &Value) -> Facts {
        let asking = Asking {
            kind: self.kind.as_deref(),
            service: Service::New,
        };
        self.bundle.front.facts(&self.answers, form, asking)
    }

    /// A member that is in.
    pub fn member(&self, item: &ItemCode) -> Option<&Joined<'_>> {
        self.members.iter().find(|joined| joined.member.item() == item)
    }

    /// Everything wrong with the one form: by itself, and for what each member makes of it. Pointers begin with `/form` and lead to fields of
    /// the bundle's form; what the results of other members fill in is not missed, nor what is on record.
    pub fn check_form(&self, form: &Value) -> Vec<FieldError> {
        let mut errors = self.check_tailored(form);
        for joined in &self.members {
            for error in joined.check_form(form) {
                if !errors.iter().any(|told| told.pointer == error.pointer) {
                    errors.push(error);
                }
            }
        }
        errors
    }
}
