//! What conditions are evaluated on.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use cel::Value;
use serde_json::{Map, Value as Json};

use super::Conditions;
use crate::codes::Service;
use crate::procedure;

/// Who asks for what: all that conditions know beside answers and form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking<'a> {
    /// `natural_person` or `legal_person`; none when nobody is known yet.
    pub kind: Option<&'a str>,
    /// What is asked of the item.
    pub service: Service,
}

impl<'a> Asking<'a> {
    /// An applicant of a kind asks for a service.
    pub fn of(kind: &'a str, service: Service) -> Self {
        Self {
            kind: Some(kind),
            service,
        }
    }

    /// Somebody, of whom nothing is known yet, asks for a service.
    pub fn somebody(service: Service) -> Self {
        Self { kind: None, service }
    }
}

/// The answers, form, applicant and service of one application, as conditions see them.
///
/// Every question of the item is present among the answers, null when unanswered.
#[derive(Clone)]
pub struct Facts {
    conditions: Arc<Conditions>,
    answers: Value,
    form: Value,
    applicant: Value,
    service: Value,
    /// How long the longest list or text is.
    longest: u64,
}

impl Facts {
    /// Facts for an item with these conditions and questions.
    pub fn new<'k>(
        conditions: &Arc<Conditions>,
        questions: impl IntoIterator<Item = &'k str>,
        answers: &Map<String, Json>,
        form: &Json,
        asking: Asking<'_>,
    ) -> Self {
        let answers: HashMap<String, Value> = questions
            .into_iter()
            .map(|key| (key.to_owned(), answers.get(key).map_or(Value::Null, cel_value)))
            .collect();
        let kind = asking.kind.map_or(Value::Null, text);
        Self {
            longest: longest(form),
            conditions: Arc::clone(conditions),
            answers: Value::from(answers),
            form: match form {
                Json::Object(_) => cel_value(form),
                _ => Value::from(HashMap::<String, Value>::new()),
            },
            applicant: Value::from(HashMap::from([("kind".to_owned(), kind)])),
            service: text(asking.service.as_str()),
        }
    }

    /// Whether a condition of the item holds; an absent one does, one that is not the item's does not.
    pub fn satisfy(&self, condition: Option<&str>) -> bool {
        let Some(source) = condition else {
            return true;
        };
        self.conditions
            .get(source)
            .is_some_and(|condition| condition.holds(self.variables(), self.longest))
    }
}

impl Facts {
    fn variables(&self) -> [(&'static str, &Value); 4] {
        [
            ("answers", &self.answers),
            ("form", &self.form),
            ("applicant", &self.applicant),
            ("service", &self.service),
        ]
    }
}

impl procedure::Facts for Facts {
    fn holds(&self, guard: &str) -> bool {
        self.satisfy(Some(guard))
    }
}

impl fmt::Debug for Facts {
    // Answers and form are personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts").finish_non_exhaustive()
    }
}

fn text(text: &str) -> Value {
    Value::String(Arc::new(text.to_owned()))
}

/// How many elements the longest list or object has. Looking through a text is quick: so many of its bytes count as one element.
fn longest(json: &Json) -> u64 {
    const BYTES: usize = 64;
    let (length, within) = match json {
        Json::Null | Json::Bool(_) | Json::Number(_) => (1, None),
        Json::String(content) => (content.len() / BYTES, None),
        Json::Array(items) => (items.len(), items.iter().map(longest).max()),
        Json::Object(fields) => (fields.len(), fields.values().map(longest).max()),
    };
    u64::try_from(length)
        .unwrap_or(u64::MAX)
        .max(within.unwrap_or_default())
}

/// Whole numbers become CEL's `int`, so that `form.area > 300` compares like with like.
fn cel_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::Float(number.as_f64().unwrap_or(f64::NAN)), Value::Int),
        Json::String(content) => text(content),
        Json::Array(items) => Value::List(Arc::new(items.iter().map(cel_value).collect())),
        Json::Object(fields) => {
            let fields: HashMap<String, Value> = fields
                .iter()
                .map(|(key, value)| (key.clone(), cel_value(value)))
                .collect();
            Value::from(fields)
        }
    }
}
