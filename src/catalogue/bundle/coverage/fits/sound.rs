//! Whatever schemas say: what is told to fit does.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Budget, Side, Source, clash};
use crate::catalogue::bundle::coverage::side::{Checker, refers};

/// Values of every kind.
static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let values = json!([
        null, true, false, 0, 1, 5, 1.5, "", "a", "ab", "abc", [], [0], ["a"], [0, "a"], ["a", "a"], [5, 5, 5], [[0]],
        [{"a": 1}], {}, {"a": 0}, {"a": "a"}, {"a": 5, "b": 1}, {"b": 1}, {"a": 0, "b": "ab"}, {"a": {}}, {"a": {"a": 1}},
        {"a": {"b": "a"}, "b": 0}, {"c": 1}, {"a": "a", "c": null}
    ]);
    values.as_array().cloned().unwrap_or_default()
});

fn any_schema() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(json!({})),
        Just(json!(true)),
        Just(json!(false)),
        prop::sample::select(vec![
            "string", "integer", "number", "object", "array", "null", "boolean"
        ])
        .prop_map(|one| json!({"type": one})),
        Just(json!({"type": ["string", "integer"]})),
        (0..4u32, 0..4u32)
            .prop_map(|(least, more)| json!({"type": "string", "minLength": least, "maxLength": least + more})),
        (0..3u32, 0..6u32)
            .prop_map(|(least, more)| json!({"type": "integer", "minimum": least, "exclusiveMaximum": least + more})),
        prop::sample::subsequence(vec![json!("a"), json!(0), json!(null), json!({})], 1..4)
            .prop_map(|all| json!({"enum": all})),
        Just(json!({"pattern": "^a"})),
        Just(json!({"const": 1})),
        Just(json!({"$ref": "#/$defs/shared"})),
    ];
    plain.prop_recursive(3, 12, 3, |inner| {
        let required = prop::sample::subsequence(vec!["a", "b", "c"], 0..3);
        let object = (
            inner.clone(),
            inner.clone(),
            required,
            prop::option::of(inner.clone()),
            any::<bool>(),
        );
        let array = (
            inner.clone(),
            prop::option::of(inner.clone()),
            prop::option::of(0..3u32),
        );
        prop_oneof![
            object.prop_map(|(a, b, required, others, evaluated)| {
                let mut schema = json!({"type": "object", "properties": {"a": a, "b": b}, "required": required});
                if let Some(others) = others {
                    let keyword = if evaluated {
                        "unevaluatedProperties"
                    } else {
                        "additionalProperties"
                    };
                    schema[keyword] = others;
                }
                schema
            }),
            array.prop_map(|(items, first, most)| {
                let mut schema = json!({"type": "array", "items": items});
                if let Some(first) = first {
                    schema["prefixItems"] = json!([first]);
                }
                if let Some(most) = most {
                    schema["maxItems"] = json!(most);
                }
                schema
            }),
            (
                inner.clone(),
                inner.clone(),
                prop::sample::select(vec!["allOf", "anyOf", "oneOf"])
            )
                .prop_map(|(one, other, how)| json!({how: [one, other]})),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(when, then, other)| json!({"if": when, "then": then, "else": other})),
            inner.prop_map(|one| json!({"not": one})),
        ]
    })
}

/// What refers to itself at once means nothing.
fn shared() -> impl Strategy<Value = Value> {
    any_schema().prop_filter("a circle", |schema| !refers(schema))
}

/// A whole in which a schema may refer to one that is shared.
fn whole((schema, shared): (Value, Value)) -> Value {
    json!({"properties": {"it": schema}, "$defs": {"shared": shared}})
}

fn side(whole: &Value) -> Side<'_> {
    Side::new(whole, [&whole["properties"]["it"]])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_told_to_fit_fits(all in prop::collection::vec((any_schema(), shared()).prop_map(whole), 5)) {
        for source in &all {
            for target in &all {
                let (source, target) = (side(source), side(target));
                if clash(&source, &target, Source::Result, &mut Budget::default()).is_some() {
                    continue;
                }
                let (from, to) = (Checker::of(&source), Checker::of(&target));
                for value in VALUES.iter().filter(|value| from.allows(value)) {
                    prop_assert_ne!(to.tells(value), Some(false), "{} of {:?} for {:?}", value, source.schemas, target.schemas);
                }
            }
        }
    }
}
