//! Answers kept under their `Idempotency-Key`.
//!
//! A plain insert keyed by account and key, in the transaction of what it answers: a unique violation means that a twin was faster.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::bytea;
use super::schema::idempotency;
use crate::http::{Answer, Fingerprint};
use crate::problem::{Code, Problem};

/// A row of `idempotency`, column for column.
#[derive(Clone, Debug, Serialize, Deserialize, Insertable, Queryable, Selectable)]
#[diesel(table_name = idempotency, check_for_backend(diesel::pg::Pg))]
pub struct IdempotencyRow {
    /// Whose key.
    pub account_id: Uuid,
    /// The key.
    pub key: String,
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
    /// SHA-256 of the body.
    #[serde(with = "bytea")]
    pub body_hash: Vec<u8>,
    /// Status answered.
    pub status: i16,
    /// `Location` answered.
    pub location: Option<String>,
    /// `ETag` answered.
    pub etag: Option<String>,
    /// Body answered. No personal data.
    pub body: Value,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl IdempotencyRow {
    /// The row that lets an answer be repeated.
    pub fn new(fingerprint: &Fingerprint, answer: &Answer, now: DateTime<Utc>) -> Self {
        Self {
            account_id: fingerprint.account,
            key: fingerprint.key.clone(),
            method: fingerprint.method.clone(),
            path: fingerprint.path.clone(),
            body_hash: fingerprint.body_hash.clone(),
            status: i16::try_from(answer.status).unwrap_or(200),
            location: answer.location.clone(),
            etag: answer.etag.clone(),
            body: answer.body.clone(),
            created_at: now,
        }
    }

    /// The stored answer, if this is the same request again.
    ///
    /// # Errors
    /// 422 when the key was used for another request.
    pub fn answer(self, fingerprint: &Fingerprint) -> Result<Answer, Problem> {
        let same = self.method == fingerprint.method
            && self.path == fingerprint.path
            && self.body_hash == fingerprint.body_hash;
        if !same {
            return Err(Problem::new(Code::IdempotencyKeyReused));
        }
        Ok(Answer {
            status: u16::try_from(self.status).unwrap_or(200),
            location: self.location,
            etag: self.etag,
            body: self.body,
        })
    }
}
