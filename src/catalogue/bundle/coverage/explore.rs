//! Every situation that can be answered, as far as it matters.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Gaps;
use super::graph::predecessors;
use crate::catalogue::bundle::{BundleMember, BundleVersion, Joined, Situation};
use crate::catalogue::condition::Asking;
use crate::catalogue::document::Question;
use crate::codes::{Audience, ItemCode, Service};
use crate::text::Text;

/// How many situations are looked at for one member, at most.
pub(super) const MOST_SITUATIONS: usize = 5_000;

/// A situation with the answers that lead there.
pub(super) struct Explored<'e, 'b> {
    pub(super) situation: &'e Situation<'b>,
    pub(super) kind: &'static str,
    given: &'e [(&'b Question, usize)],
    kinds: usize,
}

impl<'e, 'b> Explored<'e, 'b> {
    /// A member, if it is in.
    pub(super) fn joined(&self, member: &BundleMember) -> Option<&'e Joined<'b>> {
        let mut members = self.situation.members.iter();
        members.find(|joined| std::ptr::eq(joined.member, member))
    }

    /// Which members are in, for what is the same wherever these are.
    pub(super) fn who_is_in(&self) -> String {
        let codes: Vec<&str> = self
            .situation
            .members
            .iter()
            .map(|joined| joined.item().as_str())
            .collect();
        codes.join(" ")
    }

    /// The answers, then what is concerned.
    pub(super) fn evidence(&self, concerned: Vec<Text>) -> Vec<Text> {
        let mut evidence: Vec<Text> = self
            .given
            .iter()
            .filter_map(|(question, option)| {
                let option = question.options.get(*option)?;
                Some(Text::new(
                    format!("{}：{}", question.text, option.label),
                    format!("answers.{} = {}", question.key, option.value),
                ))
            })
            .collect();
        if self.kinds > 1 {
            let word = if self.kind == "natural_person" {
                "自然人"
            } else {
                "法人"
            };
            evidence.push(Text::new(
                format!("申请人：{word}"),
                format!("applicant.kind = {}", self.kind),
            ));
        }
        evidence.extend(concerned);
        evidence
    }
}

/// What is looked at: some members, and the questions that matter to them.
///
/// Members are looked at one by one, each with those it waits for: what else can be answered changes nothing for them, and all combinations of
/// everything would be too many.
pub(super) struct Scope<'b> {
    members: BTreeSet<&'b ItemCode>,
    questions: Vec<&'b Question>,
}

impl<'b> Scope<'b> {
    /// A member with those it waits for, and those whose results it names.
    pub(super) fn of(bundle: &'b BundleVersion, member: &'b BundleMember) -> Self {
        let rule = &member.rule;
        let mut members = predecessors(bundle, member.item());
        let named = member
            .fillings
            .iter()
            .filter_map(|filling| filling.origin.predecessor());
        members.extend(named.chain(rule.certificate_map.values()));
        members.insert(member.item());
        let whens = members
            .iter()
            .filter_map(|item| bundle.member(item)?.rule.when.as_deref());
        let served = |code: &String| member.served.values().any(|serves| serves == code);
        let materials = bundle.bundle.materials.iter().filter(|material| served(&material.code));
        let consents = bundle.bundle.consents.iter();
        let consents = consents.filter(|consent| member.version.consent(&consent.code).is_some());
        let conditions: Vec<&str> = whens
            .chain(rule.commitment.as_deref())
            .chain(materials.filter_map(|material| material.when.as_deref()))
            .chain(consents.filter_map(|consent| consent.when.as_deref()))
            .collect();
        let sources = rule.answer_map.values().filter_map(|source| source.question.as_deref());
        let same = member
            .version
            .item
            .questions
            .iter()
            .map(|question| question.key.as_str());
        Self {
            questions: questions(bundle, conditions, sources.chain(same).collect()),
            members,
        }
    }

    /// Everybody, by what tells who is in. None if somebody always is.
    pub(super) fn of_nobody(bundle: &'b BundleVersion) -> Option<Self> {
        let whens: Option<Vec<&str>> = bundle
            .members
            .iter()
            .map(|member| member.rule.when.as_deref())
            .collect();
        Some(Self {
            questions: questions(bundle, whens?, BTreeSet::new()),
            members: bundle.members.iter().map(BundleMember::item).collect(),
        })
    }
}

