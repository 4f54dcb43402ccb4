//! JSON Pointers (RFC 6901) through objects.

use serde_json::{Map, Value};

use crate::http::body::escape;

/// The keys that a pointer leads through; none if it is no pointer, or that to the whole.
pub(super) fn keys(pointer: &str) -> Option<Vec<String>> {
    let rest = pointer.strip_prefix('/')?;
    let unescaped = |key: &str| key.replace("~1", "/").replace("~0", "~");
    Some(rest.split('/').map(unescaped).collect())
}

/// The first key.
pub(super) fn first(pointer: &str) -> Option<String> {
    keys(pointer)?.into_iter().next()
}

/// A pointer to a member of what another points to.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", escape(key))
}

/// What a pointer says after another that leads there or above it.
pub(super) fn rest<'p>(pointer: &'p str, above: &str) -> Option<&'p str> {
    pointer
        .strip_prefix(above)
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether one of two leads to the other, or above it.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    rest(one, other).is_some() || rest(other, one).is_some()
}

/// Sets a value, with the objects on the way. A value on the way that is no object stays as it is.
pub(super) fn set(whole: &mut Value, pointer: &str, value: Value) {
    let Some(mut keys) = keys(pointer) else { return };
    let Some(last) = keys.pop() else { return };
    let mut place = whole;
    for key in keys {
        let Value::Object(fields) = place else { return };
        place = fields.entry(key).or_insert_with(|| Value::Object(Map::new()));
    }
    if let Value::Object(fields) = place {
        fields.insert(last, value);
    }
}

/// Makes sure that there is an object.
pub(super) fn ensure_object(whole: &mut Value, pointer: &str) {
    if whole.pointer(pointer).is_none() {
        set(whole, pointer, Value::Object(Map::new()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_are_made_on_the_way_and_values_are_not_trodden_on() {
        let mut whole = json!({"a": 1});
        set(&mut whole, "/b/c~1d/e", json!(2));
        set(&mut whole, "/a/x", json!(3));
        set(&mut whole, "", json!(4));
        ensure_object(&mut whole, "/b");
        ensure_object(&mut whole, "/o");
        assert_eq!(whole, json!({"a": 1, "b": {"c/d": {"e": 2}}, "o": {}}));
        assert_eq!(whole.pointer("/b/c~1d/e"), Some(&json!(2)));
    }

    #[test]
    fn pointers_overlap_where_one_leads_above_the_other() {
        assert!(overlap("/a", "/a/b") && overlap("/a/b", "/a") && overlap("/a", "/a"));
        assert!(!overlap("/a", "/ab") && !overlap("/a/b", "/a/c"));
        assert_eq!(first("/a~1b/c").as_deref(), Some("a/b"));
        assert_eq!(first("a"), None);
    }
}
