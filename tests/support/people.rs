//! Builders for stories about people: who comes to a window, and what is sent to phones.

use std::fs;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use mail_parser::MessageParser;
use serde_json::{Value, json};
use yiwang::clock::machine_now;
use yiwang::db::schema::application;
use yiwang::identity::WalkIn;
use yiwang::identity::walk_in::ensure;

use super::app::{PASSWORD, TestApp};
use super::client::Answer;
use super::stories::Filed;

impl TestApp {
    /// Records somebody as a window does, and says under which id.
    pub async fn walk_in(&self, sent: Value) -> uuid::Uuid {
        let sent: WalkIn = serde_json::from_value(sent).unwrap();
        let known_by = sent.check("/applicant", self.clock().today()).unwrap();
        let mut conn = self.parts.db.get().await.unwrap();
        let recorded = ensure(&mut conn, &self.parts.vault, &known_by, machine_now()).await;
        recorded.unwrap().id
    }

    /// The text messages sent so far, number and text, in the order of their ids.
    pub fn texts(&self) -> Vec<(String, String)> {
        let folder = fs::read_dir(self.data_dir().join("sms"));
        let mut files: Vec<_> = folder.into_iter().flatten().map(|file| file.unwrap().path()).collect();
        files.sort();
        let read = |file| {
            let text = fs::read_to_string(file).unwrap();
            let (number, text) = text.trim_end().split_once('\n').unwrap();
            (number.to_owned(), text.to_owned())
        };
        files.into_iter().map(read).collect()
    }

    /// Asks for another phone or e-mail address, with the present password.
    pub async fn wish(&self, login: &str, kind: &str, value: &str) -> Answer {
        let wish = json!({kind: value, "current_password": PASSWORD});
        self.as_(login).patch("/me").json(wish).send().await
    }

    /// Types a code.
    pub async fn verify(&self, login: &str, kind: &str, code: &str) -> Answer {
        let body = json!({"kind": kind, "code": code});
        self.as_(login).post("/me/verifications").json(body).send().await
    }

    /// The newest code sent to a phone or an e-mail address.
    pub fn newest_code(&self, kind: &str) -> String {
        let folder = self.data_dir().join(if kind == "phone" { "sms" } else { "mail" });
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let codes = files.filter(|file| file.file_name().unwrap().to_str().unwrap().starts_with("contact-code."));
        let newest = fs::read(codes.max().unwrap()).unwrap();
        let text = match kind {
            "phone" => String::from_utf8(newest).unwrap(),
            _ => MessageParser::default()
                .parse(&newest)
                .unwrap()
                .body_text(0)
                .unwrap()
                .into_owned(),
        };
        let (before, _) = text.split_once("，用于").unwrap();
        before[before.len() - 6..].to_owned()
    }

    /// Gives somebody another phone or e-mail address, all the way.
    pub async fn move_to(&self, login: &str, kind: &str, value: &str) {
        self.wish(login, kind, value).await.expect(200);
        self.settle().await;
        self.verify(login, kind, &self.newest_code(kind)).await.expect(200);
    }
}

impl Filed<'_> {
    /// Makes it the application of somebody else, as if a window had filed it for them.
    pub async fn belongs_to(&self, app: &TestApp, person: uuid::Uuid) {
        let id: uuid::Uuid = self.id.parse().unwrap();
        let mut conn = app.parts.db.get().await.unwrap();
        diesel::update(application::table.find(id))
            .set(application::applicant_id.eq(person))
            .execute(&mut conn)
            .await
            .unwrap();
    }
}
