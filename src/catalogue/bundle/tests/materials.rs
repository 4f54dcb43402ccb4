use super::*;

fn listed(here: &Situation<'_>) -> Vec<(String, Vec<String>)> {
    let all = here.materials(&Value::Null);
    all.iter()
        .map(|shared| {
            let serves = shared.serves.iter().map(ToString::to_string).collect();
            (shared.material.code.clone(), serves)
        })
        .collect()
}

#[test]
fn each_material_is_asked_for_once_with_the_members_it_serves() {
    let bundle = shop_with(|_| ());
    let here = situation(&bundle, &[("tobacco", "yes"), ("trade", "restaurant")], &[]);
    let list = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        listed(&here),
        [
            ("lease".to_owned(), list(&["registration", "tobacco"])),
            ("id_card".to_owned(), list(&["registration", "food"])),
            ("plan".to_owned(), list(&["food"])),
            ("cold_room".to_owned(), list(&["food"])),
            ("photo".to_owned(), list(&[])),
        ]
    );
    let committed = situation(&bundle, &[("tobacco", "no"), ("trade", "shop")], &[]);
    let codes: Vec<_> = listed(&committed).into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes,
        ["lease", "id_card", "photo"],
        "the plan is replaced by the commitment"
    );
}

#[test]
fn documents_go_to_the_members_that_ask_for_them() {
    let bundle = shop_with(|_| ());
    let here = situation(&bundle, &[("tobacco", "no"), ("trade", "cafe")], &[]);
    let handed_in = [
        ("id_card", 1),
        ("id_card", 2),
        ("plan", 3),
        ("cold_room", 4),
        ("photo", 5),
    ];
    let food = here.member(&code("food")).unwrap();
    let form = food.form(&json!({}));
    assert_eq!(
        food.documents(&form, handed_in),
        [("identity", 1), ("identity", 2), ("plan", 3)]
    );
    assert_eq!(
        here.members[0].documents(&form, handed_in),
        [("id_card", 1), ("id_card", 2)]
    );
    assert_eq!(food.material_of("identity"), Some("id_card"));
    assert_eq!(
        food.material_of("licence"),
        None,
        "the certificate of the registration serves"
    );
    assert_eq!(
        food.certificates().collect::<Vec<_>>(),
        [("licence", &code("registration"))]
    );
    assert_eq!(food.materials_served_by("id_card").collect::<Vec<_>>(), ["identity"]);
}

#[test]
fn a_certificate_serves_only_while_its_member_is_in() {
    let bundle = shop_with(|document| {
        document["members"][0]["when"] = json!("answers.tobacco == 'yes'");
        document["materials"][4]["code"] = json!("licence");
    });
    let here = situation(&bundle, &[("tobacco", "no")], &[]);
    assert_eq!(
        here.member(&code("food")).unwrap().material_of("licence"),
        Some("licence")
    );
    let there = situation(&bundle, &[("tobacco", "yes")], &[]);
    assert_eq!(there.member(&code("food")).unwrap().material_of("licence"), None);
}

#[test]
fn what_depends_on_the_form_is_listed_until_the_form_is_there() {
    let mut big = food();
    big["materials"][0]["when"] = json!("form.shop == 'big'");
    big["form_schema"]["properties"]["shop"] = string("店名");
    let bundle = compiled(shop(), [registration(), big, tobacco(), sign()]).unwrap();
    let here = situation(&bundle, &[("tobacco", "no"), ("trade", "cafe")], &[]);
    let asked = |form: Value| {
        here.materials(&form)
            .iter()
            .any(|shared| shared.material.code == "plan")
    };
    assert!(asked(Value::Null) && asked(json!({"name": "big"})));
    assert!(!asked(json!({"name": "small"})));
}
