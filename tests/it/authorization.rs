//! Who may call what: every operation of the contract by every kind of caller, over HTTP.
//!
//! What is permitted is written in `identity::access`; the contract shows it as `x-permissions`. Here both are held against what the
//! server does, and the whole table is kept for reviewers in `snapshots/`. A new operation takes part by being in the contract: its own
//! examples are what is sent.

use std::fmt::Write;
use std::num::NonZeroU32;

use reqwest::Method;
use serde_json::{Value, json};
use yiwang::server::Mode;

use crate::support::{Answer, FOOD_LICENCE, TestApp, sample};

/// Nobody, and the demo's accounts with the role each has.
const CALLERS: [(&str, Option<&str>); 8] = [
    ("anonymous", None),
    ("citizen", Some("applicant")),
    ("window", Some("staff")),
    ("reviewer", Some("staff")),
    ("approver", Some("staff")),
    ("manager", Some("manager")),
    ("auditor", Some("auditor")),
    ("admin", Some("admin")),
];

/// An operation of the contract.
struct Operation {
    id: String,
    method: Method,
    path: String,
    documented: Value,
}

impl Operation {
    /// Every operation of the served contract, by path and method.
    async fn all(app: &TestApp) -> Vec<Self> {
        let contract = app.outside().get("/openapi.json").send().await.expect(200);
        let mut all = Vec::new();
        for (path, item) in contract["paths"].as_object().unwrap() {
            for (method, documented) in item.as_object().unwrap() {
                all.push(Self {
                    id: documented["operationId"].as_str().unwrap().to_owned(),
                    method: method.to_uppercase().parse().unwrap(),
                    path: path.clone(),
                    documented: with_schema_examples(documented.clone(), &contract),
                });
            }
        }
        all.sort_by_key(|operation| (operation.path.clone(), operation.method.to_string()));
        all
    }

    /// What a caller of this role must get: `allowed`, or the refusal's status.
    fn expected(&self, role: Option<&str>) -> &'static str {
        let who: Vec<&str> = strings(&self.documented["x-permissions"]["who"]);
        assert!(!who.is_empty(), "{} says nothing of permissions", self.id);
        match role {
            _ if who == ["anyone"] => "allowed",
            None => "401",
            Some(_) if who == ["signed_in"] => "allowed",
            Some(role) if who.contains(&role) => "allowed",
            Some(_) => "403",
        }
    }

    /// Whether some callers are turned away.
    fn is_closed(&self) -> bool {
        self.expected(None) == "401"
    }

    /// The path with something plausible in each place.
    fn address(&self) -> String {
        let item = sample(FOOD_LICENCE)["item"].as_str().unwrap().to_owned();
        let mut address = self.path.replace("{code}", &item).replace("{version}", "1");
        while let Some((before, rest)) = address.split_once('{') {
            let (_, after) = rest.split_once('}').unwrap();
            address = format!("{before}{}{after}", uuid::Uuid::now_v7());
        }
        address
    }

    /// A JSON body the contract itself gives as an example.
    fn body(&self) -> Option<Value> {
        let content = self.documented["requestBody"]["content"].get("application/json")?;
        let first = content["examples"]
            .as_object()
            .and_then(|examples| examples.values().next());
        first
            .map(|example| example["value"].clone())
            .or_else(|| content.get("example").cloned())
    }

    fn takes_header(&self, name: &str) -> bool {
        let parameters = self.documented["parameters"].as_array();
        parameters.into_iter().flatten().any(|parameter| {
            parameter["in"] == "header"
                && parameter["name"]
                    .as_str()
                    .is_some_and(|known| known.eq_ignore_ascii_case(name))
        })
    }

    /// Calls it, with a token of the given account or with the `authorization` given.
    async fn call(&self, app: &TestApp, caller: Option<&str>, authorization: Option<&str>) -> Answer {
        let client = caller.map_or_else(|| app.anyone(), |login| app.as_(login));
        let mut call = client.outside().call(self.method.clone(), &self.address());
        if let Some(authorization) = authorization {
            call = call.header("authorization", authorization);
        }
        if self.takes_header("if-match") {
            call = call.if_match("*");
        }
        if self.takes_header("idempotency-key") {
            call = call.key();
        }
        let content = &self.documented["requestBody"]["content"];
        // What answers 401 by itself to what is not right is sent what is right.
        match self.id.as_str() {
            "sign_in" => call = call.json(app.credentials("citizen")),
            "refresh_session" => {
                let session = app
                    .anyone()
                    .post("/sessions")
                    .json(app.credentials("citizen"))
                    .send()
                    .await;
                call = call.json(json!({"refresh_token": session.expect(201)["refresh_token"]}));
            }
            _ if content.get("multipart/form-data").is_some() => {
                let file = reqwest::multipart::Part::bytes(b"%PDF-1.4\n%%EOF\n".to_vec()).file_name("a.pdf");
                call = call.multipart(reqwest::multipart::Form::new().part("file", file));
            }
            _ => {
                if let Some(body) = self.body() {
                    call = call.json(body);
                }
            }
        }
        call.send().await
    }
}

