//! What is on record of an applicant, and whether a field takes it.

use serde_json::{Value, json};

use super::budget::Budget;
use super::fits::{Side, Source as From, clash};
use crate::catalogue::bundle::Joined;
use crate::catalogue::bundle::pointer::first;
use crate::catalogue::bundle::schema::{Reach, at};
use crate::catalogue::form::Source;

/// Whether a field of a member's form takes whatever is on record for it: what it does not take would be dropped.
pub(super) fn is_taken(joined: &Joined<'_>, field: &str, budget: &mut Budget) -> bool {
    let name = first(field).unwrap_or_default();
    let source = joined.member.version.sources().get(&name);
    let Some((source, form)) = source.zip(joined.member.form.as_ref()) else {
        return true;
    };
    let recorded = described(source);
    let target = Side::new(form, at(form, field, Reach::Possible));
    clash(&Side::new(&recorded, [&recorded]), &target, From::Result, budget).is_none() || budget.is_exhausted()
}

/// What is on record, as a schema.
fn described(source: &Source) -> Value {
    match source {
        Source::Name => json!({"type": "string", "minLength": 1, "maxLength": 100}),
        Source::CitizenId => json!({"type": "string", "format": "citizen-id", "minLength": 18, "maxLength": 18}),
        Source::CreditCode => json!({"type": "string", "format": "credit-code", "minLength": 18, "maxLength": 18}),
        Source::Phone | Source::Email | Source::Certificate(_) => json!({"type": "string"}),
    }
}
