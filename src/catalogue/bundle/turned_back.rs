//! What is wrong with a member's form, told of the bundle's fields that fill it in.

use serde_json::Value;

use super::fillings::Origin;
use super::pointer::{first, rest};
use super::{Filling, Joined};
use crate::problem::FieldError;

/// Where a form stands in a filing.
const ROOT: &str = "/form";

impl Joined<'_> {
    /// What is wrong with what the member makes of the bundle's form. Pointers begin with `/form` and lead to the bundle's fields.
    ///
    /// Fields that other members' results fill in are not missed, nor those that are on record and that the bundle does not ask for.
    pub fn check_form(&self, bundle_form: &Value) -> Vec<FieldError> {
        let errors = self.member.version.check_form(&self.form(bundle_form));
        let told = errors.into_iter().filter_map(|error| self.turn_back(error, true));
        told.collect()
    }

    /// What is wrong with the member's own form, once what is on record has been filled in. Only what other members' results fill in is not
    /// missed yet.
    pub fn check_filled(&self, own_form: &Value) -> Vec<FieldError> {
        let errors = self.member.version.check_form(own_form);
        let told = errors.into_iter().filter_map(|error| self.turn_back(error, false));
        told.collect()
    }

    fn turn_back(&self, mut error: FieldError, recorded: bool) -> Option<FieldError> {
        let field = rest(&error.pointer, ROOT)?;
        let above = |filling: &&&Filling| rest(field, &filling.target).is_some();
        let whole = self
            .fillings
            .iter()
            .filter(above)
            .max_by_key(|filling| filling.target.len());
        if let Some(filling) = whole {
            let within = rest(field, &filling.target).unwrap_or_default();
            error.pointer = match &filling.origin {
                Origin::Result(..) => return None,
                Origin::Field(of_bundle) | Origin::SameName(of_bundle) => format!("{ROOT}{of_bundle}{within}"),
                // Publication has seen that it fits: only together with other fields can it be wrong.
                Origin::Always(_) => ROOT.to_owned(),
            };
            return Some(error);
        }
        if field.is_empty() {
            return Some(error);
        }
        let missing = error.code == "required";
        let parts: Vec<&&Filling> = self
            .fillings
            .iter()
            .filter(|filling| rest(&filling.target, field).is_some())
            .collect();
        let results = |filling: &&&Filling| matches!(filling.origin, Origin::Result(..));
        if missing && !parts.is_empty() && parts.iter().all(results) || missing && recorded && self.is_on_record(field)
        {
            return None;
        }
        let asked = parts.iter().find_map(|filling| filling.origin.field());
        error.pointer = format!("{ROOT}{}", asked.unwrap_or_default());
        Some(error)
    }

    /// Whether a field of the member's form is on record for every applicant and holds whatever is filled in.
    pub(super) fn is_on_record(&self, field: &str) -> bool {
        let name = first(field).unwrap_or_default();
        let source = self.member.version.sources().get(&name);
        source.is_some_and(|source| source.is_known_of(self.kind()))
    }
}