/// Puts the example of a body's schema where an example of the body itself would be.
fn with_schema_examples(mut documented: Value, contract: &Value) -> Value {
    let content = documented["requestBody"]["content"]["application/json"].clone();
    if content.is_object() && content.get("example").is_none() && content.get("examples").is_none() {
        let reference = content["schema"]["$ref"].as_str().unwrap_or("#/none");
        let schema = contract.pointer(&reference[1..]);
        let example = schema.and_then(|schema| schema.get("example").or_else(|| schema["examples"].get(0)));
        documented["requestBody"]["content"]["application/json"]["example"] = example
            .unwrap_or_else(|| panic!("no example of a body: {documented}"))
            .clone();
    }
    documented
}

fn strings(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// A server that does not mind being asked this often.
async fn patient() -> TestApp {
    TestApp::start_with(Mode::Development, |settings| {
        let often = NonZeroU32::new(100_000).unwrap();
        settings.limits.per_address = often;
        settings.limits.sign_ins_per_login = often;
        settings.limits.resets_per_login = often;
        settings.limits.mandates_per_account = often;
    })
    .await
}

#[tokio::test]
async fn every_operation_admits_whom_the_matrix_admits() {
    let app = patient().await;
    let operations = Operation::all(&app).await;
    let mut table = format!("{:<54} {:<24}", "", "operation");
    for (caller, _) in CALLERS {
        write!(table, " {caller:<9}").unwrap();
    }
    for operation in &operations {
        let path = operation.path.replace("/api/v1", "");
        let place = format!("{:<6} {path}", operation.method.as_str());
        write!(table, "\n{place:<54} {:<24}", operation.id).unwrap();
        for (caller, role) in CALLERS {
            let answer = operation.call(&app, role.map(|_| caller), None).await;
            let found = match answer.status {
                401 => "401",
                // The role may; which post somebody holds is not the matrix's to say.
                403 if answer.json()["code"] == "post-required" => "allowed",
                403 => "403",
                _ => "allowed",
            };
            let expected = operation.expected(role);
            assert_eq!(found, expected, "{} by {caller}: {}", operation.id, answer.text);
            assert!(
                answer.status < 500 && answer.status != 429,
                "{}: {answer:?}",
                operation.id
            );
            write!(table, " {found:<9}").unwrap();
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[tokio::test]
async fn a_forged_token_opens_no_closed_door() {
    let app = patient().await;
    let session = app
        .anyone()
        .post("/sessions")
        .json(app.credentials("admin"))
        .send()
        .await;
    let real = session.expect(201)["access_token"].as_str().unwrap().to_owned();
    let (claims, _) = real.rsplit_once('.').unwrap();
    let unsigned = format!("Bearer {claims}.");
    let forged = format!("Bearer {claims}.{}", "A".repeat(43));
    let mut closed = 0;
    for operation in Operation::all(&app)
        .await
        .iter()
        .filter(|operation| operation.is_closed())
    {
        for authorization in [&unsigned, &forged, "Bearer x", "Basic YWRtaW46YWRtaW4="] {
            operation
                .call(&app, None, Some(authorization))
                .await
                .problem(401, "unauthenticated");
        }
        closed += 1;
    }
    assert!(closed > 20, "{closed}");
}
