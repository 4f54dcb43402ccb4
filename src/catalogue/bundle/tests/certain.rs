//! What is there for certain when a member begins.

use super::coverage::{gaps, with_items};
use super::*;

type Gap = (String, String, Vec<String>);

fn told(found: &[Gap]) -> Vec<(&str, &str)> {
    found.iter().map(|gap| (gap.0.as_str(), gap.1.as_str())).collect()
}

/// The sign waits for the registration by way of the tobacco licence alone.
fn by_way_of_tobacco(document: &mut Value) {
    document["members"][2]["when"] = Value::Null;
    document["members"][3]["after"] = json!(["tobacco"]);
    document["members"][3]["result_map"] = json!({"/registration/data/credit_code": "/licence_number"});
}

#[test]
fn nothing_is_certain_by_way_of_an_optional_member() {
    assert_eq!(
        gaps(by_way_of_tobacco),
        [],
        "whoever is required holds up who waits for it"
    );
    let found = gaps(|document| {
        by_way_of_tobacco(document);
        document["members"][2]["optional"] = json!(true);
    });
    assert_eq!(
        told(&found),
        [
            (
                "/members/3/result_map/~1registration~1data~1credit_code",
                "not-a-predecessor"
            ),
            ("/members/3/form_map", "uncovered-field")
        ]
    );
    let mut items = items();
    items[3]["materials"] = json!([{"code": "licence", "name": "营业执照"}]);
    let found = with_items(items, |document| {
        by_way_of_tobacco(document);
        document["members"][2]["optional"] = json!(true);
        document["members"][3]["result_map"] = json!({});
        document["members"][3]["form_map"] = json!({"/name": "/licence_number"});
        document["members"][3]["certificate_map"] = json!({"licence": "registration"});
    });
    assert_eq!(
        told(&found),
        [
            ("/members/3/certificate_map/licence", "not-a-predecessor"),
            ("/members/3/material_map", "uncovered-material")
        ]
    );
}

/// A member begins once those that it names are approved, and the certificates of these are made out: not those before them.
#[test]
fn certificates_are_those_of_members_it_waits_for_itself() {
    let found = gaps(|document| {
        by_way_of_tobacco(document);
        document["members"][3]["result_map"] = json!({"/registration/certificate_number": "/licence_number"});
    });
    assert_eq!(told(&found), [("/members/3/form_map", "uncovered-field")]);
}

#[test]
fn what_another_system_handles_gives_no_certificate_here() {
    let found = gaps(|document| document["members"][0]["handled_by"] = json!("external"));
    assert_eq!(
        told(&found),
        [
            ("/members/1/certificate_map/licence", "no-certificate"),
            (
                "/members/3/result_map/~1registration~1certificate_number",
                "no-certificate"
            ),
            ("/members/1/material_map", "uncovered-material"),
            ("/members/3/form_map", "uncovered-field"),
        ],
        "what its decision states is there all the same"
    );
}

#[test]
fn a_result_that_may_be_null_or_is_only_declared_in_a_case_is_not_certain() {
    let food_lacks = ("/members/1/form_map", "uncovered-field");
    let clashes = ("/members/1/result_map/~1registration~1data~1credit_code", "type-clash");
    let mut items = items();
    let credit_code = json!({"type": ["string", "null"], "maxLength": 18});
    items[0]["result"]["schema"]["properties"]["credit_code"] = credit_code;
    assert_eq!(told(&with_items(items.clone(), |_| ())), [clashes, food_lacks]);
    items[0]["result"]["schema"] = json!({"type": "object", "required": ["credit_code"],
        "if": {"required": ["x"]}, "then": {"properties": {"credit_code": {"type": "string", "maxLength": 18}}}});
    assert_eq!(told(&with_items(items, |_| ())), [clashes, food_lacks]);
}

#[test]
fn an_object_of_a_result_has_no_fields_that_the_form_refuses() {
    let with_owner = |closed: bool| {
        let mut items = items();
        let mut owner =
            json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "maxLength": 20}}});
        items[1]["form_schema"]["properties"]["owner"] = owner.clone();
        items[1]["form_schema"]["properties"]["owner"]["additionalProperties"] = json!(false);
        if closed {
            owner["additionalProperties"] = json!(false);
        }
        items[0]["result"]["schema"]["properties"]["owner"] = owner;
        with_items(items, |document| {
            document["members"][1]["result_map"]["/registration/data/owner"] = json!("/owner");
        })
    };
    assert_eq!(with_owner(true), []);
    let found = with_owner(false);
    assert_eq!(
        told(&found),
        [("/members/1/result_map/~1registration~1data~1owner", "type-clash")]
    );
}

