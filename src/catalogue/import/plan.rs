//! What an import comes to: pure.

mod bundles;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{Entry, Rejection, Report};
use crate::catalogue::ItemVersion;
use crate::catalogue::checks::{self, Known};
use crate::catalogue::document::{Department, Division, Document, Item, Kind, complete, complete_bundle};
use crate::catalogue::pins::Pins;
use crate::codes::{CreditCode, ItemCode};
use crate::problem::FieldError;
use crate::text::Text;

use bundles::Pinned;
pub(super) use bundles::{BundleDraft, joined};

/// What an import is compared with.
#[derive(Clone, Debug, Default)]
pub(super) struct Before {
    /// Divisions and departments.
    pub known: Known,
    /// The items with a code of the import.
    pub items: BTreeMap<ItemCode, Standing>,
    /// The bundles with a code of the import.
    pub bundles: BTreeMap<ItemCode, Standing>,
    /// The published versions of the items that bundles of the import join, when these are to be published.
    pub published: Vec<(i32, Item)>,
}

/// Where an item or a bundle stands in the database.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    /// The published version.
    pub current: Option<i32>,
    /// The latest version, which may be a draft above it.
    pub latest: i32,
    /// The hash of the latest version's content.
    pub latest_hash: Vec<u8>,
    /// The versions of its items that a bundle's latest version is published with.
    pub pins: Pins,
}

impl Standing {
    fn has_draft(&self) -> bool {
        self.current != Some(self.latest)
    }
}

/// An item version to write.
#[derive(Debug)]
pub(super) struct Draft {
    pub item: Item,
    pub version: i32,
    pub hash: Vec<u8>,
}

/// What to write, and what to tell.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub divisions: Vec<Division>,
    pub departments: Vec<(Department, Vec<u8>)>,
    pub drafts: Vec<Draft>,
    pub bundles: Vec<BundleDraft>,
    created: usize,
    updated: usize,
    unchanged: usize,
    rejected: Vec<Rejection>,
}

impl Plan {
    pub(super) fn report(&self) -> Report {
        let mut rejected = self.rejected.clone();
        rejected.sort_by_key(|rejection| rejection.line);
        Report {
            created: self.created,
            updated: self.updated,
            unchanged: self.unchanged,
            rejected,
            written: false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.divisions.is_empty() && self.departments.is_empty() && self.drafts.is_empty() && self.bundles.is_empty()
    }

    fn reject(&mut self, line: usize, errors: impl IntoIterator<Item = FieldError>) {
        self.rejected
            .extend(errors.into_iter().map(|error| Rejection { line, error }));
    }

    fn count(&mut self, existed: bool, changed: bool) {
        match (existed, changed) {
            (false, _) => self.created += 1,
            (true, true) => self.updated += 1,
            (true, false) => self.unchanged += 1,
        }
    }
}

/// The hash by which content is recognised.
pub(super) fn content_hash(document: &impl Serialize) -> Vec<u8> {
    let text = serde_json::to_vec(document).unwrap_or_default();
    Sha256::digest(text).to_vec()
}

/// Makes the plan. Divisions come before departments, those before items and these before bundles, wherever they stand in the input.
pub(super) fn make(entries: Vec<Entry>, before: Before, publish: bool) -> Plan {
    let Before {
        mut known,
        items,
        bundles,
        published,
    } = before;
    let mut plan = Plan::default();
    let mut sorted: Vec<(Kind, usize, Map<String, Value>)> = Vec::new();
    for Entry { line, document } in entries {
        match document.and_then(|mut object| Kind::take(&mut object).map(|kind| (kind, line, object))) {
            Ok(entry) => sorted.push(entry),
            Err(error) => plan.reject(line, [error]),
        }
    }
    // A shorter name of a place, its code without trailing zeros, comes before the places inside it.
    sorted.sort_by_cached_key(|(kind, line, object)| {
        let place = object
            .get("code")
            .and_then(Value::as_str)
            .filter(|_| *kind == Kind::Division);
        (*kind, place.map_or(0, |code| code.trim_end_matches('0').len()), *line)
    });

    let joined = joined(
        sorted
            .iter()
            .filter(|(kind, ..)| *kind == Kind::Bundle)
            .map(|(.., object)| object),
    );
    let mut pinned = Pinned::new(published, joined, publish);
    let mut seen = BTreeSet::new();
    for (kind, line, object) in sorted {
        match read(kind, object, &known) {
            Err(errors) => plan.reject(line, errors),
            Ok(document) if !seen.insert((kind, document.code().to_owned())) => plan.reject(line, [duplicate()]),
            Ok(Document::Division(division)) => plan.division(line, division, &mut known),
            Ok(Document::Department(department)) => plan.department(line, department, &mut known),
            Ok(Document::Item(item)) => {
                if bundles.contains_key(&item.code) {
                    plan.reject(line, [taken_by_bundle()]);
                } else {
                    let standing = items.get(&item.code);
                    plan.item(line, *item, &known, standing, &mut pinned);
                }
            }
            Ok(Document::Bundle(bundle)) => {
                let in_import = (Kind::Item, bundle.code.as_str().to_owned());
                if items.contains_key(&bundle.code) || seen.contains(&in_import) {
                    plan.reject(line, [taken_by_item()]);
                } else {
                    let standing = bundles.get(&bundle.code);
                    plan.bundle(line, *bundle, &known, standing, &pinned);
                }
            }
        }
    }
    plan
}

fn read(kind: Kind, mut object: Map<String, Value>, known: &Known) -> Result<Document, Vec<FieldError>> {
    match kind {
        Kind::Division | Kind::Department => {}
        Kind::Item => {
            let department = department(&object, "department", known)?;
            complete(&mut object, department);
        }
        Kind::Bundle => {
            let lead = department(&object, "lead_department", known)?;
            complete_bundle(&mut object, lead);
        }
    }
    Document::read(kind, Value::Object(object))
}

/// The department a document names, whose division is its own when it does not say one.
fn department<'k>(
    object: &Map<String, Value>,
    field: &str,
    known: &'k Known,
) -> Result<Option<&'k Department>, Vec<FieldError>> {
    let named = object.get(field).and_then(Value::as_str);
    let code = named.and_then(|code| code.parse::<CreditCode>().ok());
    let department = code.and_then(|code| known.departments.get(&code));
    match named {
        Some(code) if department.is_none() && !object.contains_key("division") => {
            Err(vec![unknown_department(field, code)])
        }
        _ => Ok(department),
    }
}

