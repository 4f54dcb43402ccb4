//! Finding the fields marked `x-sensitive`.

use serde_json::Value;

use crate::http::body::escape;

/// References may lead in circles, ...
const MAX_DEPTH: usize = 12;
/// ... and in many circles at once.
const MAX_STEPS: usize = 20_000;

pub(super) fn fields(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut steps = 0;
    walk(schema, schema, String::new(), 0, &mut steps, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn walk(root: &Value, schema: &Value, pointer: String, depth: usize, steps: &mut usize, found: &mut Vec<String>) {
    *steps += 1;
    if depth > MAX_DEPTH || *steps > MAX_STEPS {
        return;
    }
    if schema.get("x-sensitive").and_then(Value::as_bool) == Some(true) {
        // All that lies below is encrypted with it.
        found.push(pointer);
        return;
    }
    let mut into = |inner: &Value, pointer: String| walk(root, inner, pointer, depth + 1, steps, found);

    if let Some(target) = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|r| r.strip_prefix('#'))
        && let Some(inner) = root.pointer(target)
    {
        into(inner, pointer.clone());
    }
    for keyword in ["if", "then", "else"] {
        if let Some(inner) = schema.get(keyword) {
            into(inner, pointer.clone());
        }
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for inner in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            into(inner, pointer.clone());
        }
    }
    for inner in schema
        .get("dependentSchemas")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|all| all.values())
    {
        into(inner, pointer.clone());
    }
    for (key, inner) in schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        into(inner, format!("{pointer}/{}", escape(key)));
    }
    if let Some(inner) = schema.get("items") {
        into(inner, format!("{pointer}/*"));
    }
    for (index, inner) in schema
        .get("prefixItems")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
    {
        into(inner, format!("{pointer}/{index}"));
    }
}
