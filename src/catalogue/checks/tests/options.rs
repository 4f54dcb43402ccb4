//! The options of an item's handling, and every kind of node.

use super::*;

#[test]
fn options_of_handling_fit_the_item_and_the_law() {
    let commitment = |member: &str, value: Value| {
        let mut rule = json!({"text": "本人承诺", "replaces": ["plan"], "legal_basis": "国办发〔2020〕42号",
            "check": {"post": "reviewer", "limit": 20}});
        put(&mut rule, member, value);
        rule
    };
    let sound_commitment = || commitment("/text", json!("本人承诺所述真实"));
    let waiting = json!({"start": "t", "nodes": {
        "t": {"kind": "task", "name": "审查", "post": "reviewer", "outcomes": {"pass": "w"}},
        "w": {"kind": "wait", "name": "公示", "limit": 5, "to": "e"}, "e": {"kind": "end", "decision": "approve"}
    }});
    let following = json!({"limit": 10, "on_lapse": "wait"});
    let rows = [
        (json!({"following": following}), "/following", "nothing-may-follow"),
        (json!({"following": {"limit": 0}}), "/following/limit", "out-of-range"),
        (
            json!({"commitment": commitment("/text", json!(" "))}),
            "/commitment/text",
            "empty",
        ),
        (
            json!({"commitment": commitment("/legal_basis", json!(""))}),
            "/commitment/legal_basis",
            "empty",
        ),
        (
            json!({"commitment": commitment("/replaces/1", json!("deed"))}),
            "/commitment/replaces/1",
            "unknown-material",
        ),
        (
            json!({"commitment": commitment("/check/limit", json!(0))}),
            "/commitment/check/limit",
            "out-of-range",
        ),
        (
            json!({"commitment": commitment("/check/department", json!("11990100999990045K"))}),
            "/commitment/check/department",
            "unknown-department",
        ),
        (
            json!({"commitment": sound_commitment(), "protected_fields": ["personal_health"]}),
            "/commitment",
            "commitment-excluded",
        ),
        (
            json!({"commitment": sound_commitment(), "hears_third_parties": true}),
            "/commitment",
            "commitment-before-hearing",
        ),
        (json!({"quota": {"places": 0}}), "/quota/places", "out-of-range"),
        (
            json!({"quota": {"places": 3}, "procedure": waiting}),
            "/procedure/nodes/w",
            "decided-by-time",
        ),
        (
            json!({"hears_third_parties": true, "procedure": waiting}),
            "/procedure/nodes/w",
            "decided-by-time",
        ),
    ];
    let with = |options: &Value| {
        let mut document = sound();
        document
            .as_object_mut()
            .unwrap()
            .extend(options.as_object().unwrap().clone());
        codes_of(document)
    };
    for (options, pointer, code) in rows {
        let found = with(&options);
        assert!(
            found.contains(&(pointer.to_owned(), code.to_owned())),
            "{options}: {found:?}"
        );
    }
    assert_eq!(
        with(&json!({"commitment": sound_commitment(), "quota": {"places": 3}})),
        []
    );
    assert_eq!(
        with(&json!({"procedure": waiting})),
        [],
        "without a quota a public notice may end in a grant"
    );
}

#[test]
fn every_kind_of_node_is_checked() {
    let node = |more: Value| {
        let mut node = json!({"name": "环节"});
        node.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut document = sound();
        document["procedure"] =
            json!({"start": "n", "nodes": {"n": node, "e": {"kind": "end", "decision": "approve"}}});
        codes_of(document)
    };
    let call = |member: &str, value: Value| {
        let mut call =
            json!({"kind": "call", "service": "registry", "outcomes": {"pass": "e"}, "fallback": {"post": "reviewer"}});
        put(&mut call, member, value);
        node(call)
    };
    let task = |limit: u32| json!({"kind": "task", "post": "reviewer", "initial_review": true, "limit": limit, "outcomes": {"pass": "e"}});
    let party = json!({"department": "11990100999990045K", "post": "reviewer"});
    let rows = [
        (call("/timeout_s", json!(121)), "timeout_s", "out-of-range"),
        (call("/attempts", json!(0)), "attempts", "out-of-range"),
        (call("/fallback/limit", json!(9999)), "fallback/limit", "limit-too-long"),
        (
            call("/fallback/department", json!("11990100999990045K")),
            "fallback/department",
            "unknown-department",
        ),
        (
            node(json!({"kind": "wait", "limit": 9999, "to": "e"})),
            "limit",
            "limit-too-long",
        ),
        (node(task(21)), "limit", "initial-review-too-long"),
        (
            node(
                json!({"kind": "countersign", "parties": [{"post": "reviewer"}, party], "rule": "all", "agreed": "e", "disagreed": "e"}),
            ),
            "parties/1/department",
            "unknown-department",
        ),
    ];
    for (found, member, code) in rows {
        let expected = (format!("/procedure/nodes/n/{member}"), code.to_owned());
        assert_eq!(found, [expected]);
    }
    assert_eq!(node(task(20)), []);
    assert_eq!(call("/attempts", json!(3)), []);
}

#[test]
fn consents_and_subjects_are_said_in_full() {
    let consent = |member: &str, value: Value| {
        let mut rule = json!({"code": "spouse", "role": "co_applicant", "text": "同意共同申请"});
        put(&mut rule, member, value);
        json!({"consents": [{"code": "owner", "role": "owner", "text": "同意使用房屋"}, rule]})
    };
    let rows = [
        (
            consent("/code", json!("配偶")),
            "/consents/1/code",
            "invalid-consent-code",
        ),
        (
            consent("/code", json!("guardian")),
            "/consents/1/code",
            "reserved-consent",
        ),
        (
            consent("/code", json!("owner")),
            "/consents/1/code",
            "duplicate-consent",
        ),
        (consent("/text", json!(" ")), "/consents/1/text", "empty"),
        (
            consent("/valid_days", json!(0)),
            "/consents/1/valid_days",
            "out-of-range",
        ),
        (
            consent("/valid_days", json!(91)),
            "/consents/1/valid_days",
            "out-of-range",
        ),
        (
            consent("/when", json!("answers.married == 'no'")),
            "/consents/1/when",
            "condition-unknown-question",
        ),
        (json!({"subject": {"kinds": []}}), "/subject/kinds", "empty-list"),
        (
            json!({"subject": {"kinds": ["ward", "ward"]}}),
            "/subject/kinds/1",
            "duplicate-subject",
        ),
    ];
    let with = |options: &Value| {
        let mut document = sound();
        document
            .as_object_mut()
            .unwrap()
            .extend(options.as_object().unwrap().clone());
        codes_of(document)
    };
    for (options, pointer, code) in rows {
        assert_eq!(with(&options), [(pointer.to_owned(), code.to_owned())], "{options}");
    }
    assert_eq!(with(&consent("/valid_days", json!(90))), []);
}