impl Plan {
    fn division(&mut self, line: usize, division: Division, known: &mut Known) {
        let mut errors = checks::division(&division);
        errors.extend(checks::division_references(&division, known));
        if !errors.is_empty() {
            return self.reject(line, errors);
        }
        let before = known.divisions.insert(division.code.clone(), division.clone());
        let changed = before.as_ref() != Some(&division);
        self.count(before.is_some(), changed);
        if changed {
            self.divisions.push(division);
        }
    }

    fn department(&mut self, line: usize, department: Department, known: &mut Known) {
        let mut errors = checks::department(&department);
        errors.extend(checks::department_references(&department, known));
        if !errors.is_empty() {
            return self.reject(line, errors);
        }
        let before = known.departments.insert(department.code.clone(), department.clone());
        let changed = before.as_ref() != Some(&department);
        self.count(before.is_some(), changed);
        if changed {
            let hash = content_hash(&department);
            self.departments.push((department, hash));
        }
    }

    fn item(&mut self, line: usize, item: Item, known: &Known, standing: Option<&Standing>, pinned: &mut Pinned) {
        let publish = pinned.publish();
        let hash = content_hash(&item);
        let version = match standing {
            None => 1,
            Some(standing) if standing.latest_hash == hash || standing.has_draft() => standing.latest,
            Some(standing) => standing.latest + 1,
        };
        let mut errors = checks::item_references(&item, known);
        let compiled = match ItemVersion::compile(item, version) {
            Ok(compiled) => {
                if publish {
                    errors.extend(compiled.soundness());
                }
                compiled
            }
            Err(more) => {
                errors.extend(more);
                return self.reject(line, errors);
            }
        };
        if !errors.is_empty() {
            return self.reject(line, errors);
        }
        let stands = standing.is_some_and(|standing| standing.latest_hash == hash);
        self.count(standing.is_some(), !stands);
        let waits = standing.is_some_and(Standing::has_draft);
        let item = pinned.take_up(compiled);
        if !stands || (publish && waits) {
            self.drafts.push(Draft { item, version, hash });
        }
    }
}

fn taken_by_item() -> FieldError {
    let text = Text::new(
        "该编码已用于事项，请为“一件事”另取编码",
        "An item has this code; give the bundle another",
    );
    FieldError::new("/code", "code-taken", text)
}

fn taken_by_bundle() -> FieldError {
    let text = Text::new(
        "该编码已用于“一件事”，请为事项另取编码",
        "A bundle has this code; give the item another",
    );
    FieldError::new("/code", "code-taken", text)
}

fn duplicate() -> FieldError {
    FieldError::new(
        "/code",
        "duplicate-document",
        Text::new("同一次导入中编码重复", "The code occurs twice in this import"),
    )
}

fn unknown_department(field: &str, code: &str) -> FieldError {
    let code: String = code.chars().take(32).collect();
    FieldError::new(
        format!("/{field}"),
        "unknown-department",
        Text::new(
            format!("部门 {code} 不存在，请先导入"),
            format!("There is no department {code}; import it first"),
        ),
    )
}

#[cfg(test)]
mod tests;
