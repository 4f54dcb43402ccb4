//! Bundles (一件事), ready to be used: a bundle with the versions of its items. Pure.
//!
//! - [`BundleVersion`]: compiled once. It holds its **front**: an item made from what the bundle itself asks for. Answers, form, materials
//!   and consents of a matter are checked with it as those of an application are with its item.
//! - [`Situation`]: what an applicant's answers make of it: which members are in and why, the form and the materials that are left to ask for.
//! - [`Joined`]: a member that is in: its answers, its form and its documents, made from the bundle's.
//! - [`Savings`]: what is saved against filing separately.
//! - [`BundleVersion::coverage`]: what keeps it from being published.

mod answers;
mod compile;
mod coverage;
mod fillings;
mod front;
mod joined;
mod materials;
mod needs;
mod pointer;
mod reason;
mod savings;
mod schema;
mod settled;
mod situation;
mod tailor;
mod turned_back;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::document::{Bundle, MemberRule, ResultKind};
use super::version::ItemVersion;
use crate::codes::ItemCode;
use fillings::Filling;
use needs::{Choice, Need};

pub use front::front;
pub use joined::Joined;
pub use materials::SharedMaterial;
pub use reason::{Reason, ReasonCode};
pub use savings::{Saved, Savings};
pub use situation::{LeftOut, Situation};

/// A version of a bundle. Published versions never change, nor do the versions of the items they were published with.
#[derive(Debug)]
pub struct BundleVersion {
    /// The bundle's code.
    pub code: ItemCode,
    /// Which version, counted from 1.
    pub version: i32,
    /// The document.
    pub bundle: Bundle,
    /// What the bundle itself asks for, as an item.
    pub front: Arc<ItemVersion>,
    /// Its members, in the order of the document.
    pub members: Vec<BundleMember>,
}

/// A member of a bundle with the version of its item.
#[derive(Clone, Debug)]
pub struct BundleMember {
    /// How the bundle uses it.
    pub rule: MemberRule,
    /// The item.
    pub version: Arc<ItemVersion>,
    /// What may fill in its form, in the order of preference.
    fillings: Vec<Filling>,
    /// What its form asks for.
    needs: Vec<Need>,
    /// The alternatives of which it asks for one.
    choices: Vec<Choice>,
    /// Whether its form is too large to be looked through.
    too_large: bool,
    /// Whether its form takes no fields with the values that the bundle always gives.
    impossible: bool,
    /// Its form, with what these values decide decided.
    form: Option<Value>,
    /// The bundle's materials that serve for the item's, by the item's.
    served: BTreeMap<String, String>,
}

impl BundleVersion {
    /// A member by the code of its item.
    pub fn member(&self, item: &ItemCode) -> Option<&BundleMember> {
        self.members.iter().find(|member| member.rule.item == *item)
    }
}

impl BundleMember {
    /// The code of its item.
    pub fn item(&self) -> &ItemCode {
        &self.rule.item
    }

    /// Whether it leads to a certificate here. Where another system handles it, that issues what there is to issue.
    fn gives_certificate(&self) -> bool {
        self.version.item.result.kind == ResultKind::Certificate && self.rule.handled_by.is_none()
    }
}

#[cfg(test)]
mod tests;
