//! Reading a form's JSON Schema: which fields it declares, and where.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

/// References to references.
const MAX_DEPTH: usize = 500;
/// Objects in objects, which may be in circles, ...
const MAX_NESTING: usize = 8;
/// ... and in many at once.
const MAX_STEPS: usize = 10_000;

/// How far to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Only what holds for every value: the schema itself, what it refers to, `allOf`.
    Certain,
    /// Also what holds under a condition: `then`, `else`, `dependentSchemas`.
    Branches,
    /// Also what may hold: `anyOf`, `oneOf`.
    Possible,
}

/// The schemas that hold for the same value as this one, itself included.
pub(super) fn with<'s>(root: &'s Value, schema: &'s Value, reach: Reach) -> Vec<&'s Value> {
    all_with(root, [schema], reach)
}

/// The schemas that hold for the same value as any of these, each once.
pub(super) fn all_with<'s>(
    root: &'s Value,
    schemas: impl IntoIterator<Item = &'s Value>,
    reach: Reach,
) -> Vec<&'s Value> {
    let mut found = Found::default();
    for schema in schemas {
        collect(root, schema, reach, 0, &mut found);
    }
    found.schemas
}

/// What a reference leads to.
pub(super) fn referred<'s>(root: &'s Value, schema: &'s Value) -> Option<&'s Value> {
    let target = schema.get("$ref")?.as_str()?;
    root.pointer(target.strip_prefix('#')?)
}

/// Schemas, each once, in the order in which they were found.
#[derive(Default)]
struct Found<'s> {
    schemas: Vec<&'s Value>,
    known: HashSet<*const Value>,
}

fn collect<'s>(root: &'s Value, schema: &'s Value, reach: Reach, depth: usize, found: &mut Found<'s>) {
    if depth > MAX_DEPTH || !found.known.insert(std::ptr::from_ref(schema)) {
        return;
    }
    found.schemas.push(schema);
    let mut into = |inner: &'s Value| collect(root, inner, reach, depth + 1, found);
    if let Some(inner) = referred(root, schema) {
        into(inner);
    }
    let listed = |keyword| schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
    listed("allOf").for_each(&mut into);
    if reach == Reach::Possible {
        listed("anyOf").chain(listed("oneOf")).for_each(&mut into);
    }
    if reach != Reach::Certain {
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
        schemas = field(&all_with(root, schemas, reach), &key);
    }
    all_with(root, schemas, Reach::Certain)
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

/// How many fields there are to fill in: those within objects, and others once.
pub(super) fn leaves(root: Option<&Value>) -> usize {
    let mut steps = 0;
    root.map_or(0, |root| below(root, &[root], 0, &mut steps).unwrap_or_default())
}

/// How many fields schemas declare; none if they declare no object.
fn below(root: &Value, schemas: &[&Value], depth: usize, steps: &mut usize) -> Option<usize> {
    *steps += 1;
    if depth > MAX_NESTING || *steps > MAX_STEPS {
        return None;
    }
    let schemas = all_with(root, schemas.iter().copied(), Reach::Possible);
    let objects = schemas
        .iter()
        .filter_map(|schema| schema.get("properties")?.as_object());
    let names: BTreeSet<&String> = objects.flat_map(|fields| fields.keys()).collect();
    let each = names
        .iter()
        .map(|name| below(root, &field(&schemas, name), depth + 1, steps).unwrap_or(1));
    (!names.is_empty()).then(|| each.sum())
}

/// The texts listed under a keyword.
pub(super) fn words<'s>(schema: &'s Value, keyword: &str) -> impl Iterator<Item = &'s str> {
    let listed = schema.get(keyword).and_then(Value::as_array);
    listed.into_iter().flatten().filter_map(Value::as_str)
}
