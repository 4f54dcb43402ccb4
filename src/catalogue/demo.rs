//! The demo catalogue, carried in the program: one city, its departments and their items, filings to try them with, and phrases.

use rust_embed::Embed;
use serde_json::Value;

#[derive(Embed)]
#[folder = "catalogue/"]
struct Files;

/// Its documents, in the order in which they depend on each other, as import takes them.
///
/// # Errors
/// When a file is not JSON.
pub fn documents() -> Result<Vec<Value>, serde_json::Error> {
    let mut documents = Vec::new();
    for folder in ["divisions.json", "departments.json", "items/"] {
        for value in read(folder)? {
            match value {
                Value::Array(several) => documents.extend(several),
                one => documents.push(one),
            }
        }
    }
    Ok(documents)
}

/// Filings that are complete as they stand: `{item, answers, form, materials}`, with the materials that might follow.
///
/// # Errors
/// When a file is not JSON.
pub fn samples() -> Result<Vec<Value>, serde_json::Error> {
    read("samples/")
}

/// Common phrases for the posts of every department.
///
/// # Errors
/// When a file is not JSON.
pub fn phrases() -> Result<Vec<Value>, serde_json::Error> {
    let files = read("phrases/")?;
    Ok(files
        .into_iter()
        .flat_map(|file| file.as_array().cloned().unwrap_or_default())
        .collect())
}

fn read(prefix: &str) -> Result<Vec<Value>, serde_json::Error> {
    let mut names: Vec<_> = Files::iter()
        .filter(|name| name.starts_with(prefix) && name.ends_with(".json"))
        .collect();
    names.sort_unstable();
    names
        .iter()
        .filter_map(|name| Files::get(name))
        .map(|file| serde_json::from_slice(&file.data))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::Asking;
    use crate::catalogue::import::testing::demo_versions;
    use crate::codes::{Necessity, Service};

    #[test]
    fn every_sample_is_a_valid_filing() {
        let versions = demo_versions();
        let samples = samples().unwrap();
        assert!(!samples.is_empty());
        for sample in samples {
            let version = versions
                .iter()
                .find(|version| sample["item"] == version.code.as_str())
                .unwrap();
            let answers = sample["answers"].as_object().unwrap();
            assert_eq!(
                version.check_answers(answers, Service::New),
                [],
                "{}",
                version.item.name
            );
            assert_eq!(version.check_form(&sample["form"]), [], "{}", version.item.name);
            let facts = version.facts(answers, &sample["form"], Asking::of("natural_person", Service::New));
            let asked = version.materials(&facts);
            let complete: Vec<_> = asked
                .iter()
                .filter(|m| m.necessity != Necessity::Optional)
                .map(|m| Value::from(m.code.as_str()))
                .collect();
            assert_eq!(json!(complete), sample["materials"], "{}", version.item.name);
        }
    }

    #[test]
    fn personal_fields_are_marked() {
        for version in demo_versions() {
            let fields = version
                .item
                .form_schema
                .as_ref()
                .and_then(|schema| schema["properties"].as_object());
            for key in fields.into_iter().flat_map(|fields| fields.keys()) {
                if key.ends_with("_id") || key.ends_with("phone") {
                    let pointer = format!("/{key}");
                    assert!(
                        version.sensitive_fields().contains(&pointer),
                        "{} {pointer}",
                        version.item.name
                    );
                }
            }
        }
    }
}
