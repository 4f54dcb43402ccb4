//! The bundles of an import.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Plan, Standing, content_hash};
use crate::catalogue::bundle::{BundleVersion, front};
use crate::catalogue::checks::{self, Known};
use crate::catalogue::document::{Bundle, Item};
use crate::catalogue::pins::{Pins, Published, pins};
use crate::catalogue::version::ItemVersion;
use crate::codes::ItemCode;
use crate::problem::FieldError;

/// A bundle version to write.
#[derive(Debug)]
pub(in crate::catalogue::import) struct BundleDraft {
    pub bundle: Bundle,
    pub version: i32,
    pub hash: Vec<u8>,
    /// The versions of its items, when it is published at once.
    pub pins: Option<Pins>,
}

/// The items that documents of bundles name, as far as they can be read.
pub(in crate::catalogue::import) fn joined<'a>(
    bundles: impl Iterator<Item = &'a Map<String, Value>>,
) -> BTreeSet<ItemCode> {
    let members = bundles.filter_map(|bundle| bundle.get("members")?.as_array());
    let items = members.flatten().filter_map(|member| member.get("item")?.as_str());
    items.filter_map(|code| code.parse().ok()).collect()
}

/// The versions with which bundles are published: of items that are published already, or by this import.
pub(super) struct Pinned {
    publish: bool,
    joined: BTreeSet<ItemCode>,
    published: Published,
}

impl Pinned {
    pub(super) fn new(published: Vec<(i32, Item)>, joined: BTreeSet<ItemCode>, publish: bool) -> Self {
        Self {
            publish,
            joined,
            published: Published::assemble(published),
        }
    }

    /// Whether the import publishes.
    pub(super) fn publish(&self) -> bool {
        self.publish
    }

    /// Keeps a version of the import's own if bundles join it, and gives its document.
    pub(super) fn take_up(&mut self, version: ItemVersion) -> Item {
        if !self.publish || !self.joined.contains(&version.code) {
            return version.item;
        }
        let item = version.item.clone();
        self.published.take_up(version);
        item
    }
}

impl Plan {
    /// An imported bundle stays as it is if it is there already, unless it is to be published with newer versions of its items.
    pub(super) fn bundle(
        &mut self,
        line: usize,
        bundle: Bundle,
        known: &Known,
        standing: Option<&Standing>,
        pinned: &Pinned,
    ) {
        let mut errors = checks::bundle_references(&bundle, known);
        errors.extend(faults(&bundle));
        if !errors.is_empty() {
            return self.reject(line, errors);
        }
        let hash = content_hash(&bundle);
        let pins = pinned.publish.then(|| pins(&bundle, &pinned.published.ready));
        let stands = standing.is_some_and(|standing| standing.latest_hash == hash);
        let waits = standing.is_some_and(Standing::has_draft);
        let moved = standing
            .zip(pins.as_ref())
            .is_some_and(|(standing, pins)| standing.pins != *pins);
        let written = !stands || (pinned.publish && (waits || moved));
        let version = match standing {
            None => 1,
            Some(standing) if waits || !written => standing.latest,
            Some(standing) => standing.latest + 1,
        };
        if written && pinned.publish {
            let errors = match BundleVersion::compile(bundle.clone(), version, &pinned.published.ready) {
                Ok(compiled) => compiled.coverage(),
                Err(errors) => pinned.published.explain(&bundle, errors),
            };
            if !errors.is_empty() {
                return self.reject(line, errors);
            }
        }
        self.count(standing.is_some(), !stands);
        if written {
            self.bundles.push(BundleDraft {
                bundle,
                version,
                hash,
                pins,
            });
        }
    }
}

/// What is wrong with a bundle whatever its items ask for.
fn faults(bundle: &Bundle) -> Vec<FieldError> {
    // The law that the front names is the bundle's own, and is checked there.
    let front = Item {
        legal_basis: vec![],
        ..front(bundle, &[])
    };
    let mut errors = checks::bundle(bundle, &front);
    errors.extend(ItemVersion::assemble(front, 1).err().unwrap_or_default());
    errors
}
