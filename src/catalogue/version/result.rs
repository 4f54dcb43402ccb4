//! What an approval states beside its outcome: the data that the item's result schema asks for.

use serde_json::{Value, json};

use super::ItemVersion;
use crate::catalogue::form::Form;
use crate::codes::Service;
use crate::problem::FieldError;

/// Where a schema of results stands in an item.
const SCHEMA: &str = "/result/schema";
/// Where what is stated stands in a request.
const ROOT: &str = "/result";

impl ItemVersion {
    /// Whether an approval has to state something: the schema requires it, and what is asked for makes something new. A copy, and somebody
    /// giving up what they hold, state nothing.
    pub fn asks_result(&self, service: Service) -> bool {
        let states = !matches!(service, Service::Reissue | Service::Cancellation);
        states && self.result.is_some() && !self.check_result(&json!({})).is_empty()
    }

    /// Whether an approval may state something.
    pub fn takes_result(&self) -> bool {
        self.result.is_some()
    }

    /// What is wrong with what a decision states; nothing may be stated where the item has no schema of it. Pointers begin with `/result`.
    pub fn check_result(&self, stated: &Value) -> Vec<FieldError> {
        let schema = self.item.result.schema.as_ref();
        let errors = self.result.as_ref().map(|form| form.check(schema, stated));
        errors
            .unwrap_or_default()
            .into_iter()
            .map(|error| moved(error, "/form", ROOT))
            .collect()
    }

    /// JSON Pointers, within what is stated, of the fields to be stored encrypted; `*` stands for every element of an array.
    pub fn sensitive_result(&self) -> &[String] {
        self.result.as_ref().map_or(&[], Form::sensitive)
    }
}

/// Compiles an item's schema of results, if it has one.
pub(super) fn compile(schema: Option<&Value>, errors: &mut Vec<FieldError>) -> Option<Form> {
    match Form::compile(Some(schema?)) {
        Ok(form) => Some(form),
        Err(faults) => {
            errors.extend(faults.into_iter().map(|fault| moved(fault, "/form_schema", SCHEMA)));
            None
        }
    }
}

fn moved(error: FieldError, from: &str, to: &str) -> FieldError {
    let below = error.pointer.strip_prefix(from).unwrap_or_default();
    FieldError {
        pointer: format!("{to}{below}"),
        ..error
    }
}
