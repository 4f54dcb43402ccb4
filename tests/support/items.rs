//! Items made up for a story: imported and published over HTTP like any other.

use serde_json::{Value, json};

use super::app::TestApp;
use super::client::Answer;
use super::staff::FOOD_DEPARTMENT;
use super::stories::Filed;

/// The demo city's bureau for government services.
pub const SERVICE_BUREAU: &str = "119901009999900101";

/// The code of the made-up item.
const CODE: &str = "990101-7";

/// An item of no demands with this procedure: 10 working days promised of 20, no certificate.
pub fn made_up(procedure: Value) -> Value {
    json!({"kind": "item", "code": CODE, "name": "示范备案", "item_type": "licence", "department": FOOD_DEPARTMENT,
        "promised_limit": 10, "statutory_limit": 20, "result": {"kind": "none"}, "procedure": procedure})
}

/// A task of the reviewer whose outcomes lead to these nodes.
pub fn task(outcomes: Value) -> Value {
    json!({"kind": "task", "name": "审查", "post": "reviewer", "limit": 3, "outcomes": outcomes})
}

/// A procedure of these nodes, with the ends `granted` and `refused`; the first is named.
pub fn steps(start: &str, mut nodes: Value) -> Value {
    nodes["granted"] = json!({"kind": "end", "decision": "approve"});
    nodes["refused"] = json!({"kind": "end", "decision": "deny"});
    json!({"start": start, "nodes": nodes})
}

impl TestApp {
    /// Imports an item as a draft.
    pub async fn import(&self, item: Value) {
        let import = self.as_("admin").post("/catalogue/imports").key();
        import.json(json!([item])).send().await.expect(200);
    }

    /// Publishes the made-up item's draft.
    pub async fn publish_draft(&self) -> Answer {
        let publication = self.as_("admin").post(&format!("/items/{CODE}/publication")).key();
        publication.json(json!({})).send().await
    }

    /// The demo citizen files and submits the made-up item.
    pub async fn asked(&self) -> Filed<'_> {
        let body = json!({"item": CODE, "answers": {}, "form": {}, "documents": [], "submit": true});
        self.filed_with("citizen", body).await
    }

    /// Posts a migration of the made-up item.
    pub async fn migrate(&self, query: &str, body: Value) -> Answer {
        let path = format!("/items/{CODE}/migrations{query}");
        self.as_("admin").post(&path).key().json(body).send().await
    }
}
