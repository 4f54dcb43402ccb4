//! Builders for stories about applications: file one, work on its tasks, read where it stands.

use serde_json::{Value, json};

use super::app::TestApp;
use super::client::Answer;

/// The item most stories are about: two departments review in parallel, an approver decides, a certificate is issued.
pub const FOOD_LICENCE: &str = "food-business-licence";
/// An immediate item with a certificate.
pub const VACCINATION: &str = "vaccination-certificate";

/// A sample of the demo catalogue: a valid filing of an item.
pub fn sample(item: &str) -> Value {
    let path = format!("{}/catalogue/samples/{item}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// An application, as a story follows it.
pub struct Filed<'a> {
    app: &'a TestApp,
    login: &'a str,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// What filing answered.
    pub receipt: Value,
}

impl TestApp {
    /// Moves the law's clock to an instant.
    pub async fn at(&self, instant: &str) {
        self.anyone()
            .put("/dev/clock")
            .json(json!({"now": instant}))
            .send()
            .await
            .expect(200);
    }

    /// Publishes an item of the demo catalogue anew, changed; applications filed from now on have it.
    pub async fn republish(&self, item: &str, change: impl FnOnce(&mut Value)) {
        self.publish(self.item(item, change)).await;
    }

    /// Registers a citizen, who then signs in by phone.
    pub async fn register(&self, phone: &str, citizen_id: &str) {
        let account = json!({"kind": "natural_person", "name": "王示范", "citizen_id": citizen_id, "phone": phone,
            "email": format!("{phone}@example.com"), "password": super::app::PASSWORD});
        self.anyone().post("/accounts").json(account).send().await.expect(201);
    }

    /// An item's document as the demo catalogue has it, changed.
    pub fn item(&self, item: &str, change: impl FnOnce(&mut Value)) -> Value {
        let path = format!("{}/catalogue/items/{item}.json", env!("CARGO_MANIFEST_DIR"));
        let mut item = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        change(&mut item);
        item
    }

    /// Imports an item's document and publishes it.
    pub async fn publish(&self, item: Value) {
        let code = item["code"].as_str().unwrap().to_owned();
        let import = self.as_("admin").post("/catalogue/imports").key().json(json!([item]));
        import.send().await.expect(200);
        let publication = self.as_("admin").post(&format!("/items/{code}/publication")).key();
        publication.send().await.expect(201);
    }

    /// Uploads one small PDF and gives its id.
    pub async fn upload(&self, login: &str) -> String {
        let file = reqwest::multipart::Part::bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n".to_vec())
            .file_name("材料.pdf")
            .mime_str("application/pdf")
            .unwrap();
        let form = reqwest::multipart::Form::new().part("file", file);
        let uploaded = self
            .as_(login)
            .post("/documents")
            .multipart(form)
            .send()
            .await
            .expect(201);
        uploaded["data"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The body of a complete filing of an item's sample, with a document for each material.
    pub async fn filing(&self, login: &str, item: &str) -> Value {
        let sample = sample(item);
        let mut documents = Vec::new();
        for material in sample["materials"].as_array().unwrap() {
            documents.push(json!({"material": material, "document": self.upload(login).await}));
        }
        json!({"item": sample["item"], "answers": sample["answers"], "form": sample["form"], "subject": sample["subject"],
            "documents": documents, "submit": true})
    }

    /// The demo citizen files and submits an item's sample.
    pub async fn filed(&self, item: &str) -> Filed<'_> {
        self.filed_as("citizen", item, |_| {}).await
    }

    /// Somebody files an item's sample, adjusted.
    pub async fn filed_as<'a>(&'a self, login: &'a str, item: &str, adjust: impl FnOnce(&mut Value)) -> Filed<'a> {
        let mut body = self.filing(login, item).await;
        adjust(&mut body);
        self.filed_with(login, body).await
    }

    /// Somebody files this.
    pub async fn filed_with<'a>(&'a self, login: &'a str, body: Value) -> Filed<'a> {
        let receipt = self
            .as_(login)
            .post("/applications")
            .key()
            .json(body)
            .send()
            .await
            .expect(201);
        Filed {
            app: self,
            login,
            id: receipt["id"].as_str().unwrap().to_owned(),
            number: receipt["number"].as_str().unwrap().to_owned(),
            receipt,
        }
    }
}

impl<'a> Filed<'a> {
    /// The server it was filed with.
    pub(super) fn app(&self) -> &'a TestApp {
        self.app
    }
}

impl Filed<'_> {
    /// The application as its applicant sees it.
    pub async fn read(&self) -> Value {
        self.app
            .as_(self.login)
            .get(&format!("/applications/{}", self.id))
            .send()
            .await
            .expect(200)
    }

    /// Its entity tag.
    pub async fn etag(&self) -> String {
        self.app
            .as_(self.login)
            .get(&format!("/applications/{}", self.id))
            .send()
            .await
            .etag()
    }

    /// The open or claimed task of a kind (`intake`, `issue`) or node, as a post sees it in its queue.
    pub async fn find_task(&self, login: &str, what: &str) -> Option<Value> {
        let queue = self.app.as_(login).get("/tasks?limit=100").send().await.expect(200);
        let rows = queue["data"].as_array().unwrap().clone();
        let mut found = None;
        for row in rows.into_iter().filter(|row| row["application"] == self.id.as_str()) {
            let task = self
                .app
                .as_(login)
                .get(&format!("/tasks/{}", row["id"].as_str().unwrap()))
                .send()
                .await
                .expect(200);
            if task["kind"] == what || task["node"] == what {
                found = Some(task);
            }
        }
        found
    }

    /// The id of such a task, which must be there.
    pub async fn task(&self, login: &str, what: &str) -> String {
        let task = self
            .find_task(login, what)
            .await
            .unwrap_or_else(|| panic!("{login} has no task {what}"));
        task["id"].as_str().unwrap().to_owned()
    }

    /// Claims a task and completes it; gives the answer to the completion.
    pub async fn complete(&self, login: &str, what: &str, completion: Value) -> Answer {
        let id = self.task(login, what).await;
        let claimed = self.app.as_(login).post(&format!("/tasks/{id}/claim")).send().await;
        claimed.expect(200);
        let path = format!("/tasks/{id}/completion");
        self.app
            .as_(login)
            .post(&path)
            .if_match(&claimed.etag())
            .json(completion)
            .send()
            .await
    }

    /// The window accepts.
    pub async fn accept(&self) {
        self.complete("window", "intake", json!({"outcome": "accept"}))
            .await
            .expect(200);
    }

    /// Both reviewers of the food licence pass.
    pub async fn pass_reviews(&self) {
        for node in ["food_review", "health_review"] {
            self.complete("reviewer", node, json!({"outcome": "pass", "opinion": "符合条件"}))
                .await
                .expect(200);
        }
    }

    /// The approver grants.
    pub async fn approve(&self) {
        self.complete("approver", "approval", json!({"outcome": "approve"}))
            .await
            .expect(200);
    }

    /// The window makes the certificate.
    pub async fn issue(&self) {
        self.complete("window", "issue", json!({"outcome": "issue"}))
            .await
            .expect(200);
    }

    /// The window hands the result over.
    pub async fn deliver(&self, body: Value) -> Answer {
        let path = format!("/applications/{}/delivery", self.id);
        let seen = self
            .app
            .as_("window")
            .get(&format!("/applications/{}", self.id))
            .send()
            .await
            .etag();
        self.app
            .as_("window")
            .post(&path)
            .if_match(&seen)
            .json(body)
            .send()
            .await
    }

    /// Staff post a command, whatever version they saw.
    pub async fn by(&self, login: &str, what: &str, body: Value) -> Answer {
        let path = format!("/applications/{}/{what}", self.id);
        let call = self.app.as_(login).post(&path).if_match("*").key();
        call.json(body).send().await
    }

    /// The application, or something below it, as staff see it.
    pub async fn seen_by(&self, login: &str, what: &str) -> Value {
        let path = format!("/applications/{}{what}", self.id);
        self.app.as_(login).get(&path).send().await.expect(200)
    }

    /// The kinds of the messages its applicant got, the latest first.
    pub async fn messages(&self) -> Vec<String> {
        self.app.settle().await;
        let inbox = self.app.as_(self.login).get("/notifications").send().await.expect(200);
        let rows = inbox["data"].as_array().unwrap();
        rows.iter()
            .map(|row| row["kind"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The applicant posts a command with the latest entity tag.
    pub async fn command(&self, what: &str, body: Value) -> Answer {
        let path = format!("/applications/{}/{what}", self.id);
        self.app
            .as_(self.login)
            .post(&path)
            .if_match(&self.etag().await)
            .json(body)
            .send()
            .await
    }
}
