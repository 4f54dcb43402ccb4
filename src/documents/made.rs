//! Documents that the house itself makes, kept like those handed in.

use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::file_name::sanitise;
use super::row::{self, Document};
use super::store::{DocumentStore, key_of};
use crate::clock::shanghai_date;
use crate::problem::Problem;

/// A document made here and not kept yet.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its row.
    pub row: Document,
    bytes: Bytes,
}

impl Made {
    /// A document of somebody's. `now` is law time.
    pub fn new(account: Uuid, name: &str, media_type: &str, content: String, now: DateTime<Utc>) -> Self {
        let (id, bytes) = (Uuid::now_v7(), Bytes::from(content));
        Self {
            row: Document {
                id,
                account_id: account,
                name: sanitise(name),
                media_type: media_type.to_owned(),
                size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
                sha256: hex::encode(Sha256::digest(&bytes)),
                storage_key: key_of(shanghai_date(now), id),
                uploaded_at: now,
                attached_at: None,
            },
            bytes,
        }
    }
}

/// Keeps documents: their bytes, then their rows in one statement. Like any other they expire when no application takes them.
///
/// # Errors
/// 503 when the store is out of reach, 500 when the database fails.
pub async fn keep(store: &DocumentStore, conn: &mut AsyncPgConnection, made: &[Made]) -> Result<(), Problem> {
    for document in made {
        let kept = store.put(&document.row.storage_key, document.bytes.clone()).await;
        kept.map_err(Problem::unavailable)?;
    }
    let rows: Vec<Document> = made.iter().map(|document| document.row.clone()).collect();
    Ok(row::insert(conn, &rows).await?)
}
