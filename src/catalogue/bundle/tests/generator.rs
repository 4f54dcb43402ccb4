//! Random bundles that mostly, not always, cover their members.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::catalogue::form::Form;

/// Schemas of fields, each with values that it allows.
pub(in crate::catalogue::bundle) static KINDS: LazyLock<Vec<(Value, Vec<Value>)>> = LazyLock::new(|| {
    let of = |schema: Value, samples: Value| (schema, samples.as_array().cloned().unwrap());
    vec![
        of(
            json!({"type": "string", "maxLength": 5}),
            json!(["", "abc", "一二三四五"]),
        ),
        of(json!({"type": "string", "maxLength": 10}), json!(["", "abcdefghij"])),
        of(
            json!({"type": "string", "minLength": 2, "maxLength": 5}),
            json!(["ab", "abcde"]),
        ),
        of(
            json!({"type": "string", "pattern": "^[0-9]*$"}),
            json!(["", "1234567890123"]),
        ),
        of(json!({"type": "string", "format": "date"}), json!(["2026-01-31"])),
        of(json!({"type": ["string", "null"]}), json!([null, "abcdefghijklm"])),
        of(
            json!({"type": "integer", "minimum": 0, "maximum": 10}),
            json!([0, 10, 5]),
        ),
        of(json!({"type": "number", "maximum": 10}), json!([1.5, -3, 10])),
        of(json!({"type": "number", "exclusiveMaximum": 10}), json!([9.5])),
        of(json!({"enum": ["aa", "bb"]}), json!(["aa", "bb"])),
        of(json!({"enum": ["aa", 1, null]}), json!(["aa", 1, null])),
        of(json!({"type": "boolean"}), json!([true, false])),
        of(json!({}), json!([1, "x", null, [], {}])),
        of(
            json!({"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}),
            json!([{"x": 1}, {"x": 2, "y": 3}]),
        ),
        of(
            json!({"type": "object", "properties": {"x": {"type": "number"}}}),
            json!([{}, {"x": 1.5}]),
        ),
        of(
            json!({"type": "array", "items": {"maxLength": 5, "type": "string"}, "maxItems": 2}),
            json!([[], ["a", "b"]]),
        ),
        of(
            json!({"type": "array", "items": {"type": "string"}}),
            json!([["abcdefgh"], ["a", "b", "c"]]),
        ),
    ]
});

/// A field of a member's form.
#[derive(Clone, Debug)]
struct FieldPlan {
    kind: Index,
    required: bool,
    /// In an object of its own, or at the first level.
    nested: bool,
    /// What fills it in: the choice among all fields of the bundle, or among those that look as if they fit.
    source: Index,
    how: How,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Fitting,
    Any,
    Always,
    Result,
    Nothing,
}

#[derive(Clone, Debug)]
struct MemberPlan {
    when: usize,
    optional: bool,
    after: Vec<Index>,
    fields: Vec<FieldPlan>,
    result: Index,
}

fn any_field() -> impl Strategy<Value = FieldPlan> {
    let how = prop_oneof![
        20 => Just(How::Fitting), 1 => Just(How::Any), 4 => Just(How::Always), 4 => Just(How::Result), 1 => Just(How::Nothing)
    ];
    let parts = (any::<Index>(), any::<bool>(), any::<bool>(), any::<Index>(), how);
    parts.prop_map(|(kind, required, nested, source, how)| FieldPlan {
        kind,
        required,
        nested,
        source,
        how,
    })
}

fn any_member() -> impl Strategy<Value = MemberPlan> {
    let fields = prop::collection::vec(any_field(), 0..4);
    let after = prop::collection::vec(any::<Index>(), 0..3);
    let parts = (0..6usize, prop::bool::weighted(0.1), after, fields, any::<Index>());
    parts.prop_map(|(when, optional, after, fields, result)| MemberPlan {
        when,
        optional,
        after,
        fields,
        result,
    })
}

/// Bundles with their items.
pub(super) fn any_bundle() -> impl Strategy<Value = (Value, Vec<Value>)> {
    let fields = prop::collection::vec((any::<Index>(), any::<bool>()), 1..7);
    (fields, prop::collection::vec(any_member(), 1..4)).prop_map(|(fields, members)| written(&fields, &members))
}

fn written(fields: &[(Index, bool)], members: &[MemberPlan]) -> (Value, Vec<Value>) {
    let fields: Vec<(String, usize, bool)> = fields
        .iter()
        .enumerate()
        .map(|(at, (kind, required))| (format!("b{at}"), kind.index(KINDS.len()), *required))
        .collect();
    let properties: Map<String, Value> = fields
        .iter()
        .map(|(name, kind, _)| (name.clone(), KINDS[*kind].0.clone()))
        .collect();
    let required: Vec<&String> = fields.iter().filter(|field| field.2).map(|field| &field.0).collect();
    let written: Vec<(Value, Value)> = (0..members.len()).map(|at| member(at, members, &fields)).collect();
    let mut document = shop();
    document["materials"] = json!([]);
    document["form_schema"] = json!({"type": "object", "properties": properties, "required": required});
    document["members"] = written.iter().map(|(rule, _)| rule.clone()).collect();
    (document, written.into_iter().map(|(_, item)| item).collect())
}

/// A member's rule and its item.
fn member(at: usize, all: &[MemberPlan], fields: &[(String, usize, bool)]) -> (Value, Value) {
    let plan = &all[at];
    let after: BTreeSet<usize> = plan.after.iter().filter(|_| at > 0).map(|one| one.index(at)).collect();
    let mut rule = json!({"item": format!("m{at}"), "optional": plan.optional, "form_values": {}, "form_map": {}, "result_map": {},
        "after": after.iter().map(|one| format!("m{one}")).collect::<Vec<_>>()});
    if let Some(when) = ["answers.tobacco == 'yes'", "answers.trade != 'cafe'"].get(plan.when) {
        rule["when"] = json!(when);
    }
    let mut form = json!({"type": "object", "properties": {"o": {"type": "object", "properties": {}, "required": []}}, "required": []});
    for (number, field) in plan.fields.iter().enumerate() {
        let name = format!("f{number}");
        let kind = field.kind.index(KINDS.len());
        let (object, target) = match field.nested {
            true => (&mut form["properties"]["o"], format!("/o/{name}")),
            false => (&mut form, format!("/{name}")),
        };
        object["properties"][&name] = KINDS[kind].0.clone();
        if field.required {
            object["required"].as_array_mut().unwrap().push(json!(name));
        }
        source(
            field,
            kind,
            &target,
            &mut rule,
            fields,
            after.first().map(|one| (*one, &all[*one])),
        );
    }
    let result = KINDS[plan.result.index(KINDS.len())].0.clone();
    let item = json!({"code": format!("m{at}"), "name": format!("事项{at}"), "item_type": "20", "form_schema": form,
        "result": {"kind": "approval", "name": "批复", "schema": {"type": "object", "properties": {"r": result}, "required": ["r"]}}});
    (rule, item)
}

fn source(
    field: &FieldPlan,
    kind: usize,
    target: &str,
    rule: &mut Value,
    fields: &[(String, usize, bool)],
    before: Option<(usize, &MemberPlan)>,
) {
    let mut from_field = |name: &str| {
        let targets = &mut rule["form_map"][format!("/{name}")];
        match targets.as_array_mut() {
            Some(targets) => targets.push(json!(target)),
            None => *targets = json!([target]),
        }
    };
    match (field.how, before) {
        (How::Any, _) => from_field(&fields[field.source.index(fields.len())].0),
        (How::Always, _) => {
            let samples = &KINDS[kind].1;
            rule["form_values"][target] = samples[field.source.index(samples.len())].clone();
        }
        (How::Result, Some((at, plan))) if seems_to_fit(plan.result.index(KINDS.len()), kind) => {
            // Two targets of one source need a list.
            let targets = &mut rule["result_map"][format!("/m{at}/data/r")];
            match targets.as_array_mut() {
                Some(targets) => targets.push(json!(target)),
                None => *targets = json!([target]),
            }
        }
        (How::Nothing, _) if field.required => {}
        _ => {
            let fitting: Vec<_> = fields
                .iter()
                .filter(|(_, source, _)| seems_to_fit(*source, kind))
                .collect();
            match fitting.is_empty() {
                true => rule["form_values"][target] = KINDS[kind].1[0].clone(),
                false => from_field(&fitting[field.source.index(fitting.len())].0),
            }
        }
    }
}

/// Whether the samples of one kind are allowed by another.
fn seems_to_fit(source: usize, target: usize) -> bool {
    let schema = json!({"type": "object", "properties": {"it": KINDS[target].0}});
    let form = Form::compile(Some(&schema)).unwrap();
    let mut samples = KINDS[source].1.iter();
    samples.all(|sample| form.check(Some(&schema), &json!({"it": sample})).is_empty())
}
