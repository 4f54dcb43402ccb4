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
    for (place, operation) in documented {
        assert!(
            operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
            "{place}: no summary"
        );
        assert!(
            operation["description"]
                .as_str()
                .is_some_and(|text| text.contains("**Permissions:**")),
            "{place}"
        );
        assert!(operation["security"].is_array(), "{place}: no word on security");
        let tags = operation["tags"].as_array().unwrap();
        assert!(
            tags.len() == 1 && head::knows_tag(tags[0].as_str().unwrap()),
            "{place}: {tags:?}"
        );
        assert!(
            operation["responses"]["500"]["content"]
                .get("application/problem+json")
                .is_some(),
            "{place}"
        );
        for (status, response) in operation["responses"].as_object().unwrap() {
            for content in response["content"]
                .as_object()
                .into_iter()
                .flat_map(|content| content.values())
            {
                let shown = is_shown(&document, content);
                assert!(shown, "{place}: no example for {status}");
            }
        }
        for content in operation["requestBody"]["content"]
            .as_object()
            .into_iter()
            .flat_map(|content| content.values())
        {
            let shown = is_shown(&document, content);
            assert!(shown, "{place}: no example of a request");
        }
    }
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
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}
