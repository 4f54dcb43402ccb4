use super::*;
use crate::calendar::Limit;
use crate::codes::Acceptance;

fn bundle(change: impl FnOnce(&mut Value)) -> Bundle {
    let mut document = json!({
        "code": "one-shop", "name": "开店一件事", "division": "510100", "lead_department": "119901009999900619",
        "window_department": "119901009999900101", "promised_limit": 10,
        "questions": [{"key": "tobacco", "text": "是否售烟", "options": [{"value": "yes", "label": "是"}]}],
        "materials": [{"code": "plan", "name": "平面图", "when": "answers.tobacco == 'yes'"}],
        "members": [{"item": "food"}]
    });
    change(&mut document);
    serde_json::from_value(document).unwrap()
}

fn pinned(visits: u32) -> BTreeMap<ItemCode, Arc<ItemVersion>> {
    let mut item = json!({"code": "food", "name": "食品经营许可", "item_type": "01", "department": "119901009999900619",
        "division": "510100", "visits": visits});
    complete(item.as_object_mut().unwrap(), None);
    let version = ItemVersion::assemble(serde_json::from_value(item).unwrap(), 3).unwrap();
    BTreeMap::from([(version.code.clone(), Arc::new(version))])
}

#[test]
fn the_front_is_received_at_the_window_and_asks_what_the_bundle_asks() {
    let version = BundleVersion::compile(bundle(|_| ()), 2, &pinned(1)).unwrap();
    let front = &version.front;
    assert_eq!((front.code.as_str(), front.version), ("one-shop", 2));
    assert_eq!(front.item.department.as_str(), "119901009999900101");
    assert_eq!(front.item.acceptance, Acceptance::Window);
    assert_eq!(
        (front.statutory_limit(), front.promised_limit()),
        (None, Limit::working(10))
    );
    assert_eq!((front.extension.is_none(), front.item.visits), (true, 1));
    assert_eq!(front.soundness(), []);
    assert_eq!(version.members[0].version.version, 3);
}

#[test]
fn unified_handling_has_the_limits_of_article_42() {
    let unified = bundle(|document| document["unified_handling"] = json!({"basis": "某法第一条"}));
    let front = BundleVersion::compile(unified, 1, &pinned(0)).unwrap().front;
    assert_eq!(front.statutory_limit(), Some(Limit::working(45)));
    assert_eq!(
        front.item.statutory_basis().unwrap(),
        "《中华人民共和国行政许可法》第四十二条"
    );
    assert_eq!(front.extension.as_ref().unwrap().limit, Limit::working(15));
}

#[test]
fn every_member_needs_a_published_version() {
    let other = bundle(|document| document["members"] = json!([{"item": "food"}, {"item": "gone"}]));
    let errors = BundleVersion::compile(other, 1, &pinned(0)).unwrap_err();
    let told: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.code.as_str())).collect();
    assert_eq!(told, [("/members/1/item", "member-not-published")]);
}
