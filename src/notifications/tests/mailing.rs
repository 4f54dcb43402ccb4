//! From the inbox to the letter or the text message.

use std::fs;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

use super::post_office::header;
use crate::clock::{Clock, machine_now};
use crate::crypto::Keys;
use crate::db::Db;
use crate::db::schema::{account, notification, outbox};
use crate::db::testing::TestDatabase;
use crate::identity::Vault;
use crate::identity::walk_in::{WalkIn, ensure};
use crate::notifications::{Courier, MailOptions, Mailer, Message, MessageHandler, SmsOptions, Texter, deliver};
use crate::outbox::{Engine, EngineOptions};
use crate::text::Text;

pub(super) async fn register(db: &Db, keys: &Keys, email: Option<&str>) -> Uuid {
    let id = Uuid::now_v7();
    let cipher = keys.cipher();
    diesel::insert_into(account::table)
        .values((
            account::id.eq(id),
            account::kind.eq("natural_person"),
            account::role.eq("applicant"),
            account::name.eq(cipher.encrypt("account.name", "张三")),
            account::email.eq(email.map(|email| cipher.encrypt("account.email", email))),
            account::password_hash.eq(""),
            account::created_at.eq(machine_now()),
            account::updated_at.eq(machine_now()),
        ))
        .execute(&mut db.get().await.unwrap())
        .await
        .unwrap();
    id
}

pub(super) fn message(account: Uuid, seq: i64) -> Message {
    Message::new(
        account,
        Uuid::from_u128(9),
        seq,
        "application.completed",
        Text::new("您的申请已办结", "Your application is completed"),
        Text::new("决定：准予许可。", "Decision: approved."),
    )
}

struct Bench {
    db: Db,
    keys: Keys,
    engine: Engine,
    folder: tempfile::TempDir,
    _database: TestDatabase,
}

impl Bench {
    async fn new() -> Self {
        let (database, db) = TestDatabase::migrated().await;
        let keys = Keys::generate();
        let folder = tempfile::tempdir().unwrap();
        let mailer = Mailer::new(&MailOptions {
            folder: Some(folder.path().join("mail")),
            ..MailOptions::default()
        })
        .unwrap();
        let texter = Texter::new(&SmsOptions {
            folder: Some(folder.path().join("sms")),
            ..SmsOptions::default()
        })
        .unwrap();
        let courier = Courier::new(mailer, texter);
        let engine = Engine::new(db.clone(), Clock::default(), EngineOptions::default())
            .on(MessageHandler::by_mail(db.clone(), keys.cipher(), courier.clone()))
            .on(MessageHandler::by_sms(db.clone(), keys.cipher(), courier));
        Self {
            engine,
            db,
            keys,
            folder,
            _database: database,
        }
    }

    async fn deliver(&self, message: &Message) -> bool {
        deliver(&mut self.db.get().await.unwrap(), message, Clock::default().now())
            .await
            .unwrap()
    }

    fn files(&self, kind: &str) -> Vec<String> {
        fs::read_dir(self.folder.path().join(kind))
            .map(|entries| {
                entries
                    .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                    .collect()
            })
            .unwrap_or_default()
    }

    async fn rows(&self) -> (i64, i64) {
        let mut conn = self.db.get().await.unwrap();
        (
            notification::table.count().get_result(&mut conn).await.unwrap(),
            outbox::table.count().get_result(&mut conn).await.unwrap(),
        )
    }
}

#[tokio::test]
async fn what_is_delivered_twice_is_told_and_mailed_once() {
    let bench = Bench::new().await;
    let account = register(&bench.db, &bench.keys, Some("zhang.san@example.com")).await;

    assert!(bench.deliver(&message(account, 3)).await);
    assert!(!bench.deliver(&message(account, 3)).await);
    assert_eq!(bench.rows().await, (1, 1));
    assert_eq!(bench.engine.drain().await.unwrap(), 1);
    assert!(!bench.deliver(&message(account, 3)).await);
    assert_eq!(bench.rows().await, (1, 0));

    let name = "00000000-0000-0000-0000-000000000009.3@yiwang.example.eml";
    assert_eq!(bench.files("mail"), [name]);
    assert!(bench.files("sms").is_empty());
    let letter = fs::read_to_string(bench.folder.path().join("mail").join(name)).unwrap();
    assert_eq!(header(&letter, "Subject"), "您的申请已办结");
    assert_eq!(header(&letter, "To"), "zhang.san@example.com");
}

#[tokio::test]
async fn who_left_a_phone_only_is_texted_once() {
    let bench = Bench::new().await;
    let account = walk_in(
        &bench,
        json!({"name": "王奶奶", "citizen_id": "990101194912310028", "phone": "13900000099"}),
    )
    .await;

    assert!(bench.deliver(&message(account, 3)).await);
    assert_eq!(bench.engine.drain().await.unwrap(), 1);
    assert!(!bench.deliver(&message(account, 3)).await);
    assert_eq!(bench.engine.drain().await.unwrap(), 0);

    assert_eq!(bench.rows().await, (1, 0), "the message is kept for when they register");
    let name = "00000000-0000-0000-0000-000000000009.3.txt";
    assert_eq!(bench.files("sms"), [name]);
    let text = fs::read_to_string(bench.folder.path().join("sms").join(name)).unwrap();
    assert_eq!(text, "13900000099\n【一网通办】您的申请已办结：决定：准予许可。\n");
    assert!(bench.files("mail").is_empty());
}

#[tokio::test]
async fn who_left_an_address_too_is_written_to() {
    let bench = Bench::new().await;
    let left = json!({"name": "王奶奶", "citizen_id": "990101194912310028", "phone": "13900000099", "email": "daughter@example.com"});
    let account = walk_in(&bench, left).await;

    bench.deliver(&message(account, 3)).await;

    assert_eq!(bench.engine.drain().await.unwrap(), 1);
    assert_eq!((bench.files("mail").len(), bench.files("sms").len()), (1, 0));
}

#[tokio::test]
async fn who_left_nothing_has_the_inbox() {
    let bench = Bench::new().await;
    let account = register(&bench.db, &bench.keys, None).await;

    assert!(bench.deliver(&message(account, 3)).await);

    assert_eq!(bench.rows().await, (1, 0), "nothing waits to be sent");
    assert_eq!(bench.engine.drain().await.unwrap(), 0);
}

/// Somebody recorded at a window.
async fn walk_in(bench: &Bench, sent: serde_json::Value) -> Uuid {
    let sent: WalkIn = serde_json::from_value(sent).unwrap();
    let known_by = sent.check("/applicant", Clock::default().today()).unwrap();
    let vault = Vault::new(bench.keys.cipher(), bench.keys.blind_index());
    let mut conn = bench.db.get().await.unwrap();
    ensure(&mut conn, &vault, &known_by, machine_now()).await.unwrap().id
}
