//! The materials of a situation, each once for all members.

use serde_json::Value;

use super::{Joined, Situation};
use crate::catalogue::document::Material;
use crate::codes::ItemCode;

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
    /// serve no member at all. `Value::Null` for a form that is not filled in yet: what members ask for by its contents is then listed.
    pub fn materials(&self, form: &Value) -> Vec<SharedMaterial<'b>> {
        let facts = self.facts(form);
        let own: Vec<Value> = self.members.iter().map(|joined| joined.form(form)).collect();
        let mut found = Vec::new();
        for material in self.bundle.front.materials(&facts) {
            // The front and the document list the same materials; that of the document lives as long as the bundle.
            let serves: Vec<&ItemCode> = self
                .members
                .iter()
                .zip(&own)
                .filter(|(joined, own)| is_asked_for(joined, material, own, !form.is_null()))
                .map(|(joined, _)| joined.member.item())
                .collect();
            if !serves.is_empty() || self.bundle.is_own_material(&material.code) {
                found.push(SharedMaterial { material, serves });
            }
        }
        found
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

fn is_asked_for(joined: &Joined<'_>, material: &Material, own_form: &Value, filled_in: bool) -> bool {
    let facts = joined.facts(own_form);
    joined
        .materials_served_by(&material.code)
        .filter_map(|code| joined.member.version.material(code))
        .filter(|asked| !joined.is_replaced(&asked.code))
        .any(|asked| joined.asks_for(asked, &facts, filled_in))
}
