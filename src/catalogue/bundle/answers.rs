//! What the answers to a bundle's questions are for one of its items.

use serde_json::{Map, Value};

use super::BundleMember;
use crate::codes::Service;

impl BundleMember {
    /// The answers to those of the item's questions that arise, made from those to the bundle's. What would be no option of the question is
    /// left out.
    pub(super) fn answers(&self, given: &Map<String, Value>) -> Map<String, Value> {
        let mut answers = Map::new();
        for question in &self.version.item.questions {
            let answer = self.answer(&question.key, given);
            let option = answer.and_then(|answer| question.options.iter().find(|option| option.value == answer));
            if let Some(option) = option {
                answers.insert(question.key.clone(), Value::from(option.value.clone()));
            }
        }
        self.version.given(&answers, Service::New)
    }

    fn answer<'a>(&'a self, key: &str, given: &'a Map<String, Value>) -> Option<&'a str> {
        let told = |key: &str| given.get(key).and_then(Value::as_str);
        let Some(source) = self.rule.answer_map.get(key) else {
            return told(key);
        };
        if let Some(always) = &source.value {
            return Some(always);
        }
        let answer = told(source.question.as_deref()?)?;
        Some(source.values.get(answer).map_or(answer, String::as_str))
    }
}
