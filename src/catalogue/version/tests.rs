use serde_json::json;

use super::*;
use crate::catalogue::document::complete;
use crate::procedure::Facts as _;

fn version() -> ItemVersion {
    compiled(document())
}

fn compiled(mut document: Value) -> ItemVersion {
    complete(document.as_object_mut().unwrap(), None);
    ItemVersion::compile(serde_json::from_value(document).unwrap(), 3).unwrap()
}

fn document() -> Value {
    json!({
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
    })
}

/// The faults of a choice with these guards and no `otherwise`: place, code and evidence in English.
fn told_of(guards: &[&str]) -> Vec<(String, String, Vec<String>)> {
    let mut document = document();
    let cases: Vec<_> = guards.iter().map(|guard| json!({"when": guard, "to": "e"})).collect();
    document["procedure"]["nodes"]["c"] = json!({"kind": "choice", "cases": cases});
    let faults = compiled(document).soundness().into_iter();
    let english = |evidence: Vec<Text>| evidence.into_iter().map(|line| line.en.into_owned()).collect();
    faults
        .map(|fault| (fault.pointer, fault.code, english(fault.evidence)))
        .collect()
}

#[test]
fn guards_cover_everything_that_can_be_answered() {
    for covering in [
        &["true"] as &[&str],
        &["answers.business == 'sale'", "answers.business == 'catering'"],
        &[
            "answers.cold == 'yes'",
            "answers.cold == 'no'",
            "answers.business == 'sale'",
        ],
        &["answers.cold == null", "answers.business == 'catering'"],
        &["applicant.kind == 'legal_person'", "applicant.kind == 'natural_person'"],
        &["answers['business'] in ['sale', 'catering']"],
    ] {
        assert_eq!(told_of(covering), [], "{covering:?}");
    }
    let gap = |guards: &[&str]| {
        let told = told_of(guards);
        assert_eq!(
            (told[0].0.as_str(), told[0].1.as_str()),
            ("/procedure/nodes/c", "guard-gap")
        );
        told[0].2.clone()
    };
    assert_eq!(gap(&["answers.business == 'sale'"]), ["answers.business = catering"]);
    assert_eq!(
        gap(&["answers.cold == 'yes'", "answers.cold == 'no'"]),
        ["answers.business = sale"],
        "the question does not always arise"
    );
    assert_eq!(
        gap(&["answers.business == 'sale'", "answers.cold == 'yes'"]),
        ["answers.business = catering", "answers.cold = no"]
    );
    assert_eq!(
        gap(&["answers.business == 'sale'", "applicant.kind == 'legal_person'"]),
        ["answers.business = catering", "applicant.kind = natural_person"]
    );
    assert_eq!(gap(&["size(answers) == 7"]), ["answers.business = sale"]);
}

