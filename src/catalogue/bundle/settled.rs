//! A form in which some fields always have the same value: what these decide is decided.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::coverage::side::{Checker, Side};
use super::pointer::keys;
use super::schema::{referred, words};

/// References may lead in circles.
const MAX_DEPTH: usize = 40;

/// What is known of a value: all of it, or some fields of an object.
#[derive(Debug, Default)]
pub(super) struct Known {
    whole: Option<Value>,
    fields: BTreeMap<String, Known>,
}

impl Known {
    /// An object in which these fields have these values.
    pub(super) fn of<'v>(constants: impl IntoIterator<Item = (&'v str, &'v Value)>) -> Self {
        let mut known = Self::default();
        for (pointer, value) in constants {
            let mut place = &mut known;
            for key in keys(pointer).unwrap_or_default() {
                place = place.fields.entry(key).or_default();
            }
            place.whole = Some(value.clone());
        }
        known
    }
}

/// Whether a value of which so much is known is allowed, if that decides it.
pub(super) fn decide(root: &Value, schema: &Value, known: &Known) -> Option<bool> {
    decided(root, schema, known, 0)
}

fn decided(root: &Value, schema: &Value, known: &Known, depth: usize) -> Option<bool> {
    let Value::Object(stated) = schema else {
        return schema.as_bool();
    };
    if let Some(value) = &known.whole {
        return Checker::of(&Side::new(root, [schema])).tells(value);
    }
    if depth > MAX_DEPTH {
        return None;
    }
    let of = |inner: &Value| decided(root, inner, known, depth + 1);
    let each = stated.iter().map(|(keyword, value)| match (keyword.as_str(), value) {
        ("type", Value::String(one)) => Some(one == "object"),
        ("required", _) => words(schema, "required")
            .all(|name| known.fields.contains_key(name))
            .then_some(true),
        ("properties", Value::Object(fields)) => all(fields.iter().map(|(name, field)| {
            let known = known.fields.get(name)?;
            decided(root, field, known, depth + 1)
        })),
        ("allOf", Value::Array(parts)) => all(parts.iter().map(of)),
        ("anyOf", Value::Array(parts)) => all(parts.iter().map(|part| of(part).map(|holds| !holds))).map(|none| !none),
        ("not", inner) => of(inner).map(|holds| !holds),
        ("$ref", _) => of(referred(root, schema)?),
        ("title" | "description" | "$defs" | "default" | "examples", _) => Some(true),
        (note, _) if note.starts_with("x-") => Some(true),
        _ => None,
    });
    all(each)
}

/// Whether all hold: not, if one does not; unknown, if one is.
fn all(each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for one in each {
        match one {
            Some(true) => {}
            Some(false) => return Some(false),
            None => result = None,
        }
    }
    result
}

/// The schema without conditions that are decided, and without alternatives that are out of the question.
pub(super) fn settled(root: &Value, schema: &Value, known: &Known) -> Value {
    let Value::Object(stated) = schema else {
        return schema.clone();
    };
    if known.whole.is_some() || known.fields.is_empty() {
        return schema.clone();
    }
    let of = |inner: &Value| settled(root, inner, known);
    let condition = stated.get("if").map(|condition| decide(root, condition, known));
    let mut left = Map::new();
    let mut parts: Vec<Value> = Vec::new();
    for (keyword, value) in stated {
        let kept = match (keyword.as_str(), value) {
            ("if", _) if condition != Some(None) => continue,
            ("then" | "else", branch) => match condition {
                Some(Some(holds)) => {
                    if holds == (keyword == "then") {
                        parts.push(of(branch));
                    }
                    continue;
                }
                _ => of(branch),
            },
            ("allOf", Value::Array(all)) => {
                parts.extend(all.iter().map(of));
                continue;
            }
            ("anyOf" | "oneOf", Value::Array(all)) => {
                let possible = all.iter().filter(|one| decide(root, one, known) != Some(false));
                let mut possible: Vec<Value> = possible.map(of).collect();
                match (possible.len(), possible.pop()) {
                    (1, Some(only)) => {
                        parts.push(only);
                        continue;
                    }
                    (_, Some(last)) => {
                        possible.push(last);
                        Value::Array(possible)
                    }
                    // Nothing is allowed at all, which is told of what decides it.
                    (_, None) => value.clone(),
                }
            }
            ("properties", Value::Object(fields)) => {
                let settle = |(name, field): (&String, &Value)| {
                    let known = known.fields.get(name);
                    let field = known.map_or_else(|| field.clone(), |known| settled(root, field, known));
                    (name.clone(), field)
                };
                Value::Object(fields.iter().map(settle).collect())
            }
            (_, value) => value.clone(),
        };
        left.insert(keyword.clone(), kept);
    }
    if !parts.is_empty() {
        left.insert("allOf".to_owned(), Value::Array(parts));
    }
    Value::Object(left)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_constants_decide_is_decided() {
        let company = json!({"properties": {"entity": {"const": "company"}}, "required": ["entity"]});
        let schema = json!({
            "properties": {"entity": {"enum": ["company", "individual"]}, "o": {"if": {"required": ["x"]}, "then": {"required": ["y"]}}},
            "if": company, "then": {"required": ["credit_code"]}, "else": {"required": ["name"]},
            "oneOf": [{"properties": {"entity": {"const": "company"}}}, {"properties": {"entity": {"const": "individual"}}, "required": ["age"]}],
        });
        let left = |constants: Value| {
            let constants = constants.as_object().unwrap();
            let known = Known::of(constants.iter().map(|(pointer, value)| (pointer.as_str(), value)));
            settled(&schema, &schema, &known)
        };
        let individual = left(json!({"/entity": "individual"}));
        assert_eq!(individual.get("if"), None);
        let age = json!({"properties": {"entity": {"const": "individual"}}, "required": ["age"]});
        assert_eq!(individual["allOf"], json!([{"required": ["name"]}, age]));
        assert_eq!(
            left(json!({"/entity": "company"}))["allOf"][1],
            json!({"required": ["credit_code"]})
        );
        assert_eq!(left(json!({"/other": "company"})), schema, "nothing is decided");
        let inner = left(json!({"/o/x": 1}));
        assert_eq!(inner["properties"]["o"], json!({"allOf": [{"required": ["y"]}]}));
        let wrong = Known::of([("/entity", &json!("club"))]);
        assert_eq!(decide(&schema, &schema, &wrong), Some(false));
    }
}
