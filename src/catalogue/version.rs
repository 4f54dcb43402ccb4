//! One version of an item, ready to be used: its form and conditions compiled once, its questions answered cheaply.

mod compile;
mod gaps;
mod result;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::condition::{Asking, Condition, Conditions, Facts, Reads};
use super::document::{ConsentRule, ExtensionRule, FollowingRule, Item, Material, Question};
use super::form::{Form, Source};
use crate::calendar::Limit;
use crate::codes::{ItemCode, Service};
use crate::http::body::escape;
use crate::problem::FieldError;
use crate::procedure::Graph;
use crate::text::Text;

/// A version of an item. Published versions never change; an application stays with the one it was filed under.
#[derive(Debug)]
pub struct ItemVersion {
    /// The item's code.
    pub code: ItemCode,
    /// Which version, counted from 1.
    pub version: i32,
    /// The document.
    pub item: Item,
    /// The procedure.
    pub graph: Arc<Graph>,
    /// By how much the limits may be extended, by the item or by law.
    pub extension: Option<ExtensionRule>,
    /// By how much they may where the law has a matter handled in a unified way.
    pub joint_extension: ExtensionRule,
    /// The terms on which materials may follow.
    pub following: FollowingRule,
    /// The consents beside the applicant's that may be asked for, by the item or by law.
    pub consents: Vec<ConsentRule>,
    form: Form,
    result: Option<Form>,
    conditions: Arc<Conditions>,
}

impl ItemVersion {
    /// The facts that this version's conditions and guards speak about.
    ///
    /// Answers to questions that do not arise count as not given.
    pub fn facts(&self, answers: &Map<String, Value>, form: &Value, asking: Asking<'_>) -> Facts {
        self.facts_from(&self.given(answers, asking.service), form, asking)
    }

    /// What is wrong with asking a service of the item, if it does not offer it.
    pub fn check_service(&self, service: Service) -> Option<FieldError> {
        let message = || {
            Text::new(
                format!("该事项不提供“{}”办理。", service.label_zh()),
                format!("The item offers no {}.", service.label_en().to_lowercase()),
            )
        };
        (!self.item.offers(service)).then(|| FieldError::new("/service", "service-not-offered", message()))
    }

    /// What is wrong with the answers: an unknown key, a value that is no option, no answer to a question that arises. Pointers begin
    /// with `/answers`.
    pub fn check_answers(&self, answers: &Map<String, Value>, service: Service) -> Vec<FieldError> {
        let mut errors = self.check_given_answers(answers);
        errors.extend(self.open_questions(answers, service).into_iter().map(|question| {
            fault(
                &question.key,
                "required",
                format!("请回答“{}”", question.text),
                format!(
                    "Please answer \"{}\"",
                    question.text_en.as_deref().unwrap_or(&question.text)
                ),
            )
        }));
        errors
    }

    /// Like [`Self::check_answers`], but unanswered questions are fine: for a checklist drawn up question by question.
    pub fn check_given_answers(&self, answers: &Map<String, Value>) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (key, value) in answers {
            match self.item.questions.iter().find(|question| question.key == *key) {
                None => errors.push(fault(
                    key,
                    "unknown-question",
                    "没有这个问题".to_owned(),
                    "There is no such question".to_owned(),
                )),
                Some(question) => {
                    let known = question
                        .options
                        .iter()
                        .any(|option| value.as_str() == Some(&option.value));
                    if !known && !value.is_null() {
                        errors.push(fault(
                            key,
                            "unknown-option",
                            format!("“{}”没有这个选项", question.text),
                            "This is none of the options".to_owned(),
                        ));
                    }
                }
            }
        }
        errors
    }

    /// The questions that arise and have no answer yet, in the order in which to ask them.
    pub fn open_questions(&self, answers: &Map<String, Value>, service: Service) -> Vec<&Question> {
        let facts = self.facts(answers, &Value::Null, Asking::somebody(service));
        self.item
            .questions
            .iter()
            .filter(|question| facts.satisfy(question.when.as_deref()))
            .filter(|question| answers.get(&question.key).is_none_or(Value::is_null))
            .collect()
    }

    /// The materials that are asked for under these facts.
    pub fn materials(&self, facts: &Facts) -> Vec<&Material> {
        self.item
            .materials
            .iter()
            .filter(|material| facts.satisfy(material.when.as_deref()))
            .collect()
    }

    /// The item's own consents that are asked for under these facts.
    pub fn demanded_consents(&self, facts: &Facts) -> Vec<&ConsentRule> {
        let rules = self.item.consents.iter();
        rules.filter(|rule| facts.satisfy(rule.when.as_deref())).collect()
    }

    /// A consent by its code.
    pub fn consent(&self, code: &str) -> Option<&ConsentRule> {
        self.consents.iter().find(|rule| rule.code == code)
    }

    /// A material by its code.
    pub fn material(&self, code: &str) -> Option<&Material> {
        self.item.materials.iter().find(|material| material.code == code)
    }

    /// What is wrong with the form. Pointers begin with `/form`.
    pub fn check_form(&self, form: &Value) -> Vec<FieldError> {
        self.form.check(self.item.form_schema.as_ref(), form)
    }

    /// JSON Pointers, within the form, of the fields to be stored encrypted; `*` stands for every element of an array.
    pub fn sensitive_fields(&self) -> &[String] {
        self.form.sensitive()
    }

    /// The form's top-level fields whose value is on record, and where.
    pub fn sources(&self) -> &BTreeMap<String, Source> {
        self.form.sources()
    }

    /// The limit the department promises.
    pub fn promised_limit(&self) -> Limit {
        self.item.promised_limit
    }

    /// The limit the law sets, if any.
    pub fn statutory_limit(&self) -> Option<Limit> {
        self.item.statutory_limit
    }

    /// What a condition of the item reads; none if it is not the item's.
    pub fn reads(&self, condition: &str) -> Option<&Reads> {
        self.conditions.get(condition).map(Condition::reads)
    }

    fn facts_from(&self, given: &Map<String, Value>, form: &Value, asking: Asking<'_>) -> Facts {
        let questions = self.item.questions.iter().map(|question| question.key.as_str());
        Facts::new(&self.conditions, questions, given, form, asking)
    }

    /// The answers to those questions that arise. A question's condition sees the answers before it only.
    pub fn given(&self, answers: &Map<String, Value>, service: Service) -> Map<String, Value> {
        let mut given = Map::new();
        for question in &self.item.questions {
            let Some(answer) = answers.get(&question.key) else {
                continue;
            };
            let arises = question.when.is_none()
                || self
                    .facts_from(&given, &Value::Null, Asking::somebody(service))
                    .satisfy(question.when.as_deref());
            if arises {
                given.insert(question.key.clone(), answer.clone());
            }
        }
        given
    }
}

fn fault(key: &str, code: &str, zh: String, en: String) -> FieldError {
    FieldError::new(format!("/answers/{}", escape(key)), code, Text::new(zh, en))
}

#[cfg(test)]
mod tests;
