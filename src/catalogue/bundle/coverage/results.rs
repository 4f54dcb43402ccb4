//! What can be read from the result of a member.

use serde_json::{Value, json};

use crate::catalogue::bundle::pointer::{below, first, keys, rest};
use crate::catalogue::bundle::schema::{Reach, at, with, words};
use crate::catalogue::document::{Item, ResultKind};

/// A field of a result, as a schema: a whole one in which everything stands under `field`. None if there is no such field.
pub(super) fn described(item: &Item, field: &str) -> Option<Value> {
    let day = || json!({"type": "string", "format": "date"});
    let number = || json!({"type": "string", "minLength": 20, "maxLength": 20});
    let certificate = item.result.kind == ResultKind::Certificate;
    let inner = match field {
        "/number" => number(),
        "/decided_on" => day(),
        "/certificate_number" if certificate => number(),
        "/certificate_name" if certificate => json!({"const": item.result.name.as_deref().unwrap_or_default()}),
        "/issued_on" | "/valid_until" if certificate => day(),
        _ => return data(item, field),
    };
    Some(json!({"type": "object", "properties": {"field": inner}}))
}

/// A field that is entered with the result, by the item's `result.schema`.
fn data(item: &Item, field: &str) -> Option<Value> {
    let within = rest(field, "/data").filter(|within| !within.is_empty())?;
    let schema = item.result.schema.as_ref()?;
    let found = at(schema, within, Reach::Possible);
    if found.is_empty() {
        return None;
    }
    let declared: Vec<Value> = found.into_iter().cloned().collect();
    let shared = schema.get("$defs").cloned().unwrap_or_else(|| json!({}));
    Some(json!({"type": "object", "properties": {"field": {"allOf": declared}}, "$defs": shared}))
}

/// Whether a field of a result is there whenever there is a result.
pub(super) fn is_always_there(item: &Item, field: &str) -> bool {
    if field == "/valid_until" {
        return item.result.valid_months.is_some();
    }
    if first(field).as_deref() != Some("data") {
        return true;
    }
    let Some(schema) = &item.result.schema else {
        return false;
    };
    let path = keys(field).unwrap_or_default();
    let mut place = String::new();
    path.iter().skip(1).all(|key| {
        let objects = match place.as_str() {
            "" => with(schema, schema, Reach::Certain),
            above => at(schema, above, Reach::Certain),
        };
        place = below(&place, key);
        objects
            .iter()
            .any(|object| words(object, "required").any(|name| name == key))
    })
}
