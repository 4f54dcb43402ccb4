//! `openapi/openapi.json` is what the server serves.

use std::fs;

use yiwang::server::openapi;

#[test]
fn the_checked_in_contract_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    let kept = fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == openapi::text(),
        "openapi/openapi.json is out of date: make openapi"
    );
}
