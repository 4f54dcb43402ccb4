use serde_json::{Value, json};

use super::*;
use crate::catalogue::ItemVersion;
use crate::catalogue::document::{Department, Division, complete};

mod options;
mod services;

fn known() -> Known {
    let division: Division = serde_json::from_value(json!({"code": "510100", "name": "成都市"})).unwrap();
    let department: Department =
        serde_json::from_value(json!({"code": "119901009999900619", "name": "示范局", "division": "510100"})).unwrap();
    Known {
        divisions: [(division.code.clone(), division)].into(),
        departments: [(department.code.clone(), department)].into(),
    }
}

fn sound() -> Value {
    json!({
        "code": "1199010099999006193000131017000", "name": "食品经营许可新办", "item_type": "01", "department": "119901009999900619",
        "questions": [
            {"key": "business", "text": "经营方式", "options": [{"value": "sale", "label": "销售"}, {"value": "catering", "label": "餐饮"}]},
            {"key": "cold", "text": "冷食", "options": [{"value": "yes", "label": "是"}], "when": "answers.business != 'sale'"}
        ],
        "materials": [{"code": "plan", "name": "平面图", "when": "answers.cold == 'yes' && form.area > 3"}],
        "form_schema": {"type": "object", "properties": {"area": {"type": "number"}}, "additionalProperties": false},
        "result": {"kind": "certificate", "name": "食品经营许可证"}
    })
}

/// Every fault of a document: of the item alone, of what it refers to, of its procedure.
fn codes_of(mut document: Value) -> Vec<(String, String)> {
    let known = known();
    complete(document.as_object_mut().unwrap(), known.departments.values().next());
    let item: Item = serde_json::from_value(document).unwrap();
    let mut errors = item_references(&item, &known);
    match ItemVersion::compile(item, 1) {
        Ok(version) => errors.extend(version.soundness()),
        Err(more) => errors.extend(more),
    }
    errors.into_iter().map(|error| (error.pointer, error.code)).collect()
}

#[test]
fn a_sound_item_has_no_fault() {
    assert_eq!(codes_of(sound()), []);
}

