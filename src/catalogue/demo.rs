//! The demo catalogue, carried in the program: one city, its departments, their items and bundles of them, filings to try them with, and
//! phrases.

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
    for folder in ["divisions.json", "departments.json", "items/", "bundles/"] {
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

/// Its bundles (一件事), which join its items.
///
/// # Errors
/// When a file is not JSON.
pub fn bundles() -> Result<Vec<Value>, serde_json::Error> {
    read("bundles/")
}

/// Filings of bundles that are complete as they stand, like [`samples`]: `{bundle, answers, form, materials}`.
///
/// # Errors
/// When a file is not JSON.
pub fn bundle_samples() -> Result<Vec<Value>, serde_json::Error> {
    read("samples/bundles/")
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

/// The files of a folder, not of those within it; or the one of that name.
fn read(prefix: &str) -> Result<Vec<Value>, serde_json::Error> {
    let here = |name: &str| name.strip_prefix(prefix).is_some_and(|rest| !rest.contains('/'));
    let mut names: Vec<_> = Files::iter()
        .filter(|name| here(name) && name.ends_with(".json"))
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
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::Asking;
    use crate::catalogue::import::testing::{demo_bundles, demo_versions};
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
    fn every_sample_of_a_bundle_is_a_valid_filing() {
        let bundles = demo_bundles();
        let samples = bundle_samples().unwrap();
        assert!(!samples.is_empty());
        for sample in samples {
            let bundle = bundles
                .iter()
                .find(|bundle| sample["bundle"] == bundle.code.as_str())
                .unwrap();
            let answers = sample["answers"].as_object().unwrap();
            assert_eq!(bundle.front.check_answers(answers, Service::New), [], "{}", bundle.code);
            let situation = bundle.situation(answers, Some("natural_person"), &BTreeSet::new());
            assert_eq!(situation.check_form(&sample["form"]), [], "{}", bundle.code);
            let asked = situation.materials(&sample["form"]);
            let complete: Vec<_> = asked
                .iter()
                .filter(|shared| shared.material.necessity != Necessity::Optional)
                .map(|shared| Value::from(shared.material.code.as_str()))
                .collect();
            assert_eq!(json!(complete), sample["materials"], "{}", bundle.code);
        }
    }

    #[test]
    fn the_ten_bundles_of_the_city_are_there() {
        let bundles = demo_bundles();
        let sizes: Vec<_> = bundles.iter().map(|b| (b.code.as_str(), b.members.len())).collect();
        assert_eq!(
            sizes,
            [
                ("one-after-death", 8),
                ("one-closing-company", 8),
                ("one-company-move", 4),
                ("one-disability", 5),
                ("one-newborn", 7),
                ("one-restaurant", 5),
                ("one-retirement", 7),
                ("one-school-entry", 6),
                ("one-utility-lines", 6),
                ("one-veterans", 8),
            ]
        );
        for bundle in bundles {
            assert_eq!(bundle.front.soundness(), [], "{}", bundle.code);
            assert_eq!(bundle.coverage(), [], "{}", bundle.code);
        }
    }

    #[test]
    fn personal_fields_are_marked() {
        let fronts = demo_bundles().into_iter().map(|bundle| bundle.front);
        for version in demo_versions().into_iter().map(Arc::new).chain(fronts) {
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
