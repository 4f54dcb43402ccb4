//! The HTTP client: it signs requests, makes them repeatable, and asks again when the server has gone.
//!
//! Every POST carries an `Idempotency-Key` of its own. A request that gets no answer is sent again, with the same key, for up to a
//! minute: whether the server died before or after it did the work, the work is done once.

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use chrono::{Days, NaiveDate};
use reqwest::header::{AUTHORIZATION, HeaderMap, IF_MATCH, RETRY_AFTER};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Url};
use serde_json::Value;
use tokio::time::Instant;
use uuid::Uuid;

use crate::reply::Reply;
use crate::say;

/// How long a server that does not answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long an effect that happens by itself is waited for; longer than a dead instance's lease.
const DEADLINE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(250);

/// The server.
#[derive(Clone)]
pub(crate) struct Api {
    http: reqwest::Client,
    base: Url,
}

/// A request that can be sent any number of times.
#[derive(Clone)]
pub(crate) struct Call {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    key: Option<Uuid>,
    seen: Option<String>,
    content: Content,
}

#[derive(Clone)]
enum Content {
    None,
    Json(Value),
    Files(Vec<(String, Vec<u8>)>),
}

impl Call {
    /// A GET of a path below `/api/v1`.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path.into(), None, Content::None)
    }

    /// A POST of JSON, with an `Idempotency-Key`.
    pub(crate) fn post(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::POST, path.into(), Some(Uuid::now_v7()), Content::Json(body))
    }

    /// A PATCH of JSON.
    pub(crate) fn patch(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::PATCH, path.into(), None, Content::Json(body))
    }

    /// A POST of files, with an `Idempotency-Key`.
    pub(crate) fn upload(path: impl Into<String>, files: Vec<(String, Vec<u8>)>) -> Self {
        Self::new(Method::POST, path.into(), Some(Uuid::now_v7()), Content::Files(files))
    }

    fn new(method: Method, path: String, key: Option<Uuid>, content: Content) -> Self {
        Self {
            method,
            path,
            query: vec![],
            key,
            seen: None,
            content,
        }
    }

    /// With a query parameter.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// Only if nothing changed since (`If-Match`).
    pub(crate) fn seen(mut self, tag: impl Into<String>) -> Self {
        self.seen = Some(tag.into());
        self
    }

    /// The same key and everything else, but another body.
    pub(crate) fn but(mut self, body: Value) -> Self {
        self.content = Content::Json(body);
        self
    }
}

impl Api {
    /// The server at a URL.
    pub(crate) fn new(url: &str) -> Result<Self> {
        let base = Url::parse(url).with_context(|| format!("{url} is no URL"))?;
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
        Ok(Self { http, base })
    }

    /// The server's address.
    pub(crate) fn url(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// What day it is for the server, whose clock may have been moved.
    pub(crate) async fn today(&self) -> Result<NaiveDate> {
        let clock = self.send(&Call::get("/dev/clock"), None).await?.expect(200)?;
        let today = clock.text("/today")?;
        today.parse().with_context(|| format!("{today} is no day"))
    }

    /// A day so many days before the server's.
    pub(crate) async fn days_ago(&self, days: u64) -> Result<NaiveDate> {
        let day = self.today().await?.checked_sub_days(Days::new(days));
        day.context("no such day")
    }

    /// Sends a request until it is answered.
    pub(crate) async fn send(&self, call: &Call, token: Option<&str>) -> Result<Reply> {
        let started = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let outcome = self.attempt(call, token, attempts).await;
            let (trouble, wait) = match outcome {
                Ok((reply, Busy::No)) => return Ok(reply),
                Ok((reply, Busy::For(wait))) => (anyhow!("{reply}"), wait),
                Err(error) => (error, PAUSE),
            };
            if started.elapsed() + wait > PATIENCE {
                return Err(trouble.context(format!(
                    "the server at {} does not answer; is it running? make run",
                    self.url()
                )));
            }
            if attempts == 1 {
                say::aside(
                    "服务器没有应答，用同一个幂等键重试（最多一分钟）",
                    "no answer; asking again with the same key, for a minute at most",
                );
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn attempt(&self, call: &Call, token: Option<&str>, attempts: u32) -> Result<(Reply, Busy)> {
        let mut url = self.base.join(&format!("/api/v1{}", call.path))?;
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let mut request = self.http.request(call.method.clone(), url);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(key) = call.key {
            request = request.header("Idempotency-Key", key.to_string());
        }
        if let Some(seen) = &call.seen {
            request = request.header(IF_MATCH, seen);
        }
        request = match &call.content {
            Content::None => request,
            Content::Json(body) => request.json(body),
            Content::Files(files) => request.multipart(form(files)),
        };
        let response = request.send().await?;
        let busy = Busy::of(response.status().as_u16(), response.headers());
        let reply = Reply::read(&call.method, &call.path, response, attempts).await?;
        Ok((reply, busy))
    }
}

/// Whether the server asks to be asked again.
enum Busy {
    No,
    For(Duration),
}

impl Busy {
    fn of(status: u16, headers: &HeaderMap) -> Self {
        let told = headers
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok());
        match status {
            429 | 503 => Self::For(told.map_or(PAUSE, Duration::from_secs)),
            _ => Self::No,
        }
    }
}

fn form(files: &[(String, Vec<u8>)]) -> Form {
    files.iter().fold(Form::new(), |form, (name, bytes)| {
        form.part("files", Part::bytes(bytes.clone()).file_name(name.clone()))
    })
}

/// Waits for something that happens by itself, by looking again and again.
pub(crate) async fn eventually<T>(what: &str, look: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let started = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if started.elapsed() > DEADLINE {
            return Err(anyhow!("{what}: waited {} seconds for it", DEADLINE.as_secs()));
        }
        tokio::time::sleep(PAUSE).await;
    }
}
