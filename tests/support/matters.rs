//! Builders for stories about matters: file one, look through it, work on its members.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::app::TestApp;
use super::client::Answer;

/// A newborn: seven items of four departments.
pub const NEWBORN: &str = "one-newborn";
/// A restaurant without tobacco.
pub const RESTAURANT: &str = "one-restaurant";

/// The check of the business licence, on which everything of a restaurant depends.
pub const LICENCE_CHECK: &str = "1199010099999006193002031002001";
/// Its food business licence.
pub const FOOD: &str = "1199010099999006193000131017000";

/// The birth certificate, on which everything of a newborn depends.
pub const BIRTH_CERTIFICATE: &str = "11990100999990029X3000723001001";
/// The vaccination certificate.
pub const VACCINATION_BOOK: &str = "11990100999990029X3002023001001";
/// Household registration, which assigns the ID number.
pub const HOUSEHOLD: &str = "11990100999990037Q3000709001001";
/// Medical insurance, which needs the ID number.
pub const INSURANCE: &str = "11990100999990053E3002036001003";
/// The social security card, which needs it too.
pub const CARD: &str = "11990100999990045K3002014001001";
/// Reimbursement of what the birth has cost.
pub const REIMBURSEMENT: &str = "11990100999990053E3000536002001";
/// Guidance for parents, which is optional.
pub const GUIDANCE: &str = "11990100999990029X3002023006001";

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
    /// The applications of its members, by item.
    pub members: BTreeMap<String, String>,
}

impl TestApp {
    /// The body of a complete filing of a bundle's sample, with a document for each material.
    pub async fn matter_filing(&self, login: &str, sample: &str) -> Value {
        let path = format!("{}/catalogue/samples/bundles/{sample}.json", env!("CARGO_MANIFEST_DIR"));
        let sample: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut documents = Vec::new();
        for material in sample["materials"].as_array().unwrap() {
            documents.push(json!({"material": material, "document": self.upload(login).await}));
        }
        let mut body = json!({"bundle": sample["bundle"], "answers": sample["answers"], "form": sample["form"], "documents": documents});
        if !sample["subject"].is_null() {
            body["subject"] = sample["subject"].clone();
        }
        body
    }

    /// Imports items and a bundle of them, and publishes all.
    pub async fn publish_all(&self, items: &[Value], bundle: &Value) {
        let import = self.as_("admin").post("/catalogue/imports").key();
        let documents: Vec<&Value> = items.iter().chain([bundle]).collect();
        import.json(json!(documents)).send().await.expect(200);
        for document in documents {
            let kind = if document["kind"] == "bundle" {
                "bundles"
            } else {
                "items"
            };
            let path = format!("/{kind}/{}/publication", document["code"].as_str().unwrap());
            self.as_("admin")
                .post(&path)
                .key()
                .json(json!({}))
                .send()
                .await
                .expect(201);
        }
    }

    /// Somebody files a bundle's sample, adjusted.
    pub async fn matter<'a>(&'a self, login: &'a str, sample: &str, adjust: impl FnOnce(&mut Value)) -> Matter<'a> {
        let mut body = self.matter_filing(login, sample).await;
        adjust(&mut body);
        let filed = self.as_(login).post("/matters").key().json(body).send().await;
        Matter::of(self, login, &filed)
    }
}

impl<'a> Matter<'a> {
    /// The matter that filing has answered with.
    pub fn of(app: &'a TestApp, login: &'a str, filed: &Answer) -> Self {
        Self::received(app, login, filed.expect(201))
    }

    /// The matter of a receipt.
    pub fn received(app: &'a TestApp, login: &'a str, receipt: Value) -> Self {
        let members = receipt["members"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            app,
            login,
            id: text(&receipt["id"]),
            number: text(&receipt["number"]),
            members: members
                .map(|member| (text(&member["item"]), text(&member["id"])))
                .collect(),
            receipt,
        }
    }

    /// The application of a member.
    pub fn member(&self, item: &str) -> String {
        let member = self.members.get(item);
        member.unwrap_or_else(|| panic!("{item} is no member")).clone()
    }

