//! Answers that can be repeated: what a POST answered is kept under its `Idempotency-Key` and given again to a repeat.

use std::fmt::Display;
use std::future::{Ready, ready};

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LOCATION};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::problem::{Code, Problem};

const HEADER: &str = "idempotency-key";
const MAX_LENGTH: usize = 255;

/// A successful answer in a form that can be stored and repeated. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The HTTP status, 2xx.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The JSON body; null for none.
    pub body: Value,
}

impl Answer {
    /// An answer with a body.
    ///
    /// # Errors
    /// 500 when the body cannot be written as JSON.
    pub fn new(status: u16, body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self {
            status,
            location: None,
            etag: None,
            body: serde_json::to_value(body).map_err(Problem::internal)?,
        })
    }

    /// With a `Location`.
    #[must_use]
    pub fn at(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }

    /// With an `ETag`.
    #[must_use]
    pub fn tagged(mut self, etag: String) -> Self {
        self.etag = Some(etag);
        self
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK));
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        if let Some(etag) = self.etag {
            response.insert_header((ETAG, etag));
        }
        if self.body.is_null() {
            response.finish()
        } else {
            response.json(self.body)
        }
    }
}

/// The key of a part of a keyed request; with an empty name, what the keys of all of its parts begin with.
pub fn part_key(key: &str, name: impl Display) -> String {
    format!("{key}·{name}")
}

/// The `Idempotency-Key` of the request, with what else identifies it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    key: Option<String>,
    method: String,
    path: String,
}

/// One keyed request: the same key with another fingerprint is a mistake of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Whose key it is.
    pub account: Uuid,
    /// The key.
    pub key: String,
    /// HTTP method.
    pub method: String,
    /// Path with the ids in it, and the query.
    pub path: String,
    /// SHA-256 of the body.
    pub body_hash: Vec<u8>,
}

impl Idempotency {
    /// Reads the header, with what else identifies the request.
    ///
    /// # Errors
    /// 400 when the key is empty, too long or not visible ASCII.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let key = match request.headers().get(HEADER).map(|value| value.to_str()) {
            None => None,
            Some(Ok(key)) if (1..=MAX_LENGTH).contains(&key.len()) => Some(key.to_owned()),
            Some(_) => {
                return Err(Problem::new(Code::MalformedRequest).with_detail(
                    "Idempotency-Key 须为 1 至 255 个可见 ASCII 字符。",
                    "Idempotency-Key must be 1 to 255 visible ASCII characters.",
                ));
            }
        };
        let path = request
            .uri()
            .path_and_query()
            .map_or_else(|| request.path().to_owned(), ToString::to_string);
        Ok(Self {
            key,
            method: request.method().to_string(),
            path,
        })
    }

    /// The fingerprint, when the caller sent a key.
    pub fn fingerprint(&self, account: Uuid, body_digest: &[u8]) -> Option<Fingerprint> {
        self.key.clone().map(|key| Fingerprint {
            account,
            key,
            method: self.method.clone(),
            path: self.path.clone(),
            body_hash: body_digest.to_vec(),
        })
    }

    /// What identifies a part of the request, when it does several things that are each done once. No caller can send its key: the dot
    /// between is not ASCII.
    #[must_use]
    pub fn part(&self, name: impl Display) -> Self {
        Self {
            key: self.key.as_ref().map(|key| part_key(key, name)),
            ..self.clone()
        }
    }

    /// The fingerprint of a request that must carry a key.
    ///
    /// # Errors
    /// 400 without the header.
    pub fn required(&self, account: Uuid, body_digest: &[u8]) -> Result<Fingerprint, Problem> {
        self.fingerprint(account, body_digest)
            .ok_or_else(|| Problem::new(Code::IdempotencyKeyRequired))
    }
}

impl FromRequest for Idempotency {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
