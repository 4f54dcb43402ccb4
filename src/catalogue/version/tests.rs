use serde_json::json;

use super::*;
use crate::catalogue::document::complete;
use crate::procedure::Facts as _;

fn version() -> ItemVersion {
    let mut document = json!({
        "code": "food", "name": "食品经营许可新办", "item_type": "01", "department": "119901009999900619", "division": "510100",
        "questions": [
            {"key": "business", "text": "经营方式", "options": [{"value": "sale", "label": "销售"}, {"value": "catering", "label": "餐饮"}]},
            {"key": "cold", "text": "是否制售冷食", "text_en": "Cold dishes?",
             "options": [{"value": "yes", "label": "是"}, {"value": "no", "label": "否"}], "when": "answers.business == 'catering'"}
        ],
        "materials": [
            {"code": "plan", "name": "平面图"},
            {"code": "cold_room", "name": "专间说明", "when": "answers.cold == 'yes'"},
            {"code": "director", "name": "任命文件", "when": "form.area > 300 && applicant.kind == 'legal_person'"}
        ],
        "form_schema": {"type": "object", "properties": {"area": {"type": "number", "title": "面积"}, "phone": {"x-sensitive": true}}},
        "procedure": {"start": "c", "nodes": {
            "c": {"kind": "choice", "cases": [{"when": "answers.cold == 'yes'", "to": "e"}], "otherwise": "e"},
            "e": {"kind": "end", "decision": "approve"}
        }}
    });
    complete(document.as_object_mut().unwrap(), None);
    ItemVersion::compile(serde_json::from_value(document).unwrap(), 3).unwrap()
}

fn answers(answers: &Value) -> Map<String, Value> {
    answers.as_object().unwrap().clone()
}

#[test]
fn the_materials_follow_from_answers_form_and_applicant() {
    let version = version();
    let codes = |given: Value, form: Value, kind: Option<&str>| -> Vec<String> {
        let facts = version.facts(&answers(&given), &form, kind);
        version
            .materials(&facts)
            .iter()
            .map(|material| material.code.clone())
            .collect()
    };
    assert_eq!(codes(json!({}), json!({}), None), ["plan"]);
    assert_eq!(
        codes(json!({"business": "catering", "cold": "yes"}), json!({}), None),
        ["plan", "cold_room"]
    );
    assert_eq!(
        codes(json!({"business": "sale", "cold": "yes"}), json!({}), None),
        ["plan"],
        "the question does not arise"
    );
    assert_eq!(
        codes(json!({}), json!({"area": 301}), Some("legal_person")),
        ["plan", "director"]
    );
    assert_eq!(codes(json!({}), json!({"area": 301}), Some("natural_person")), ["plan"]);
}

#[test]
fn answers_are_checked_and_questions_that_do_not_arise_need_none() {
    let version = version();
    let check = |given: Value| -> Vec<(String, String)> {
        version
            .check_answers(&answers(&given))
            .into_iter()
            .map(|error| (error.pointer, error.code))
            .collect()
    };
    let told = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    assert_eq!(check(json!({"business": "sale"})), []);
    assert_eq!(check(json!({"business": "catering", "cold": "no"})), []);
    assert_eq!(check(json!({})), told("/answers/business", "required"));
    assert_eq!(check(json!({"business": null})), told("/answers/business", "required"));
    assert_eq!(
        check(json!({"business": "catering"})),
        told("/answers/cold", "required")
    );
    assert_eq!(
        check(json!({"business": "theft"})),
        told("/answers/business", "unknown-option")
    );
    assert_eq!(
        check(json!({"business": 1})),
        told("/answers/business", "unknown-option")
    );
    assert_eq!(
        check(json!({"business": "sale", "a/b": "x"})),
        told("/answers/a~1b", "unknown-question")
    );
    assert_eq!(version.check_given_answers(&Map::new()), []);
}

#[test]
fn guards_of_the_procedure_hold_on_the_same_facts() {
    let version = version();
    let facts = version.facts(
        &answers(&json!({"business": "catering", "cold": "yes"})),
        &json!({}),
        None,
    );
    assert!(facts.holds("answers.cold == 'yes'"));
    assert!(!facts.holds("answers.cold == 'no'"), "not a condition of this item");
    assert_eq!(version.soundness(), []);
}

#[test]
fn the_form_is_checked_and_its_sensitive_fields_are_known() {
    let version = version();
    assert_eq!(version.check_form(&json!({"area": 1})), []);
    assert_eq!(
        version.check_form(&json!({"area": "x"}))[0].message.zh,
        "“面积”的类型不正确"
    );
    assert_eq!(version.sensitive_fields(), ["/phone"]);
    assert_eq!(version.promised_limit(), Limit::working(20));
    assert_eq!(version.statutory_limit(), Some(Limit::working(20)));
    assert_eq!(version.material("plan").map(|m| m.copies), Some(1));
}
