//! What an item or a bundle means by what it does not say.

use serde_json::{Map, Value, json};

use super::Department;
use crate::calendar::Limit;
use crate::codes::{Acceptance, Audience, CaseType, Channel, ItemCode, ItemType};

/// How long an applicant has to answer a supplement notice, unless the item says otherwise. No law sets it; two weeks is the custom.
pub const SUPPLEMENT_LIMIT: Limit = Limit::working(10);
/// Decide within 20 working days of acceptance: Administrative Licensing Law art. 42.
const LICENCE_LIMIT: Limit = Limit::working(20);
/// Unified, joint or centralised handling: 45 working days (art. 42).
const JOINT_LICENCE_LIMIT: Limit = Limit::working(45);
/// How long materials that follow on a commitment have, unless the item says otherwise. No law sets it.
pub const FOLLOWING_LIMIT: Limit = Limit::working(10);
/// What is promised where neither law nor item says anything: as long as a licence would take.
const UNSTATED_PROMISE: Limit = LICENCE_LIMIT;
/// Immediate items (即办件) are decided on the day; catalogues write that as one working day.
const IMMEDIATE_PROMISE: Limit = Limit::working(1);

/// Fills in those fields of an item that follow from others: `division` from the department, `level` and `basic_code` from an
/// implementation code, the limits and deemed acceptance from the item type. All else has a fixed default in the type itself.
pub fn complete(item: &mut Map<String, Value>, department: Option<&Department>) {
    let licence = parsed::<ItemType>(item, "item_type") == Some(ItemType::Licence);
    let immediate = parsed::<CaseType>(item, "case_type") == Some(CaseType::Immediate);

    if let Some(department) = department {
        or_insert(item, "division", || json!(department.division));
    }
    if let Some(parts) = parsed::<ItemCode>(item, "code").and_then(|code| code.implementation()) {
        or_insert(item, "level", || json!(parts.level));
        or_insert(item, "basic_code", || json!(parts.basic));
    }
    let joint = item.get("joint_handling") == Some(&Value::Bool(true));
    or_insert(item, "statutory_limit", || match (licence, joint) {
        (true, true) => json!(JOINT_LICENCE_LIMIT),
        (true, false) => json!(LICENCE_LIMIT),
        (false, _) => Value::Null,
    });
    let statutory = item.get("statutory_limit").cloned().unwrap_or_default();
    or_insert(item, "promised_limit", || match statutory {
        _ if immediate => json!(IMMEDIATE_PROMISE),
        Value::Null => json!(UNSTATED_PROMISE),
        stated => stated,
    });
    or_insert(item, "deemed_acceptance", || json!(licence));
}

/// Fills in those fields of a bundle that follow from others: `division` from the lead department, and the promise as for items: what the
/// law allows where its licences are handled in a unified way, otherwise what a licence would take.
pub fn complete_bundle(bundle: &mut Map<String, Value>, lead: Option<&Department>) {
    if let Some(lead) = lead {
        or_insert(bundle, "division", || json!(lead.division));
    }
    let unified = bundle.get("unified_handling").is_some_and(Value::is_object);
    or_insert(bundle, "promised_limit", || match unified {
        true => json!(JOINT_LICENCE_LIMIT),
        false => json!(UNSTATED_PROMISE),
    });
}

fn parsed<T: std::str::FromStr>(item: &Map<String, Value>, field: &str) -> Option<T> {
    item.get(field)?.as_str()?.parse().ok()
}

fn or_insert(item: &mut Map<String, Value>, field: &str, value: impl FnOnce() -> Value) {
    if !item.contains_key(field) {
        item.insert(field.to_owned(), value());
    }
}

pub(super) fn audience() -> Vec<Audience> {
    vec![Audience::NaturalPerson, Audience::LegalPerson]
}

pub(super) fn case_type() -> CaseType {
    CaseType::Committed
}

pub(super) fn acceptance() -> Acceptance {
    Acceptance::Department
}

pub(super) fn channels() -> Vec<Channel> {
    vec![Channel::Web, Channel::Mobile, Channel::Window]
}

pub(super) fn supplement_limit() -> Limit {
    SUPPLEMENT_LIMIT
}
