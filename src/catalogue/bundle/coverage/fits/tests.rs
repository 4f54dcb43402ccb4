use serde_json::{Value, json};

use super::{Side, clash};
use crate::catalogue::bundle::schema::{Reach, with};
use crate::catalogue::bundle::tests::generator::KINDS;

fn side(schema: &Value) -> Side<'_> {
    let schemas = with(schema, schema, Reach::Certain);
    Side { root: schema, schemas }
}

fn between(source: &Value, target: &Value) -> Option<String> {
    clash(&side(source), &side(target))
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
    ] {
        assert_eq!(between(&source, &target), None, "{source} for {target}");
    }
}
