//! HTTP as tests tell it: `app.as_("citizen").post("/applications").json(…).key().send().await.expect(201)`.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::app::TestApp;

/// Somebody who calls.
#[derive(Clone, Copy)]
pub struct Client<'a> {
    app: &'a TestApp,
    base: &'static str,
    login: Option<&'a str>,
}

/// A request being put together.
pub struct Call<'a> {
    client: Client<'a>,
    request: RequestBuilder,
    told: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The request, for messages.
    told: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
}

impl<'a> Client<'a> {
    pub(super) fn new(app: &'a TestApp, base: &'static str, login: Option<&'a str>) -> Self {
        Self { app, base, login }
    }

    /// The same caller, outside of `/api/v1`.
    pub fn outside(self) -> Self {
        Self { base: "", ..self }
    }

    /// A request by method.
    pub fn call(self, method: Method, path: &str) -> Call<'a> {
        let told = format!("{method} {path}");
        let request = self
            .app
            .http
            .request(method, format!("{}{}{path}", self.app.url, self.base));
        Call {
            client: self,
            request,
            told,
        }
    }

    /// GET.
    pub fn get(self, path: &str) -> Call<'a> {
        self.call(Method::GET, path)
    }

    /// POST.
    pub fn post(self, path: &str) -> Call<'a> {
        self.call(Method::POST, path)
    }

    /// PUT.
    pub fn put(self, path: &str) -> Call<'a> {
        self.call(Method::PUT, path)
    }

    /// PATCH.
    pub fn patch(self, path: &str) -> Call<'a> {
        self.call(Method::PATCH, path)
    }

    /// DELETE.
    pub fn delete(self, path: &str) -> Call<'a> {
        self.call(Method::DELETE, path)
    }
}

impl Call<'_> {
    /// With a JSON body.
    pub fn json(self, body: Value) -> Self {
        self.with(|request| request.json(&body))
    }

    /// With a body as is.
    pub fn body(self, media_type: &str, body: impl Into<reqwest::Body>) -> Self {
        self.header("content-type", media_type)
            .with(|request| request.body(body))
    }

    /// With files.
    pub fn multipart(self, form: reqwest::multipart::Form) -> Self {
        self.with(|request| request.multipart(form))
    }

    /// With a header.
    pub fn header(self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        let value = HeaderValue::from_str(value).unwrap();
        self.with(|request| request.header(name, value))
    }

    /// With a fresh `Idempotency-Key`.
    pub fn key(self) -> Self {
        let key = uuid::Uuid::now_v7().to_string();
        self.header("idempotency-key", &key)
    }

    /// With the ETag seen.
    pub fn if_match(self, etag: &str) -> Self {
        self.header("if-match", etag)
    }

    /// In English.
    pub fn in_english(self) -> Self {
        self.header("accept-language", "en")
    }

    /// Sends it and reads the whole answer.
    pub async fn send(self) -> Answer {
        let told = self.told.clone();
        let response = self.send_raw().await;
        Answer {
            told,
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    /// Sends it and leaves the answer as it comes.
    pub async fn send_raw(self) -> reqwest::Response {
        let mut request = self.request;
        if let Some(login) = self.client.login {
            request = request.bearer_auth(Box::pin(self.client.app.token(login)).await);
        }
        request.send().await.unwrap()
    }

    fn with(self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        Self {
            request: change(self.request),
            ..self
        }
    }
}

impl Answer {
    /// The body as JSON, after checking the status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.told, self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// The problem, after checking status, code and media type.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(problem["code"], code, "{}: {}", self.told, self.text);
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{}",
            self.told
        );
        problem
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{}: {error}: {}", self.told, self.text))
    }

    /// A header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The entity tag.
    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag")
            .unwrap_or_else(|| panic!("{}: no ETag", self.told))
            .to_owned()
    }
}
