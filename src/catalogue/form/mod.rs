//! Forms: what the applicant fills in, described by JSON Schema 2020-12.
//!
//! A schema is compiled once, when its item is imported: it must describe an object, refer to nothing outside itself, stay within bounds,
//! and use only patterns that match in linear time and formats that are known. Values marked `x-sensitive` are stored encrypted.

mod bounds;
mod message;
mod sensitive;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value;

pub use bounds::unclear_references;
pub use sources::Source;

use crate::codes::{CitizenId, CreditCode, Mobile};
use crate::problem::FieldError;
use crate::text::Text;

/// Where a form stands in a filing.
const ROOT: &str = "/form";
/// An answer with more errors than a person reads helps nobody.
const MOST_ERRORS: usize = 100;
/// Catalogues use patterns for phone numbers and codes; a larger automaton is a mistake.
const PATTERN_SIZE: usize = 1 << 20;

/// A compiled form schema. The schema itself stays in the item.
pub struct Form {
    compiled: Option<Validator>,
    fields: Option<BTreeSet<String>>,
    sensitive: Vec<String>,
    sources: BTreeMap<String, Source>,
}

impl Form {
    /// Compiles a schema; none is the form without fields.
    ///
    /// # Errors
    /// What is wrong, with pointers into the schema (from `/form_schema` on).
    pub fn compile(schema: Option<&Value>) -> Result<Self, Vec<FieldError>> {
        let Some(schema) = schema else {
            return Ok(Self {
                compiled: None,
                fields: Some(BTreeSet::new()),
                sensitive: Vec::new(),
                sources: BTreeMap::new(),
            });
        };
        bounds::check(schema)?;
        let sources = sources::fields(schema)?;
        let compiled = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .offline()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .with_format("citizen-id", |text| text.parse::<CitizenId>().is_ok())
            .with_format("credit-code", |text| text.parse::<CreditCode>().is_ok())
            .with_format("mobile", |text| text.parse::<Mobile>().is_ok())
            .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_SIZE))
            .build(schema)
            .map_err(|error| vec![invalid_schema(&error)])?;
        Ok(Self {
            compiled: Some(compiled),
            fields: closed_fields(schema),
            sensitive: sensitive::fields(schema),
            sources,
        })
    }

    /// Checks what was filled in. Pointers begin with `/form`; a missing field is pointed at where it should be.
    ///
    /// `schema` is what this form was compiled from; titles in messages come from it.
    pub fn check(&self, schema: Option<&Value>, filled: &Value) -> Vec<FieldError> {
        let (Some(compiled), Some(schema)) = (&self.compiled, schema) else {
            return without_fields(filled);
        };
        let mut errors: Vec<FieldError> = Vec::new();
        for error in compiled.iter_errors(filled) {
            for told in message::tell(&error, schema) {
                let known = errors.iter().any(|e| e.pointer == told.pointer && e.code == told.code);
                if !known {
                    errors.push(told);
                }
            }
            if errors.len() >= MOST_ERRORS {
                break;
            }
        }
        errors
    }

    /// The top-level fields, if the form has no others.
    pub fn fields(&self) -> Option<&BTreeSet<String>> {
        self.fields.as_ref()
    }

    /// JSON Pointers, within the form, of the fields to be stored encrypted. `*` stands for every element of an array.
    pub fn sensitive(&self) -> &[String] {
        &self.sensitive
    }

    /// The top-level fields whose value is on record, and where.
    pub fn sources(&self) -> &BTreeMap<String, Source> {
        &self.sources
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form")
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

/// A field that a form does not have.
pub fn unexpected(name: &str) -> FieldError {
    message::unexpected(ROOT, name)
}

fn closed_fields(schema: &Value) -> Option<BTreeSet<String>> {
    let composed = [
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "$ref",
        "patternProperties",
        "dependentSchemas",
    ]
    .iter()
    .any(|keyword| schema.get(keyword).is_some());
    let properties = schema.get("properties")?.as_object()?;
    (!composed).then(|| properties.keys().cloned().collect())
}

fn without_fields(filled: &Value) -> Vec<FieldError> {
    match filled {
        Value::Null => vec![],
        Value::Object(fields) => fields.keys().map(|key| message::unexpected(ROOT, key)).collect(),
        _ => vec![message::not_an_object()],
    }
}

fn invalid_schema(error: &jsonschema::ValidationError<'_>) -> FieldError {
    let reason = error.to_string();
    FieldError::new(
        format!("/form_schema{}", error.instance_path()),
        "invalid-schema",
        Text::new(
            format!("表单定义不是有效的 JSON Schema：{reason}"),
            format!("Not a valid JSON Schema: {reason}"),
        ),
    )
}

#[cfg(test)]
mod tests;
