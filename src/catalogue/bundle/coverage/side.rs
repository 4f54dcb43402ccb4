//! One side of a comparison of schemas: all that holds for one value.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::bounds::Bounds;
use crate::catalogue::bundle::schema::{Reach, all_with};
use crate::catalogue::form::Form;

const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];
/// What is only told to people.
const ANNOTATIONS: [&str; 8] = [
    "title",
    "description",
    "default",
    "examples",
    "readOnly",
    "writeOnly",
    "deprecated",
    "$comment",
];

/// What holds for one value: schemas, with the whole they stand in.
#[derive(Clone)]
pub(in crate::catalogue::bundle) struct Side<'s> {
    pub(super) root: &'s Value,
    pub(super) schemas: Vec<&'s Value>,
}

impl<'s> Side<'s> {
    /// What these declare, with all that certainly holds for the same value.
    pub(in crate::catalogue::bundle) fn new(root: &'s Value, declared: impl IntoIterator<Item = &'s Value>) -> Self {
        Self {
            root,
            schemas: all_with(root, declared, Reach::Certain),
        }
    }

    /// What other schemas of the same whole declare.
    pub(super) fn inner(&self, declared: impl IntoIterator<Item = &'s Value>) -> Self {
        Self::new(self.root, declared)
    }

    /// What the schemas state under a keyword.
    pub(super) fn stated(&self, keyword: &str) -> impl Iterator<Item = &'s Value> {
        self.schemas.iter().filter_map(move |schema| schema.get(keyword))
    }

    /// Whether nothing at all is allowed.
    pub(super) fn is_never(&self) -> bool {
        self.schemas.iter().any(|schema| **schema == Value::Bool(false))
    }

    /// Whether null may be allowed.
    pub(super) fn may_be_null(&self) -> bool {
        self.types().contains("null") && Checker::of(self).tells(&Value::Null) != Some(false)
    }

    /// Whether a value is allowed.
    pub(super) fn allows(&self, value: &Value) -> bool {
        Checker::of(self).allows(value)
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
    pub(super) fn types(&self) -> BTreeSet<&'s str> {
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
    pub(super) fn values(&self) -> Option<Vec<Value>> {
        let constant = self.stated("const").next().map(|one| vec![one.clone()]);
        let listed = || self.stated("enum").next()?.as_array().cloned();
        let few = || {
            let types = self.types();
            let of_type = |one: &&str| match *one {
                "boolean" => Some(vec![json!(true), json!(false)]),
                "null" => Some(vec![Value::Null]),
                _ => None,
            };
            let all: Option<Vec<Vec<Value>>> = types.iter().map(of_type).collect();
            all.map(|all| all.concat())
        };
        let values = constant.or_else(listed).or_else(|| self.alternatives()).or_else(few)?;
        let checker = Checker::of(self);
        Some(values.into_iter().filter(|value| checker.allows(value)).collect())
    }

    /// Whether both say the same, but for what is only told to people. What refers to something else says the same only where both stand in
    /// the same whole.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let said = |side: &Self| -> Vec<Value> {
            let plain = |schema: &&Value| {
                let mut schema = (*schema).clone();
                if let Value::Object(stated) = &mut schema {
                    stated.retain(|keyword, _| !keyword.starts_with("x-") && !ANNOTATIONS.contains(&keyword.as_str()));
                }
                schema
            };
            side.schemas.iter().map(plain).collect()
        };
        let refers = self.schemas.iter().any(|schema| refers(schema));
        self.schemas.len() == other.schemas.len()
            && said(self) == said(other)
            && (!refers || self.is_in_the_same(other))
    }

    /// Whether this value of a keyword is stated here too, meaning the same.
    pub(super) fn states(&self, keyword: &str, value: &Value, other: &Self) -> bool {
        self.stated(keyword).any(|stated| stated == value) && (!refers(value) || self.is_in_the_same(other))
    }

    /// Whether references lead to the same on both sides.
    pub(super) fn is_in_the_same(&self, other: &Self) -> bool {
        std::ptr::eq(self.root, other.root) || self.root == other.root
    }
}

/// Whether something in a schema refers to something else.
pub(super) fn refers(schema: &Value) -> bool {
    match schema {
        Value::Object(stated) => {
            let here = ["$ref", "$dynamicRef", "$recursiveRef"].iter();
            here.into_iter().any(|keyword| stated.contains_key(*keyword)) || stated.values().any(refers)
        }
        Value::Array(all) => all.iter().any(refers),
        _ => false,
    }
}

/// Tells which values a side allows, compiled once.
pub(in crate::catalogue::bundle) struct Checker(Option<(Value, Form)>);

impl Checker {
    pub(in crate::catalogue::bundle) fn of(side: &Side<'_>) -> Self {
        let plain = |schema: &&Value| {
            let mut schema = rebased(schema);
            if let Value::Object(stated) = &mut schema {
                // What it refers to is among the schemas.
                stated.retain(|keyword, _| keyword != "$ref" && keyword != "allOf" && !keyword.starts_with("x-"));
            }
            schema
        };
        let all: Vec<Value> = side.schemas.iter().map(plain).collect();
        let mut schema = json!({"type": "object", "properties": {"it": {"allOf": all}}});
        if all_refer(&all) {
            schema["$defs"] = json!({"whole": rebased(side.root)});
        }
        if all.is_empty() {
            schema["properties"] = json!({"it": true});
        }
        let compiled = Form::compile(Some(&schema)).ok();
        Self(compiled.map(|form| (schema, form)))
    }

    /// Whether a value is allowed; not, where it cannot be told.
    pub(super) fn allows(&self, value: &Value) -> bool {
        self.tells(value) == Some(true)
    }

    /// Whether a value is allowed, if it can be told.
    pub(in crate::catalogue::bundle) fn tells(&self, value: &Value) -> Option<bool> {
        let (schema, form) = self.0.as_ref()?;
        Some(form.check(Some(schema), &json!({"it": value})).is_empty())
    }
}

fn all_refer(all: &[Value]) -> bool {
    all.iter().any(refers)
}

/// A schema whose references lead to the same when the whole it stands in is at `#/$defs/whole`.
fn rebased(schema: &Value) -> Value {
    match schema {
        Value::Object(stated) => {
            let each = stated.iter().map(|(keyword, inner)| match inner.as_str() {
                Some(target) if keyword == "$ref" => {
                    let within = target.strip_prefix('#').unwrap_or(target);
                    (keyword.clone(), json!(format!("#/$defs/whole{within}")))
                }
                _ => (keyword.clone(), rebased(inner)),
            });
            Value::Object(each.collect())
        }
        Value::Array(all) => all.iter().map(rebased).collect(),
        other => other.clone(),
    }
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