#[test]
fn each_rule_finds_its_fault() {
    let option = json!([{"value": "a", "label": "甲"}]);
    let task = |department: &str| {
        json!({"start": "t", "nodes": {
            "t": {"kind": "task", "name": "审查", "post": "reviewer", "department": department, "outcomes": {"pass": "e"}},
            "e": {"kind": "end", "decision": "approve"}
        }})
    };
    let choice = |when: &str| {
        json!({"start": "c", "nodes": {
            "c": {"kind": "choice", "cases": [{"when": when, "to": "e"}], "otherwise": "e"}, "e": {"kind": "end", "decision": "approve"}
        }})
    };
    let rows = [
        (
            "/code",
            json!("11990100999990037Q3000131017000"),
            "/code",
            "code-department-mismatch",
        ),
        ("/level", json!("4"), "/level", "code-level-mismatch"),
        (
            "/basic_code",
            json!("000131017001"),
            "/basic_code",
            "code-basic-mismatch",
        ),
        ("/item_type", json!("07"), "/item_type", "code-type-mismatch"),
        (
            "/department",
            json!("11990100999990045K"),
            "/department",
            "unknown-department",
        ),
        ("/division", json!("510104"), "/division", "unknown-division"),
        (
            "/promised_limit",
            json!(21),
            "/promised_limit",
            "promise-exceeds-statute",
        ),
        (
            "/supplement_limit",
            json!(0),
            "/supplement_limit",
            "supplement-limit-zero",
        ),
        ("/supplement_limit", json!(9999), "/supplement_limit", "limit-too-long"),
        (
            "/consultation",
            json!({"limit": 0}),
            "/consultation/limit",
            "out-of-range",
        ),
        (
            "/consultation",
            json!({"limit": 3, "silence_is_consent": true, "basis": " "}),
            "/consultation/basis",
            "required",
        ),
        ("/visits", json!(1), "/visits_reason", "visits-reason-required"),
        (
            "/channels",
            json!(["window", "terminal"]),
            "/channels",
            "no-remote-channel",
        ),
        ("/audience", json!([]), "/audience", "empty-list"),
        (
            "/result",
            json!({"kind": "approval", "name": "准营证"}),
            "/result/kind",
            "result-is-certificate",
        ),
        (
            "/result",
            json!({"kind": "certificate"}),
            "/result/name",
            "result-name-required",
        ),
        (
            "/result/valid_months",
            json!(0),
            "/result/valid_months",
            "validity-zero",
        ),
        (
            "/questions/1/key",
            json!("business"),
            "/questions/1/key",
            "duplicate-question",
        ),
        ("/questions/1/key", json!("a-b"), "/questions/1/key", "invalid-key"),
        ("/questions/0/options", json!([]), "/questions/0/options", "no-options"),
        (
            "/questions/0/options/1/value",
            json!("sale"),
            "/questions/0/options/1/value",
            "duplicate-option",
        ),
        (
            "/questions/0/when",
            json!("answers.cold == 'yes'"),
            "/questions/0/when",
            "condition-unknown-question",
        ),
        (
            "/questions/1/when",
            json!("form.area > 1"),
            "/questions/1/when",
            "condition-unknown-field",
        ),
        (
            "/questions/2",
            json!({"key": "business", "text": "又问", "options": option}),
            "/questions/2/key",
            "duplicate-question",
        ),
        (
            "/materials/1",
            json!({"code": "plan", "name": "又一张"}),
            "/materials/1/code",
            "duplicate-material",
        ),
        (
            "/materials/0/code",
            json!("a b"),
            "/materials/0/code",
            "invalid-material-code",
        ),
        (
            "/materials/0/copies",
            json!(100),
            "/materials/0/copies",
            "too-many-copies",
        ),
        ("/materials/0/name", json!(" "), "/materials/0/name", "empty"),
        (
            "/materials/0/when",
            json!("answers.colour == 'red'"),
            "/materials/0/when",
            "condition-unknown-question",
        ),
        (
            "/materials/0/when",
            json!("form.colour == 'red'"),
            "/materials/0/when",
            "condition-unknown-field",
        ),
        (
            "/materials/0/when",
            json!("answers."),
            "/materials/0/when",
            "condition-syntax",
        ),
        ("/name", json!("名".repeat(201)), "/name", "too-long"),
        (
            "/form_schema/type",
            json!("array"),
            "/form_schema/type",
            "schema-not-object",
        ),
        (
            "/form_schema/properties/area/type",
            json!("money"),
            "/form_schema/properties/area/type",
            "invalid-schema",
        ),
        (
            "/procedure",
            task("11990100999990045K"),
            "/procedure/nodes/t/department",
            "unknown-department",
        ),
        (
            "/procedure",
            choice("answers.x == 1"),
            "/procedure/nodes/c/cases/0/when",
            "condition-unknown-question",
        ),
    ];
    for (place, value, pointer, code) in rows {
        let mut document = sound();
        put(&mut document, place, value.clone());
        let found = codes_of(document);
        assert!(
            found.contains(&(pointer.to_owned(), code.to_owned())),
            "{place} = {value}: {found:?}"
        );
    }
}

#[test]
fn limits_of_different_units_are_not_compared() {
    let mut document = sound();
    document["statutory_limit"] = json!({"days": 30, "unit": "calendar_day"});
    document["promised_limit"] = json!(40);
    assert_eq!(codes_of(document), []);
}

#[test]
fn a_procedure_without_an_end_is_unsound() {
    let mut document = sound();
    document["procedure"] = json!({"start": "t", "nodes": {
        "t": {"kind": "task", "name": "审查", "post": "reviewer", "outcomes": {"pass": "gone"}}
    }});
    let found = codes_of(document);
    assert!(!found.is_empty());
    assert!(found[0].0.starts_with("/procedure"), "{found:?}");
}

#[test]
fn places_refer_to_places_that_contain_them() {
    let known = known();
    let place = |document: Value| {
        let division: Division = serde_json::from_value(document).unwrap();
        division_references(&division, &known)
            .into_iter()
            .map(|error| error.code)
            .collect::<Vec<_>>()
    };
    assert!(place(json!({"code": "510105", "name": "青羊区", "parent": "510100"})).is_empty());
    assert_eq!(
        place(json!({"code": "310115", "name": "浦东新区", "parent": "510100"})),
        ["not-within-parent"]
    );
    assert_eq!(
        place(json!({"code": "510105", "name": "青羊区", "parent": "510200"})),
        ["unknown-division", "not-within-parent"]
    );
    let lost: Department =
        serde_json::from_value(json!({"code": "119901009999900619", "name": "示范局", "division": "510105"})).unwrap();
    assert_eq!(department_references(&lost, &known)[0].code, "unknown-division");
}

/// Replaces or adds the value at a pointer.
fn put(document: &mut Value, pointer: &str, value: Value) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(items) => match last.parse::<usize>().unwrap() {
            at if at < items.len() => items[at] = value,
            _ => items.push(value),
        },
        parent => parent[last] = value,
    }
}
