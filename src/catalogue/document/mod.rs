//! The documents of the catalogue, as import takes them and `GET` returns them.
//!
//! A document is typed as soon as it is read; what its author left out is filled in first ([`complete`], [`complete_bundle`]), so that the rest of the
//! program never meets a gap. What a document means together with others (does its department exist?) is checked by the import.

mod bundle;
mod consents;
mod defaults;
mod department;
mod division;
mod effective;
mod item;
mod kind;
mod material;
mod question;
mod rules;
mod services;
mod subject;

pub use bundle::{AnswerSource, Bundle, BundleDelivery, FilingPeriod, HandledBy, MemberRule, Targets, UnifiedHandling};
pub use consents::{ConsentRule, GUARDIAN};
pub use defaults::{FOLLOWING_LIMIT, SUPPLEMENT_LIMIT, complete, complete_bundle};
pub use department::{Appeal, Department};
pub use division::Division;
pub use item::{Faq, Fee, Item, ItemResult, LegalBasis, ResultKind};
pub use kind::Kind;
pub use material::Material;
pub use question::{Choice, Question};
pub use rules::{
    CheckRule, CommitmentRule, ConsultationRule, ExtensionRule, FollowingRule, QuotaPeriod, QuotaRule,
    SpecialProcedureRule,
};
pub use services::{RenewalRule, ServiceRule};
pub use subject::SubjectRule;

use serde::Serialize;
use serde_json::Value;

use crate::http::body;
use crate::problem::FieldError;

/// One document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Document {
    /// A place.
    Division(Division),
    /// An organ.
    Department(Department),
    /// A service item.
    Item(Box<Item>),
    /// A bundle of items.
    Bundle(Box<Bundle>),
}

impl Document {
    /// Reads a document of a kind from JSON that is [complete] and has no `kind` field any more.
    ///
    /// # Errors
    /// The places that do not fit.
    pub fn read(kind: Kind, value: Value) -> Result<Self, Vec<FieldError>> {
        let read = match kind {
            Kind::Division => body::from_value(value).map(Self::Division),
            Kind::Department => body::from_value(value).map(Self::Department),
            Kind::Item => body::from_value(value).map(Box::new).map(Self::Item),
            Kind::Bundle => body::from_value(value).map(Box::new).map(Self::Bundle),
        };
        read.map_err(|problem| problem.errors)
    }

    /// Its code, which is unique within its kind; no bundle has an item's.
    pub fn code(&self) -> &str {
        match self {
            Self::Division(division) => division.code.as_str(),
            Self::Department(department) => department.code.as_str(),
            Self::Item(item) => item.code.as_str(),
            Self::Bundle(bundle) => bundle.code.as_str(),
        }
    }
}

#[cfg(test)]
mod tests;
