//! From the inbox to the letter.

use std::fs;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::post_office::header;
use crate::clock::{Clock, machine_now};
use crate::crypto::Keys;
use crate::db::Db;
use crate::db::schema::{account, notification, outbox};
use crate::db::testing::TestDatabase;
use crate::notifications::{MailHandler, MailOptions, Mailer, Message, deliver};
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
        let handler = MailHandler::new(db.clone(), keys.cipher(), mailer);
        Self {
            engine: Engine::new(db.clone(), Clock::default(), EngineOptions::default()).on(handler),
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

    fn files(&self) -> Vec<String> {
        fs::read_dir(self.folder.path().join("mail"))
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
    assert_eq!(bench.files(), [name]);
    let letter = fs::read_to_string(bench.folder.path().join("mail").join(name)).unwrap();
    assert_eq!(header(&letter, "Subject"), "您的申请已办结");
    assert_eq!(header(&letter, "To"), "zhang.san@example.com");
}

#[tokio::test]
async fn an_account_without_an_address_has_the_inbox() {
    let bench = Bench::new().await;
    let account = register(&bench.db, &bench.keys, None).await;

    bench.deliver(&message(account, 3)).await;

    assert_eq!(bench.engine.drain().await.unwrap(), 1);
    assert_eq!(bench.rows().await, (1, 0));
    assert!(bench.files().is_empty());
}
