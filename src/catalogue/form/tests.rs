use serde_json::json;

use super::*;

fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "name": {"title": "姓名", "x-title-en": "Name", "type": "string", "minLength": 2, "maxLength": 5},
            "phone": {"title": "联系电话", "description": "11位手机号码", "type": "string", "pattern": "^1[3-9][0-9]{9}$", "x-sensitive": true},
            "born": {"title": "出生日期", "type": "string", "format": "date"},
            "sex": {"title": "性别", "oneOf": [{"const": "male", "title": "男"}, {"const": "female", "title": "女"}]},
            "kind": {"title": "类型", "enum": ["a", "b"]},
            "area": {"title": "面积", "type": "number", "minimum": 1, "maximum": 100},
            "id": {"title": "身份证号", "type": "string", "format": "citizen-id"},
            "owners": {"title": "股东", "type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": true, "items": {"$ref": "#/$defs/owner"}}
        },
        "required": ["name"],
        "additionalProperties": false,
        "$defs": {"owner": {"type": "object", "properties": {
            "name": {"type": "string"}, "id": {"title": "证件号码", "type": "string", "x-sensitive": true}
        }, "required": ["id"]}}
    })
}

fn errors(filled: &Value) -> Vec<(String, String)> {
    let schema = schema();
    let form = Form::compile(Some(&schema)).unwrap();
    form.check(Some(&schema), filled)
        .into_iter()
        .map(|error| (error.pointer, error.code))
        .collect()
}

#[test]
fn each_fault_has_its_code_and_place() {
    for (field, value, pointer, code) in [
        ("name", json!("张"), "/form/name", "min-length"),
        ("name", json!("很长很长的名字"), "/form/name", "max-length"),
        ("name", json!(3), "/form/name", "type"),
        ("phone", json!("123"), "/form/phone", "pattern"),
        ("born", json!("2026-02-30"), "/form/born", "format"),
        ("sex", json!("x"), "/form/sex", "enum"),
        ("kind", json!("x"), "/form/kind", "enum"),
        ("area", json!(0), "/form/area", "minimum"),
        ("area", json!(101), "/form/area", "maximum"),
        ("id", json!("990101199003070016"), "/form/id", "format"),
        ("owners", json!([]), "/form/owners", "min-items"),
        (
            "owners",
            json!([{"id": "1"}, {"id": "1"}]),
            "/form/owners",
            "unique-items",
        ),
        (
            "owners",
            json!([{"id": "1"}, {"name": "x"}]),
            "/form/owners/1/id",
            "required",
        ),
        ("more/or~less", json!(1), "/form/more~1or~0less", "additional-property"),
    ] {
        let mut filled = json!({"name": "张示范"});
        filled[field] = value;
        assert_eq!(errors(&filled), [(pointer.to_owned(), code.to_owned())], "{field}");
    }
    assert_eq!(errors(&json!({})), [("/form/name".to_owned(), "required".to_owned())]);
    assert_eq!(errors(&json!([])), [("/form".to_owned(), "type".to_owned())]);
    assert_eq!(
        errors(&json!({"name": "张示范", "id": "990101199003070015", "phone": "13800000001"})),
        []
    );
}

#[test]
fn messages_call_fields_by_their_titles_and_never_repeat_what_was_written() {
    let schema = schema();
    let form = Form::compile(Some(&schema)).unwrap();
    let told = form.check(Some(&schema), &json!({"phone": "00000secret", "owners": [{}]}));
    let messages: Vec<_> = told
        .iter()
        .map(|e| (e.message.zh.as_ref(), e.message.en.as_ref()))
        .collect();
    assert!(
        messages.contains(&("“姓名”必须填写", "\"Name\" is required")),
        "{messages:?}"
    );
    assert!(
        messages.contains(&(
            "“联系电话”的格式不正确（11位手机号码）",
            "\"联系电话\" has the wrong format"
        )),
        "{messages:?}"
    );
    assert!(
        messages.contains(&("“证件号码”必须填写", "\"证件号码\" is required")),
        "{messages:?}"
    );
    assert!(!format!("{messages:?}").contains("secret"));
}

#[test]
fn sensitive_fields_are_found_behind_arrays_and_references() {
    let form = Form::compile(Some(&schema())).unwrap();
    assert_eq!(form.sensitive(), ["/owners/*/id", "/phone"]);
}

#[test]
fn a_schema_in_a_circle_is_survived() {
    let schema = json!({"type": "object", "properties": {"next": {"$ref": "#"}, "id": {"x-sensitive": true}}});
    let form = Form::compile(Some(&schema)).unwrap();
    assert!(form.sensitive().contains(&"/next/id".to_owned()));
}

#[test]
fn schemas_that_cannot_be_trusted_are_refused() {
    let code = |schema: Value| Form::compile(Some(&schema)).unwrap_err()[0].code.clone();
    let with = |field: Value| json!({"type": "object", "properties": {"a": field}});
    assert_eq!(code(json!({"type": "string"})), "schema-not-object");
    assert_eq!(code(json!(true)), "schema-not-object");
    assert_eq!(
        code(with(json!({"$ref": "https://example.org/x"}))),
        "schema-remote-reference"
    );
    assert_eq!(code(with(json!({"$ref": "#/$defs/none"}))), "invalid-schema");
    assert_eq!(code(with(json!({"type": "text"}))), "invalid-schema");
    assert_eq!(code(with(json!({"pattern": "("}))), "invalid-schema");
    assert_eq!(code(with(json!({"pattern": "(?=a)b"}))), "invalid-schema");
    assert_eq!(code(with(json!({"format": "colour"}))), "invalid-schema");
    assert_eq!(
        code(with(json!({"description": "x".repeat(200_000)}))),
        "schema-too-large"
    );
    let deep = (0..40).fold(json!({}), |inner, _| json!({"not": inner}));
    assert_eq!(code(with(deep)), "schema-too-deep");
}

#[test]
fn without_a_schema_nothing_may_be_filled_in() {
    let form = Form::compile(None).unwrap();
    assert_eq!(form.check(None, &json!({})), []);
    assert_eq!(form.check(None, &Value::Null), []);
    assert_eq!(form.check(None, &json!({"a": 1}))[0].code, "additional-property");
    assert_eq!(form.check(None, &json!(1))[0].code, "type");
}