    /// Follows what the members' coming and going leads to.
    pub async fn settle(&self) {
        self.app.settle().await;
    }

    /// A member as its applicant sees it.
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

    /// The status of every member, by item.
    pub async fn all_statuses(&self) -> BTreeMap<&str, String> {
        let mut statuses = BTreeMap::new();
        for item in self.members.keys() {
            let status = self.read(item).await["status"].as_str().unwrap().to_owned();
            statuses.insert(item.as_str(), status);
        }
        statuses
    }

    /// The open tasks of the matter itself or of a member, as a post sees them in its queue.
    pub async fn tasks(&self, login: &str, owner: &str) -> Vec<Value> {
        let queue = self.app.as_(login).get("/tasks?limit=100").send().await.expect(200);
        let rows = queue["data"].as_array().unwrap().iter();
        rows.filter(|row| row["application"] == owner).cloned().collect()
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
        let tasks = self.tasks(login, owner).await;
        tasks.first().map(|row| row["id"].as_str().unwrap().to_owned())
    }

    /// Somebody claims the open task of an application or of the matter and completes it; what follows is done.
    pub async fn complete(&self, login: &str, owner: &str, completion: Value) -> Answer {
        let id = self.find_task(login, owner).await;
        let id = id.unwrap_or_else(|| panic!("{login} has no task"));
        let answer = self.claim_and_complete(login, &id, completion).await;
        self.settle().await;
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

    /// The window takes the matter's task and completes it.
    pub async fn look_through(&self, completion: Value) -> Answer {
        let tasks = self.tasks("window", &self.id).await;
        assert_eq!(tasks.len(), 1, "one task for the whole: {tasks:?}");
        self.complete("window", &self.id, completion).await
    }

    async fn claim_and_complete(&self, login: &str, task: &str, completion: Value) -> Answer {
        let claimed = self.app.as_(login).post(&format!("/tasks/{task}/claim")).send().await;
        claimed.expect(200);
        let call = self.app.as_(login).post(&format!("/tasks/{task}/completion"));
        call.if_match(&claimed.etag()).json(completion).send().await
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

    /// Everybody who has to do with a member does their work, until it is decided and its certificate is made; the decision states a result.
    pub async fn grant_with(&self, item: &str, result: Value) {
        self.decide(item, &["accept", "pass", "agree", "approve", "issue", "kept"], result)
            .await;
    }

    /// They do, and refuse it.
    pub async fn refuse(&self, item: &str) {
        self.decide(item, &["accept", "pass", "deny"], Value::Null).await;
    }

    async fn decide(&self, item: &str, wanted: &[&str], result: Value) {
        let owner = &self.member(item);
        for _ in 0..12 {
            let mut worked = false;
            for login in ["window", "reviewer", "approver"] {
                for row in self.tasks(login, owner).await {
                    let id = row["id"].as_str().unwrap();
                    let task = self.app.see_task(login, id).await;
                    let outcomes = task["outcomes"].as_array().unwrap();
                    let has = |code: &&&str| outcomes.iter().any(|outcome| outcome["code"] == ***code);
                    let code = wanted.iter().rev().find(has).unwrap_or_else(|| panic!("{outcomes:?}"));
                    let mut completion = json!({"outcome": code, "opinion": "符合条件"});
                    if *code == "deny" {
                        completion["reasons"] = json!("不符合规定的条件");
                    }
                    if !result.is_null() && !["issue", "kept"].contains(code) {
                        completion["result"] = result.clone();
                    }
                    let answer = self.claim_and_complete(login, id, completion.clone()).await;
                    assert_eq!(answer.status, 200, "{completion}: {}", answer.text);
                    worked = true;
                }
            }
            if !worked {
                break;
            }
        }
        self.settle().await;
    }

    /// The messages its applicant got, `(kind, title)`, the earliest first.
    pub async fn messages(&self) -> Vec<(String, String)> {
        self.settle().await;
        let path = "/notifications?limit=100";
        let inbox = self.app.as_(self.login).get(path).send().await.expect(200);
        let rows = inbox["data"].as_array().unwrap().iter().rev();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        rows.map(|row| (text(&row["kind"]), text(&row["title"]))).collect()
    }
}
