use super::*;
use crate::catalogue::bundle::schema::names;

const ID: &str = "11010519491231002X";

fn filled() -> Value {
    json!({"name": "面馆", "address": "东街1号", "owner_id": ID, "distance": 120.5, "size": 3})
}

#[test]
fn a_members_form_is_made_from_the_bundles() {
    let bundle = shop_with(|_| ());
    let here = situation(&bundle, &[("tobacco", "yes"), ("trade", "cafe")], &[]);
    let form = |item: &str| here.member(&code(item)).unwrap().form(&filled());
    assert_eq!(
        form("registration"),
        json!({"name": "面馆", "address": "东街1号", "owner": {"id": ID}})
    );
    assert_eq!(form("food"), json!({"shop": "面馆", "kind": "b"}));
    assert_eq!(form("tobacco"), json!({"address": "东街1号", "distance": 120.5}));
    assert_eq!(here.check_form(&filled()), []);
}

#[test]
fn results_are_filled_in_when_they_are_there() {
    let bundle = shop_with(|_| ());
    let here = situation(&bundle, &[("tobacco", "no"), ("trade", "cafe")], &[]);
    let results = BTreeMap::from([(
        code("registration"),
        json!({"number": "BJ1", "certificate_number": "ZZ1", "valid_until": null, "data": {"credit_code": "91"}}),
    )]);
    let food = here.member(&code("food")).unwrap();
    let form = food.with_results(food.form(&filled()), &results);
    assert_eq!(form["credit_code"], "91");
    assert_eq!(food.member.version.check_form(&form), []);
    let sign = here.member(&code("sign")).unwrap();
    assert_eq!(
        sign.with_results(sign.form(&filled()), &results),
        json!({"licence_number": "ZZ1", "size": 3})
    );
    assert_eq!(sign.needs_certificate_of(), codes(&["registration"]));
    assert_eq!(
        food.needs_certificate_of(),
        codes(&["registration"]),
        "for the material"
    );
    assert_eq!(here.members[0].needs_certificate_of(), codes(&[]));
}

#[test]
fn a_result_takes_the_place_of_a_field_while_its_member_is_in() {
    let bundle = shop_with(|document| {
        document["members"][0]["when"] = json!("answers.tobacco == 'yes'");
        document["form_schema"]["properties"]["code"] = string("信用代码");
        document["members"][1]["form_map"]["/code"] = json!("/credit_code");
    });
    let there = situation(&bundle, &[("tobacco", "yes")], &[]);
    assert!(there.hidden_fields().contains("code"));
    assert_eq!(
        there.member(&code("food")).unwrap().form(&json!({"code": "9"})),
        json!({"kind": "b"})
    );
    let here = situation(&bundle, &[("tobacco", "no")], &[]);
    assert!(!here.hidden_fields().contains("code"));
    let food = here.member(&code("food")).unwrap();
    assert_eq!(
        food.form(&json!({"code": "9"})),
        json!({"kind": "b", "credit_code": "9"})
    );
    assert_eq!(food.needs_certificate_of(), codes(&[]));
}

#[test]
fn what_is_wrong_is_told_of_the_bundles_fields() {
    let bundle = shop_with(|_| ());
    let here = situation(&bundle, &[("tobacco", "no"), ("trade", "cafe")], &["sign"]);
    let wrong = json!({"name": "面馆", "owner_id": "1", "phone": "1"});
    let errors = here.members[0].check_form(&wrong);
    assert_eq!(
        told(&errors),
        [("/form/address", "required"), ("/form/owner_id", "format")]
    );
    let phone_only = json!({"name": "面馆", "address": "东街", "phone": "1"});
    assert_eq!(
        told(&here.members[0].check_form(&phone_only)),
        [("/form/owner_id", "required")]
    );
    assert_eq!(
        here.members[1].check_form(&phone_only),
        [],
        "the credit code comes with a result"
    );
    let all = here.check_form(&json!({"name": 3, "owner_id": ID}));
    assert_eq!(told(&all), [("/form/address", "required"), ("/form/name", "type")]);
}

#[test]
fn the_form_shows_what_members_use_and_requires_what_they_require() {
    let bundle = shop_with(|_| ());
    let here = situation(&bundle, &[("tobacco", "no"), ("trade", "cafe")], &["sign"]);
    let schema = here.form_schema().unwrap();
    let shown: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(
        shown,
        ["address", "name", "owner_id", "phone", "remark"],
        "the remark is the bundle's own"
    );
    assert_eq!(schema["required"], json!(["name", "address"]));
    assert_eq!(here.hidden_fields().iter().collect::<Vec<_>>(), ["distance", "size"]);
    let given = json!({"name": "面馆", "address": "东街", "distance": 3});
    assert_eq!(
        told(&here.check_form(&given)),
        [("/form/distance", "additional-property")]
    );

    let there = situation(&bundle, &[("tobacco", "yes"), ("trade", "cafe")], &[]);
    assert_eq!(
        there.form_schema().unwrap()["required"],
        json!(["name", "address", "distance"])
    );
    assert_eq!(
        told(&there.check_form(&json!({"name": "面馆", "address": "东街"}))),
        [("/form/distance", "required")]
    );
}

