//! People and clerks who use a server that may be gone at any moment. Every POST carries a key, so that it can be sent again.

use std::collections::HashMap;
use std::time::Duration;

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::program::{PASSWORD, Program};
use crate::support::sample;

const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(50);

/// A server and the people around it.
pub struct City {
    /// The server.
    pub program: Program,
    http: reqwest::Client,
    tokens: HashMap<String, String>,
}

/// A request that can be sent any number of times.
#[derive(Clone, Debug)]
pub struct Call {
    method: Method,
    path: String,
    key: Uuid,
    seen: Option<String>,
    body: Option<Value>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The entity tag.
    pub etag: Option<String>,
    /// The body.
    pub body: Value,
}

impl Call {
    /// A GET.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            key: Uuid::now_v7(),
            seen: None,
            body: None,
        }
    }

    /// A POST with a key of its own.
    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self {
            method: Method::POST,
            body: Some(body),
            ..Self::get(path)
        }
    }

    /// On the version seen.
    pub fn seen(self, reply: &Reply) -> Self {
        Self {
            seen: reply.etag.clone(),
            ..self
        }
    }
}

impl Reply {
    /// The body, after checking the status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body.clone()
    }

    /// A member of the body that is text.
    #[track_caller]
    pub fn text(&self, member: &str) -> String {
        assert!(self.status < 300, "{self:?}");
        self.body[member].as_str().unwrap().to_owned()
    }

    async fn read(response: reqwest::Response) -> reqwest::Result<Self> {
        let status = response.status().as_u16();
        let etag = response
            .headers()
            .get("etag")
            .map(|tag| tag.to_str().unwrap().to_owned());
        let text = response.text().await?;
        Ok(Self {
            status,
            etag,
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
        })
    }
}

impl City {
    /// A city with a server of its own, everybody signed in. Their tokens outlive the server.
    pub async fn start() -> Self {
        let mut city = Self {
            program: Program::start(),
            http: reqwest::Client::builder()
                .timeout(Duration::from_secs(30))
                .build()
                .unwrap(),
            tokens: HashMap::new(),
        };
        for login in ["citizen", "window", "reviewer", "approver"] {
            let credentials = json!({"login": login, "password": PASSWORD});
            let session = city.ask("", &Call::post("/sessions", credentials)).await;
            city.tokens.insert(login.to_owned(), session.text("access_token"));
        }
        city
    }

    /// Kills the server and starts it again.
    pub fn kill_and_restart(&mut self) {
        self.program.kill();
        self.program.again();
    }

    /// A call about to be sent: to be awaited here or in a task of its own. No answer is an error.
    pub fn sending(
        &self,
        login: &str,
        call: &Call,
    ) -> impl Future<Output = reqwest::Result<Reply>> + Send + 'static + use<> {
        let url = format!("{}/api/v1{}", self.program.url(), call.path);
        let mut request = self.http.request(call.method.clone(), url);
        if let Some(token) = self.tokens.get(login) {
            request = request.bearer_auth(token);
        }
        if call.method == Method::POST {
            request = request.header("idempotency-key", call.key.to_string());
        }
        if let Some(seen) = &call.seen {
            request = request.header("if-match", seen);
        }
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        async move { Reply::read(request.send().await?).await }
    }

    /// Sends a call until a healthy server answers it.
    pub async fn ask(&self, login: &str, call: &Call) -> Reply {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let trouble = match self.sending(login, call).await {
                Ok(reply) if reply.status < 500 => return reply,
                Ok(reply) => format!("{reply:?}"),
                Err(error) => error.to_string(),
            };
            assert!(
                Instant::now() < deadline,
                "{call:?}: {trouble}; {}",
                self.program.told()
            );
            sleep(PAUSE).await;
        }
    }

    /// Asks until the answer is as wished.
    pub async fn ask_until(&self, login: &str, call: &Call, wish: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let body = self.ask(login, call).await.expect(200);
            if wish(&body) {
                return body;
            }
            assert!(Instant::now() < deadline, "{call:?}: {body}; {}", self.program.told());
            sleep(PAUSE).await;
        }
    }

    /// Uploads a document for each material of an item's sample. Gives the call that files it.
    pub async fn filing(&self, item: &str, delivery: Value) -> Call {
        let sample = sample(item);
        let documents = self.documents(&sample["materials"]).await;
        let mut body = json!({"item": sample["item"], "answers": sample["answers"], "form": sample["form"], "documents": documents,
            "submit": true});
        if !delivery.is_null() {
            body["delivery"] = delivery;
        }
        Call::post("/applications", body)
    }

    /// The same for a bundle's sample.
    pub async fn matter_filing(&self, bundle: &str, delivery: Value) -> Call {
        let sample = sample(&format!("bundles/{bundle}"));
        let documents = self.documents(&sample["materials"]).await;
        let mut body = json!({"bundle": sample["bundle"], "answers": sample["answers"], "form": sample["form"],
            "documents": documents, "delivery": delivery});
        if !sample["subject"].is_null() {
            body["subject"] = sample["subject"].clone();
        }
        Call::post("/matters", body)
    }

    /// Uploads a document for each material.
    async fn documents(&self, materials: &Value) -> Vec<Value> {
        let mut documents = Vec::new();
        for material in materials.as_array().unwrap() {
            let file = Part::bytes(b"%PDF-1.4\n%%EOF\n".to_vec()).file_name("材料.pdf");
            let request = self.http.post(format!("{}/api/v1/documents", self.program.url()));
            let request = request
                .bearer_auth(&self.tokens["citizen"])
                .multipart(Form::new().part("file", file));
            let uploaded = Reply::read(request.send().await.unwrap()).await.unwrap().expect(201);
            documents.push(json!({"material": material, "document": uploaded["data"][0]["id"]}));
        }
        documents
    }

    /// Claims the task of an application that is of this kind or node, once it is there. Gives the call that completes it.
    pub async fn claim(&self, login: &str, application: &str, what: &str, completion: Value) -> Call {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let queue = self.ask(login, &Call::get("/tasks?limit=100")).await.expect(200);
            for row in queue["data"].as_array().unwrap() {
                let path = format!("/tasks/{}", row["id"].as_str().unwrap());
                if row["application"] != application {
                    continue;
                }
                let task = self.ask(login, &Call::get(&path)).await.expect(200);
                if task["kind"] == what || task["node"] == what {
                    let claimed = self.ask(login, &Call::post(format!("{path}/claim"), json!({}))).await;
                    claimed.expect(200);
                    return Call::post(format!("{path}/completion"), completion).seen(&claimed);
                }
            }
            assert!(
                Instant::now() < deadline,
                "{login} has no task {what} of {application}: {queue}"
            );
            sleep(PAUSE).await;
        }
    }

    /// An application as its applicant sees it.
    pub async fn read(&self, application: &str) -> Reply {
        self.ask("citizen", &Call::get(format!("/applications/{application}")))
            .await
    }

    /// The kinds of an application's events, in order.
    pub async fn events(&self, application: &str) -> Vec<String> {
        self.events_at(&format!("/applications/{application}")).await
    }

    /// Those of a matter.
    pub async fn events_of_matter(&self, matter: &str) -> Vec<String> {
        self.events_at(&format!("/matters/{matter}")).await
    }

    async fn events_at(&self, path: &str) -> Vec<String> {
        let call = Call::get(format!("{path}/events"));
        let events = self.ask("window", &call).await.expect(200);
        let kinds = events["data"].as_array().unwrap().iter();
        kinds.map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
    }
}
