//! What a form schema may not do: be huge, nest deeply, reach outside itself, or describe something other than an object.

use serde_json::Value;

use crate::http::body::escape;
use crate::problem::FieldError;
use crate::text::Text;

const MAX_BYTES: usize = 128 * 1024;
const MAX_DEPTH: usize = 32;

pub(super) fn check(schema: &Value) -> Result<(), Vec<FieldError>> {
    let mut errors = Vec::new();
    if serde_json::to_string(schema).map_or(usize::MAX, |text| text.len()) > MAX_BYTES {
        errors.push(fault(
            "",
            "schema-too-large",
            format!("表单定义不得超过 {} KiB", MAX_BYTES / 1024),
            format!("A form schema may not exceed {} KiB", MAX_BYTES / 1024),
        ));
    }
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        errors.push(fault(
            "/type",
            "schema-not-object",
            "表单定义的 type 应为 object",
            "A form schema has the type object",
        ));
    }
    walk(schema, "", 0, &mut errors);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn walk(value: &Value, pointer: &str, depth: usize, errors: &mut Vec<FieldError>) {
    if depth > MAX_DEPTH {
        errors.push(fault(
            pointer,
            "schema-too-deep",
            "表单定义嵌套过深",
            "The form schema is nested too deeply",
        ));
        return;
    }
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let place = format!("{pointer}/{}", escape(key));
                let reference = matches!(key.as_str(), "$ref" | "$dynamicRef");
                if reference && inner.as_str().is_some_and(|target| !target.starts_with('#')) {
                    errors.push(fault(
                        &place,
                        "schema-remote-reference",
                        "表单定义只能引用自身（以 # 开头）",
                        "A form schema may refer only to itself (beginning with #)",
                    ));
                }
                walk(inner, &place, depth + 1, errors);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                walk(inner, &format!("{pointer}/{index}"), depth + 1, errors);
            }
        }
        _ => {}
    }
}

/// The places of references that are no JSON Pointers into the schema (`#`, `#/$defs/address`): anchors, encoded ones, dynamic ones, and those
/// below a schema with an id of its own. What reads schemas follows none of them.
pub fn unclear_references(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    unclear(schema, schema, "", &mut found);
    found
}

fn unclear(root: &Value, value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let place = format!("{pointer}/{}", escape(key));
                let wrong = match (key.as_str(), inner.as_str()) {
                    ("$ref", Some(target)) => !is_clear(root, target),
                    ("$dynamicRef" | "$recursiveRef", Some(_)) => true,
                    ("$id", Some(_)) => !pointer.is_empty(),
                    _ => false,
                };
                if wrong {
                    found.push(place.clone());
                }
                unclear(root, inner, &place, found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                unclear(root, inner, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn is_clear(root: &Value, target: &str) -> bool {
    let pointer = target.strip_prefix('#').filter(|pointer| !pointer.contains('%'));
    pointer.is_some_and(|pointer| root.pointer(pointer).is_some())
}

fn fault(pointer: &str, code: &str, zh: impl Into<String>, en: impl Into<String>) -> FieldError {
    FieldError::new(format!("/form_schema{pointer}"), code, Text::new(zh.into(), en.into()))
}
