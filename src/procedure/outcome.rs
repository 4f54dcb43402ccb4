//! The outcomes a task offers.

use std::fmt;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::{NodeId, OutcomeCode};

/// What whoever completes the task has to state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// An opinion (意见).
    Opinion,
    /// Reasons (理由); a refusal states them, Administrative Licensing Law art. 38.
    Reasons,
    /// A verdict on each material.
    Verdicts,
}

/// One outcome of a task: where it leads, how it reads, what it asks for.
///
/// Written as an object, or as the bare name of the node it leads to. What is left out follows from the outcome's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProcedureOutcome)]
pub struct Outcome {
    /// The node it leads to.
    pub to: NodeId,
    /// Its label in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its label in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
    /// What it asks for; an empty list asks for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires: Option<Vec<Requirement>>,
}

impl Outcome {
    /// An outcome with everything its code implies.
    pub const fn to(node: NodeId) -> Self {
        Self {
            to: node,
            label: None,
            label_en: None,
            requires: None,
        }
    }

    /// The label in Chinese; for a code without a customary one, the code.
    pub fn label<'a>(&'a self, code: &'a OutcomeCode) -> &'a str {
        self.label.as_deref().unwrap_or_else(|| customary_labels(code).0)
    }

    /// The label in English; for a code without a customary one, the code.
    pub fn label_en<'a>(&'a self, code: &'a OutcomeCode) -> &'a str {
        self.label_en.as_deref().unwrap_or_else(|| customary_labels(code).1)
    }

    /// What completing the task this way asks for: unless said otherwise, reasons of a denial, and an opinion when sending back or disagreeing.
    pub fn requires(&self, code: &OutcomeCode) -> &[Requirement] {
        match &self.requires {
            Some(stated) => stated,
            None if *code == OutcomeCode::DENY => &[Requirement::Reasons],
            None if [OutcomeCode::SEND_BACK, OutcomeCode::DISAGREE].contains(code) => &[Requirement::Opinion],
            None => &[],
        }
    }
}

fn customary_labels(code: &OutcomeCode) -> (&str, &str) {
    match code.as_str() {
        "pass" => ("通过", "Pass"),
        "fail" => ("不通过", "Fail"),
        "send_back" => ("退回", "Send back"),
        "approve" => ("准予", "Approve"),
        "deny" => ("不予", "Deny"),
        "agree" => ("同意", "Agree"),
        "disagree" => ("不同意", "Disagree"),
        "issue" => ("制证", "Issue"),
        other => (other, other),
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OutcomeVisitor)
    }
}

struct OutcomeVisitor;

impl<'de> Visitor<'de> for OutcomeVisitor {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"a node's name or {"to": name, "label"?, "label_en"?, "requires"?}"#)
    }

    fn visit_str<E: de::Error>(self, node: &str) -> Result<Outcome, E> {
        node.parse().map(Outcome::to).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Outcome, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Object {
            to: NodeId,
            label: Option<String>,
            label_en: Option<String>,
            requires: Option<Vec<Requirement>>,
        }
        let Object {
            to,
            label,
            label_en,
            requires,
        } = Object::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Outcome {
            to,
            label,
            label_en,
            requires,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json, to_value};

    #[test]
    fn a_bare_name_has_what_its_code_implies() {
        let outcome: Outcome = from_value(json!("approver")).unwrap();
        let read = |code: &OutcomeCode| (outcome.label(code).to_owned(), outcome.label_en(code).to_owned());
        assert_eq!(read(&OutcomeCode::PASS), ("通过".into(), "Pass".into()));
        assert_eq!(read(&OutcomeCode::FAIL), ("不通过".into(), "Fail".into()));
        assert_eq!(read(&OutcomeCode::SEND_BACK), ("退回".into(), "Send back".into()));
        assert_eq!(read(&OutcomeCode::APPROVE), ("准予".into(), "Approve".into()));
        assert_eq!(read(&OutcomeCode::DENY), ("不予".into(), "Deny".into()));
        assert_eq!(read(&OutcomeCode::ISSUE), ("制证".into(), "Issue".into()));
        assert_eq!(read(&"inspect".parse().unwrap()), ("inspect".into(), "inspect".into()));
        assert_eq!(outcome.requires(&OutcomeCode::DENY), [Requirement::Reasons]);
        assert_eq!(outcome.requires(&OutcomeCode::SEND_BACK), [Requirement::Opinion]);
        assert_eq!(read(&OutcomeCode::AGREE), ("同意".into(), "Agree".into()));
        assert_eq!(read(&OutcomeCode::DISAGREE), ("不同意".into(), "Disagree".into()));
        assert_eq!(outcome.requires(&OutcomeCode::DISAGREE), [Requirement::Opinion]);
        assert_eq!(outcome.requires(&OutcomeCode::PASS), []);
        assert_eq!(to_value(&outcome).unwrap(), json!({"to": "approver"}));
    }

    #[test]
    fn an_object_may_say_otherwise() {
        let text = json!({"to": "review", "label": "重审", "label_en": "Again", "requires": []});
        let outcome: Outcome = from_value(text.clone()).unwrap();
        assert_eq!(outcome.label(&OutcomeCode::SEND_BACK), "重审");
        assert_eq!(outcome.label_en(&OutcomeCode::SEND_BACK), "Again");
        assert_eq!(outcome.requires(&OutcomeCode::SEND_BACK), []);
        assert_eq!(to_value(&outcome).unwrap(), text);
        for bad in [
            json!({}),
            json!({"to": "a", "x": 1}),
            json!(3),
            json!("a b"),
            json!({"to": "a", "requires": ["x"]}),
        ] {
            assert!(from_value::<Outcome>(bad.clone()).is_err(), "{bad}");
        }
    }
}
