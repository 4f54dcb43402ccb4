//! What an item may offer beside `new`.

use super::*;

#[test]
fn services_fit_the_item_and_the_law() {
    let licence = |members: Value| {
        let mut document = sound();
        let map = document.as_object_mut().unwrap();
        map.insert(
            "result".to_owned(),
            json!({"kind": "certificate", "name": "食品经营许可证", "valid_months": 60}),
        );
        map.extend(members.as_object().unwrap().clone());
        codes_of(document)
    };
    let four = json!([{"service": "change"}, {"service": "renewal"}, {"service": "reissue", "case_type": "immediate"},
        {"service": "cancellation", "promised_limit": {"days": 1, "unit": "working_day"}}]);
    let sound = licence(json!({"services": four, "renewal": {"lead_days": 30, "silence_renews": true}}));
    assert_eq!(sound, []);
    let endless = json!({"kind": "certificate", "name": "食品经营许可证"});
    for (members, pointer, code) in [
        (
            json!({"services": four, "result": {"kind": "none"}}),
            "/services",
            "services-need-certificate",
        ),
        (
            json!({"services": four, "result": endless}),
            "/services/1/service",
            "renewal-without-end",
        ),
        (
            json!({"services": [{"service": "new"}]}),
            "/services/0/service",
            "service-new",
        ),
        (
            json!({"services": [{"service": "change"}, {"service": "change"}]}),
            "/services/1/service",
            "duplicate-service",
        ),
        (
            json!({"services": [{"service": "change", "promised_limit": {"days": 99, "unit": "working_day"}}]}),
            "/services/0/promised_limit",
            "promise-exceeds-statute",
        ),
        (
            json!({"services": four, "renewal": {"lead_days": 3651, "silence_renews": true}}),
            "/renewal/lead_days",
            "out-of-range",
        ),
        (
            json!({"renewal": {"lead_days": 30, "silence_renews": true}}),
            "/renewal",
            "renewal-not-offered",
        ),
    ] {
        let found = licence(members);
        assert!(
            found.contains(&(pointer.to_owned(), code.to_owned())),
            "{code}: {found:?}"
        );
    }
}
