//! A server for one test.

use std::collections::HashMap;
use std::net::TcpStream;
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;
use yiwang::clock::Clock;
use yiwang::config::Settings;
use yiwang::dev::seed as demo;
use yiwang::server::{Application, Mode, Parts};

use super::client::Client;
use super::database::TestDatabase;

/// The password of every account in tests.
pub const PASSWORD: &str = "Spring-rain-2026";

/// A server on a real port, on a database of its own, with the demo data. Its background work runs when the test says so.
pub struct TestApp {
    /// `http://127.0.0.1:<port>`.
    pub url: String,
    /// What the server works with.
    pub parts: Parts,
    pub(super) http: reqwest::Client,
    tokens: Mutex<HashMap<String, String>>,
    data: TempDir,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
    // Last: dropped when nothing uses it any more.
    database: Arc<TestDatabase>,
}

impl TestApp {
    /// A server in development mode.
    pub async fn start() -> Self {
        Self::start_with(Mode::Development, |_| {}).await
    }

    /// A server with settings of the test's own.
    pub async fn start_with(mode: Mode, adjust: impl FnOnce(&mut Settings)) -> Self {
        Self::start_on(Arc::new(TestDatabase::seeded().await), mode, adjust).await
    }

    /// A server on a certain database.
    pub async fn start_in(database: TestDatabase, mode: Mode, adjust: impl FnOnce(&mut Settings)) -> Self {
        Self::start_on(Arc::new(database), mode, adjust).await
    }

    /// Another instance on the same database.
    pub async fn twin(&self) -> Self {
        Self::start_on(Arc::clone(&self.database), Mode::Development, |_| {}).await
    }

    async fn start_on(database: Arc<TestDatabase>, mode: Mode, adjust: impl FnOnce(&mut Settings)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut settings = settings(&database, &data);
        adjust(&mut settings);
        let application = Application::build(settings, mode).await.unwrap().without_loops();
        let (stop, stopped) = oneshot::channel::<()>();
        let url = format!("http://127.0.0.1:{}", application.port());
        let parts = application.parts().clone();
        let serving = tokio::spawn(async move {
            application
                .run_until(async {
                    let _ = stopped.await;
                })
                .await
                .unwrap();
        });
        Self {
            url,
            parts,
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            tokens: Mutex::default(),
            data,
            stop: Some(stop),
            serving: Some(serving),
            database,
        }
    }

    /// Whoever comes without signing in.
    pub fn anyone(&self) -> Client<'_> {
        Client::new(self, "/api/v1", None)
    }

    /// A signed-in account, by login.
    pub fn as_<'a>(&'a self, login: &'a str) -> Client<'a> {
        Client::new(self, "/api/v1", Some(login))
    }

    /// What lies outside of `/api/v1`.
    pub fn outside(&self) -> Client<'_> {
        Client::new(self, "", None)
    }

    /// The law's clock, to be moved by the test.
    pub fn clock(&self) -> &Clock {
        &self.parts.clock
    }

    /// Does all background work that is due now: side effects and alarms.
    pub async fn settle(&self) -> usize {
        self.parts.engine.drain().await.unwrap()
    }

    /// How many statements the server has sent to the database so far.
    pub fn statements(&self) -> u64 {
        self.parts.db.statements()
    }

    /// The server's data directory; development mail goes to `mail` in it.
    pub fn data_dir(&self) -> &std::path::Path {
        self.data.path()
    }

    /// The letters sent so far, each with its headers, in the order of their names.
    pub fn letters(&self) -> Vec<String> {
        let folder = std::fs::read_dir(self.data_dir().join("mail"));
        let mut files: Vec<_> = folder
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        files
            .into_iter()
            .map(|file| std::fs::read_to_string(file).unwrap())
            .collect()
    }

    /// The server's database.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.url.rsplit(':').next().unwrap().parse().unwrap()
    }

    /// Whether somebody listens on the port.
    pub fn try_connect(&self) -> std::io::Result<TcpStream> {
        TcpStream::connect(("127.0.0.1", self.port()))
    }

    /// Stops the server in order and waits until it has.
    pub async fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            serving.await.unwrap();
        }
    }

    /// What an account signs in with.
    pub fn credentials(&self, login: &str) -> Value {
        json!({"login": login, "password": PASSWORD})
    }

    /// The access token of an account, by login; signs in the first time.
    pub(super) async fn token(&self, login: &str) -> String {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get(login) {
            return token.clone();
        }
        let sign_in = self.anyone().post("/sessions").json(self.credentials(login));
        let session = sign_in.send().await.expect(201);
        let token = session["access_token"].as_str().unwrap().to_owned();
        tokens.insert(login.to_owned(), token.clone());
        token
    }
}

/// Fills a migrated database with the demo catalogue and the demo accounts.
pub(super) async fn seed(database: &TestDatabase) {
    let data = tempfile::tempdir().unwrap();
    let application = Application::build(settings(database, &data), Mode::Development)
        .await
        .unwrap();
    let parts = application.parts();
    let departments = demo::catalogue(&parts.db, &parts.catalogue, &parts.clock)
        .await
        .unwrap();
    demo::accounts(
        &parts.db,
        &parts.vault,
        &parts.passwords,
        &PASSWORD.into(),
        &departments,
        &parts.clock,
    )
    .await
    .unwrap();
    application.run_until(async {}).await.unwrap();
}

fn settings(database: &TestDatabase, data: &TempDir) -> Settings {
    let mut settings = database.settings();
    settings.data_dir = data.path().to_owned();
    settings.dev_password = Some(PASSWORD.into());
    settings
}
