//! Makes composed schemas satisfiable: a closed schema inside an `allOf` forbids what its neighbours describe, so it is opened, and the
//! composition is closed as a whole instead.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

const COMPONENTS: &str = "#/components/schemas/";

/// Opens the closed schemas that are parts of others.
pub(super) fn open_parts(document: &mut Value) {
    let mut parts = BTreeSet::new();
    close_whole(document, &closed(document), &mut parts);
    for part in parts {
        if let Some(schema) = document["components"]["schemas"][part].as_object_mut() {
            schema.remove("additionalProperties");
        }
    }
}

/// The components that allow nothing they do not name.
fn closed(document: &Value) -> BTreeSet<String> {
    let components = document["components"]["schemas"].as_object().into_iter().flatten();
    components
        .filter(|(_, schema)| is_closed(schema))
        .map(|(name, _)| name.clone())
        .collect()
}

fn is_closed(schema: &Value) -> bool {
    schema["additionalProperties"] == false
}

/// Closes every composition that has a closed part, and collects these parts.
fn close_whole(place: &mut Value, closed: &BTreeSet<String>, parts: &mut BTreeSet<String>) {
    match place {
        Value::Object(fields) => {
            let found = closed_parts(fields, closed);
            if !found.is_empty() {
                fields.insert("unevaluatedProperties".to_owned(), false.into());
                parts.extend(found);
            }
            fields.values_mut().for_each(|field| close_whole(field, closed, parts));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| close_whole(item, closed, parts)),
        _ => {}
    }
}

fn closed_parts(schema: &Map<String, Value>, closed: &BTreeSet<String>) -> Vec<String> {
    let members = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    let names = members.filter_map(|member| member["$ref"].as_str()?.strip_prefix(COMPONENTS));
    names.filter(|name| closed.contains(*name)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_composition_is_closed_as_a_whole() {
        let mut document = json!({"components": {"schemas": {
            "Part": {"type": "object", "properties": {"a": {}}, "additionalProperties": false},
            "Whole": {"allOf": [{"$ref": "#/components/schemas/Part"}, {"type": "object", "properties": {"b": {}}}]},
            "Alone": {"type": "object", "additionalProperties": false},
        }}});
        open_parts(&mut document);
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Part"].get("additionalProperties"), None);
        assert_eq!(schemas["Whole"]["unevaluatedProperties"], false);
        assert_eq!(schemas["Alone"]["additionalProperties"], false);
    }
}
