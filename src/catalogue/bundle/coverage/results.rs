//! What can be read from the result of a member.

use serde_json::{Value, json};

use super::fits::Side;
use crate::catalogue::bundle::pointer::{below, first, keys, rest};
use crate::catalogue::bundle::schema::{Reach, at, words};
use crate::catalogue::document::{Item, ResultKind};

/// A field of a result, as a schema: a whole one, and where the field stands in it.
pub(super) struct Described {
    whole: Value,
    pointer: String,
}

impl Described {
    /// What is guaranteed of the field: nothing, if it is only declared under a condition.
    pub(super) fn side(&self) -> Side<'_> {
        Side::new(&self.whole, at(&self.whole, &self.pointer, Reach::Certain))
    }
}

/// A field of a result; none if there is no such field.
pub(super) fn described(item: &Item, field: &str) -> Option<Described> {
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
    Some(Described {
        whole: json!({"type": "object", "properties": {"field": inner}}),
        pointer: "/field".to_owned(),
    })
}

/// A field that is entered with the result, by the item's `result.schema`.
fn data(item: &Item, field: &str) -> Option<Described> {
    let within = rest(field, "/data").filter(|within| !within.is_empty())?;
    let schema = item.result.schema.as_ref()?;
    let declared = !at(schema, within, Reach::Possible).is_empty();
    declared.then(|| Described {
        whole: schema.clone(),
        pointer: within.to_owned(),
    })
}

/// Whether a field of a result is there whenever there is a result. What is null counts as absent.
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
    let mut objects = Side::new(schema, [schema]);
    path.iter().skip(1).all(|key| {
        let mut stated = objects.schemas.iter().flat_map(|object| words(object, "required"));
        let required = stated.any(|name| name == key);
        place = below(&place, key);
        objects = Side::new(schema, at(schema, &place, Reach::Certain));
        required && !objects.may_be_null()
    })
}
