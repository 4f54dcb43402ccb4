use super::*;

/// The gaps of the shop after a change, as (pointer, code, evidence in English).
pub(super) fn gaps(change: impl FnOnce(&mut Value)) -> Vec<(String, String, Vec<String>)> {
    explained(&shop_with(change))
}

fn explained(bundle: &BundleVersion) -> Vec<(String, String, Vec<String>)> {
    let english = |error: &FieldError| error.evidence.iter().map(|line| line.en.to_string()).collect();
    let gaps = bundle.coverage();
    gaps.iter()
        .map(|gap| (gap.pointer.clone(), gap.code.clone(), english(gap)))
        .collect()
}

fn gap(pointer: &str, code: &str, evidence: &[&str]) -> (String, String, Vec<String>) {
    let evidence = evidence.iter().map(|line| (*line).to_owned()).collect();
    (pointer.to_owned(), code.to_owned(), evidence)
}

/// The gaps of the shop after a change to its items.
pub(super) fn with_items(items: [Value; 4], change: impl FnOnce(&mut Value)) -> Vec<(String, String, Vec<String>)> {
    let mut document = shop();
    change(&mut document);
    explained(&compiled(document, items).unwrap())
}

#[test]
fn the_shop_covers_its_members() {
    assert_eq!(gaps(|_| ()), []);
}

#[test]
fn circles_and_strangers_are_told() {
    let found = gaps(|document| {
        document["members"][0]["after"] = json!(["sign"]);
        document["members"][2]["after"] = json!(["registration", "gone"]);
    });
    let cycles: Vec<_> = found.iter().filter(|gap| gap.1 != "uncovered-field").cloned().collect();
    assert_eq!(
        cycles,
        [
            gap(
                "/members/0/after",
                "dependency-cycle",
                &["registration waits for sign", "sign waits for registration"]
            ),
            gap("/members/2/after", "unknown-member", &["item = tobacco"]),
            gap(
                "/members/2/after",
                "dependency-cycle",
                &[
                    "tobacco waits for registration",
                    "registration waits for sign",
                    "sign waits for tobacco"
                ]
            ),
        ]
    );
    let itself = gaps(|document| document["members"][2]["after"] = json!(["registration", "tobacco"]));
    assert_eq!(itself[0].2, ["tobacco waits for tobacco"]);
}

#[test]
fn a_required_field_without_source_is_told_with_the_answers_that_lead_there() {
    let found = gaps(|document| {
        document["form_schema"]["properties"]
            .as_object_mut()
            .unwrap()
            .remove("distance");
    });
    assert_eq!(
        found,
        [gap(
            "/members/2/form_map",
            "uncovered-field",
            &[
                "answers.tobacco = yes",
                "applicant.kind = legal_person",
                "item = tobacco",
                "field = /distance"
            ]
        )]
    );
}

#[test]
fn fields_that_may_be_required_need_a_source_too() {
    let mut sometimes = tobacco();
    sometimes["form_schema"]["then"] = json!({"required": ["permit"]});
    sometimes["form_schema"]["if"] = json!({"properties": {"distance": {"maximum": 50}}});
    sometimes["form_schema"]["dependentRequired"] = json!({"address": ["floor"], "absent": ["nothing"]});
    let found = with_items([registration(), food(), sometimes, sign()], |_| ());
    let fields: Vec<&str> = found.iter().map(|gap| gap.2.last().unwrap().as_str()).collect();
    assert_eq!(fields, ["field = /floor", "field = /permit"]);
}

#[test]
fn results_come_only_from_members_that_are_in_surely_and_before() {
    let of = |change: &dyn Fn(&mut Value)| -> Vec<(String, String)> {
        gaps(change).into_iter().map(|gap| (gap.0, gap.1)).collect()
    };
    let pair = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    let food_field = pair("/members/1/form_map", "uncovered-field");
    let food_material = pair("/members/1/material_map", "uncovered-material");
    let sign_field = pair("/members/3/form_map", "uncovered-field");
    let optional = of(&|document| document["members"][0]["optional"] = json!(true));
    assert_eq!(
        optional,
        [food_field.clone(), food_material.clone(), sign_field.clone()]
    );
    let sometimes = of(&|document| document["members"][0]["when"] = json!("answers.tobacco == 'yes'"));
    assert_eq!(sometimes, [food_field.clone(), food_material.clone(), sign_field]);
    let remark = of(&|document| {
        document["members"][1]["result_map"] = json!({"/registration/data/remark": "/credit_code"});
    });
    assert!(remark.contains(&food_field), "the remark need not be there: {remark:?}");
    let unrelated = of(&|document| document["members"][1]["after"] = json!([]));
    assert!(unrelated.contains(&pair(
        "/members/1/result_map/~1registration~1data~1credit_code",
        "not-a-predecessor"
    )));
    assert!(unrelated.contains(&pair("/members/1/certificate_map/licence", "not-a-predecessor")));
    assert!(unrelated.contains(&food_material));
    // By way of a member that is out here, nobody waits.
    let roundabout = of(&|document| document["members"][3]["after"] = json!(["tobacco"]));
    assert_eq!(roundabout, [pair("/members/3/form_map", "uncovered-field")]);
}

