//! Builders for stories at the window: a clerk files for whoever comes there.

use serde_json::{Value, json};

use super::app::TestApp;
use super::client::Answer;

/// Somebody old, without an account and without a phone.
pub const GRANDMOTHER: &str = "990101194001010024";

impl TestApp {
    /// The body with which a clerk files an item's sample for somebody of this number, whose identity card they saw.
    pub async fn at_window(&self, clerk: &str, item: &str, name: &str, citizen_id: &str) -> Value {
        let mut body = self.filing(clerk, item).await;
        body["applicant"] = json!({"name": name, "citizen_id": citizen_id});
        body["identity_check"] = json!({"document": "resident_id_card"});
        body
    }

    /// Files it.
    pub async fn file(&self, login: &str, body: Value) -> Answer {
        self.as_(login).post("/applications").key().json(body).send().await
    }
}
