//! From a document to a version: everything that can be checked and compiled beforehand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value;

use super::fillings::Origin;
use super::needs::Needs;
use super::pointer::{first, overlap};
use super::settled::{Known, decide, settled};
use super::{BundleMember, BundleVersion, Filling, front};
use crate::catalogue::checks;
use crate::catalogue::document::{Bundle, FilingPeriod, MemberRule};
use crate::catalogue::form::Source;
use crate::catalogue::version::ItemVersion;
use crate::codes::ItemCode;
use crate::problem::FieldError;
use crate::text::Text;

/// Days of the year are checked in a leap year, which has them all.
const LEAP_YEAR: i32 = 2024;
const MOST_MEMBERS: usize = 60;

impl BundleVersion {
    /// Checks a bundle and compiles it with the versions of its items. Whether its departments exist is for the import to know, whether it
    /// covers what its members ask for, for the publication
    /// ([`Self::coverage`]).
    ///
    /// # Errors
    /// Everything wrong, with pointers into the document.
    pub fn compile(
        bundle: Bundle,
        version: i32,
        pinned: &BTreeMap<ItemCode, Arc<ItemVersion>>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let members = members(&bundle, pinned, &mut errors);
        periods(&bundle.filing_periods, &mut errors);
        let front = front(&bundle, &members);
        errors.extend(
            checks::item(&front)
                .into_iter()
                .filter(|error| is_of_the_bundle(error, &bundle)),
        );
        let elsewhere = conditions(&bundle.members);
        match ItemVersion::assemble_with(front, version, &elsewhere) {
            Ok(front) => {
                errors.extend(
                    elsewhere
                        .iter()
                        .filter_map(|(pointer, when)| foreign(&front, pointer, when)),
                );
                if errors.is_empty() {
                    return Ok(Self {
                        code: bundle.code.clone(),
                        version,
                        bundle,
                        front: Arc::new(front),
                        members,
                    });
                }
            }
            Err(more) => errors.extend(more),
        }
        Err(errors)
    }
}

impl BundleMember {
    /// A member with the version of its item, in a bundle.
    fn new(rule: MemberRule, version: Arc<ItemVersion>, bundle: &Bundle) -> Self {
        let form = version.item.form_schema.as_ref();
        let fillings = Filling::all(&rule, form, bundle.form_schema.as_ref());
        let constants = constants(&fillings, &version);
        let known = Known::of(constants.iter().copied());
        let form = form.map(|form| settled(form, form, &known));
        let filled: Vec<&str> = fillings.iter().map(|filling| filling.target.as_str()).collect();
        let always: Vec<&str> = constants.iter().map(|(target, _)| *target).collect();
        let needs = Needs::of(form.as_ref(), &filled, &always);
        Self {
            needs: needs.fields.into_iter().collect(),
            choices: needs.choices,
            too_large: needs.too_large,
            impossible: form
                .as_ref()
                .is_some_and(|form| decide(form, form, &known) == Some(false)),
            form,
            fillings,
            served: served(&rule, &version, bundle),
            rule,
            version,
        }
    }
}

/// The fields that are the same whatever happens: neither a result takes their place, nor what is on record.
fn constants<'f>(fillings: &'f [Filling], version: &ItemVersion) -> Vec<(&'f str, &'f Value)> {
    let on_record = |target: &str| {
        let source = first(target).and_then(|name| version.sources().get(&name));
        source.is_some_and(Source::holds)
    };
    let replaced = |target: &str| {
        let mut results = fillings.iter().filter(|filling| filling.origin.predecessor().is_some());
        results.any(|result| overlap(&result.target, target))
    };
    let always = fillings.iter().filter_map(|filling| match &filling.origin {
        Origin::Always(value) => Some((filling.target.as_str(), value)),
        _ => None,
    });
    always
        .filter(|(target, _)| !on_record(target) && !replaced(target))
        .collect()
}

