//! A member that is in: its answers, its form and its documents, made from the bundle's.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::fillings::Origin;
use super::needs::When;
use super::pointer::{ensure_object, rest, set};
use super::{BundleMember, Filling, Reason};
use crate::catalogue::condition::{Asking, Facts};
use crate::catalogue::document::Material;
use crate::codes::{ItemCode, Service};

/// A member that is in.
#[derive(Debug)]
pub struct Joined<'b> {
    /// The member.
    pub member: &'b BundleMember,
    /// The members that have to be approved before it begins; all of them are in.
    pub after: BTreeSet<ItemCode>,
    /// The answers to those of its item's questions that arise.
    pub answers: Map<String, Value>,
    /// Whether the applicant commits to what would be proved or checked (告知承诺).
    pub commits: bool,
    /// Why it is in.
    pub why: Reason,
    pub(super) fillings: Vec<&'b Filling>,
    /// The bundle's materials that serve, by the item's; those a certificate serves for are not among them.
    materials: BTreeMap<&'b str, &'b str>,
    /// The members whose certificates serve for a material, by the item's materials.
    pub(super) certificates: BTreeMap<&'b str, &'b ItemCode>,
    kind: Option<String>,
}

impl<'b> Joined<'b> {
    pub(super) fn new(
        member: &'b BundleMember,
        why: Reason,
        are_in: &BTreeSet<&ItemCode>,
        facts: &Facts,
        given: &Map<String, Value>,
        kind: Option<&str>,
    ) -> Self {
        let rule = &member.rule;
        let certificates: BTreeMap<&str, &ItemCode> = rule
            .certificate_map
            .iter()
            .filter(|(_, item)| are_in.contains(item))
            .map(|(material, item)| (material.as_str(), item))
            .collect();
        let materials = member
            .served
            .iter()
            .map(|(of_item, of_bundle)| (of_item.as_str(), of_bundle.as_str()))
            .filter(|(of_item, _)| !certificates.contains_key(of_item))
            .collect();
        Self {
            member,
            after: rule
                .after
                .iter()
                .filter(|item| are_in.contains(item))
                .cloned()
                .collect(),
            answers: member.answers(given),
            commits: rule.commitment.is_some()
                && member.version.item.commitment.is_some()
                && facts.satisfy(rule.commitment.as_deref()),
            why,
            fillings: Filling::effective(&member.fillings, are_in),
            materials,
            certificates,
            kind: kind.map(str::to_owned),
        }
    }

    /// The code of its item.
    pub fn item(&self) -> &'b ItemCode {
        self.member.item()
    }

    /// The facts that the conditions of its item speak about, with its own form.
    pub fn facts(&self, own_form: &Value) -> Facts {
        let asking = Asking {
            kind: self.kind.as_deref(),
            service: Service::New,
        };
        self.member.version.facts(&self.answers, own_form, asking)
    }

    /// Its form, as far as the bundle's fills it in. Fields that come from the results of other members are absent ([`Self::with_results`]),
    /// and those on record that the bundle does not ask for ([`crate::catalogue::form::Source`]).
    pub fn form(&self, bundle_form: &Value) -> Value {
        let mut form = Value::Object(Map::new());
        for filling in &self.fillings {
            let value = match &filling.origin {
                Origin::Always(value) => Some(value),
                Origin::Field(field) | Origin::SameName(field) => bundle_form.pointer(field),
                Origin::Result(..) => None,
            };
            if let Some(value) = value {
                set(&mut form, &filling.target, value.clone());
            }
        }
        // A required object of which nothing is required is there, if empty.
        for need in self.member.needs.iter().filter(|need| need.when == When::Always) {
            let holds_some =
                |filling: &&Filling| rest(&filling.target, &need.pointer).is_some_and(|rest| !rest.is_empty());
            if self.fillings.iter().copied().any(|filling| holds_some(&filling)) {
                ensure_object(&mut form, &need.pointer);
            }
        }
        form
    }

    /// Its form, with what the results of other members fill in. Each result is an object: `number`, `decided_on`, for certificates
    /// `certificate_number`, `certificate_name`, `issued_on` and `valid_until`, and `data`, whose fields are those of the item's
    /// `result.schema`. What is null counts as absent.
    pub fn with_results(&self, mut form: Value, results: &BTreeMap<ItemCode, Value>) -> Value {
        for filling in &self.fillings {
            if let Origin::Result(item, field) = &filling.origin
                && let Some(value) = results.get(item).and_then(|result| result.pointer(field))
                && !value.is_null()
            {
                set(&mut form, &filling.target, value.clone());
            }
        }
        form
    }

    /// The members whose certificate has to be there before it begins: for a material, or for a field of its form.
    pub fn needs_certificate_of(&self) -> BTreeSet<ItemCode> {
        let of_fields = self
            .fillings
            .iter()
            .filter_map(|filling| filling.origin.certificate_of());
        of_fields.chain(self.certificates.values().copied()).cloned().collect()
    }

    /// The members whose certificates serve for materials of the item: by material.
    pub fn certificates(&self) -> impl Iterator<Item = (&'b str, &'b ItemCode)> {
        self.certificates.iter().map(|(material, item)| (*material, *item))
    }

    /// The bundle's material that serves for one of the item's. None if none does, or the certificate of another member does.
    pub fn material_of(&self, item_material: &str) -> Option<&'b str> {
        self.materials.get(item_material).copied()
    }

    /// The item's materials that one of the bundle's serves for.
    pub fn materials_served_by(&self, bundle_material: &str) -> impl Iterator<Item = &'b str> {
        self.materials
            .iter()
            .filter(move |(_, of_bundle)| **of_bundle == bundle_material)
            .map(|(of_item, _)| *of_item)
    }

    /// What of the bundle's documents goes to the item: each as (the item's material, document). Only materials that the item asks for, with
    /// its own form, are passed on.
    pub fn documents<'d, D>(
        &self,
        own_form: &Value,
        handed_in: impl IntoIterator<Item = (&'d str, D)>,
    ) -> Vec<(&'b str, D)>
    where
        D: Clone,
    {
        let facts = self.facts(own_form);
        let asked: BTreeSet<&str> = self.asked(&facts).map(|material| material.code.as_str()).collect();
        let mut passed = Vec::new();
        for (material, document) in handed_in {
            let wanted = self.materials_served_by(material).filter(|code| asked.contains(code));
            passed.extend(wanted.map(|code| (code, document.clone())));
        }
        passed
    }

    fn asked(&self, facts: &Facts) -> impl Iterator<Item = &'b Material> {
        self.member.version.materials(facts).into_iter()
    }

    /// Whether its item asks for a material: certainly, or if it depends on a form that is not filled in yet, possibly.
    pub(super) fn asks_for(&self, material: &Material, facts: &Facts, filled_in: bool) -> bool {
        facts.satisfy(material.when.as_deref()) || (!filled_in && self.reads_form(material.when.as_deref()))
    }

    /// Whether the applicant's commitment replaces a material of its item.
    pub(super) fn is_replaced(&self, item_material: &str) -> bool {
        let commitment = self.member.version.item.commitment.as_ref();
        self.commits && commitment.is_some_and(|rule| rule.replaces.iter().any(|code| code == item_material))
    }

    /// `natural_person` or `legal_person`, if it is known.
    pub(super) fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// Whether a condition of its item reads the form.
    pub(super) fn reads_form(&self, condition: Option<&str>) -> bool {
        condition
            .and_then(|when| self.member.version.reads(when))
            .is_some_and(|reads| reads.form)
    }
}
