//! The members of a bundle: each once, naming only what the bundle has. What their items have is looked at when it is published.

use std::collections::BTreeSet;

use super::Faults;
use super::parts::too_many;
use crate::catalogue::condition::{Condition, Scope};
use crate::catalogue::document::{Bundle, MemberRule};
use crate::codes::ItemCode;

const MOST_MEMBERS: usize = 60;
const MOST_MAPPINGS: usize = 300;
const LONGEST_POINTER: usize = 500;

/// Every rule about members.
pub(super) fn members(bundle: &Bundle, faults: &mut Faults) {
    if bundle.members.is_empty() {
        faults.add("/members", "empty-list", "至少填写一项", "Needs at least one entry");
    }
    too_many("/members", bundle.members.len(), MOST_MEMBERS, faults);
    let items: BTreeSet<&ItemCode> = bundle.members.iter().map(|rule| &rule.item).collect();
    let mut seen = BTreeSet::new();
    for (index, rule) in bundle.members.iter().enumerate() {
        let mut member = Member {
            bundle,
            items: &items,
            place: format!("/members/{index}"),
            faults,
        };
        if !seen.insert(&rule.item) {
            member.add(
                "item",
                "duplicate-member",
                format!("事项 {} 重复", rule.item),
                format!("The item {} is there twice", rule.item),
            );
        }
        member.order(rule);
        member.conditions(rule);
        member.answers(rule);
        member.fields(rule);
        member.materials(rule);
    }
}

/// A member that is looked at.
struct Member<'a> {
    bundle: &'a Bundle,
    items: &'a BTreeSet<&'a ItemCode>,
    place: String,
    faults: &'a mut Faults,
}

impl Member<'_> {
    fn add(&mut self, at: &str, code: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.faults
            .add(format!("{}/{at}", self.place), code, zh.into(), en.into());
    }

    /// It waits for members of the bundle.
    fn order(&mut self, rule: &MemberRule) {
        for item in &rule.after {
            self.member("after", item.as_str());
        }
    }

    fn member(&mut self, at: &str, code: &str) {
        if !self.items.iter().any(|item| item.as_str() == code) {
            self.add(
                at,
                "unknown-member",
                format!("一件事不包含事项“{code}”"),
                format!("\"{code}\" is no member of the bundle"),
            );
        }
    }

    /// Which members are in is known from the answers, before the form is filled in; and a bundle is always asked for anew.
    fn conditions(&mut self, rule: &MemberRule) {
        let scope = Scope {
            questions: self
                .bundle
                .questions
                .iter()
                .map(|question| question.key.clone())
                .collect(),
            fields: Some(BTreeSet::new()),
        };
        for (at, source) in [("when", &rule.when), ("commitment", &rule.commitment)] {
            let Some(source) = source else { continue };
            match Condition::parse(source, &scope) {
                Err(error) => self.add(at, error.code(), error.message_zh(), error.to_string()),
                Ok(condition) if condition.reads().form || condition.reads().service => self.add(
                    at,
                    "condition-unknown-name",
                    "事项的条件只能使用 answers 和 applicant",
                    "A member's condition reads answers and applicant only",
                ),
                Ok(_) => {}
            }
        }
    }

    /// An answer comes from a question of the bundle or is always the same.
    fn answers(&mut self, rule: &MemberRule) {
        self.count("answer_map", rule.answer_map.len());
        for (key, source) in &rule.answer_map {
            let at = format!("answer_map/{}", crate::http::body::escape(key));
            match (&source.question, &source.value) {
                (Some(question), None) => {
                    if !self.bundle.questions.iter().any(|asked| asked.key == *question) {
                        self.add(
                            &format!("{at}/question"),
                            "unknown-question",
                            format!("一件事没有问题“{question}”"),
                            format!("The bundle has no question \"{question}\""),
                        );
                    }
                }
                (None, Some(_)) if source.values.is_empty() => {}
                (None, Some(_)) => self.add(
                    &format!("{at}/values"),
                    "answer-source",
                    "固定答案不能再有 values",
                    "What is always the same answer has no `values`",
                ),
                _ => self.add(
                    &at,
                    "answer-source",
                    "question 和 value 须填写且只填写一个",
                    "Needs one of `question` and `value`",
                ),
            }
        }
    }

    /// Fields are named by JSON Pointers; a result by the member it comes from.
    fn fields(&mut self, rule: &MemberRule) {
        for (map, targets) in [("form_map", &rule.form_map), ("result_map", &rule.result_map)] {
            self.count(map, targets.len());
            for (source, targets) in targets {
                let at = format!("{map}/{}", crate::http::body::escape(source));
                self.pointer(&at, source);
                if targets.iter().next().is_none() {
                    self.add(&at, "empty-list", "至少填写一项", "Needs at least one entry");
                }
                self.count(&at, targets.iter().count());
                for target in targets.iter() {
                    self.pointer(&at, target);
                }
            }
        }
        for source in rule.result_map.keys() {
            let from = source.strip_prefix('/').and_then(|path| path.split_once('/'));
            if let Some((item, _)) = from {
                self.member(&format!("result_map/{}", crate::http::body::escape(source)), item);
            }
        }
        self.count("form_values", rule.form_values.len());
        for target in rule.form_values.keys() {
            self.pointer(&format!("form_values/{}", crate::http::body::escape(target)), target);
        }
    }

    /// A material is served by one of the bundle's, or by a member's certificate.
    fn materials(&mut self, rule: &MemberRule) {
        self.count("material_map", rule.material_map.len());
        for (needed, code) in &rule.material_map {
            if !self.bundle.materials.iter().any(|material| material.code == *code) {
                self.add(
                    &format!("material_map/{}", crate::http::body::escape(needed)),
                    "unknown-material",
                    format!("一件事没有材料“{code}”"),
                    format!("The bundle has no material \"{code}\""),
                );
            }
        }
        self.count("certificate_map", rule.certificate_map.len());
        for (needed, item) in &rule.certificate_map {
            self.member(
                &format!("certificate_map/{}", crate::http::body::escape(needed)),
                item.as_str(),
            );
        }
    }

    fn pointer(&mut self, at: &str, text: &str) {
        if !is_pointer(text) {
            self.add(
                at,
                "invalid-pointer",
                "应为 JSON Pointer，如 /holder_name",
                "Must be a JSON Pointer such as /holder_name",
            );
        }
    }

    fn count(&mut self, at: &str, count: usize) {
        too_many(&format!("{}/{at}", self.place), count, MOST_MAPPINGS, self.faults);
    }
}

/// Whether a text is a JSON Pointer (RFC 6901) to something inside a document.
fn is_pointer(text: &str) -> bool {
    let escaped = |part: &str| part.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    text.len() <= LONGEST_POINTER && text.len() > 1 && text.starts_with('/') && escaped(text)
}
