//! A small bundle for stories: two members that begin at once, one of a department that accepts itself, and one that waits for the first.

use serde_json::{Value, json};

pub use crate::support::matters::Matter;
use crate::support::{FOOD_DEPARTMENT, HEALTH_DEPARTMENT, SERVICE_BUREAU, TestApp, steps, task};

/// Decided by the department of food, with a certificate; the window accepts for it.
pub const FIRST: &str = "990101-21";
/// Waits for the first; takes over the number of its certificate.
pub const NEXT: &str = "990101-22";
/// Of the department of health, which accepts itself; with a certificate.
pub const APART: &str = "990101-23";

const BUNDLE: &str = "one-small";

fn item(code: &str, name: &str, department: &str, acceptance: &str) -> Value {
    let review = json!({"review": task(json!({"pass": "granted", "deny": "refused"}))});
    json!({"kind": "item", "code": code, "name": name, "item_type": "licence", "department": department, "acceptance": acceptance,
        "promised_limit": 10, "statutory_limit": 20, "result": {"kind": "certificate", "name": format!("{name}证")},
        "form_schema": form(), "materials": [], "procedure": steps("review", review)})
}

fn form() -> Value {
    json!({"type": "object", "required": ["name"], "additionalProperties": false,
        "properties": {"name": {"type": "string", "title": "名称", "maxLength": 20}}})
}

fn material(code: &str, name: &str) -> Value {
    json!({"code": code, "name": name, "name_en": code, "necessity": "required"})
}

/// The items and the bundle.
pub fn documents() -> Value {
    let mut first = item(FIRST, "示范登记", FOOD_DEPARTMENT, "window");
    first["materials"] = json!([material("id", "身份证明"), material("photo", "照片")]);
    let mut next = item(NEXT, "示范备案", FOOD_DEPARTMENT, "window");
    next["result"] = json!({"kind": "none"});
    next["form_schema"]["properties"]["registered_as"] = json!({"type": "string", "title": "登记证号"});
    next["form_schema"]["required"] = json!(["name", "registered_as"]);
    let mut apart = item(APART, "示范许可", HEALTH_DEPARTMENT, "department");
    apart["materials"] = json!([material("photo", "照片"), material("site", "场所证明")]);
    let bundle = json!({"kind": "bundle", "code": BUNDLE, "name": "示范一件事", "lead_department": HEALTH_DEPARTMENT,
        "window_department": SERVICE_BUREAU, "form_schema": form(),
        "materials": [material("id", "身份证明"), material("photo", "照片"), material("site", "场所证明")],
        "members": [{"item": FIRST},
            {"item": NEXT, "after": [FIRST], "result_map": {format!("/{FIRST}/certificate_number"): "/registered_as"}},
            {"item": APART}]});
    json!([first, next, apart, bundle])
}

/// The same, of public services: nothing is accepted by silence, and no certificate has to be delivered in ten days.
pub fn no_licences() -> Value {
    let mut all = documents();
    for item in 0..3 {
        all[item]["item_type"] = json!("public_service");
    }
    all
}

/// What the citizen has been told, oldest first: the kind, the title and the body of each message.
pub async fn told(app: &TestApp) -> Vec<[String; 3]> {
    app.settle().await;
    let path = "/notifications?limit=100";
    let inbox = app.as_("citizen").get(path).send().await.expect(200);
    let rows = inbox["data"].as_array().unwrap().iter().rev();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.map(|row| ["kind", "title", "body"].map(|name| text(row, name)))
        .collect()
}

impl TestApp {
    /// A server with these documents imported and published: items, and one bundle, last.
    pub async fn with_bundle(documents: Value) -> Self {
        let app = Self::start().await;
        let import = app.as_("admin").post("/catalogue/imports").key();
        import.json(documents.clone()).send().await.expect(200);
        for document in documents.as_array().unwrap() {
            let (code, kind) = (document["code"].as_str().unwrap(), document["kind"].as_str().unwrap());
            let path = format!("/{kind}s/{code}/publication");
            let publication = app.as_("admin").post(&path).key().json(json!({}));
            publication.send().await.expect(201);
        }
        app
    }

    /// The demo citizen files the small bundle with everything it asks for, adjusted.
    pub async fn file_small(&self, adjust: impl FnOnce(&mut Value)) -> Matter<'_> {
        let mut documents = Vec::new();
        for material in ["id", "photo", "site"] {
            documents.push(json!({"material": material, "document": self.upload("citizen").await}));
        }
        let mut body = json!({"bundle": BUNDLE, "form": {"name": "示范"}, "documents": documents});
        adjust(&mut body);
        let filing = self.as_("citizen").post("/matters").key().json(body);
        Matter::of(self, "citizen", &filing.send().await)
    }
}

impl Matter<'_> {
    /// The department accepts, where it accepts itself.
    pub async fn accept_apart(&self) {
        let accepted = self
            .complete("window", &self.member(APART), json!({"outcome": "accept"}))
            .await;
        accepted.expect(200);
    }
}
