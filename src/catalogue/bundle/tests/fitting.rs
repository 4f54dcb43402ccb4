//! Publication comes to an end, whatever the bundle and its items say.

use super::coverage::with_items;
use super::*;
use crate::catalogue::bundle::coverage::budget::Budget;

fn codes_of(found: &[(String, String, Vec<String>)]) -> BTreeSet<&str> {
    found.iter().map(|gap| gap.1.as_str()).collect()
}

#[test]
fn forms_in_circles_are_looked_through_or_refused() {
    let person = |more: Value| {
        let mut person = json!({"type": "object", "required": ["name"], "properties": {"name": string("姓名"),
            "parents": {"type": "array", "items": {"$ref": "#/$defs/person"}}}});
        person["properties"]
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        person
    };
    let found = |of_bundle: Value, of_item: Value| {
        let mut items = items();
        items[2]["form_schema"]["properties"]["people"] = json!({"type": "array", "items": {"$ref": "#/$defs/person"}});
        items[2]["form_schema"]["$defs"] = json!({"person": of_item});
        with_items(items, |document| {
            document["form_schema"]["properties"]["people"] =
                json!({"type": "array", "items": {"$ref": "#/$defs/person"}});
            document["form_schema"]["$defs"] = json!({"person": of_bundle});
        })
    };
    let plain = || person(json!({}));
    assert_eq!(found(plain(), plain()), []);
    assert_eq!(
        found(person(json!({"age": {"type": "integer"}})), plain()),
        [],
        "what is not declared is left to the form"
    );
    let narrower = person(json!({"name": {"type": "string", "maxLength": 9}}));
    assert_eq!(
        codes_of(&found(plain(), narrower)),
        BTreeSet::from(["type-clash"]),
        "the same words, and another meaning"
    );
    let mut endless = items();
    let own = |name: &str| (name.to_owned(), json!({"$ref": "#/$defs/person"}));
    let own: Map<String, Value> = ["a", "b", "c", "d", "e", "f"].into_iter().map(own).collect();
    endless[2]["form_schema"]["$defs"] =
        json!({"person": {"properties": own, "required": ["a", "b", "c", "d", "e", "f"]}});
    endless[2]["form_schema"]["properties"]["p"] = json!({"$ref": "#/$defs/person"});
    endless[2]["form_schema"]["required"] = json!(["address", "distance", "p"]);
    assert!(codes_of(&with_items(endless, |_| ())).contains("too-many-situations"));
}

#[test]
fn references_that_nothing_here_follows_are_refused() {
    let mut items = items();
    items[2]["form_schema"]["$defs"] = json!({"place": {"$anchor": "place", "type": "string"}});
    items[2]["form_schema"]["properties"]["address"] = json!({"$ref": "#place"});
    let (_, version) = item(registration());
    let mut document = serde_json::to_value(&version.item).unwrap();
    document["form_schema"] = items[2]["form_schema"].clone();
    let read = || serde_json::from_value(document.clone()).unwrap();
    let errors = ItemVersion::compile(read(), 1).unwrap_err();
    assert_eq!(
        told(&errors),
        [("/form_schema/properties/address/$ref", "schema-reference")]
    );
    // One that was published before is taken up, and no bundle is published with it.
    let old = Arc::new(ItemVersion::assemble(read(), 1).unwrap());
    let pinned: BTreeMap<_, _> = [food(), tobacco(), sign()]
        .into_iter()
        .map(item)
        .chain([(old.code.clone(), old)])
        .collect();
    let bundle = BundleVersion::compile(serde_json::from_value(shop()).unwrap(), 1, &pinned).unwrap();
    assert!(told(&bundle.coverage()).contains(&("/members/0/item", "schema-reference")));
}

#[test]
fn thousands_of_choices_and_hundreds_of_mappings_are_looked_at() {
    let choices: Vec<String> = (0..1_000).map(|at| format!("c{at}")).collect();
    let mut items = items();
    items[2]["form_schema"]["properties"]["choice"] = json!({"enum": choices});
    let fields =
        |of: &str| -> Map<String, Value> { (0..300).map(|at| (format!("{of}{at}"), string("字段"))).collect() };
    items[3]["form_schema"]["properties"]
        .as_object_mut()
        .unwrap()
        .extend(fields("t"));
    let found = with_items(items, |document| {
        document["form_schema"]["properties"]["choice"] = json!({"type": "string", "enum": choices});
        document["form_schema"]["properties"]
            .as_object_mut()
            .unwrap()
            .extend(fields("s"));
        let map: Map<String, Value> = (0..300)
            .map(|at| (format!("/s{at}"), json!(format!("/t{at}"))))
            .collect();
        document["members"][3]["form_map"] = Value::Object(map);
    });
    assert_eq!(found, []);
}

#[test]
fn a_bundle_that_is_too_large_is_refused_and_looked_at_no_longer() {
    let bundle = shop_with(|_| ());
    for steps in [0, 100, 1_000] {
        let found = bundle.coverage_within(Budget::of(steps));
        assert_eq!(told(&found), [("/members", "too-many-situations")], "{steps}");
    }
}