#[test]
fn a_field_takes_whatever_is_on_record_for_it() {
    let with_name = |longest: u32| {
        let mut items = items();
        items[3]["form_schema"]["required"] = json!(["licence_number", "applicant"]);
        items[3]["form_schema"]["properties"]["applicant"] =
            json!({"type": "string", "maxLength": longest, "x-source": "applicant.name"});
        with_items(items, |_| ())
    };
    assert_eq!(with_name(100), []);
    assert_eq!(told(&with_name(50)), [("/members/3/form_map", "uncovered-field")]);
    let with_code = |field: Value| {
        let mut items = items();
        items[3]["form_schema"]["required"] = json!(["licence_number", "code"]);
        items[3]["form_schema"]["properties"]["code"] = field;
        items[3]["form_schema"]["properties"]["code"]["x-source"] = json!("applicant.credit_code");
        with_items(items, |document| document["audience"] = json!(["enterprise"]))
    };
    assert_eq!(
        with_code(json!({"type": "string", "format": "credit-code", "maxLength": 18})),
        []
    );
    assert_eq!(with_code(json!({"type": "string", "maxLength": 15})).len(), 1);
    assert_eq!(with_code(json!({"type": "string", "pattern": "^91"})).len(), 1);
}

#[test]
fn what_constants_decide_is_looked_at_as_decided() {
    let found = |kind: &str, form: Value| {
        let mut items = items();
        let fields = items[1]["form_schema"].as_object_mut().unwrap();
        fields.extend(form.as_object().unwrap().clone());
        with_items(items, |document| {
            document["members"][1]["form_values"]["/kind"] = json!(kind);
        })
    };
    let condition = json!({"if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["permit"]}});
    assert_eq!(found("b", condition.clone()), []);
    assert_eq!(
        told(&found("a", condition)),
        [("/members/1/form_map", "uncovered-field")]
    );
    let one = |kind: &str| json!({"properties": {"kind": {"const": kind}}, "required": ["kind"]});
    let kinds = json!({"oneOf": [one("a"), one("b")]});
    assert_eq!(found("b", kinds.clone()), [], "one of the alternatives is enough");
    assert_eq!(found("a", kinds), []);
    let none = json!({"anyOf": [one("a"), one("c")]});
    assert_eq!(told(&found("b", none)), [("/members/1/form_values", "type-clash")]);
}

#[test]
fn one_of_the_alternatives_of_a_form_is_covered() {
    let found = |alternatives: Value| {
        let mut items = items();
        items[2]["form_schema"]["anyOf"] = alternatives;
        with_items(items, |_| ())
    };
    assert_eq!(found(json!([{"required": ["permit"]}, {"required": ["distance"]}])), []);
    let gaps = found(json!([{"required": ["permit"]}, {"required": ["floor"]}]));
    assert_eq!(told(&gaps), [("/members/2/form_map", "uncovered-field")]);
    assert!(
        gaps[0]
            .2
            .ends_with(&["field = /floor".to_owned(), "field = /permit".to_owned()])
    );
}

#[test]
fn what_a_case_requires_within_an_object_is_needed() {
    let found = |case: Value| {
        let mut items = items();
        items[0]["form_schema"]["if"] = json!({"properties": {"name": {"maxLength": 5}}});
        items[0]["form_schema"]["then"] = case;
        let gaps = with_items(items, |_| ());
        gaps.into_iter()
            .map(|gap| (gap.1, gap.2.last().cloned().unwrap()))
            .collect::<Vec<_>>()
    };
    let lacks = |field: &str| [("uncovered-field".to_owned(), format!("field = {field}"))];
    assert_eq!(
        found(json!({"properties": {"owner": {"required": ["age"]}}})),
        lacks("/owner/age")
    );
    assert_eq!(
        found(json!({"dependentRequired": {"address": ["floor"]}})),
        lacks("/floor")
    );
    assert_eq!(found(json!({"properties": {"owner": {"required": ["phone"]}}})), []);
}
