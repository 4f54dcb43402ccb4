//! What a form asks for: the fields it requires, or may require.

use std::collections::BTreeSet;

use serde_json::Value;

use super::pointer::below;
use super::schema::{Reach, field, with, words};

/// Forms nest a few objects; references may lead in circles.
const MAX_DEPTH: usize = 8;

/// A required field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Need {
    /// Where it is.
    pub(super) pointer: String,
    /// When it has to be there.
    pub(super) when: When,
}

/// When a field has to be there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    /// Always.
    Always,
    /// If the object that holds it is there, which need not be.
    Within(String),
    /// If another field is there (`dependentRequired`).
    With(String),
    /// By what is filled in (`then`, `else`).
    Sometimes,
}

impl Need {
    /// Those of a form.
    ///
    /// What only one of several alternatives (`anyOf`, `oneOf`) requires is not needed: another may do.
    pub(super) fn all(schema: Option<&Value>) -> Vec<Self> {
        let mut needs = BTreeSet::new();
        if let Some(root) = schema {
            object(root, &[root], "", &When::Always, 0, &mut needs);
        }
        needs.into_iter().collect()
    }
}

fn object(root: &Value, declared: &[&Value], pointer: &str, when: &When, depth: usize, needs: &mut BTreeSet<Need>) {
    if depth > MAX_DEPTH {
        return;
    }
    let certain: Vec<&Value> = declared
        .iter()
        .flat_map(|schema| with(root, schema, Reach::Certain))
        .collect();
    let mut add = |key: &str, when: When| {
        needs.insert(Need {
            pointer: below(pointer, key),
            when,
        })
    };
    let mut required = BTreeSet::new();
    for schema in &certain {
        for key in words(schema, "required") {
            required.insert(key);
            add(key, when.clone());
        }
        let dependent = schema.get("dependentRequired").and_then(Value::as_object);
        for (given, wanted) in dependent.into_iter().flatten() {
            for key in wanted.as_array().into_iter().flatten().filter_map(Value::as_str) {
                add(key, When::With(below(pointer, given)));
            }
        }
        for branch in ["then", "else"].into_iter().filter_map(|keyword| schema.get(keyword)) {
            for schema in with(root, branch, Reach::Possible) {
                words(schema, "required").for_each(|key| {
                    add(key, When::Sometimes);
                });
            }
        }
        let dependent = schema.get("dependentSchemas").and_then(Value::as_object);
        for (given, branch) in dependent.into_iter().flatten() {
            for schema in with(root, branch, Reach::Certain) {
                words(schema, "required").for_each(|key| {
                    add(key, When::With(below(pointer, given)));
                });
            }
        }
    }
    let names: BTreeSet<&String> = certain
        .iter()
        .filter_map(|schema| schema.get("properties")?.as_object())
        .flat_map(|fields| fields.keys())
        .collect();
    for name in names {
        let inner = below(pointer, name);
        let within = match required.contains(name.as_str()) {
            true => when.clone(),
            false => When::Within(inner.clone()),
        };
        object(root, &field(&certain, name), &inner, &within, depth + 1, needs);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn needs_are_found_wherever_a_schema_states_them() {
        let schema = json!({
            "type": "object", "required": ["a", "o"],
            "properties": {"a": {}, "o": {"required": ["x"], "properties": {"x": {}}}, "p": {"$ref": "#/$defs/p"}},
            "allOf": [{"required": ["b"]}],
            "if": {"required": ["never"]}, "then": {"required": ["c"]},
            "dependentRequired": {"d": ["e"]}, "anyOf": [{"required": ["not"]}],
            "$defs": {"p": {"required": ["y"]}}
        });
        let needs = Need::all(Some(&schema));
        let found: Vec<_> = needs.iter().map(|need| (need.pointer.as_str(), &need.when)).collect();
        let (p, d) = (When::Within("/p".to_owned()), When::With("/d".to_owned()));
        assert_eq!(
            found,
            [
                ("/a", &When::Always),
                ("/b", &When::Always),
                ("/c", &When::Sometimes),
                ("/e", &d),
                ("/o", &When::Always),
                ("/o/x", &When::Always),
                ("/p/y", &p)
            ]
        );
        assert_eq!(Need::all(None), []);
    }
}
