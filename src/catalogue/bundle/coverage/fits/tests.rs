use serde_json::{Value, json};

use super::{Budget, Side, Source, clash};
use crate::catalogue::bundle::tests::generator::KINDS;

fn side(schema: &Value) -> Side<'_> {
    Side::new(schema, [schema])
}

fn between(source: &Value, target: &Value) -> Option<String> {
    clash(&side(source), &side(target), Source::Form, &mut Budget::default())
}

#[test]
fn what_fits_is_allowed() {
    for (source, samples) in KINDS.iter() {
        assert_eq!(between(source, source), None, "{source} fits itself");
        for (target, _) in KINDS.iter().filter(|(target, _)| between(source, target).is_none()) {
            for sample in samples {
                assert!(side(target).allows(sample), "{sample} of {source} is no {target}");
            }
        }
    }
}

#[test]
fn what_is_wider_does_not_fit() {
    for (source, target, keyword) in [
        (json!({"type": "string"}), json!({"type": "integer"}), "type"),
        (json!({"type": ["string", "null"]}), json!({"type": "string"}), "type"),
        (json!({}), json!({"type": "string"}), "type"),
        (json!({"type": "number"}), json!({"type": "integer"}), "type"),
        (json!({"enum": ["a", "b"]}), json!({"enum": ["a"]}), "enum"),
        (json!({"type": "string"}), json!({"enum": ["a"]}), "enum"),
        (
            json!({"type": "string"}),
            json!({"type": "string", "maxLength": 9}),
            "length",
        ),
        (
            json!({"type": "string", "maxLength": 9}),
            json!({"type": "string", "minLength": 1}),
            "length",
        ),
        (
            json!({"type": "string"}),
            json!({"type": "string", "pattern": "^a"}),
            "pattern",
        ),
        (
            json!({"type": "string", "format": "date"}),
            json!({"type": "string", "format": "email"}),
            "format",
        ),
        (
            json!({"type": "integer", "minimum": 0}),
            json!({"type": "integer", "exclusiveMinimum": 0}),
            "range",
        ),
        (
            json!({"type": "integer", "maximum": 9}),
            json!({"type": "integer", "minimum": 0, "maximum": 9}),
            "range",
        ),
        (
            json!({"type": "array"}),
            json!({"type": "array", "items": {"type": "string"}}),
            "items",
        ),
        (
            json!({"type": "array"}),
            json!({"type": "array", "maxItems": 2}),
            "items",
        ),
        (
            json!({"type": "object"}),
            json!({"type": "object", "required": ["x"]}),
            "required",
        ),
        (
            json!({"type": "object", "properties": {"x": {"type": "string"}}}),
            json!({"type": "object", "properties": {"x": {"type": "integer"}}}),
            "properties",
        ),
        (json!({"type": "string"}), json!({"not": {"const": "a"}}), "not"),
        (json!({"type": "boolean"}), json!({"const": true}), "enum"),
        (json!({"type": "string"}), json!(false), "false"),
        (
            json!({"type": "object", "properties": {"x": {}}}),
            json!({"type": "object", "properties": {"x": false}}),
            "properties",
        ),
        (
            json!({"type": "object", "properties": {"x": {}, "y": {}}}),
            json!({"type": "object", "properties": {"x": {}}, "additionalProperties": false}),
            "additionalProperties",
        ),
        (
            json!({"type": "object", "required": ["y"]}),
            json!({"type": "object", "unevaluatedProperties": false}),
            "unevaluatedProperties",
        ),
        (
            json!({"type": "string", "if": {"minLength": 2}, "then": {"pattern": "^a"}}),
            json!({"type": "string", "if": {"minLength": 2}, "then": {"pattern": "^b"}}),
            "if",
        ),
        (
            json!({"type": "integer", "minimum": 5}),
            json!({"oneOf": [{"type": "integer"}, {"type": "integer", "minimum": 9}]}),
            "oneOf",
        ),
        (
            json!({"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "string"}}),
            json!({"type": "array", "items": {"type": "string"}}),
            "items",
        ),
        (
            json!({"type": "array", "items": {"type": "string"}}),
            json!({"type": "array", "prefixItems": [{"type": "integer"}]}),
            "prefixItems",
        ),
        (
            json!({"type": "array", "items": {"$ref": "#/$defs/p"}, "$defs": {"p": {"type": "string"}}}),
            json!({"type": "array", "items": {"$ref": "#/$defs/p"}, "$defs": {"p": {"type": "integer"}}}),
            "items",
        ),
        (
            json!({"type": "string"}),
            json!({"$ref": "#text", "$defs": {"t": {"$anchor": "text"}}}),
            "$ref",
        ),
        (json!({"type": "string"}), json!({"anyOf": [{"$ref": "#"}]}), "anyOf"),
        (
            json!({"type": "string", "format": "mobile"}),
            json!({"type": "string", "format": "mobile", "maxLength": 11}),
            "length",
        ),
    ] {
        assert_eq!(
            between(&source, &target).as_deref(),
            Some(keyword),
            "{source} for {target}"
        );
    }
}

#[test]
fn what_is_narrower_or_the_same_fits() {
    for (source, target) in [
        (json!({"type": "integer"}), json!({"type": ["number", "null"]})),
        (json!({"const": "a"}), json!({"type": "string", "pattern": "^a"})),
        (
            json!({"type": "string", "format": "date"}),
            json!({"type": "string", "maxLength": 10}),
        ),
        (
            json!({"type": "integer", "minimum": 1}),
            json!({"exclusiveMinimum": 0, "multipleOf": 1}),
        ),
        (
            json!({"type": "string"}),
            json!({"anyOf": [{"type": "null"}, {"type": "string"}]}),
        ),
        (
            json!({"$ref": "#/$defs/a", "$defs": {"a": {"type": "string", "maxLength": 3}}}),
            json!({"allOf": [{"type": "string"}, {"maxLength": 4}]}),
        ),
        (
            json!({"type": "string", "title": "甲", "not": {"const": "x"}}),
            json!({"type": "string", "not": {"const": "x"}}),
        ),
        (
            json!({"type": "string", "pattern": "^a", "maxLength": 3}),
            json!({"title": "乙", "pattern": "^a"}),
        ),
        (
            json!({"type": "object", "required": ["x", "y"], "properties": {"x": {"type": "integer"}}}),
            json!({"type": "object", "required": ["x"], "properties": {"x": {"type": "number"}}}),
        ),
        (
            json!({"type": "string", "format": "citizen-id"}),
            json!({"type": "string", "minLength": 18, "format": "citizen-id"}),
        ),
        (
            json!({"type": ["boolean", "null"]}),
            json!({"enum": [true, false, null]}),
        ),
        (
            json!({"type": "array", "maxItems": 1, "items": {"type": "integer"}}),
            json!({"type": "array", "prefixItems": [{"type": "number"}], "items": {"type": "string"}}),
        ),
        (
            json!({"type": "integer"}),
            json!({"oneOf": [{"type": "string"}, {"type": "number"}]}),
        ),
        (
            json!({"$ref": "#/$defs/p", "$defs": {"p": {"properties": {"next": {"$ref": "#/$defs/p"}, "x": {"type": "integer"}}, "type": "object"}}}),
            json!({"$ref": "#/$defs/q", "$defs": {"q": {"properties": {"next": {"$ref": "#/$defs/q"}, "x": {"type": "number"}}, "type": "object"}}}),
        ),
        (json!(false), json!({"type": "string"})),
    ] {
        assert_eq!(between(&source, &target), None, "{source} for {target}");
    }
}

#[test]
fn objects_that_nest_beyond_reach_and_what_cannot_be_paid_for_do_not_fit() {
    let nested = |depth: usize, inner: Value| {
        (0..depth).fold(inner, |inner, _| json!({"type": "object", "properties": {"o": inner}}))
    };
    let (longer, shorter) = (
        json!({"type": "string", "maxLength": 9}),
        json!({"type": "string", "maxLength": 8}),
    );
    assert_eq!(between(&nested(12, shorter.clone()), &nested(12, longer.clone())), None);
    assert!(between(&nested(12, longer), &nested(12, shorter.clone())).is_some());
    let (source, target) = (nested(25, shorter), nested(25, json!({"type": "string"})));
    assert!(between(&source, &target).is_some(), "too deep to tell");
    let mut little = Budget::of(100);
    let kept = clash(&side(&source), &side(&target), Source::Form, &mut little);
    assert!(kept.is_some() && little.is_exhausted());
}

/// Whoever fills in a form can leave out what is not taken; a decision is made.
#[test]
fn fields_that_nothing_declares_count_in_results() {
    let open = json!({"type": "object", "properties": {"x": {"type": "integer"}}});
    let closed = |of: &Value| {
        let mut closed = of.clone();
        closed["additionalProperties"] = json!(false);
        closed
    };
    let strict =
        |source: &Value, target: &Value| clash(&side(source), &side(target), Source::Result, &mut Budget::default());
    assert_eq!(between(&open, &closed(&open)), None);
    assert_eq!(strict(&open, &closed(&open)).as_deref(), Some("additionalProperties"));
    assert_eq!(strict(&closed(&open), &closed(&open)), None);
    let more = json!({"type": "object", "properties": {"x": {"type": "number"}, "y": {"type": "string"}}});
    assert_eq!(strict(&open, &more).as_deref(), Some("properties"));
    assert_eq!(strict(&closed(&open), &more), None);
}
