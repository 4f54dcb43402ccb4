//! A small bundle for stories: two members that begin at once, one of a department that accepts itself, and one that waits for the first.

use serde_json::{Value, json};

use crate::support::{Answer, FOOD_DEPARTMENT, HEALTH_DEPARTMENT, SERVICE_BUREAU, TestApp, steps, task};

/// Decided by the department of food, with a certificate; the window accepts for it.
pub const FIRST: &str = "990101-21";
/// Waits for the first; takes over the number of its certificate.
pub const NEXT: &str = "990101-22";
/// Of the department of health, which accepts itself; with a certificate.
pub const APART: &str = "990101-23";

const BUNDLE: &str = "one-small";

/// A matter, as a story follows it.
pub struct Matter<'a> {
    app: &'a TestApp,
    login: &'a str,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// What filing answered.
    pub receipt: Value,
}

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

impl<'a> Matter<'a> {
    /// What filing answered.
    pub fn of(app: &'a TestApp, login: &'a str, filed: &Answer) -> Self {
        let receipt = filed.expect(201);
        let word = |name: &str| receipt[name].as_str().unwrap().to_owned();
        Self {
            app,
            login,
            id: word("id"),
            number: word("number"),
            receipt,
        }
    }

    /// The id of its member for an item.
    pub fn member(&self, item: &str) -> String {
        let members = self.receipt["members"].as_array().unwrap();
        let member = members.iter().find(|member| member["item"] == item);
        member.unwrap_or_else(|| panic!("no member {item}"))["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// An application as its applicant sees it: the member for an item.
    pub async fn read(&self, item: &str) -> Value {
        let path = format!("/applications/{}", self.member(item));
        self.app.as_(self.login).get(&path).send().await.expect(200)
    }

    /// The status of each member, by item.
    pub async fn statuses<const N: usize>(&self, items: [&str; N]) -> [String; N] {
        let mut statuses = [const { String::new() }; N];
        for (status, item) in statuses.iter_mut().zip(items) {
            *status = self.read(item).await["status"].as_str().unwrap().to_owned();
        }
        statuses
    }

    /// Somebody posts a command on the matter, whatever version they saw.
    pub async fn by(&self, login: &str, what: &str, body: Value) -> Answer {
        let path = format!("/matters/{}/{what}", self.id);
        let call = self.app.as_(login).post(&path).if_match("*").key();
        call.json(body).send().await
    }

    /// The applicant does.
    pub async fn command(&self, what: &str, body: Value) -> Answer {
        self.by(self.login, what, body).await
    }

    /// Somebody posts a command on the application of an item, or on the matter under the name of one.
    pub async fn on(&self, id: &str, login: &str, what: &str, body: Value) -> Answer {
        let path = format!("/applications/{id}/{what}");
        let call = self.app.as_(login).post(&path).if_match("*").key();
        call.json(body).send().await
    }

    /// The open task of an application, or of the matter, as somebody sees it in their queue.
    pub async fn find_task(&self, login: &str, owner: &str) -> Option<String> {
        let queue = self.app.as_(login).get("/tasks?limit=100").send().await.expect(200);
        let rows = queue["data"].as_array().unwrap();
        let row = rows.iter().find(|row| row["application"] == owner);
        row.map(|row| row["id"].as_str().unwrap().to_owned())
    }

    /// Somebody claims the open task of an application or of the matter and completes it; what follows is done.
    pub async fn complete(&self, login: &str, owner: &str, completion: Value) -> Answer {
        let id = self.find_task(login, owner).await;
        let id = id.unwrap_or_else(|| panic!("{login} has no task"));
        let claimed = self.app.as_(login).post(&format!("/tasks/{id}/claim")).send().await;
        claimed.expect(200);
        let path = format!("/tasks/{id}/completion");
        let call = self.app.as_(login).post(&path).if_match(&claimed.etag());
        let answer = call.json(completion).send().await;
        self.app.settle().await;
        answer
    }

    /// Somebody completes the task of an application that they have claimed already; what follows is done.
    pub async fn complete_claimed(&self, login: &str, owner: &str, completion: Value) -> Answer {
        let id = self.claimed_task(login, owner).await;
        let path = format!("/tasks/{id}/completion");
        let call = self.app.as_(login).post(&path).if_match("*");
        let answer = call.json(completion).send().await;
        self.app.settle().await;
        answer
    }

    async fn claimed_task(&self, login: &str, owner: &str) -> String {
        let queue = self
            .app
            .as_(login)
            .get("/tasks?limit=100&mine=true")
            .send()
            .await
            .expect(200);
        let mut rows = queue["data"].as_array().unwrap().iter();
        let row = rows.find(|row| row["application"] == owner);
        row.unwrap_or_else(|| panic!("{login} has claimed none"))["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The window accepts the matter.
    pub async fn accept(&self) {
        let accepted = self.complete("window", &self.id, json!({"outcome": "accept"})).await;
        accepted.expect(200);
    }

    /// The department accepts, where it accepts itself.
    pub async fn accept_apart(&self) {
        let accepted = self
            .complete("window", &self.member(APART), json!({"outcome": "accept"}))
            .await;
        accepted.expect(200);
    }

    /// A member passes its review, and the window makes its certificate.
    pub async fn grant(&self, item: &str) {
        let member = self.member(item);
        let passed = self.complete("reviewer", &member, json!({"outcome": "pass"})).await;
        passed.expect(200);
        if self.read(item).await["status"] == "decided" {
            let issued = self.complete("window", &member, json!({"outcome": "issue"})).await;
            issued.expect(200);
        }
    }
}
