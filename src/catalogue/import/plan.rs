//! What an import comes to: pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{Entry, Rejection, Report};
use crate::catalogue::ItemVersion;
use crate::catalogue::checks::{self, Known};
use crate::catalogue::document::{Department, Division, Document, Item, Kind, complete};
use crate::codes::{CreditCode, ItemCode};
use crate::problem::FieldError;
use crate::text::Text;

/// Where an item stands in the database.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// The published version.
    pub current: Option<i32>,
    /// The latest version, which may be a draft above it.
    pub latest: i32,
    /// The hash of the latest version's content.
    pub latest_hash: Vec<u8>,
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
        self.divisions.is_empty() && self.departments.is_empty() && self.drafts.is_empty()
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

/// Makes the plan. Divisions come before departments and those before items, wherever they stand in the input.
pub(super) fn make(
    entries: Vec<Entry>,
    mut known: Known,
    standing: &BTreeMap<ItemCode, Standing>,
    publish: bool,
) -> Plan {
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

    let mut seen = BTreeSet::new();
    for (kind, line, object) in sorted {
        match read(kind, object, &known) {
            Err(errors) => plan.reject(line, errors),
            Ok(document) if !seen.insert((kind, document.code().to_owned())) => plan.reject(line, [duplicate()]),
            Ok(Document::Division(division)) => plan.division(line, division, &mut known),
            Ok(Document::Department(department)) => plan.department(line, department, &mut known),
            Ok(Document::Item(item)) => {
                let stands = standing.get(&item.code);
                plan.item(line, *item, &known, stands, publish);
            }
        }
    }
    plan
}

fn read(kind: Kind, mut object: Map<String, Value>, known: &Known) -> Result<Document, Vec<FieldError>> {
    if kind == Kind::Item {
        let code = object.get("department").and_then(Value::as_str);
        let code = code.and_then(|code| code.parse::<CreditCode>().ok());
        let department = code.and_then(|code| known.departments.get(&code));
        let missing = department.is_none() && !object.contains_key("division");
        if let (true, Some(code)) = (missing, object.get("department").and_then(Value::as_str)) {
            return Err(vec![unknown_department(code)]);
        }
        complete(&mut object, department);
    }
    Document::read(kind, Value::Object(object))
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

    fn item(&mut self, line: usize, item: Item, known: &Known, standing: Option<&Standing>, publish: bool) {
        let hash = content_hash(&item);
        let version = match standing {
            None => 1,
            Some(standing) if standing.latest_hash == hash || standing.has_draft() => standing.latest,
            Some(standing) => standing.latest + 1,
        };
        let mut errors = checks::item_references(&item, known);
        let item = match ItemVersion::compile(item, version) {
            Ok(compiled) => {
                if publish {
                    errors.extend(compiled.soundness());
                }
                compiled.item
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
        if !stands || (publish && waits) {
            self.drafts.push(Draft { item, version, hash });
        }
    }
}

fn duplicate() -> FieldError {
    FieldError::new(
        "/code",
        "duplicate-document",
        Text::new("同一次导入中编码重复", "The code occurs twice in this import"),
    )
}

fn unknown_department(code: &str) -> FieldError {
    let code: String = code.chars().take(32).collect();
    FieldError::new(
        "/department",
        "unknown-department",
        Text::new(
            format!("部门 {code} 不存在，请先导入"),
            format!("There is no department {code}; import it first"),
        ),
    )
}

#[cfg(test)]
mod tests;
