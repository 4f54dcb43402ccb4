//! Choices that leave some applicant without a way.
//!
//! A choice without `otherwise` promises that one of its guards always holds. What applicants can answer is known: the options of the
//! questions that arise, the kinds of applicants, and the services offered. So every combination is tried. What they write into the form is not known, hence a
//! choice whose guards read it says where it leads otherwise.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::ItemVersion;
use crate::catalogue::condition::{Asking, Condition, Reads};
use crate::catalogue::document::Question;
use crate::codes::{Audience, Service};
use crate::problem::FieldError;
use crate::procedure::{Choice, Node, NodeId};
use crate::text::Text;

/// How many combinations of answers are tried for a choice at most.
const MOST_COMBINATIONS: usize = 5_000;

impl ItemVersion {
    /// One fault for each choice without `otherwise` whose guards do not cover everything that can be answered, with the answers.
    pub(super) fn gaps(&self) -> Vec<FieldError> {
        let choices = self.graph.nodes.iter().filter_map(|(id, node)| match node {
            Node::Choice(choice) if choice.otherwise.is_none() => Some((id, choice)),
            _ => None,
        });
        choices.filter_map(|(id, choice)| self.gap(id, choice)).collect()
    }

    fn gap(&self, id: &NodeId, choice: &Choice) -> Option<FieldError> {
        let place = format!("/procedure/nodes/{id}");
        let mut reads = self.read_together(choice.cases.iter().map(|case| case.when.as_str()));
        if reads.form {
            let (zh, en) = (
                format!("选择节点 {id} 的条件涉及表单内容，无法穷举，须填写 otherwise"),
                format!("The guards of {id} read the form, whose contents cannot be listed: it needs `otherwise`"),
            );
            return Some(FieldError::new(place, "otherwise-required", Text::new(zh, en)));
        }
        self.add_what_questions_read(&mut reads);
        let mut search = Search {
            version: self,
            choice,
            questions: self
                .item
                .questions
                .iter()
                .filter(|question| reads.any_answer || reads.answers.contains(&question.key))
                .collect(),
            kinds: self.kinds(reads.applicant),
            service: Service::New,
            services: self.services(reads.service),
            left: MOST_COMBINATIONS,
        };
        match search.uncovered_by_any() {
            Ok(None) => None,
            Ok(Some(evidence)) => {
                let (zh, en) = (
                    format!("选择节点 {id} 的条件没有覆盖所有情形"),
                    format!("The guards of {id} leave a gap"),
                );
                Some(FieldError::new(place, "guard-gap", Text::new(zh, en)).with_evidence(evidence))
            }
            Err(TooMany) => {
                let (zh, en) = (
                    format!("选择节点 {id} 的条件涉及的情形超过 {MOST_COMBINATIONS} 种，无法穷举，须填写 otherwise"),
                    format!(
                        "More than {MOST_COMBINATIONS} combinations of answers matter to {id}: it needs `otherwise`"
                    ),
                );
                Some(FieldError::new(place, "too-many-answers", Text::new(zh, en)))
            }
        }
    }

