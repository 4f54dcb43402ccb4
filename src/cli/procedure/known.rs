//! What is known about departments and the item before a procedure is read.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::catalogue::document::{Department, Document, Item, Kind, complete};
use crate::catalogue::import::Files;
use crate::catalogue::{Catalogue, ItemVersion};
use crate::codes::{CreditCode, ItemCode};
use crate::config::Settings;
use crate::problem::FieldError;
use crate::procedure::Graph;
use crate::server;

/// Departments by name, and the item the procedure is for.
#[derive(Default)]
pub(super) struct Known {
    /// The names of each department.
    pub(super) departments: BTreeMap<CreditCode, Vec<String>>,
    /// The item's document.
    pub(super) item: Option<Value>,
}

impl Known {
    /// What a catalogue's files say. Documents that do not fit are for the catalogue's import to tell of.
    pub(super) fn in_files(path: &Path, item: Option<&str>) -> Result<Self, anyhow::Error> {
        let mut known = Self::default();
        for entry in Files::read(path)?.entries {
            let Ok(mut document) = entry.document else { continue };
            let is_item = item.is_some() && document.get("code").and_then(Value::as_str) == item;
            match Kind::take(&mut document) {
                Ok(Kind::Department) => {
                    if let Ok(Document::Department(department)) = Document::read(Kind::Department, document.into()) {
                        known.add(&department);
                    }
                }
                Ok(Kind::Item) if is_item => known.item = Some(document.into()),
                _ => {}
            }
        }
        Ok(known)
    }

    /// What the database says.
    pub(super) async fn in_database(settings: &Settings, item: Option<&str>) -> Result<Self, anyhow::Error> {
        let code = item.map(str::parse::<ItemCode>).transpose()?;
        server::on_parts(settings, async |parts| {
            Self::in_catalogue(&parts.catalogue, code.as_ref())
        })
        .await?
    }

    fn in_catalogue(catalogue: &Catalogue, item: Option<&ItemCode>) -> Result<Self, anyhow::Error> {
        let snapshot = catalogue.snapshot();
        let mut known = Self::default();
        for department in snapshot.departments().values() {
            known.add(department);
        }
        let version = item.and_then(|code| snapshot.items().get(code));
        known.item = version.map(|version| serde_json::to_value(&version.item)).transpose()?;
        Ok(known)
    }

    fn add(&mut self, department: &Department) {
        let names = [Some(&department.name), department.name_en.as_ref()];
        let names = names.into_iter().flatten().cloned().collect();
        self.departments.insert(department.code.clone(), names);
    }

    /// The item's own department.
    pub(super) fn own_department(&self) -> Option<CreditCode> {
        self.item.as_ref()?.get("department")?.as_str()?.parse().ok()
    }

    /// The item with this procedure, compiled; none if no item is known.
    pub(super) fn compiled(&self, graph: &Graph) -> Option<Result<ItemVersion, Vec<FieldError>>> {
        let Value::Object(item) = self.item.clone()? else {
            return None;
        };
        Some(read(item, graph).and_then(|item| ItemVersion::compile(item, 1)))
    }
}

fn read(mut item: Map<String, Value>, graph: &Graph) -> Result<Item, Vec<FieldError>> {
    item.remove("kind");
    item.remove("procedure");
    // Which division it is offered in has no bearing on its procedure; any will do where only its department would tell.
    if !item.contains_key("division") {
        item.insert("division".to_owned(), "110000".into());
    }
    complete(&mut item, None);
    match Document::read(Kind::Item, item.into())? {
        Document::Item(item) => Ok(Item {
            procedure: graph.clone(),
            ..*item
        }),
        Document::Division(_) | Document::Department(_) | Document::Bundle(_) => Err(vec![]),
    }
}
