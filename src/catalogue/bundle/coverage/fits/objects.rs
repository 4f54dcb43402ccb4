//! Fields of objects: those that are declared, those that are required, and others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Comparison, Side};
use crate::catalogue::bundle::schema::{field, words};

impl Comparison<'_> {
    /// Whether the fields that the target declares are what it wants.
    pub(super) fn properties(&mut self, source: &Side<'_>, target: &Side<'_>, declared: &Value, depth: usize) -> bool {
        let declared = declared.as_object().into_iter().flatten();
        declared.into_iter().all(|(name, wanted)| {
            let stated = field(&source.schemas, name);
            let wanted = target.inner([wanted]);
            if !may_have(source, name) {
                true
            } else if !stated.is_empty() {
                self.fits(&source.inner(stated), &wanted, depth + 1)
            } else {
                !self.strict || self.fits(&others(source), &wanted, depth + 1)
            }
        })
    }

    /// Whether the fields that schemas of the target do not declare are what it wants of these.
    pub(super) fn other_properties(
        &mut self,
        source: &Side<'_>,
        target: &Side<'_>,
        declaring: &[&Value],
        wanted: &Value,
        depth: usize,
    ) -> bool {
        if *wanted == Value::Bool(true) || wanted.as_object().is_some_and(serde_json::Map::is_empty) {
            return true;
        }
        if source.stated("patternProperties").next().is_some() {
            return false;
        }
        let declared: BTreeSet<&str> = declaring.iter().flat_map(|schema| properties(schema)).collect();
        let wanted = target.inner([wanted]);
        let names: BTreeSet<&str> = source
            .schemas
            .iter()
            .flat_map(|schema| properties(schema).chain(words(schema, "required")))
            .collect();
        let mut extra = names
            .into_iter()
            .filter(|name| !declared.contains(name) && may_have(source, name));
        let named = extra.all(|name| self.fits(&source.inner(field(&source.schemas, name)), &wanted, depth + 1));
        named && (!self.strict || is_closed(source) || self.fits(&others(source), &wanted, depth + 1))
    }
}

/// Whether the source requires these fields.
pub(super) fn requires(source: &Side<'_>, names: &Value) -> bool {
    let there: BTreeSet<&str> = source
        .schemas
        .iter()
        .flat_map(|schema| words(schema, "required"))
        .collect();
    let names = names.as_array().into_iter().flatten();
    names.filter_map(Value::as_str).all(|name| there.contains(name))
}

/// What holds for fields that nothing declares.
fn others<'s>(source: &Side<'s>) -> Side<'s> {
    source.inner(source.stated("additionalProperties"))
}

/// Whether fields that nothing declares are refused.
fn is_closed(source: &Side<'_>) -> bool {
    source.schemas.iter().any(|schema| closes(schema))
}

/// Whether an object may have a field at all.
fn may_have(source: &Side<'_>, name: &str) -> bool {
    let mut closing = source.schemas.iter().filter(|schema| closes(schema));
    closing.all(|schema| properties(schema).any(|declared| declared == name))
}

fn closes(schema: &Value) -> bool {
    schema.get("additionalProperties") == Some(&Value::Bool(false)) && schema.get("patternProperties").is_none()
}

fn properties(schema: &Value) -> impl Iterator<Item = &str> {
    let declared = schema.get("properties").and_then(Value::as_object);
    declared
        .into_iter()
        .flat_map(|fields| fields.keys().map(String::as_str))
}
