//! The versions of its items that a bundle is published with.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::Bundle;
use super::version::ItemVersion;
use crate::codes::ItemCode;

/// Versions by the code of the item.
pub type Pins = BTreeMap<ItemCode, i32>;

/// The versions of a bundle's items, as far as they are among these.
pub fn pins(bundle: &Bundle, versions: &BTreeMap<ItemCode, Arc<ItemVersion>>) -> Pins {
    let members = bundle.members.iter();
    let pinned = members.filter_map(|rule| Some((rule.item.clone(), versions.get(&rule.item)?.version)));
    pinned.collect()
}
