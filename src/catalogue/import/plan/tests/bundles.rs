//! Bundles in imports.

use super::*;

fn with_bundle(change: impl FnOnce(&mut Value)) -> Vec<Value> {
    let mut bundle = json!({
        "code": "one-shop", "name": "开店一件事", "lead_department": "119901009999900619",
        "window_department": "119901009999900619", "members": [{"item": "food"}]
    });
    change(&mut bundle);
    let mut documents = city();
    documents.insert(0, bundle);
    documents
}

/// What is wrong with a bundle: place and code.
fn told(change: impl FnOnce(&mut Value)) -> Vec<(String, String)> {
    let report = plan_of(with_bundle(change), &BTreeMap::new(), false).report();
    let rejected = report
        .rejected
        .into_iter()
        .inspect(|rejection| assert_eq!(rejection.line, 1));
    rejected
        .map(|rejection| (rejection.error.pointer, rejection.error.code))
        .collect()
}

fn is_told(pointer: &str, code: &str, change: impl FnOnce(&mut Value)) {
    assert_eq!(told(change), [(pointer.to_owned(), code.to_owned())]);
}

#[test]
fn a_bundle_is_completed_and_published_with_the_items_of_its_import() {
    let plan = plan_of(with_bundle(|_| ()), &BTreeMap::new(), true);
    assert_eq!(plan.report().rejected, []);
    let draft = &plan.bundles[0];
    assert_eq!((draft.bundle.division.as_str(), draft.version), ("510100", 1));
    assert_eq!(draft.bundle.promised_limit, crate::calendar::Limit::working(20));
    assert_eq!(draft.pins, Some(Pins::from([("food".parse().unwrap(), 1)])));
    let unified = plan_of(
        with_bundle(|bundle| bundle["unified_handling"] = json!({"basis": "某法第一条"})),
        &BTreeMap::new(),
        false,
    );
    assert_eq!(
        unified.bundles[0].bundle.promised_limit,
        crate::calendar::Limit::working(45)
    );
    assert_eq!(unified.bundles[0].pins, None, "a draft pins nothing");
}

#[test]
fn whether_members_are_published_is_asked_when_it_is_published() {
    let gone = |bundle: &mut Value| bundle["members"] = json!([{"item": "gone"}]);
    assert_eq!(told(gone), []);
    let rejected = plan_of(with_bundle(gone), &BTreeMap::new(), true).report().rejected;
    assert_eq!(
        (rejected[0].error.pointer.as_str(), rejected[0].error.code.as_str()),
        ("/members/0/item", "member-not-published")
    );
    let mut documents = with_bundle(|_| ());
    documents[1]["name"] = json!("");
    let rejected = plan_of(documents, &BTreeMap::new(), true).report().rejected;
    let told: Vec<_> = rejected.iter().map(|r| (r.line, r.error.code.as_str())).collect();
    assert_eq!(told, [(1, "member-not-published"), (2, "empty")]);
}

#[test]
fn a_bundle_moves_above_what_is_published_when_its_items_do() {
    let drafted = plan_of(with_bundle(|_| ()), &BTreeMap::new(), true);
    let hash = drafted.bundles[0].hash.clone();
    let next = |current, latest, latest_hash: &[u8], pinned: i32, publish| {
        let standing = Standing {
            current,
            latest,
            latest_hash: latest_hash.to_vec(),
            pins: Pins::from([("food".parse().unwrap(), pinned)]),
        };
        let before = Before {
            bundles: BTreeMap::from([("one-shop".parse().unwrap(), standing)]),
            ..Before::default()
        };
        let plan = make(from_values(with_bundle(|_| ())), before, publish);
        let report = plan.report();
        assert_eq!(report.rejected, []);
        let written = plan.bundles.first().map(|draft| draft.version);
        (written, report.updated, report.unchanged)
    };
    assert_eq!(
        next(None, 1, b"other", 1, false),
        (Some(1), 1, 0),
        "a draft is replaced"
    );
    assert_eq!(
        next(Some(1), 1, b"other", 1, false),
        (Some(2), 1, 0),
        "a published one is not"
    );
    assert_eq!(next(Some(1), 1, &hash, 1, true), (None, 0, 1));
    assert_eq!(
        next(Some(1), 2, &hash, 1, true),
        (Some(2), 0, 1),
        "a draft is published"
    );
    assert_eq!(
        next(Some(4), 4, &hash, 7, false),
        (None, 0, 1),
        "a draft asks for no items"
    );
    assert_eq!(
        next(Some(4), 4, &hash, 7, true),
        (Some(5), 0, 1),
        "its item has another version"
    );
}

#[test]
fn an_item_and_a_bundle_never_share_a_code() {
    is_told("/code", "code-taken", |bundle| bundle["code"] = json!("food"));
    let standing = BTreeMap::from([("one-shop".parse().unwrap(), Standing::default())]);
    let rejected = plan_of(with_bundle(|_| ()), &standing, false).report().rejected;
    assert_eq!((rejected[0].line, rejected[0].error.code.as_str()), (1, "code-taken"));
    let before = Before {
        bundles: BTreeMap::from([("food".parse().unwrap(), Standing::default())]),
        ..Before::default()
    };
    let rejected = make(from_values(city()), before, false).report().rejected;
    assert_eq!((rejected[0].line, rejected[0].error.code.as_str()), (1, "code-taken"));
}