#[test]
fn materials_are_covered_in_every_situation() {
    let found = gaps(|document| document["materials"][3]["when"] = json!("answers.trade == 'cafe'"));
    assert_eq!(
        found,
        [gap(
            "/members/1/material_map",
            "uncovered-material",
            &[
                "answers.trade = restaurant",
                "applicant.kind = legal_person",
                "item = food",
                "material = cold_room"
            ]
        )]
    );
    let optional = gaps(|document| document["materials"][0]["necessity"] = json!("may_follow"));
    assert_eq!(
        optional.len(),
        2,
        "required by the registration and for tobacco: {optional:?}"
    );
    let by_form = gaps(|document| document["materials"][0]["when"] = json!("form.name == 'x'"));
    assert_eq!(by_form.len(), 2, "{by_form:?}");
    let committed = gaps(|document| document["materials"][2]["when"] = json!("answers.trade != 'shop'"));
    assert_eq!(
        committed,
        [],
        "where the commitment replaces the plan, nobody has to ask for it"
    );
}

#[test]
fn questions_of_members_have_answers() {
    let found = gaps(|document| {
        document["members"][1]["answer_map"]["cold"]["values"] = json!({"cafe": "no"});
    });
    let (pointer, code, evidence) = &found[0];
    assert_eq!(
        (pointer.as_str(), code.as_str()),
        ("/members/1/answer_map", "uncovered-question")
    );
    assert!(
        evidence.contains(&"answers.trade = restaurant".to_owned()) && evidence.contains(&"question = cold".to_owned())
    );
    let wrong = gaps(|document| {
        document["members"][1]["answer_map"]["business"]["values"] =
            json!({"shop": "sale", "cafe": "tea", "bank": "sale"});
        document["members"][1]["answer_map"]["none"] = json!({"value": "x"});
        document["members"][1]["answer_map"]["cold"] = json!({"question": "trade", "value": "no"});
        document["members"][2]["commitment"] = json!("true");
    });
    let told: Vec<_> = wrong
        .iter()
        .map(|gap| (gap.0.as_str(), gap.1.as_str()))
        .take(5)
        .collect();
    assert_eq!(
        told,
        [
            ("/members/1/answer_map/business/values/bank", "unknown-option"),
            ("/members/1/answer_map/business/values/cafe", "unknown-option"),
            ("/members/1/answer_map/cold", "one-of"),
            ("/members/1/answer_map/none", "unknown-question"),
            ("/members/2/commitment", "no-commitment"),
        ]
    );
}

#[test]
fn consents_subjects_and_audience_are_covered() {
    let mut items = items();
    items[0]["consents"] = json!([{"code": "landlord", "role": "owner", "text": "同意", "when": "form.address != ''"}]);
    items[2]["subject"] = json!({"kinds": ["ward"], "required": true});
    items[3]["audience"] = json!(["enterprise"]);
    items[3]["consents"] = json!([{"code": "neighbour", "role": "owner", "text": "同意"}]);
    let found = with_items(items.clone(), |_| ());
    let told: Vec<_> = found.iter().map(|gap| (gap.0.as_str(), gap.1.as_str())).collect();
    assert_eq!(
        told,
        [
            ("/consents", "uncovered-consent"),
            ("/subject", "uncovered-subject"),
            ("/consents", "uncovered-consent"),
            ("/members/3/when", "wrong-audience"),
        ]
    );
    assert!(found[3].2.contains(&"applicant.kind = natural_person".to_owned()));
    let covered = with_items(items, |document| {
        document["audience"] = json!(["enterprise"]);
        document["subject"] = json!({"kinds": ["ward"], "required": true});
        document["consents"] = json!([{"code": "landlord", "role": "owner", "text": "同意", "when": "form.address != ''"},
            {"code": "neighbour", "role": "owner", "text": "同意"}]);
    });
    assert_eq!(covered, []);
    let mut ward = super::items();
    ward[1]["subject"] = json!({"kinds": ["ward"]});
    let other = with_items(ward, |document| document["subject"] = json!({"kinds": ["pupil"]}));
    assert_eq!(
        (other[0].0.as_str(), other[0].1.as_str()),
        ("/subject/kinds", "uncovered-subject")
    );
}