#[test]
fn what_cannot_be_listed_needs_an_otherwise() {
    let told = |guards: &[&str]| told_of(guards).into_iter().map(|(_, code, _)| code).collect::<Vec<_>>();
    assert_eq!(told(&["form.area > 300", "form.area <= 300"]), ["otherwise-required"]);
    let mut many = document();
    let options: Vec<_> = (0..20)
        .map(|n| json!({"value": format!("v{n}"), "label": "选项"}))
        .collect();
    let keys = ["a", "b", "c"];
    many["questions"] = keys
        .map(|key| json!({"key": key, "text": "问题", "options": options}))
        .into_iter()
        .collect();
    many["materials"] = json!([]);
    let when = "answers.a != 'x' && answers.b != 'x' && answers.c != 'x'";
    many["procedure"]["nodes"]["c"] = json!({"kind": "choice", "cases": [{"when": when, "to": "e"}]});
    let codes = |document: Value| {
        compiled(document)
            .soundness()
            .into_iter()
            .map(|fault| fault.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(many.clone()), ["too-many-answers"]);
    many["procedure"]["nodes"]["c"]["otherwise"] = json!("e");
    assert_eq!(codes(many), Vec::<String>::new());
}

#[test]
fn guards_cover_every_service_that_is_offered() {
    let mut document = document();
    document["result"] = json!({"kind": "certificate", "name": "食品经营许可证", "valid_months": 60});
    document["services"] = json!([{"service": "renewal"}]);
    document["procedure"]["nodes"]["c"] = json!({"kind": "choice", "cases": [{"when": "service == 'new'", "to": "e"}]});
    let faults = compiled(document.clone()).soundness();
    assert_eq!(faults[0].code, "guard-gap");
    assert_eq!(faults[0].evidence[0].en, "service = renewal");
    let both = json!([{"when": "service == 'new'", "to": "e"}, {"when": "service == 'renewal'", "to": "e"}]);
    document["procedure"]["nodes"]["c"]["cases"] = both;
    assert_eq!(compiled(document).soundness(), []);
}

#[test]
fn what_is_asked_for_depends_on_the_service() {
    let mut document = document();
    document["result"] = json!({"kind": "certificate", "name": "食品经营许可证", "valid_months": 60});
    document["services"] = json!([{"service": "cancellation"}]);
    document["questions"][0]["when"] = json!("service == 'new'");
    document["materials"] = json!([
        {"code": "plan", "name": "平面图", "when": "service == 'new'"},
        {"code": "original", "name": "许可证原件", "when": "service == 'cancellation'"}
    ]);
    let version = compiled(document);
    let none = Map::new();
    let asked = |service: Service| {
        let facts = version.facts(&none, &Value::Null, Asking::somebody(service));
        let materials = version
            .materials(&facts)
            .into_iter()
            .map(|material| material.code.clone());
        (
            materials.collect::<Vec<_>>(),
            version.open_questions(&none, service).len(),
        )
    };
    assert_eq!(asked(Service::New), (vec!["plan".to_owned()], 1));
    assert_eq!(asked(Service::Cancellation), (vec!["original".to_owned()], 0));
    assert_eq!(version.check_answers(&none, Service::Cancellation), []);
    assert_eq!(version.check_service(Service::Cancellation), None);
    assert_eq!(
        version.check_service(Service::Change).unwrap().code,
        "service-not-offered"
    );
}

fn answers(answers: &Value) -> Map<String, Value> {
    answers.as_object().unwrap().clone()
}

#[test]
fn the_materials_follow_from_answers_form_and_applicant() {
    let version = version();
    let codes = |given: Value, form: Value, kind: Option<&str>| -> Vec<String> {
        let service = Service::New;
        let facts = version.facts(&answers(&given), &form, Asking { kind, service });
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
            .check_answers(&answers(&given), Service::New)
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
        Asking::somebody(Service::New),
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

/// What an approval states is part of the item, checked like a form and told where it stands.
#[test]
fn what_an_approval_states_is_checked_by_its_schema() {
    let mut document = document();
    document["result"] = json!({"kind": "none", "schema": {"type": "object", "required": ["month"], "properties": {
        "month": {"type": "string", "title": "退休年月"}, "citizen_id": {"x-sensitive": true}
    }}});
    let version = compiled(document.clone());
    assert_eq!(version.sensitive_result(), ["/citizen_id"]);
    let told = |stated: Value| {
        let errors = version.check_result(&stated).into_iter();
        errors.map(|error| (error.pointer, error.code)).collect::<Vec<_>>()
    };
    assert_eq!(told(json!({"month": "2031-05"})), []);
    assert_eq!(told(json!({})), [("/result/month".to_owned(), "required".to_owned())]);
    assert_eq!(
        told(json!({"month": 5})),
        [("/result/month".to_owned(), "type".to_owned())]
    );
    for (service, asked) in [
        (Service::New, true),
        (Service::Renewal, true),
        (Service::Reissue, false),
    ] {
        assert_eq!(version.asks_result(service), asked, "{service:?}");
    }
    document["result"]["schema"]["required"] = json!([]);
    let version = compiled(document.clone());
    assert!(version.takes_result() && !version.asks_result(Service::New));
    document["result"]["schema"] = json!({"$ref": "https://example.com/schema"});
    complete(document.as_object_mut().unwrap(), None);
    let errors = ItemVersion::compile(serde_json::from_value(document).unwrap(), 1).unwrap_err();
    assert!(
        errors.iter().all(|error| error.pointer.starts_with("/result/schema")),
        "{errors:?}"
    );
}

#[test]
fn what_an_approval_states_is_stated_by_somebody() {
    let mut document = document();
    document["result"] = json!({"kind": "none", "schema": {"type": "object", "required": ["month"]}});
    let codes = |document: &Value| {
        let faults = compiled(document.clone()).soundness().into_iter();
        faults.map(|fault| (fault.pointer, fault.code)).collect::<Vec<_>>()
    };
    let by_nobody = |node: &str| [(format!("/procedure/nodes/{node}"), "result-by-nobody".to_owned())];
    assert_eq!(codes(&document), by_nobody("e"), "approved by being accepted");
    document["procedure"]["nodes"]["w"] = json!({"kind": "wait", "name": "公示", "limit": 7, "to": "c"});
    document["procedure"]["nodes"]["t"] =
        json!({"kind": "task", "name": "审查", "post": "reviewer", "outcomes": {"pass": "w"}});
    document["procedure"]["start"] = json!("t");
    assert_eq!(codes(&document), by_nobody("w"));
    document["procedure"]["nodes"]["w"]["to"] = json!("u");
    document["procedure"]["nodes"]["u"] =
        json!({"kind": "task", "name": "审批", "post": "approver", "outcomes": {"pass": "c"}});
    assert_eq!(codes(&document), []);
}
