//! What an instance shows of the catalogue: everything current, in memory, never changed, only replaced.

use std::collections::BTreeMap;
use std::sync::Arc;

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
    index: Index,
}

impl Snapshot {
    /// A snapshot of these documents, indexed.
    pub fn new(
        generation: i64,
        divisions: BTreeMap<DivisionCode, Division>,
        departments: BTreeMap<CreditCode, Department>,
        items: BTreeMap<ItemCode, Arc<ItemVersion>>,
    ) -> Self {
        let indexed = items.values().map(|version| {
            let department = departments.get(&version.item.department);
            (
                Arc::clone(version),
                department.map_or("", |department| department.name.as_str()),
            )
        });
        Self {
            index: Index::build(indexed),
            generation,
            divisions,
            departments,
            items,
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

    /// The search index over the current versions.
    pub fn index(&self) -> &Index {
        &self.index
    }
}
