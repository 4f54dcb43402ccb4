use serde_json::json;

use super::*;
use crate::catalogue::demo;
use crate::catalogue::import::entries::from_values;

fn plan_of(values: Vec<Value>, standing: &BTreeMap<ItemCode, Standing>, publish: bool) -> Plan {
    let before = Before {
        items: standing.clone(),
        ..Before::default()
    };
    make(from_values(values), before, publish)
}

fn city() -> Vec<Value> {
    vec![
        json!({"code": "food", "name": "食品经营许可", "item_type": "01", "department": "119901009999900619"}),
        json!({"code": "119901009999900619", "name": "市场监管局", "division": "510100"}),
        json!({"code": "510100", "name": "成都市", "parent": "510000"}),
        json!({"code": "510000", "name": "四川省"}),
    ]
}

#[test]
fn the_demo_catalogue_is_right_and_sound() {
    let documents = demo::documents().unwrap();
    let count = documents.len();
    let report = plan_of(documents, &BTreeMap::new(), true).report();
    assert_eq!(report.rejected, []);
    assert_eq!(report.created, count);
}

#[test]
fn documents_may_come_in_any_order() {
    let report = plan_of(city(), &BTreeMap::new(), true).report();
    assert_eq!((report.created, report.rejected.len()), (4, 0));
}

#[test]
fn what_depends_on_a_rejected_document_is_rejected_too() {
    let mut documents = city();
    documents[3]["name"] = json!("");
    let rejected = plan_of(documents, &BTreeMap::new(), true).report().rejected;
    let told: Vec<_> = rejected.iter().map(|r| (r.line, r.error.code.as_str())).collect();
    assert_eq!(
        told,
        [
            (1, "unknown-department"),
            (2, "unknown-division"),
            (3, "unknown-division"),
            (4, "empty")
        ]
    );
}

#[test]
fn an_item_moves_from_draft_to_draft_and_above_what_is_published() {
    let plan = plan_of(city(), &BTreeMap::new(), false);
    let draft = &plan.drafts[0];
    let code = draft.item.code.clone();
    let stands = |current, latest, latest_hash: &[u8]| {
        BTreeMap::from([(
            code.clone(),
            Standing {
                current,
                latest,
                latest_hash: latest_hash.to_vec(),
                ..Standing::default()
            },
        )])
    };
    let next = |standing, publish| {
        let plan = plan_of(city(), &standing, publish);
        let report = plan.report();
        let written = plan.drafts.first().map(|draft| draft.version);
        (written, report.updated, report.unchanged)
    };
    assert_eq!(draft.version, 1);
    assert_eq!(
        next(stands(None, 1, b"other"), false),
        (Some(1), 1, 0),
        "a draft is replaced"
    );
    assert_eq!(
        next(stands(Some(1), 1, b"other"), false),
        (Some(2), 1, 0),
        "a published one is not"
    );
    assert_eq!(next(stands(Some(1), 1, &draft.hash), false), (None, 0, 1));
    assert_eq!(next(stands(Some(1), 1, &draft.hash), true), (None, 0, 1));
    assert_eq!(
        next(stands(Some(1), 2, &draft.hash), true),
        (Some(2), 0, 1),
        "a draft is published"
    );
    assert_eq!(next(stands(Some(1), 2, &draft.hash), false), (None, 0, 1));
}

#[test]
fn an_unsound_procedure_may_be_drafted_but_not_published() {
    let mut documents = city();
    documents[0]["procedure"] = json!({"start": "t", "nodes": {
        "t": {"kind": "task", "name": "审查", "post": "reviewer", "outcomes": {"pass": "t"}}
    }});
    assert_eq!(
        plan_of(documents.clone(), &BTreeMap::new(), false).report().rejected,
        []
    );
    let rejected = plan_of(documents, &BTreeMap::new(), true).report().rejected;
    assert!(
        rejected
            .iter()
            .all(|r| r.line == 1 && r.error.pointer.starts_with("/procedure")),
        "{rejected:?}"
    );
    assert!(!rejected.is_empty());
}

#[test]
fn a_code_may_occur_once() {
    let mut documents = city();
    documents.push(documents[3].clone());
    let rejected = plan_of(documents, &BTreeMap::new(), false).report().rejected;
    assert_eq!(
        rejected
            .iter()
            .map(|r| (r.line, r.error.code.as_str()))
            .collect::<Vec<_>>(),
        [(5, "duplicate-document")]
    );
}

mod bundles;