#[test]
fn what_is_wrong_with_a_bundle_is_told_with_its_place() {
    is_told("/lead_department", "unknown-department", |bundle| {
        bundle["lead_department"] = json!("11990100999990045K");
    });
    is_told("/window_department", "unknown-department", |bundle| {
        bundle["window_department"] = json!("11990100999990045K");
    });
    is_told("/division", "unknown-division", |bundle| {
        bundle["division"] = json!("310000");
    });
    is_told("/name", "empty", |bundle| bundle["name"] = json!(" "));
    is_told("/guide", "too-long", |bundle| {
        bundle["guide"] = json!("长".repeat(10_001));
    });
    is_told("/faq/0/answer", "too-long", |bundle| {
        bundle["faq"] = json!([{"question": "问", "answer": "答".repeat(10_001)}]);
    });
    is_told("/visits", "too-many-visits", |bundle| bundle["visits"] = json!(21));
    is_told("/audience", "empty-list", |bundle| bundle["audience"] = json!([]));
    is_told("/promised_limit", "out-of-range", |bundle| {
        bundle["promised_limit"] = json!(0);
    });
    is_told("/promised_limit", "promise-exceeds-statute", |bundle| {
        bundle["unified_handling"] = json!({"basis": "某法第一条"});
        bundle["promised_limit"] = json!(46);
    });
    is_told("/reply_limit", "out-of-range", |bundle| {
        bundle["reply_limit"] = json!(6);
    });
    is_told("/supplement_limit", "supplement-limit-zero", |bundle| {
        bundle["supplement_limit"] = json!(0);
    });
    is_told("/unified_handling/basis", "empty", |bundle| {
        bundle["unified_handling"] = json!({"basis": ""});
    });
    for day in ["2-30", "02-30", "13-01", "05-20 ", "05/20", "+5-20"] {
        is_told("/filing_periods/0/from", "invalid-day", |bundle| {
            bundle["filing_periods"] = json!([{"from": day, "until": "02-29"}]);
        });
    }
    is_told("/questions/0/when", "condition-unknown-question", |bundle| {
        bundle["questions"] =
            json!([{"key": "a", "text": "问", "options": [{"value": "y", "label": "是"}], "when": "answers.b == 'y'"}]);
    });
    is_told("/materials/0/when", "condition-unknown-field", |bundle| {
        bundle["materials"] = json!([{"code": "m", "name": "材料", "when": "form.x == 1"}]);
    });
    is_told("/form_schema/type", "schema-not-object", |bundle| {
        bundle["form_schema"] = json!({"type": "string"});
    });
}

#[test]
fn what_is_wrong_with_a_member_is_told_with_its_place() {
    is_told("/members", "empty-list", |bundle| bundle["members"] = json!([]));
    let many: Vec<_> = (0..61).map(|n| json!({"item": format!("item-{n}")})).collect();
    is_told("/members", "too-many", |bundle| bundle["members"] = json!(many));
    is_told("/members/1/item", "duplicate-member", |bundle| {
        bundle["members"] = json!([{"item": "food"}, {"item": "food"}]);
    });
    let member = |pointer: &str, code: &str, field: &str, value: Value| {
        is_told(&format!("/members/0/{pointer}"), code, |bundle| {
            bundle["questions"] = json!([{"key": "q", "text": "问", "options": [{"value": "y", "label": "是"}]}]);
            bundle["form_schema"] = json!({"type": "object", "properties": {"x": {"type": "string"}}});
            bundle["members"][0][field] = value;
        });
    };
    member("after", "unknown-member", "after", json!(["gone"]));
    member("when", "condition-syntax", "when", json!("answers.q =="));
    member(
        "when",
        "condition-unknown-question",
        "when",
        json!("answers.other == 'y'"),
    );
    member("when", "condition-unknown-field", "when", json!("form.x == 'y'"));
    member("when", "condition-unknown-name", "when", json!("size(form) == 0"));
    member(
        "commitment",
        "condition-unknown-name",
        "commitment",
        json!("service == 'new'"),
    );
    member("answer_map/k", "answer-source", "answer_map", json!({"k": {}}));
    member(
        "answer_map/k",
        "answer-source",
        "answer_map",
        json!({"k": {"question": "q", "value": "y"}}),
    );
    member(
        "answer_map/k/values",
        "answer-source",
        "answer_map",
        json!({"k": {"value": "y", "values": {"y": "n"}}}),
    );
    member(
        "answer_map/k/question",
        "unknown-question",
        "answer_map",
        json!({"k": {"question": "other"}}),
    );
    member("form_map/x", "invalid-pointer", "form_map", json!({"x": "/x"}));
    member(
        "form_map/~1x",
        "invalid-pointer",
        "form_map",
        json!({"/x": ["/a", "b"]}),
    );
    member("form_map/~1x", "empty-list", "form_map", json!({"/x": []}));
    member("form_values/~1x~0", "invalid-pointer", "form_values", json!({"/x~": 1}));
    member(
        "result_map/~1gone~1number",
        "unknown-member",
        "result_map",
        json!({"/gone/number": "/x"}),
    );
    member(
        "material_map/m",
        "unknown-material",
        "material_map",
        json!({"m": "gone"}),
    );
    member(
        "certificate_map/m",
        "unknown-member",
        "certificate_map",
        json!({"m": "gone"}),
    );
}

#[test]
fn the_example_of_the_documentation_is_right() {
    let page = include_str!("../../../../../docs/bundles.md");
    let (_, rest) = page.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let mut documents = city();
    documents.push(json!({"code": "119901009999900101", "name": "政务服务管理局", "division": "510100"}));
    documents.push(serde_json::from_str(example).unwrap());
    let report = plan_of(documents, &BTreeMap::new(), false).report();
    assert_eq!((report.rejected, report.created), (vec![], 6));
}
