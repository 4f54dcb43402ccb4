//! Whether every value that one schema allows is allowed by another.
//!
//! Told from what the schemas say, never by trying: where that cannot be told, they do not fit, unless both say the same. What an object may
//! hold beside its declared fields is left to the check of the form itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::bounds::{Bounds, ranges};
use crate::catalogue::bundle::schema::{Reach, field, with, words};
use crate::catalogue::form::Form;

const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];
/// Objects in objects.
const MAX_DEPTH: usize = 8;

/// What holds for one value: schemas, with the whole they stand in.
#[derive(Clone)]
pub(super) struct Side<'s> {
    pub(super) root: &'s Value,
    pub(super) schemas: Vec<&'s Value>,
}

impl<'s> Side<'s> {
    fn inner(&self, declared: Vec<&'s Value>) -> Self {
        let schemas = declared
            .into_iter()
            .flat_map(|one| with(self.root, one, Reach::Certain));
        Self {
            root: self.root,
            schemas: schemas.collect(),
        }
    }

    fn stated(&self, keyword: &str) -> impl Iterator<Item = &'s Value> {
        self.schemas.iter().filter_map(move |schema| schema.get(keyword))
    }

    /// Whether a value is allowed.
    pub(super) fn allows(&self, value: &Value) -> bool {
        let shared = self.root.get("$defs").cloned().unwrap_or_else(|| json!({}));
        let plain = |schema: &&Value| {
            let mut schema = (*schema).clone();
            if let Value::Object(stated) = &mut schema {
                // What it refers to is among the schemas.
                stated.retain(|keyword, _| keyword != "$ref" && keyword != "x-source");
            }
            schema
        };
        let all: Vec<Value> = self.schemas.iter().map(plain).collect();
        let schema = json!({"type": "object", "properties": {"it": {"allOf": all}}, "$defs": shared});
        let form = Form::compile(Some(&schema));
        form.is_ok_and(|form| form.check(Some(&schema), &json!({"it": value})).is_empty())
    }

    /// In words: type and what else bounds it.
    pub(super) fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        for keyword in [
            "type",
            "const",
            "enum",
            "format",
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "exclusiveMinimum",
            "maximum",
            "exclusiveMaximum",
            "multipleOf",
            "minItems",
            "maxItems",
        ] {
            for value in self.stated(keyword) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let word = if keyword == "type" {
                    text
                } else {
                    format!("{keyword} {text}")
                };
                if !words.contains(&word) {
                    words.push(word);
                }
            }
        }
        if let Some(alternatives) = self.alternatives() {
            words.push(format!("one of {}", Value::Array(alternatives)));
        }
        if words.is_empty() {
            "any".to_owned()
        } else {
            words.join(", ")
        }
    }

    /// The types it allows.
    fn types(&self) -> BTreeSet<&'s str> {
        let mut types: BTreeSet<&str> = TYPES.into_iter().collect();
        for stated in self.stated("type") {
            let listed: BTreeSet<&str> = match stated {
                Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
                one => one.as_str().into_iter().collect(),
            };
            types.retain(|one| listed.contains(one) || (*one == "integer" && listed.contains("number")));
        }
        types
    }

    /// The values that a choice of constants lists, each with its title.
    fn alternatives(&self) -> Option<Vec<Value>> {
        let mut choices = self.stated("oneOf").chain(self.stated("anyOf"));
        choices.find_map(|choice| choice.as_array()?.iter().map(|one| one.get("const").cloned()).collect())
    }

    /// All values it allows, if they are listed.
    fn values(&self) -> Option<Vec<Value>> {
        let constant = self.stated("const").next().map(|one| vec![one.clone()]);
        let listed = || self.stated("enum").next()?.as_array().cloned();
        let boolean = || (self.types() == BTreeSet::from(["boolean"])).then(|| vec![json!(true), json!(false)]);
        let values = constant
            .or_else(listed)
            .or_else(|| self.alternatives())
            .or_else(boolean)?;
        Some(values.into_iter().filter(|value| self.allows(value)).collect())
    }
}

/// The keyword by which a source does not fit a target; none if it fits.
pub(super) fn clash(source: &Side<'_>, target: &Side<'_>) -> Option<String> {
    between(source, target, 0)
}

