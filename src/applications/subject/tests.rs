use serde_json::{Value, json};

use super::*;
use crate::catalogue::document::{Department, Item, complete};

fn item(subject: Value) -> ItemVersion {
    let department: Department =
        serde_json::from_value(json!({"code": "119901009999900619", "name": "示范局", "division": "510100"})).unwrap();
    let mut item = json!({"code": "X-1", "name": "示范事项", "item_type": "07", "department": "119901009999900619"});
    if !subject.is_null() {
        item["subject"] = subject;
    }
    complete(item.as_object_mut().unwrap(), Some(&department));
    let item: Item = serde_json::from_value(item).unwrap();
    ItemVersion::compile(item, 1).unwrap()
}

fn applicant(citizen_id: &str) -> Applicant {
    Applicant {
        name: "王示范".parse().ok(),
        citizen_id: citizen_id.parse().ok(),
        phone: None,
        email: None,
    }
}

/// What is wrong on Monday 2 March 2026, by field and code.
fn faults_of(subject: &Value, applicant: &Applicant) -> Vec<(String, String)> {
    let version = item(json!({"kinds": ["newborn", "pupil", "deceased", "ward"]}));
    let subject: Subject = serde_json::from_value(subject.clone()).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let errors = subject.check(&version, applicant, today);
    errors.into_iter().map(|error| (error.pointer, error.code)).collect()
}

fn adult() -> Applicant {
    applicant("990101199003070015")
}

#[test]
fn each_kind_needs_what_it_is_known_by() {
    let born_2019 = "990101201911050116";
    for sound in [
        json!({"kind": "newborn", "relation": "parent", "birth_date": "2026-02-20"}),
        json!({"kind": "newborn", "relation": "guardian", "birth_date": "2025-03-02", "name": "王小小"}),
        json!({"kind": "pupil", "relation": "parent", "name": "刘小例", "citizen_id": born_2019}),
        json!({"kind": "ward", "relation": "guardian", "name": "刘小例", "birth_date": "2019-11-05"}),
        json!({"kind": "ward", "relation": "child", "name": "刘老例", "birth_date": "1940-11-05"}),
        json!({"kind": "deceased", "relation": "child", "name": "刘老例", "death_date": "2026-03-01"}),
    ] {
        assert_eq!(faults_of(&sound, &adult()), [], "{sound}");
    }
    for (subject, field, code) in [
        (
            json!({"kind": "newborn", "relation": "parent"}),
            "/birth_date",
            "required",
        ),
        (
            json!({"kind": "newborn", "relation": "parent", "birth_date": "2026-03-03"}),
            "/birth_date",
            "in-the-future",
        ),
        (
            json!({"kind": "newborn", "relation": "parent", "birth_date": "2025-03-01"}),
            "/birth_date",
            "not-newborn",
        ),
        (
            json!({"kind": "newborn", "relation": "parent", "birth_date": "2026-02-20", "name": " "}),
            "/name",
            "required",
        ),
        (
            json!({"kind": "newborn", "relation": "sibling", "birth_date": "2026-02-20"}),
            "/relation",
            "guardian-required",
        ),
        (
            json!({"kind": "pupil", "relation": "parent", "name": "刘小例"}),
            "/citizen_id",
            "required",
        ),
        (
            json!({"kind": "pupil", "relation": "parent", "birth_date": "2019-11-05"}),
            "/name",
            "required",
        ),
        (
            json!({"kind": "pupil", "relation": "parent", "name": "刘小例", "citizen_id": born_2019, "birth_date": "2019-11-06"}),
            "/birth_date",
            "birth-date-differs",
        ),
        (
            json!({"kind": "deceased", "relation": "child", "name": "刘老例"}),
            "/death_date",
            "required",
        ),
        (
            json!({"kind": "deceased", "relation": "child", "name": "刘老例", "death_date": "2026-03-03"}),
            "/death_date",
            "in-the-future",
        ),
        (
            json!({"kind": "deceased", "relation": "child", "name": "刘老例", "birth_date": "1940-01-01", "death_date": "1939-01-01"}),
            "/death_date",
            "before-birth",
        ),
        (
            json!({"kind": "ward", "relation": "child", "name": "刘老例", "birth_date": "1940-01-01", "death_date": "2026-01-01"}),
            "/death_date",
            "not-applicable",
        ),
        (
            json!({"kind": "ward", "relation": "child", "name": "王示范", "citizen_id": "990101199003070015"}),
            "/citizen_id",
            "subject-is-applicant",
        ),
        (
            json!({"kind": "other", "relation": "other", "name": "某某"}),
            "/kind",
            "subject-kind-not-served",
        ),
    ] {
        let expected = (format!("/subject{field}"), code.to_owned());
        assert_eq!(faults_of(&subject, &adult()), [expected], "{subject}");
    }
}

#[test]
fn a_guardian_is_of_age() {
    let newborn = json!({"kind": "newborn", "relation": "parent", "birth_date": "2026-02-20"});
    let minor = applicant("990101201911050116");
    let expected = ("/subject/relation".to_owned(), "guardian-minor".to_owned());
    assert_eq!(faults_of(&newborn, &minor), [expected]);
}

#[test]
fn who_has_died_is_no_minor_whose_guardian_applies() {
    let child = json!({"kind": "deceased", "relation": "sibling", "name": "刘小例", "birth_date": "2019-11-05", "death_date": "2026-02-20"});
    assert_eq!(faults_of(&child, &adult()), []);
}

#[test]
fn an_item_says_whether_it_is_about_somebody_else() {
    let nobody = item(Value::Null);
    let subject: Subject = serde_json::from_value(json!({"kind": "ward", "relation": "guardian"})).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let errors = subject.check(&nobody, &adult(), today);
    assert_eq!(errors[0].code, "no-subject");
    assert_eq!(missing(&nobody), None);
    assert_eq!(missing(&item(json!({"kinds": ["ward"]}))), None);
    let required = item(json!({"kinds": ["ward"], "required": true}));
    assert_eq!(missing(&required).unwrap().pointer, "/subject");
}