/// Looks at every situation of a scope.
pub(super) fn each(
    bundle: &BundleVersion,
    scope: &Scope<'_>,
    gaps: &mut Gaps,
    look: &mut dyn FnMut(&Explored<'_, '_>, &mut Gaps),
) {
    let mut search = Search {
        bundle,
        scope,
        kinds: kinds(bundle),
        left: MOST_SITUATIONS,
        cost: cost(bundle, scope),
        look,
    };
    if search.go(0, &mut vec![], gaps).is_err() && !gaps.budget.is_exhausted() {
        let asked = scope.questions.iter().map(|question| {
            Text::new(
                format!("问题：{}", question.text),
                format!("question = {}", question.key),
            )
        });
        gaps.add(
            "/questions".to_owned(),
            "too-many-situations",
            format!("情形超过 {MOST_SITUATIONS} 种，无法穷举；请减少与同一事项有关的问题或者选项"),
            format!(
                "There are more than {MOST_SITUATIONS} situations, too many to look at: let fewer questions or options matter to one member"
            ),
            asked.collect(),
        );
    }
}

struct TooMany;

struct Search<'s, 'b> {
    bundle: &'b BundleVersion,
    scope: &'s Scope<'b>,
    kinds: Vec<&'static str>,
    left: usize,
    /// What one situation costs of the budget.
    cost: usize,
    look: &'s mut dyn FnMut(&Explored<'_, '_>, &mut Gaps),
}

impl<'b> Search<'_, 'b> {
    fn go(&mut self, next: usize, given: &mut Vec<(&'b Question, usize)>, gaps: &mut Gaps) -> Result<(), TooMany> {
        let answers: Map<String, Value> = given
            .iter()
            .filter_map(|(question, option)| Some((question, question.options.get(*option)?)))
            .map(|(question, option)| (question.key.clone(), Value::from(option.value.clone())))
            .collect();
        let Some(&question) = self.scope.questions.get(next) else {
            return self.look_at(&answers, given, gaps);
        };
        let asking = Asking::somebody(Service::New);
        let facts = self.bundle.front.facts(&answers, &Value::Null, asking);
        if !facts.satisfy(question.when.as_deref()) {
            return self.go(next + 1, given, gaps);
        }
        for option in 0..question.options.len() {
            given.push((question, option));
            let gone = self.go(next + 1, given, gaps);
            given.pop();
            gone?;
        }
        Ok(())
    }

    fn look_at(
        &mut self,
        answers: &Map<String, Value>,
        given: &[(&'b Question, usize)],
        gaps: &mut Gaps,
    ) -> Result<(), TooMany> {
        for kind in self.kinds.clone() {
            self.left = self.left.checked_sub(1).ok_or(TooMany)?;
            if !gaps.budget.take(self.cost) {
                return Err(TooMany);
            }
            let situation = self.bundle.among(&self.scope.members, answers, Some(kind));
            let explored = Explored {
                situation: &situation,
                kind,
                given,
                kinds: self.kinds.len(),
            };
            (self.look)(&explored, gaps);
        }
        Ok(())
    }
}

/// About how many steps it takes to look at one situation: each member with what fills in its form, against each other.
fn cost(bundle: &BundleVersion, scope: &Scope<'_>) -> usize {
    let of = |member: &BundleMember| 20 + member.fillings.len() + member.fillings.len().pow(2) / 20;
    let members = scope.members.iter().filter_map(|item| bundle.member(item));
    50 + members.map(of).sum::<usize>()
}

/// The kinds of applicants the bundle serves.
fn kinds(bundle: &BundleVersion) -> Vec<&'static str> {
    let kind = |audience: &Audience| match audience {
        Audience::NaturalPerson => "natural_person",
        _ => "legal_person",
    };
    let kinds: BTreeSet<_> = bundle.bundle.audience.iter().map(kind).collect();
    kinds.into_iter().collect()
}

/// The questions that matter to these conditions, beside those named.
fn questions<'b>(
    bundle: &'b BundleVersion,
    mut conditions: Vec<&'b str>,
    mut keys: BTreeSet<&'b str>,
) -> Vec<&'b Question> {
    let asked = &bundle.bundle.questions;
    // Whether a question arises depends on the answers before it.
    let mut all = false;
    for question in asked.iter().rev() {
        for condition in conditions.drain(..) {
            let reads = bundle.front.reads(condition);
            all |= reads.is_some_and(|reads| reads.any_answer);
            keys.extend(
                reads
                    .into_iter()
                    .flat_map(|reads| reads.answers.iter().map(String::as_str)),
            );
        }
        if all || keys.contains(question.key.as_str()) {
            conditions.extend(question.when.as_deref());
        }
    }
    let matter = |question: &&Question| all || keys.contains(question.key.as_str());
    asked.iter().filter(matter).collect()
}
