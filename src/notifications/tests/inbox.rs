//! The operations of the inbox, over HTTP.

use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
use actix_web::{App, web};
use chrono::TimeDelta;
use serde_json::Value;
use uuid::Uuid;

use super::mailing::message;
use crate::clock::{Clock, machine_now};
use crate::crypto::{AccessToken, Keys};
use crate::db::Db;
use crate::db::testing::TestDatabase;
use crate::http::settings;
use crate::notifications::{deliver, ops};

struct Bench {
    db: Db,
    clock: Clock,
    keys: Keys,
    _database: TestDatabase,
}

impl Bench {
    async fn new() -> Self {
        let (database, db) = TestDatabase::migrated().await;
        Self {
            db,
            clock: Clock::default(),
            keys: Keys::generate(),
            _database: database,
        }
    }

    async fn told(&self, account: Uuid, seqs: std::ops::Range<i64>) {
        for seq in seqs {
            let at = self.clock.now() + TimeDelta::seconds(seq);
            deliver(&mut self.db.get().await.unwrap(), &message(account, seq), at)
                .await
                .unwrap();
        }
    }

    async fn call(&self, account: Uuid, request: TestRequest) -> (StatusCode, Value) {
        let signer = self.keys.token_signer("test");
        let token = AccessToken::new(account, Uuid::from_u128(1), "applicant", machine_now(), 300);
        let request = request.insert_header(("Authorization", format!("Bearer {}", signer.sign(&token).unwrap())));
        let app = init_service(
            App::new()
                .app_data(web::Data::new(self.db.clone()))
                .app_data(web::Data::new(self.clock.clone()))
                .app_data(web::Data::new(signer))
                .configure(|config| settings::configure(config, 1024))
                .service(ops::list_notifications::handle)
                .service(ops::read_notification::handle),
        )
        .await;
        let response = call_service(&app, request.to_request()).await;
        let status = response.status();
        if status == StatusCode::NO_CONTENT {
            return (status, Value::Null);
        }
        (status, read_body_json(response).await)
    }

    async fn get(&self, account: Uuid, uri: &str) -> Value {
        let (status, body) = self.call(account, TestRequest::get().uri(uri)).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }
}

#[actix_web::test]
async fn the_inbox_is_paged_newest_first_in_the_callers_language() {
    let bench = Bench::new().await;
    let [account, other] = [5, 6].map(Uuid::from_u128);
    bench.told(account, 0..5).await;
    bench.told(other, 0..1).await;

    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = bench.get(account, &format!("/notifications?limit=2{cursor}")).await;
        seen.extend(page["data"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }

    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|a, b| a["created_at"].as_str() > b["created_at"].as_str()));
    assert_eq!(seen[0]["title"], "您的申请已办结");
    assert_eq!(seen[0]["link"]["kind"], "application");
    assert_eq!(seen[0]["read_at"], Value::Null);
    let request = TestRequest::get()
        .uri("/notifications?limit=1&count=true")
        .insert_header(("Accept-Language", "en"));
    let (_, english) = bench.call(account, request).await;
    assert_eq!(english["data"][0]["title"], "Your application is completed");
    assert_eq!(english["count"], 5);
}

#[actix_web::test]
async fn reading_is_noted_once_and_only_by_its_owner() {
    let bench = Bench::new().await;
    let [account, other] = [5, 6].map(Uuid::from_u128);
    bench.told(account, 0..2).await;
    let id = message(account, 0).id;
    let read = || TestRequest::post().uri(&format!("/notifications/{id}/read"));

    assert_eq!(bench.call(other, read()).await.0, StatusCode::NOT_FOUND);
    assert_eq!(bench.call(account, read()).await.0, StatusCode::NO_CONTENT);
    let first = bench.get(account, "/notifications?unread=false").await["data"].clone();
    bench.clock.set_offset(TimeDelta::days(1));
    assert_eq!(bench.call(account, read()).await.0, StatusCode::NO_CONTENT);

    assert_eq!(bench.get(account, "/notifications?unread=false").await["data"], first);
    assert_eq!(first[0]["id"], id.to_string());
    assert_eq!(first.as_array().unwrap().len(), 1);
    assert_eq!(
        bench.get(account, "/notifications?unread=true").await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[actix_web::test]
async fn a_wrong_page_is_refused() {
    let bench = Bench::new().await;
    for uri in [
        "/notifications?limit=0",
        "/notifications?cursor=!",
        "/notifications?unraed=true",
    ] {
        let (status, body) = bench.call(Uuid::from_u128(5), TestRequest::get().uri(uri)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{uri}");
        assert_eq!(body["code"], "invalid-input");
    }
}
