//! Reading a form's JSON Schema: which fields it declares, and where.

use std::collections::BTreeSet;

use serde_json::Value;

/// References may lead in circles.
const MAX_DEPTH: usize = 12;

/// How far to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Only what holds for every value: the schema itself, what it refers to, `allOf`.
    Certain,
    /// Also what may hold: `if`, `then`, `else`, `anyOf`, `oneOf`, `dependentSchemas`.
    Possible,
}

/// The schemas that hold for the same value as this one, itself included.
pub(super) fn with<'s>(root: &'s Value, schema: &'s Value, reach: Reach) -> Vec<&'s Value> {
    let mut found = Vec::new();
    collect(root, schema, reach, 0, &mut found);
    found
}

fn collect<'s>(root: &'s Value, schema: &'s Value, reach: Reach, depth: usize, found: &mut Vec<&'s Value>) {
    if depth > MAX_DEPTH || found.iter().any(|known| std::ptr::eq(*known, schema)) {
        return;
    }
    found.push(schema);
    let mut into = |inner: &'s Value| collect(root, inner, reach, depth + 1, found);
    let target = schema.get("$ref").and_then(Value::as_str);
    if let Some(inner) = target.and_then(|target| root.pointer(target.strip_prefix('#')?)) {
        into(inner);
    }
    let listed = |keyword| schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
    listed("allOf").for_each(&mut into);
    if reach == Reach::Possible {
        listed("anyOf").chain(listed("oneOf")).for_each(&mut into);
        let branches = ["then", "else"].into_iter().filter_map(|keyword| schema.get(keyword));
        branches.for_each(&mut into);
        let dependent = schema.get("dependentSchemas").and_then(Value::as_object);
        dependent.into_iter().flat_map(|all| all.values()).for_each(&mut into);
    }
}

/// The declarations of a field of these schemas.
pub(super) fn field<'s>(schemas: &[&'s Value], key: &str) -> Vec<&'s Value> {
    let declared = schemas.iter().filter_map(|schema| schema.get("properties")?.get(key));
    declared.collect()
}

/// What is declared of the field that a pointer leads to: within reach on the way there, and there all that certainly holds. Empty if there is
/// no such field.
pub(super) fn at<'s>(root: &'s Value, pointer: &str, reach: Reach) -> Vec<&'s Value> {
    let Some(keys) = super::pointer::keys(pointer) else {
        return Vec::new();
    };
    let mut schemas = vec![root];
    for key in keys {
        let holders = schemas.into_iter().flat_map(|schema| with(root, schema, reach));
        schemas = field(&holders.collect::<Vec<_>>(), &key);
    }
    let there = schemas
        .into_iter()
        .flat_map(|schema| with(root, schema, Reach::Certain));
    there.collect()
}

/// The names of the fields that a form declares anywhere at its first level.
pub(super) fn names(root: Option<&Value>) -> BTreeSet<&str> {
    let Some(root) = root else {
        return BTreeSet::new();
    };
    let schemas = with(root, root, Reach::Possible);
    let objects = schemas
        .into_iter()
        .filter_map(|schema| schema.get("properties")?.as_object());
    objects.flat_map(|fields| fields.keys().map(String::as_str)).collect()
}

/// The texts listed under a keyword.
pub(super) fn words<'s>(schema: &'s Value, keyword: &str) -> impl Iterator<Item = &'s str> {
    let listed = schema.get(keyword).and_then(Value::as_array);
    listed.into_iter().flatten().filter_map(Value::as_str)
}