fn between(source: &Side<'_>, target: &Side<'_>, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH || same(source, target) {
        return None;
    }
    if let Some(values) = source.values() {
        return values
            .iter()
            .any(|value| !target.allows(value))
            .then(|| "enum".to_owned());
    }
    let (from, to) = (source.types(), target.types());
    let fits = |one: &&str| to.contains(*one) || (*one == "integer" && to.contains("number"));
    if !from.iter().all(fits) {
        return Some("type".to_owned());
    }
    let clash = target.schemas.iter().find_map(|schema| {
        let stated = schema.as_object().into_iter().flatten();
        stated.into_iter().find_map(|(keyword, value)| {
            let holds = applies(keyword, &from).then(|| keeps(source, target, keyword, value, depth));
            (holds == Some(false)).then(|| keyword.clone())
        })
    });
    clash.or_else(|| {
        ranges()
            .into_iter()
            .find(|range| range.matters(&from) && range.is_wider(source, target))
            .map(|range| range.name.to_owned())
    })
}

/// Whether a keyword says anything of values of these types.
fn applies(keyword: &str, types: &BTreeSet<&str>) -> bool {
    let of = |one: &str| types.contains(one);
    match keyword {
        "format" | "pattern" => of("string"),
        "multipleOf" => of("number") || of("integer"),
        "items" | "prefixItems" | "contains" | "uniqueItems" | "unevaluatedItems" => of("array"),
        "properties"
        | "required"
        | "patternProperties"
        | "propertyNames"
        | "minProperties"
        | "maxProperties"
        | "dependentRequired"
        | "dependentSchemas"
        | "unevaluatedProperties" => of("object"),
        "enum" | "const" | "not" | "anyOf" | "oneOf" | "if" => true,
        // Annotations, what is compared elsewhere, and what is among the schemas already.
        _ => false,
    }
}

/// Whether all that the source allows keeps to a keyword of the target.
fn keeps(source: &Side<'_>, target: &Side<'_>, keyword: &str, value: &Value, depth: usize) -> bool {
    let stated_too = || source.stated(keyword).any(|stated| stated == value);
    match keyword {
        "enum" | "const" => false,
        "multipleOf" => stated_too() || (value.as_i64() == Some(1) && !source.types().contains("number")),
        "uniqueItems" => value != &json!(true) || stated_too(),
        "anyOf" | "oneOf" => {
            stated_too()
                || value.as_array().is_some_and(|alternatives| {
                    let mut sides = alternatives.iter().map(|one| target.inner(vec![one]));
                    sides.any(|side| between(source, &side, depth + 1).is_none())
                })
        }
        "if" => {
            let branches = ["then", "else"].into_iter().flat_map(|branch| target.stated(branch));
            stated_too()
                || branches
                    .into_iter()
                    .all(|branch| between(source, &target.inner(vec![branch]), depth + 1).is_none())
        }
        "items" => {
            let items: Vec<&Value> = source.stated("items").collect();
            between(&source.inner(items), &target.inner(vec![value]), depth + 1).is_none()
        }
        "required" => {
            let there: BTreeSet<&str> = source
                .schemas
                .iter()
                .flat_map(|schema| words(schema, "required"))
                .collect();
            value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .all(|name| there.contains(name))
        }
        "properties" => value.as_object().into_iter().flatten().all(|(name, wanted)| {
            let declared = field(&source.schemas, name);
            declared.is_empty() || between(&source.inner(declared), &target.inner(vec![wanted]), depth + 1).is_none()
        }),
        _ => stated_too(),
    }
}

/// Whether both say the same, but for what is only told to people.
fn same(source: &Side<'_>, target: &Side<'_>) -> bool {
    let said = |side: &Side<'_>| -> Vec<Value> {
        let plain = |schema: &&Value| {
            let mut schema = (*schema).clone();
            if let Value::Object(stated) = &mut schema {
                stated.retain(|keyword, _| {
                    !keyword.starts_with("x-")
                        && !["title", "description", "default", "examples", "readOnly"].contains(&keyword.as_str())
                });
            }
            schema
        };
        side.schemas.iter().map(plain).collect()
    };
    let refers = |side: &Side<'_>| side.stated("$ref").next().is_some();
    !refers(source) && !refers(target) && said(source) == said(target)
}

impl Bounds for Side<'_> {
    fn numbers(&self, keyword: &str) -> Vec<f64> {
        self.stated(keyword).filter_map(Value::as_f64).collect()
    }

    fn formats(&self) -> Vec<String> {
        self.stated("format")
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }
}

#[cfg(test)]
mod tests;
