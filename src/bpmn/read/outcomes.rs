//! The outcomes of a task: the flows that leave it, or that leave the gateway behind it.

use std::collections::BTreeMap;

use super::class::Class;
use super::finding::Findings;
use super::nodes::Builder;
use super::source::Arrow;
use super::words;
use crate::procedure::{Outcome, OutcomeCode, Requirement};

/// The outcome a flow states: by our attribute, or by a condition such as `outcome == 'pass'`.
pub(super) fn stated(flow: &Arrow<'_>) -> Option<OutcomeCode> {
    let by_condition = || {
        let condition = flow.condition.filter(|condition| condition.is_cel)?;
        let (name, value) = condition.text.split_once("==")?;
        let value = value.trim();
        let quoted = ['\'', '"']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
        quoted.filter(|_| name.trim() == "outcome")?.parse().ok()
    };
    let by_attribute = flow.element.our_attribute("outcome").and_then(|code| code.parse().ok());
    by_attribute.or_else(by_condition)
}

impl<'a, 'x> Builder<'a, 'x> {
    /// The outcomes of the task or call of this id.
    pub(super) fn outcomes(&mut self, id: &'x str) -> BTreeMap<OutcomeCode, Outcome> {
        let mut outcomes = BTreeMap::new();
        let flows = self.choices(id);
        if flows.is_empty() {
            self.findings.unmapped(id, "no flow leaves it, so it has no outcome");
        }
        let nameless = flows.len() > 1
            && flows
                .iter()
                .all(|&flow| flow.condition.is_none() && stated(flow).is_none() && name(flow).is_none());
        if nameless {
            self.findings.unmapped(
                id,
                "several flows leave it at once; they are taken for outcomes, of which one is chosen",
            );
        }
        let alone = flows.len() == 1;
        for flow in flows {
            let code = self.code(flow, alone, &outcomes);
            let outcome = self.outcome(flow, &code);
            outcomes.insert(code, outcome);
        }
        outcomes
    }

    /// The flows among which what the task came to chooses.
    fn choices(&self, id: &'x str) -> Vec<&'a Arrow<'x>> {
        let leaving: Vec<_> = self.source.leaving(id).collect();
        match leaving.as_slice() {
            [one] if self.classes.get(one.to) == Some(&Class::Outcomes) => self.source.leaving(one.to).collect(),
            _ => leaving,
        }
    }

    fn code(&mut self, flow: &Arrow<'x>, alone: bool, taken: &BTreeMap<OutcomeCode, Outcome>) -> OutcomeCode {
        let code = if let Some(code) = stated(flow) {
            code
        } else {
            let end = match self.classes.get(self.behind(flow.to)) {
                Some(Class::End(decision)) => Some(*decision),
                _ => None,
            };
            let name = name(flow);
            // A task from which there is but one way on has passed, whatever the way is called.
            let told = words::outcome(name.unwrap_or_default(), end, self.leads_back(flow));
            let code = told.or_else(|| alone.then_some(OutcomeCode::PASS));
            let code = code.or_else(|| name?.replace(' ', "_").to_lowercase().parse().ok());
            let code = code.or_else(|| format!("to_{}", self.name(self.behind(flow.to))).parse().ok());
            let code = code.unwrap_or(OutcomeCode::PASS);
            if !alone || name.is_some() || flow.condition.is_some() {
                let condition = flow
                    .condition
                    .map(|condition| format!(" on “{}”", condition.text.trim()));
                let condition = condition.unwrap_or_default();
                self.findings.assumed(
                    flow.id,
                    format!("following it{condition} is taken for the outcome {code}"),
                );
            }
            code
        };
        if !taken.contains_key(&code) {
            return code;
        }
        let numbered = (2..).filter_map(|number| format!("{code}_{number}").parse().ok());
        let free = numbered
            .into_iter()
            .find(|other| !taken.contains_key(other))
            .unwrap_or(code);
        self.findings.assumed(
            flow.id,
            format!("its outcome is called {free}, as that of another flow is taken"),
        );
        free
    }

    fn outcome(&mut self, flow: &Arrow<'x>, code: &OutcomeCode) -> Outcome {
        let mut outcome = Outcome::to(self.target(flow));
        let is_stated = flow.element.our_attribute("label") == Some("stated");
        outcome.label = flow
            .element
            .attribute("name")
            .filter(|name| is_stated || *name != outcome.label(code))
            .map(str::to_owned);
        outcome.label_en = flow.element.our_attribute("labelEn").map(str::to_owned);
        let requires = flow.element.our_attribute("requires");
        outcome.requires = requires.map(|words| requirements(words, flow.id, self.findings));
        outcome
    }
}

fn name<'x>(flow: &Arrow<'x>) -> Option<&'x str> {
    flow.element.attribute("name").filter(|name| !name.trim().is_empty())
}

fn requirements(words: &str, flow: &str, findings: &mut Findings) -> Vec<Requirement> {
    let mut requirements = vec![];
    for word in words.split_whitespace() {
        match word {
            "opinion" => requirements.push(Requirement::Opinion),
            "reasons" => requirements.push(Requirement::Reasons),
            "verdicts" => requirements.push(Requirement::Verdicts),
            other => findings.unmapped(flow, format!("there is no requirement {other}")),
        }
    }
    requirements
}