#[test]
fn a_situation_without_members_and_too_many_situations_are_told() {
    let found = gaps(|document| {
        for index in 0..4 {
            document["members"][index]["when"] = json!("answers.tobacco == 'yes'");
        }
    });
    assert_eq!(
        found,
        [gap(
            "/members",
            "empty-situation",
            &["answers.tobacco = no", "applicant.kind = legal_person"]
        )]
    );
    let many = |matter: bool| {
        gaps(|document| {
            let questions = document["questions"].as_array_mut().unwrap();
            questions.extend((0..12).map(|at| yes_or_no(&format!("q{at}"), "又如何")));
            if matter {
                document["members"][2]["when"] = json!(
                    (0..12)
                        .map(|at| format!("answers.q{at} == 'yes'"))
                        .collect::<Vec<_>>()
                        .join(" && ")
                );
            }
        })
    };
    assert_eq!(many(false), [], "questions that do not matter are not asked");
    assert_eq!(
        many(true).iter().map(|gap| gap.1.as_str()).collect::<Vec<_>>(),
        ["too-many-situations"]
    );
}

#[test]
fn mappings_lead_from_something_to_something_that_fits() {
    let found = gaps(|document| {
        document["form_schema"]["properties"]["owner_id"]
            .as_object_mut()
            .unwrap()
            .remove("x-sensitive");
        document["form_schema"]["properties"]["distance"] = string("距离");
        document["members"][0]["form_map"]["/nowhere"] = json!("/name");
        document["members"][1]["form_map"]["/phone"] = json!("/shop");
        document["members"][1]["form_map"]["/remark"] = json!("/lost");
        document["members"][1]["form_values"]["/kind"] = json!("c");
        document["members"][1]["result_map"]["/registration/data/none"] = json!("/kind");
        document["members"][1]["material_map"]["identity"] = json!("passport");
        document["members"][3]["certificate_map"] = json!({"none": "tobacco"});
        document["members"][3]["result_map"] =
            json!({"/registration/decided_on": "/size", "registration": "/licence_number"});
        document["members"][3]["form_map"] = json!({"/name": "/licence_number"});
    });
    let told: BTreeSet<_> = found.iter().map(|gap| (gap.0.as_str(), gap.1.as_str())).collect();
    let expected = [
        ("/members/0/form_map/~1nowhere", "unknown-field"),
        ("/members/0/form_map/~1owner_id", "sensitivity-lost"),
        ("/members/1/form_map", "two-sources"),
        ("/members/1/form_map/~1remark", "unknown-field"),
        ("/members/1/form_values/~1kind", "type-clash"),
        ("/members/1/material_map", "uncovered-material"),
        ("/members/1/material_map/identity", "unknown-material"),
        ("/members/1/result_map/~1registration~1data~1none", "unknown-field"),
        ("/members/2/form_map", "type-clash"),
        ("/members/3/certificate_map/none", "no-certificate"),
        ("/members/3/certificate_map/none", "unknown-material"),
        ("/members/3/result_map/registration", "unknown-field"),
        ("/members/3/result_map/~1registration~1decided_on", "type-clash"),
    ];
    assert_eq!(told, BTreeSet::from(expected));
    let clash = found.iter().find(|gap| gap.0 == "/members/2/form_map").unwrap();
    assert_eq!(
        clash.2,
        ["item = tobacco", "/distance: string, maxLength 50", "/distance: number"]
    );
}

#[test]
fn a_field_may_stand_in_for_a_result_that_does_not_always_come() {
    let change = |document: &mut Value, when: Option<&str>| {
        document["form_schema"]["properties"]["code"] = json!({"type": "string", "maxLength": 18});
        document["members"][1]["form_map"]["/code"] = json!("/credit_code");
        document["materials"]
            .as_array_mut()
            .unwrap()
            .push(json!({"code": "licence", "name": "营业执照", "when": "answers.tobacco == 'no'"}));
        if let Some(when) = when {
            document["members"][0]["when"] = json!(when);
            document["members"][3]["when"] = json!(when);
        }
    };
    assert_eq!(gaps(|document| change(document, Some("answers.tobacco == 'yes'"))), []);
    let always = gaps(|document| change(document, None));
    assert_eq!(
        (always[0].0.as_str(), always[0].1.as_str()),
        ("/members/1/form_map", "two-sources")
    );
}
