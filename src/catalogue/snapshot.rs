//! What an instance shows of the catalogue: everything current, in memory, never changed, only replaced.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bundle::BundleVersion;
use super::document::{Department, Division};
use super::search::Index;
use super::version::ItemVersion;
use crate::codes::{CreditCode, DivisionCode, ItemCode};

/// One state of the catalogue.
#[derive(Debug, Default)]
pub struct Snapshot {
    generation: i64,
    divisions: BTreeMap<DivisionCode, Division>,
    departments: BTreeMap<CreditCode, Department>,
    items: BTreeMap<ItemCode, Arc<ItemVersion>>,
    bundles: BTreeMap<ItemCode, Arc<BundleVersion>>,
    index: Index,
    bundle_index: Index,
}

impl Snapshot {
    /// A snapshot of these documents, indexed.
    pub fn new(
        generation: i64,
        divisions: BTreeMap<DivisionCode, Division>,
        departments: BTreeMap<CreditCode, Department>,
        items: BTreeMap<ItemCode, Arc<ItemVersion>>,
        bundles: BTreeMap<ItemCode, Arc<BundleVersion>>,
    ) -> Self {
        let indexed = items.values().map(|version| {
            let department = departments.get(&version.item.department);
            (
                Arc::clone(version),
                department.map_or("", |department| department.name.as_str()),
            )
        });
        let fronts: Vec<_> = bundles
            .values()
            .map(|bundle| (Arc::clone(&bundle.front), names(bundle, &departments)))
            .collect();
        let fronts = fronts.iter().map(|(front, names)| (Arc::clone(front), names.as_str()));
        Self {
            bundle_index: Index::build(fronts),
            index: Index::build(indexed),
            generation,
            divisions,
            departments,
            items,
            bundles,
        }
    }

    /// Which state this is.
    pub fn generation(&self) -> i64 {
        self.generation
    }

    /// Divisions by code.
    pub fn divisions(&self) -> &BTreeMap<DivisionCode, Division> {
        &self.divisions
    }

    /// Departments by code.
    pub fn departments(&self) -> &BTreeMap<CreditCode, Department> {
        &self.departments
    }

    /// Current versions by the item's code.
    pub fn items(&self) -> &BTreeMap<ItemCode, Arc<ItemVersion>> {
        &self.items
    }

    /// Current versions of bundles by their code.
    pub fn bundles(&self) -> &BTreeMap<ItemCode, Arc<BundleVersion>> {
        &self.bundles
    }

    /// The search index over the current versions of items.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The search index over the current versions of bundles: over their fronts, which have the bundles' codes.
    pub fn bundle_index(&self) -> &Index {
        &self.bundle_index
    }
}

/// By what else a bundle is found: who leads it, and what it joins.
fn names(bundle: &BundleVersion, departments: &BTreeMap<CreditCode, Department>) -> String {
    let lead = departments.get(&bundle.bundle.lead_department);
    let mut names: Vec<&str> = lead.iter().map(|department| department.name.as_str()).collect();
    names.extend(bundle.members.iter().map(|member| member.version.item.name.as_str()));
    names.join(" ")
}
