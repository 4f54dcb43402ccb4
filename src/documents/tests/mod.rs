//! Documents over HTTP, on a real database, a real folder and a real port.

mod keeping;
mod sweeping;
mod uploading;

use std::fs;
use std::path::{Path, PathBuf};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use super::{DocumentOptions, DocumentStore, Place, ops};
use crate::clock::{Clock, machine_now};
use crate::crypto::{AccessToken, Keys};
use crate::db::Db;
use crate::db::testing::TestDatabase;
use crate::http::settings;

const PDF: &[u8] = b"%PDF-1.7\nhello";
const MAX_BYTES: usize = 300_000;

/// A server with the operations on documents.
struct Bench {
    db: Db,
    clock: Clock,
    store: DocumentStore,
    folder: tempfile::TempDir,
    keys: Keys,
    url: String,
    server: ServerHandle,
    database: TestDatabase,
}

impl Bench {
    async fn new() -> Self {
        let (database, db) = TestDatabase::migrated().await;
        let (clock, keys, folder) = (Clock::default(), Keys::generate(), tempfile::tempdir().unwrap());
        let options = DocumentOptions {
            max_bytes: MAX_BYTES,
            max_files: 3,
            ..DocumentOptions::new(Place::Folder(folder.path().to_owned()))
        };
        let store = DocumentStore::open(&options.place).unwrap();
        let parts = (
            web::Data::new(db.clone()),
            web::Data::new(clock.clone()),
            web::Data::new(store.clone()),
            web::Data::new(options),
            web::Data::new(keys.token_signer("test")),
        );
        let server = HttpServer::new(move || {
            App::new()
                .app_data(parts.0.clone())
                .app_data(parts.1.clone())
                .app_data(parts.2.clone())
                .app_data(parts.3.clone())
                .app_data(parts.4.clone())
                .configure(|config| settings::configure(config, 1024))
                .service(ops::upload_documents::handle)
                .service(ops::list_documents::handle)
                .service(ops::read_document_content::handle)
        })
        .workers(1)
        .bind("127.0.0.1:0")
        .unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self {
            db,
            clock,
            store,
            folder,
            keys,
            url,
            server: handle,
            database,
        }
    }

    fn signed(&self, account: Uuid, request: RequestBuilder) -> RequestBuilder {
        let token = AccessToken::new(account, Uuid::from_u128(1), "applicant", machine_now(), 300);
        request.bearer_auth(self.keys.token_signer("test").sign(&token).unwrap())
    }

    async fn get(&self, account: Uuid, path: &str) -> Response {
        let request = Client::new().get(format!("{}{path}", self.url));
        self.signed(account, request).send().await.unwrap()
    }

    async fn list(&self, account: Uuid, path: &str) -> Value {
        self.get(account, path).await.json().await.unwrap()
    }

    fn upload_request(&self, account: Uuid, files: &[(&str, &[u8])]) -> RequestBuilder {
        let form = files.iter().fold(Form::new(), |form, (name, bytes)| {
            let part = Part::bytes(bytes.to_vec()).file_name((*name).to_owned());
            form.part("files", part.mime_str("text/html").unwrap())
        });
        self.signed(account, Client::new().post(format!("{}/documents", self.url)))
            .multipart(form)
    }

    async fn upload(&self, account: Uuid, files: &[(&str, &[u8])]) -> (StatusCode, Value) {
        let response = self.upload_request(account, files).send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    /// Uploads one good file.
    async fn upload_one(&self, account: Uuid) -> Uuid {
        let (status, body) = self.upload(account, &[("证明.pdf", PDF)]).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        serde_json::from_value(body["data"][0]["id"].clone()).unwrap()
    }

    /// The files in the folder, staged ones included.
    fn stored(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    found.push(path);
                }
            }
        }
        let mut found = Vec::new();
        walk(self.folder.path(), &mut found);
        found
    }

    async fn close(self) {
        self.server.stop(false).await;
    }
}