    /// What several conditions of the item read together.
    fn read_together<'a>(&self, sources: impl Iterator<Item = &'a str>) -> Reads {
        let mut together = Reads::default();
        for reads in sources
            .filter_map(|source| self.conditions.get(source))
            .map(Condition::reads)
        {
            together.form |= reads.form;
            together.applicant |= reads.applicant;
            together.service |= reads.service;
            together.any_answer |= reads.any_answer;
            together.answers.extend(reads.answers.iter().cloned());
        }
        together
    }

    /// Whether a question arises depends on the answers before it: these matter too.
    fn add_what_questions_read(&self, reads: &mut Reads) {
        for question in self.item.questions.iter().rev() {
            if reads.answers.contains(&question.key) {
                let arises = self.read_together(question.when.as_deref().into_iter());
                reads.any_answer |= arises.any_answer;
                reads.service |= arises.service;
                reads.answers.extend(arises.answers);
            }
        }
    }

    /// The services offered, if they matter.
    fn services(&self, matter: bool) -> Vec<Service> {
        let offered = Service::ALL
            .iter()
            .copied()
            .filter(|service| self.item.offers(*service));
        offered.take(if matter { usize::MAX } else { 1 }).collect()
    }

    /// The kinds of applicants the item serves, if they matter.
    fn kinds(&self, matter: bool) -> Vec<&'static str> {
        let kind = |audience: &Audience| match audience {
            Audience::NaturalPerson => "natural_person",
            _ => "legal_person",
        };
        let kinds: BTreeSet<_> = self.item.audience.iter().map(kind).collect();
        kinds.into_iter().take(if matter { usize::MAX } else { 1 }).collect()
    }
}

/// More combinations than are tried.
struct TooMany;

/// The search for answers under which no guard holds.
struct Search<'v> {
    version: &'v ItemVersion,
    choice: &'v Choice,
    /// Those whose answers matter, in the order in which they are asked.
    questions: Vec<&'v Question>,
    kinds: Vec<&'static str>,
    services: Vec<Service>,
    /// The one that is tried.
    service: Service,
    left: usize,
}

impl<'v> Search<'v> {
    fn uncovered_by_any(&mut self) -> Result<Option<Vec<Text>>, TooMany> {
        for service in self.services.clone() {
            self.service = service;
            let found = self.uncovered(0, &mut vec![])?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Goes on from the answers `given` to the questions before this one.
    fn uncovered(&mut self, next: usize, given: &mut Vec<(&'v Question, usize)>) -> Result<Option<Vec<Text>>, TooMany> {
        let answers: Map<String, Value> = given
            .iter()
            .filter_map(|(question, option)| Some((question, question.options.get(*option)?)))
            .map(|(question, option)| (question.key.clone(), Value::from(option.value.clone())))
            .collect();
        let Some(&question) = self.questions.get(next) else {
            return self.uncovered_kind(&answers, given);
        };
        let facts = self
            .version
            .facts_from(&answers, &Value::Null, Asking::somebody(self.service));
        if !facts.satisfy(question.when.as_deref()) {
            return self.uncovered(next + 1, given);
        }
        for option in 0..question.options.len() {
            given.push((question, option));
            let found = self.uncovered(next + 1, given)?;
            given.pop();
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn uncovered_kind(
        &mut self,
        answers: &Map<String, Value>,
        given: &[(&'v Question, usize)],
    ) -> Result<Option<Vec<Text>>, TooMany> {
        for kind in self.kinds.clone() {
            self.left = self.left.checked_sub(1).ok_or(TooMany)?;
            let facts = self
                .version
                .facts_from(answers, &Value::Null, Asking::of(kind, self.service));
            if !self.choice.cases.iter().any(|case| facts.satisfy(Some(&case.when))) {
                return Ok(Some(self.evidence(given, kind)));
            }
        }
        Ok(None)
    }

    fn evidence(&self, given: &[(&'v Question, usize)], kind: &str) -> Vec<Text> {
        let answered = given.iter().filter_map(|(question, option)| {
            let option = question.options.get(*option)?;
            Some(Text::new(
                format!("{}：{}", question.text, option.label),
                format!("answers.{} = {}", question.key, option.value),
            ))
        });
        let mut evidence: Vec<_> = answered.collect();
        if self.services.len() > 1 {
            evidence.push(Text::new(
                format!("办理类型：{}", self.service.label_zh()),
                format!("service = {}", self.service.as_str()),
            ));
        }
        if self.kinds.len() > 1 {
            let word = if kind == "natural_person" {
                "自然人"
            } else {
                "法人"
            };
            evidence.push(Text::new(format!("申请人：{word}"), format!("applicant.kind = {kind}")));
        }
        evidence
    }
}
