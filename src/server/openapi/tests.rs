//! The document's promises.

use super::*;

/// Whether a body is shown by an example, its own or its schema's.
fn is_shown(document: &Value, content: &Value) -> bool {
    let schema = content["schema"]["$ref"]
        .as_str()
        .and_then(|reference| document.pointer(&reference[1..]));
    let shown = |place: &Value| ["example", "examples"].iter().any(|key| place.get(key).is_some());
    shown(content) || schema.is_some_and(shown)
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, op)| (format!("{method} {path}"), op))
        })
        .collect()
}

#[test]
fn every_operation_is_explained_shown_and_closed() {
    let document = document();
    let documented = operations(&document);
    assert_eq!(documented.len(), routes::entries().count());
    let faults: Vec<String> = documented
        .iter()
        .flat_map(|(place, operation)| {
            faults(&document, operation)
                .into_iter()
                .map(move |fault| format!("{place}: {fault}"))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Bodies nobody can show in a text.
const FILES: [&str; 2] = ["application/octet-stream", "multipart/form-data"];

/// What a reader would miss in an operation.
fn faults(document: &Value, operation: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    if operation["summary"].as_str().is_none_or(str::is_empty) {
        faults.push("no summary".to_owned());
    }
    if !operation["description"]
        .as_str()
        .is_some_and(|text| text.contains("**Permissions:**"))
    {
        faults.push("no word on permissions".to_owned());
    }
    if !operation["security"].is_array() {
        faults.push("no word on security".to_owned());
    }
    let tags: Vec<&str> = operation["tags"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if tags.len() != 1 || !tags.iter().all(|tag| head::knows_tag(tag)) {
        faults.push(format!("tags that nobody describes: {tags:?}"));
    }
    if operation["responses"]["500"]["content"]
        .get("application/problem+json")
        .is_none()
    {
        faults.push("no problems".to_owned());
    }
    let bodies = operation["responses"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(status, response)| (status.as_str(), response));
    for (status, body) in bodies.chain([("a request", &operation["requestBody"])]) {
        let contents = body["content"].as_object().into_iter().flatten();
        faults.extend(
            contents
                .filter(|(media_type, content)| !FILES.contains(&media_type.as_str()) && !is_shown(document, content))
                .map(|(media_type, _)| format!("no example of {status} as {media_type}")),
        );
    }
    faults
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    found.sort_unstable();
    found.dedup();
    found.retain(|reference| document.pointer(&reference[1..]).is_none());
    assert!(found.is_empty(), "these lead nowhere: {found:#?}");
}

#[test]
fn every_example_is_what_its_schema_says() {
    let document = document();
    let mut wrong = Vec::new();
    for (place, operation) in operations(&document) {
        let responses = operation["responses"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, response)| response);
        for body in responses.chain([&operation["requestBody"]]) {
            for content in body["content"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(_, content)| content)
            {
                let several = content["examples"]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(_, example)| &example["value"]);
                if !content["schema"].is_object() {
                    continue;
                }
                let schema = standing_alone(&document, &content["schema"]);
                let validator = jsonschema::validator_for(&schema).unwrap();
                for example in content.get("example").into_iter().chain(several) {
                    let faults = validator.iter_errors(example);
                    wrong.extend(faults.map(|fault| format!("{place}: {} {fault}", fault.instance_path())));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A schema with all that its references lead to.
fn standing_alone(document: &Value, schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("components".to_owned(), document["components"].clone());
    }
    schema
}
