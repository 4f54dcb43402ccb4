use serde_json::json;

use super::*;
use crate::calendar::Limit;
use crate::procedure::Graph;

fn department() -> Department {
    let document = json!({"code": "119901009999900619", "name": "示范局", "division": "510100"});
    serde_json::from_value(document).unwrap()
}

fn item(mut document: Value) -> Item {
    complete(document.as_object_mut().unwrap(), Some(&department()));
    match Document::read(Kind::Item, document).unwrap() {
        Document::Item(item) => *item,
        other => panic!("{other:?}"),
    }
}

#[test]
fn four_fields_make_a_licence() {
    let item = item(json!({
        "code": "1199010099999006193000131017000", "name": "食品经营许可新办", "item_type": "01", "department": "119901009999900619"
    }));
    assert_eq!(item.division.as_str(), "510100");
    assert_eq!(item.level, Some(crate::codes::Level::Municipal));
    assert_eq!(
        item.basic_code.as_ref().map(crate::codes::BasicCode::as_str),
        Some("000131017000")
    );
    assert_eq!(item.statutory_limit, Some(Limit::working(20)));
    assert_eq!(item.promised_limit, Limit::working(20));
    assert!(item.deemed_acceptance);
    assert_eq!(item.supplement_limit, SUPPLEMENT_LIMIT);
    assert_eq!(item.procedure, Graph::reviewer_and_approver());
    assert_eq!(item.result.kind, ResultKind::None);
    assert_eq!(item.form_schema, None);
}

#[test]
fn other_types_have_no_statutory_limit_unless_they_say_so() {
    let service = |more: Value| {
        let mut document =
            json!({"code": "card", "name": "社会保障卡申领", "item_type": "20", "department": "119901009999900619"});
        document
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        item(document)
    };
    let plain = service(json!({}));
    assert_eq!(
        (plain.statutory_limit, plain.promised_limit),
        (None, Limit::working(20))
    );
    assert!(!plain.deemed_acceptance);
    let stated = service(json!({"statutory_limit": 15}));
    assert_eq!(
        (stated.statutory_limit, stated.promised_limit),
        (Some(Limit::working(15)), Limit::working(15))
    );
    let immediate = service(json!({"case_type": "immediate"}));
    assert_eq!(immediate.promised_limit, Limit::working(1));
}

#[test]
fn a_licence_may_say_that_no_law_limits_it() {
    let document = json!({"code": "x", "name": "某许可", "item_type": "licence", "department": "119901009999900619", "statutory_limit": null});
    assert_eq!(item(document).statutory_limit, None);
}

#[test]
fn what_is_written_reads_back_the_same() {
    let item = item(json!({"code": "x", "name": "某许可", "item_type": "licence", "department": "119901009999900619"}));
    let written = serde_json::to_value(&item).unwrap();
    assert_eq!(serde_json::from_value::<Item>(written).unwrap(), item);
}

#[test]
fn a_document_tells_its_kind() {
    let kind = |mut document: Value| Kind::take(document.as_object_mut().unwrap());
    assert_eq!(kind(json!({"kind": "item", "code": "510100"})), Ok(Kind::Item));
    assert_eq!(kind(json!({"code": "a", "item_type": "01"})), Ok(Kind::Item));
    assert_eq!(kind(json!({"kind": "bundle", "code": "510100"})), Ok(Kind::Bundle));
    assert_eq!(kind(json!({"code": "a", "members": []})), Ok(Kind::Bundle));
    assert_eq!(kind(json!({"code": "510100"})), Ok(Kind::Division));
    assert_eq!(kind(json!({"code": "119901009999900619"})), Ok(Kind::Department));
    assert_eq!(kind(json!({"code": "a"})).unwrap_err().code, "unknown-kind");
    assert_eq!(kind(json!({"kind": "matter"})).unwrap_err().pointer, "/kind");
}

#[test]
fn a_misspelt_field_is_named() {
    let errors = Document::read(Kind::Division, json!({"code": "510100", "name": "成都市", "nmae": 1})).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].message.en.contains("nmae"), "{:?}", errors[0].message.en);
    let errors = Document::read(Kind::Division, json!({"code": "51", "name": "成都市"})).unwrap_err();
    assert_eq!(
        (errors[0].pointer.as_str(), errors[0].code.as_str()),
        ("/code", "division-code-format")
    );
}
