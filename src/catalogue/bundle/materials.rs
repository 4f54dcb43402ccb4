//! The materials of a situation, each once for all members.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Joined, Situation};
use crate::catalogue::condition::Facts;
use crate::catalogue::document::Material;
use crate::codes::{ItemCode, Necessity};

/// A material of a bundle with the members it serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedMaterial<'b> {
    /// The material.
    pub material: &'b Material,
    /// The members that are in and ask for it; none if it is the bundle's own.
    pub serves: Vec<&'b ItemCode>,
}

impl<'b> Situation<'b> {
    /// What is to be handed in: the bundle's materials that its answers and form call for, and that a member asks for which is in, or that
    /// serve no member at all; and whatever a member cannot do without. `Value::Null` for a form that is not filled in yet: what members ask
    /// for by its contents is then listed.
    pub fn materials(&self, form: &Value) -> Vec<SharedMaterial<'b>> {
        let called_for = self.bundle.front.materials(&self.facts(form));
        let called_for: BTreeSet<&str> = called_for.into_iter().map(|material| material.code.as_str()).collect();
        let asking: Vec<Asked<'_, 'b>> = self.members.iter().map(|joined| Asked::of(joined, form)).collect();
        let mut found = Vec::new();
        for material in &self.bundle.front.item.materials {
            let serves = asking.iter().filter(|asked| asked.asks_for(material));
            let serves: Vec<&ItemCode> = serves.map(|asked| asked.joined.member.item()).collect();
            let wanted = match called_for.contains(material.code.as_str()) {
                true => !serves.is_empty() || self.bundle.is_own_material(&material.code),
                false => asking.iter().any(|asked| asked.demands(material)),
            };
            if wanted {
                found.push(SharedMaterial { material, serves });
            }
        }
        found
    }
}

/// A member, with what it makes of the bundle's form.
struct Asked<'s, 'b> {
    joined: &'s Joined<'b>,
    facts: Facts,
    filled_in: bool,
}

impl<'s, 'b> Asked<'s, 'b> {
    fn of(joined: &'s Joined<'b>, form: &Value) -> Self {
        Self {
            facts: joined.facts(&joined.form(form)),
            filled_in: !form.is_null(),
            joined,
        }
    }

    /// Whether it asks for what one of the bundle's materials serves for.
    fn asks_for(&self, material: &Material) -> bool {
        let mut served = self.served_by(material);
        served.any(|asked| self.joined.asks_for(asked, &self.facts, self.filled_in))
    }

    /// Whether it certainly asks for it, and cannot do without.
    fn demands(&self, material: &Material) -> bool {
        let demanded =
            |asked: &Material| asked.necessity == Necessity::Required && self.facts.satisfy(asked.when.as_deref());
        self.filled_in && self.served_by(material).any(demanded)
    }

    /// Its item's materials that one of the bundle's serves for, but for those that a commitment replaces.
    fn served_by(&self, material: &Material) -> impl Iterator<Item = &'b Material> {
        let served = self.joined.materials_served_by(&material.code);
        let served = served.filter_map(|code| self.joined.member.version.material(code));
        served.filter(|asked| !self.joined.is_replaced(&asked.code))
    }
}

impl super::BundleVersion {
    /// Whether a material serves no member: the bundle itself asks for it.
    pub(super) fn is_own_material(&self, code: &str) -> bool {
        !self
            .members
            .iter()
            .any(|member| member.served.values().any(|served| served == code))
    }
}
