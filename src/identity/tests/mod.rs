//! The room at work: its operations over HTTP, on a real PostgreSQL.

mod accounts;
mod contacts;
mod mandates;
mod resets;
mod sessions;
mod walk_ins;

use std::sync::Arc;

use actix_web::http::{Method, StatusCode};
use actix_web::{App, test, web};
use chrono::Duration;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::clock::Clock;
use crate::crypto::{Keys, PasswordHashing, PasswordPolicy, Passwords, TokenSigner};
use crate::db::Db;
use crate::db::schema::audit;
use crate::db::testing::TestDatabase;

const PASSWORD: &str = "Correct-horse-7";

/// The room with everything it needs.
struct House {
    _database: TestDatabase,
    db: Db,
    clock: Clock,
    vault: Vault,
    signer: Arc<TokenSigner>,
    desk: PasswordDesk,
    limits: web::Data<Limits>,
}

/// What was answered.
struct Heard {
    status: StatusCode,
    retry_after: Option<u64>,
    location: Option<String>,
    text: String,
}

impl Heard {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    #[track_caller]
    fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    #[track_caller]
    fn code(&self) -> String {
        self.json()["code"].as_str().unwrap().to_owned()
    }
}

impl House {
    async fn new() -> Self {
        let (database, db) = TestDatabase::migrated().await;
        let keys = Keys::generate();
        let quick = PasswordHashing {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        Self {
            _database: database,
            db,
            clock: Clock::default(),
            vault: Vault::new(keys.cipher(), keys.blind_index()),
            signer: Arc::new(keys.token_signer("yiwang")),
            desk: PasswordDesk::new(Passwords::new(quick).unwrap(), PasswordPolicy::default()),
            limits: web::Data::new(Limits::new(LimitSettings::default())),
        }
    }

    async fn send(&self, method: Method, path: &str, with: &[(&str, &str)], body: Option<&Value>) -> Heard {
        let sessions = Sessions::new(Arc::clone(&self.signer), SessionPolicy::default());
        let app = test::init_service(
            App::new()
                .app_data(web::Data::new(self.db.clone()))
                .app_data(web::Data::new(self.clock.clone()))
                .app_data(web::Data::new(self.vault.clone()))
                .app_data(web::Data::from(Arc::clone(&self.signer)))
                .app_data(web::Data::new(self.desk.clone()))
                .app_data(web::Data::new(sessions))
                .app_data(self.limits.clone())
                .service(ops::change_self::handle)
                .service(ops::grant_mandate::handle)
                .service(ops::list_mandates::handle)
                .service(ops::read_self::handle)
                .service(ops::refresh_session::handle)
                .service(ops::register_account::handle)
                .service(ops::request_password_reset::handle)
                .service(ops::reset_password::handle)
                .service(ops::revoke_mandate::handle)
                .service(ops::sign_in::handle)
                .service(ops::sign_out::handle)
                .service(ops::verify_contact::handle),
        )
        .await;
        let mut request = test::TestRequest::default().method(method).uri(path);
        for (name, value) in with {
            request = request.insert_header((*name, *value));
        }
        if let Some(body) = body {
            request = request.set_json(body);
        }
        let response = test::call_service(&app, request.to_request()).await;
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        Heard {
            status: response.status(),
            retry_after: header("retry-after").map(|seconds| seconds.parse().unwrap()),
            location: header("location"),
            text: String::from_utf8(test::read_body(response).await.to_vec()).unwrap(),
        }
    }

    async fn post(&self, path: &str, body: Value) -> Heard {
        self.send(Method::POST, path, &[], Some(&body)).await
    }

    async fn call(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> Heard {
        let bearer = format!("Bearer {token}");
        self.send(method, path, &[("authorization", &bearer)], body.as_ref())
            .await
    }

    /// Registers a citizen whose phone and address end in these digits.
    async fn register(&self, phone: &str, citizen_id: &str) -> Heard {
        let body = json!({"kind": "natural_person", "name": "张三", "citizen_id": citizen_id, "phone": phone,
            "email": format!("Someone.{phone}@Example.com"), "password": PASSWORD});
        self.post("/accounts", body).await
    }

    async fn sign_in(&self, login: &str, password: &str) -> Heard {
        self.post("/sessions", json!({"login": login, "password": password}))
            .await
    }

    async fn refresh(&self, token: &str) -> Heard {
        self.post("/sessions/refresh", json!({"refresh_token": token})).await
    }

    /// Access token and refresh token of a citizen registered for the purpose.
    async fn citizen(&self, phone: &str, citizen_id: &str) -> (String, String) {
        self.register(phone, citizen_id).await.expect(201);
        self.tokens(phone, PASSWORD).await
    }

    async fn tokens(&self, login: &str, password: &str) -> (String, String) {
        let tokens = self.sign_in(login, password).await.expect(201).json();
        let token = |name: &str| tokens[name].as_str().unwrap().to_owned();
        (token("access_token"), token("refresh_token"))
    }

    /// What the audit trail knows, oldest first.
    async fn audited(&self) -> Vec<(String, String)> {
        let mut conn = self.db.get().await.unwrap();
        audit::table
            .order(audit::id)
            .select((audit::action, audit::result))
            .load(&mut conn)
            .await
            .unwrap()
    }
}

const ALICE: (&str, &str) = ("13900000011", "990101199003070015");
const BOB: (&str, &str) = ("13900000012", "990101194912310028");
