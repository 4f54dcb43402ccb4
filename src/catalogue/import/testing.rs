//! The demo catalogue, compiled, for tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalogue::bundle::BundleVersion;
use crate::catalogue::document::{Document, Item, Kind};
use crate::catalogue::{ItemVersion, demo};

fn documents() -> Vec<Document> {
    let read = |value: serde_json::Value| {
        let serde_json::Value::Object(mut object) = value else {
            panic!("a document is an object");
        };
        let kind = Kind::take(&mut object).unwrap();
        if kind == Kind::Item {
            crate::catalogue::document::complete(&mut object, None);
        }
        Document::read(kind, object.into()).unwrap()
    };
    demo::documents().unwrap().into_iter().map(read).collect()
}

/// Its items.
pub(crate) fn demo_items() -> Vec<Item> {
    documents()
        .into_iter()
        .filter_map(|document| match document {
            Document::Item(item) => Some(*item),
            _ => None,
        })
        .collect()
}

/// Its items as first versions.
pub(crate) fn demo_versions() -> Vec<ItemVersion> {
    demo_items()
        .into_iter()
        .map(|item| ItemVersion::compile(item, 1).unwrap())
        .collect()
}

/// Its bundles as first versions, with the first versions of its items.
pub(crate) fn demo_bundles() -> Vec<BundleVersion> {
    let pinned: BTreeMap<_, _> = demo_versions()
        .into_iter()
        .map(|version| (version.code.clone(), Arc::new(version)))
        .collect();
    let compile = |mut value: serde_json::Value| {
        value.as_object_mut().unwrap().remove("kind");
        BundleVersion::compile(serde_json::from_value(value).unwrap(), 1, &pinned).unwrap()
    };
    demo::bundles().unwrap().into_iter().map(compile).collect()
}
