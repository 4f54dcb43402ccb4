//! Fields of a request that are judged together, so that a form learns of all its mistakes at once.

use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::codes::CodeError;
use crate::problem::{FieldError, Problem};
use crate::text::Text;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    code: &'static str,
    message: Text,
}

impl Fault {
    /// A fault with its stable code.
    pub fn new(code: &'static str, message: Text) -> Self {
        Self { code, message }
    }
}

impl From<CodeError> for Fault {
    fn from(error: CodeError) -> Self {
        Self::new(error.code(), error.message())
    }
}

/// A text field as it came: absent, parsed, or faulty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Checked<T> {
    /// Not sent, or null.
    #[default]
    Absent,
    /// What was sent.
    Present(T),
    /// Not what it should be.
    Faulty(Fault),
}

impl<'de, T> Deserialize<'de> for Checked<T>
where
    T: FromStr,
    T::Err: Into<Fault>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Absent,
            Value::String(text) => match text.parse() {
                Ok(value) => Self::Present(value),
                Err(fault) => Self::Faulty(fault.into()),
            },
            _ => Self::Faulty(Fault::new("not-text", Text::new("应为文本", "this should be text"))),
        })
    }
}

/// Collects the faults of a request's fields.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// The value of a field that must be there.
    pub fn required<T>(&mut self, pointer: &str, field: Checked<T>) -> Option<T> {
        if matches!(field, Checked::Absent) {
            self.add(pointer, Fault::new("required", Text::new("必填", "this is required")));
        }
        self.optional(pointer, field)
    }

    /// The value of a field that may be absent.
    pub fn optional<T>(&mut self, pointer: &str, field: Checked<T>) -> Option<T> {
        match field {
            Checked::Absent => None,
            Checked::Present(value) => Some(value),
            Checked::Faulty(fault) => {
                self.add(pointer, fault);
                None
            }
        }
    }

    /// One more fault.
    pub fn add(&mut self, pointer: &str, fault: Fault) {
        self.0.push(FieldError::new(pointer, fault.code, fault.message));
    }

    /// More faults.
    pub fn extend(&mut self, errors: impl IntoIterator<Item = FieldError>) {
        self.0.extend(errors);
    }

    /// All of them.
    pub fn into_errors(self) -> Vec<FieldError> {
        self.0
    }

    /// All of them as one problem.
    pub fn into_problem(self) -> Problem {
        Problem::invalid(self.0)
    }

    /// # Errors
    /// 422 with every fault, if there is any.
    pub fn none(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.into_problem())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::codes::Mobile;

    #[test]
    fn every_fault_is_told_at_its_place() {
        let field = |value| from_value::<Checked<Mobile>>(value).unwrap();
        let mut faults = Faults::default();
        assert!(faults.required("/a", field(json!("13900000001"))).is_some());
        assert!(faults.optional("/b", field(json!(null))).is_none());
        assert!(faults.required("/c", field(json!(null))).is_none());
        assert!(faults.required("/d", field(json!("139"))).is_none());
        assert!(faults.optional("/e", field(json!(13_900_000_001_u64))).is_none());
        let errors = faults.into_problem().errors;
        let places: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.code.as_str())).collect();
        assert_eq!(
            places,
            [("/c", "required"), ("/d", "mobile-format"), ("/e", "not-text")]
        );
    }
}
