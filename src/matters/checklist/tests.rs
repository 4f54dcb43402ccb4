//! What the demo's bundles promise.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::*;
use crate::catalogue::bundle::BundleVersion;
use crate::catalogue::import::testing::demo_bundles;

/// Every way to answer the questions that arise.
fn all_answers(bundle: &BundleVersion) -> Vec<Map<String, Value>> {
    let (mut open, mut all) = (vec![Map::new()], Vec::new());
    while let Some(answers) = open.pop() {
        match bundle.front.open_questions(&answers, Service::New).first() {
            None => all.push(answers),
            Some(question) => open.extend(question.options.iter().map(|option| {
                let mut more = answers.clone();
                more.insert(question.key.clone(), json!(option.value));
                more
            })),
        }
    }
    all
}

/// An appraisal takes as long as it takes, as the guide says.
fn takes_an_appraisal(bundle: &BundleVersion, answers: &Map<String, Value>) -> bool {
    bundle.code.to_string() == "one-retirement" && answers.get("appraised") == Some(&json!("no"))
}

#[test]
fn no_bundle_promises_more_than_its_members_can_keep() {
    let calendar = Calendar::state_council();
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let mut situations = 0;
    for bundle in demo_bundles() {
        let promised = calendar.due(today, bundle.bundle.promised_limit).date;
        let answers = all_answers(&bundle);
        for answers in answers.iter().filter(|answers| !takes_an_appraisal(&bundle, answers)) {
            let situation = bundle.situation(answers, None, &BTreeSet::new());
            let last = expected(&situation, &calendar, today).into_values().max();
            assert!(
                last.is_none_or(|last| last <= promised),
                "{}: {last:?} is after {promised}: {answers:?}",
                bundle.code
            );
            situations += 1;
        }
    }
    assert!(situations > 1_000, "{situations}");
}