fn members(
    bundle: &Bundle,
    pinned: &BTreeMap<ItemCode, Arc<ItemVersion>>,
    errors: &mut Vec<FieldError>,
) -> Vec<BundleMember> {
    if bundle.members.is_empty() || bundle.members.len() > MOST_MEMBERS {
        errors.push(fault(
            "/members",
            if bundle.members.is_empty() {
                "empty-list"
            } else {
                "too-many"
            },
            format!("一件事应包含 1 至 {MOST_MEMBERS} 个事项"),
            format!("A bundle has from 1 to {MOST_MEMBERS} members"),
        ));
    }
    let mut members = Vec::new();
    let mut codes = BTreeSet::new();
    for (index, rule) in bundle.members.iter().enumerate() {
        let item = &rule.item;
        if !codes.insert(item) {
            errors.push(fault(
                format!("/members/{index}/item"),
                "duplicate-member",
                format!("事项 {item} 重复"),
                format!("The item {item} is there twice"),
            ));
        }
        match pinned.get(item) {
            Some(version) => members.push(BundleMember::new(rule.clone(), Arc::clone(version), bundle)),
            None => {
                let missing = fault(
                    format!("/members/{index}/item"),
                    "member-not-published",
                    format!("事项 {item} 不存在或者尚未发布"),
                    format!("There is no published item {item}"),
                );
                let which = Text::new(format!("事项：{item}"), format!("item = {item}"));
                errors.push(missing.with_evidence(vec![which]));
            }
        }
    }
    members
}

/// The bundle's material that serves for each of the item's: the one that is named, or else the one with the same code.
fn served(rule: &MemberRule, version: &ItemVersion, bundle: &Bundle) -> BTreeMap<String, String> {
    let pairs = version.item.materials.iter().filter_map(|material| {
        let serves = rule.material_map.get(&material.code).unwrap_or(&material.code);
        let known = bundle.materials.iter().any(|of_bundle| of_bundle.code == *serves);
        known.then(|| (material.code.clone(), serves.clone()))
    });
    pairs.collect()
}

/// What the front says of visits is the members', and was checked with them.
fn is_of_the_bundle(error: &FieldError, bundle: &Bundle) -> bool {
    match error.pointer.as_str() {
        "/visits" | "/channels" => bundle.visits.is_some() || error.code == "empty-list",
        "/visits_reason" => false,
        _ => true,
    }
}

/// The conditions of members, with their places.
fn conditions(members: &[MemberRule]) -> Vec<(String, &str)> {
    let each = members.iter().enumerate().flat_map(|(index, rule)| {
        [("when", &rule.when), ("commitment", &rule.commitment)].map(|(field, source)| {
            let source = source.as_deref()?;
            Some((format!("/members/{index}/{field}"), source))
        })
    });
    each.flatten().collect()
}

/// Which members are in is known before the form is filled in, and a bundle is always asked for anew.
fn foreign(front: &ItemVersion, pointer: &str, when: &str) -> Option<FieldError> {
    let reads = front.reads(when)?;
    (reads.form || reads.service).then(|| {
        fault(
            pointer,
            "condition-unknown-name",
            "事项的条件只能使用 answers 和 applicant",
            "A member's condition reads answers and applicant only",
        )
    })
}

fn periods(periods: &[FilingPeriod], errors: &mut Vec<FieldError>) {
    for (index, period) in periods.iter().enumerate() {
        for (field, day) in [("from", &period.from), ("until", &period.until)] {
            if NaiveDate::parse_from_str(&format!("{LEAP_YEAR}-{day}"), "%Y-%m-%d").is_err() || day.len() != 5 {
                errors.push(fault(
                    format!("/filing_periods/{index}/{field}"),
                    "invalid-day",
                    "应为 MM-DD 格式的日期，如 05-20",
                    "Must be a day of the year such as 05-20",
                ));
            }
        }
    }
}

fn fault(pointer: impl Into<String>, code: &str, zh: impl Into<String>, en: impl Into<String>) -> FieldError {
    FieldError::new(pointer, code, Text::new(zh.into(), en.into()))
}