#[test]
fn hidden_fields_are_gone_from_every_corner_of_the_schema() {
    let bundle = shop_with(|document| {
        let schema = &mut document["form_schema"];
        schema.as_object_mut().unwrap().remove("additionalProperties");
        schema["required"] = json!(["name", "distance"]);
        schema["dependentRequired"] = json!({"distance": ["size"], "phone": ["size", "owner_id"]});
        schema["allOf"] = json!([{"required": ["size"]}]);
        schema["anyOf"] = json!([{"required": ["size"]}, {"required": ["phone"]}]);
        schema["if"] = json!({"required": ["distance"]});
        schema["then"] = json!({"required": ["remark", "size"]});
    });
    let here = situation(&bundle, &[("tobacco", "no"), ("trade", "cafe")], &["sign"]);
    let schema = here.form_schema().unwrap();
    assert_eq!(schema["dependentRequired"], json!({"phone": ["owner_id"]}));
    assert_eq!(
        (&schema["allOf"], &schema["anyOf"]),
        (&json!([{"required": []}]), &json!([{"required": ["phone"]}]))
    );
    assert_eq!(schema["if"], json!({"required": ["distance"]}));
    assert_eq!(
        here.check_form(&json!({"name": "面馆", "address": "东街", "phone": "1", "owner_id": ID})),
        []
    );
    let given = json!({"name": "面馆", "address": "东街", "phone": "1", "owner_id": ID, "size": 1});
    assert_eq!(told(&here.check_form(&given)), [("/form/size", "additional-property")]);
}

#[test]
fn a_required_object_is_there_if_nothing_in_it_is_required() {
    let mut item = sign();
    item["form_schema"] = json!({"type": "object", "required": ["place"], "properties": {
        "place": {"type": "object", "properties": {"street": string("街"), "note": string("注")}}}});
    let mut document = shop();
    document["members"] = json!([{"item": "sign", "form_map": {"/address": "/place/street"}}]);
    let bundle = compiled(document, [item]).unwrap();
    let here = situation(&bundle, &[], &[]);
    assert_eq!(here.members[0].form(&json!({})), json!({"place": {}}));
    assert_eq!(here.members[0].check_form(&json!({})), []);
}

#[test]
fn what_is_on_record_is_not_missed() {
    let mut item = sign();
    item["form_schema"] = json!({"type": "object", "required": ["holder", "phone"], "properties": {
        "holder": {"type": "string", "x-source": "applicant.name"}, "phone": {"type": "string", "x-source": "applicant.phone"}}});
    let mut document = shop();
    document["form_schema"]["properties"]
        .as_object_mut()
        .unwrap()
        .remove("phone");
    document["members"] = json!([{"item": "sign"}]);
    let bundle = compiled(document, [item]).unwrap();
    let errors = situation(&bundle, &[], &[]).members[0].check_form(&json!({}));
    assert_eq!(told(&errors), [("/form", "required")], "not everybody has a telephone");
    assert!(told(&bundle.coverage()).contains(&("/members/0/form_map", "uncovered-field")));
}

#[test]
fn what_the_form_refers_to_shows_and_requires_no_hidden_fields_either() {
    let bundle = shop_with(|document| {
        let form = document["form_schema"].as_object_mut().unwrap();
        let distance = form["properties"].as_object_mut().unwrap().remove("distance").unwrap();
        form.remove("additionalProperties");
        form.insert("allOf".to_owned(), json!([{"$ref": "#/$defs/place"}]));
        let place =
            json!({"properties": {"distance": distance, "floor": string("楼层")}, "required": ["distance", "floor"]});
        form.insert("$defs".to_owned(), json!({"place": place}));
    });
    let form = |tobacco: &str| {
        let mut form = json!({"name": "面馆", "address": "东街1号", "floor": "2"});
        if tobacco == "yes" {
            form["distance"] = json!(3);
        }
        form
    };
    for tobacco in ["no", "yes"] {
        let here = situation(&bundle, &[("tobacco", tobacco), ("trade", "cafe")], &[]);
        assert_eq!(here.check_form(&form(tobacco)), [], "{tobacco}");
        assert_eq!(names(here.form_schema()).contains("distance"), tobacco == "yes");
        let missing = here.check_form(&json!({"name": "面馆", "address": "东街1号"}));
        assert!(told(&missing).contains(&("/form/floor", "required")));
    }
}

/// The object is there whatever is filled in, so what it requires is asked for at once, not only when it is filed.
#[test]
fn what_an_object_with_a_constant_requires_is_demanded() {
    let mut items = items();
    let owner = json!({"type": "object", "required": ["kind", "phone"], "properties": {"kind": {"const": "a"}, "phone": string("电话")}});
    items[1]["form_schema"]["properties"]["owner"] = owner;
    let mut document = shop();
    document["members"][1]["form_values"]["/owner/kind"] = json!("a");
    document["members"][1]["form_map"]["/phone"] = json!("/owner/phone");
    let bundle = compiled(document, items).unwrap();
    assert_eq!(bundle.coverage(), []);
    let here = situation(&bundle, &[("tobacco", "no"), ("trade", "cafe")], &[]);
    let required = here.form_schema().unwrap()["required"].as_array().unwrap();
    assert!(required.contains(&json!("phone")), "{required:?}");
}
