//! Doing a keyed request once: the first answer is stored with the change itself, and a repeat gets it again.
//!
//! The key is unique per account, so of two requests running at once one inserts its answer and the other, rolled back with everything it
//! did, reads it. Only successful answers are stored: what was refused may be tried again.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, RunQueryDsl, TransactionManager};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::bytea;
use super::problem::is_unique_violation;
use super::schema::idempotency;
use crate::http::answer::part_key;
use crate::http::{Answer, Fingerprint};
use crate::problem::{Code, Problem};

/// One row of `idempotency`, column for column (it is also inserted through `jsonb_populate_recordset(null::idempotency, …)`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Insertable, Queryable, Selectable)]
#[diesel(table_name = idempotency, check_for_backend(diesel::pg::Pg))]
pub struct StoredAnswer {
    /// Whose key.
    pub account_id: Uuid,
    /// The key.
    pub key: String,
    /// HTTP method of the request.
    pub method: String,
    /// Its path.
    pub path: String,
    /// SHA-256 of its body.
    #[serde(with = "bytea")]
    pub body_hash: Vec<u8>,
    /// Status of the answer.
    pub status: i16,
    /// Its `Location`.
    pub location: Option<String>,
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its body; JSON null for none.
    pub body: Value,
    /// When it was first given.
    pub created_at: DateTime<Utc>,
}

impl StoredAnswer {
    /// What is to be stored of an answer. `now` is machine time.
    pub fn new(fingerprint: Fingerprint, answer: &Answer, now: DateTime<Utc>) -> Self {
        Self {
            account_id: fingerprint.account,
            key: fingerprint.key,
            method: fingerprint.method,
            path: fingerprint.path,
            body_hash: fingerprint.body_hash,
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
    /// 422 when method, path or body differ: the caller used one key for two things.
    pub fn repeat(self, fingerprint: &Fingerprint) -> Result<Answer, Problem> {
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

/// The answer stored under an account's key.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut AsyncPgConnection, account: Uuid, key: &str) -> QueryResult<Option<StoredAnswer>> {
    idempotency::table
        .find((account, key))
        .select(StoredAnswer::as_select())
        .first(conn)
        .await
        .optional()
}

/// The answers stored for the parts of a keyed request, in the order of their keys: how far it came before.
///
/// # Errors
/// When the database fails.
pub async fn find_parts(conn: &mut AsyncPgConnection, account: Uuid, key: &str) -> QueryResult<Vec<StoredAnswer>> {
    let begins = sql::<Bool>("starts_with(key, ")
        .bind::<Text, _>(part_key(key, ""))
        .sql(")");
    idempotency::table
        .filter(idempotency::account_id.eq(account))
        .filter(begins)
        .order(idempotency::key)
        .select(StoredAnswer::as_select())
        .load(conn)
        .await
}

/// Stores an answer that no write of a command stores, unless there is one. Gives the one that is stored now.
///
/// # Errors
/// When the database fails.
pub async fn keep(conn: &mut AsyncPgConnection, answer: StoredAnswer) -> QueryResult<StoredAnswer> {
    let inserted = diesel::insert_into(idempotency::table)
        .values(&answer)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    match inserted {
        0 => Ok(find(conn, answer.account_id, &answer.key).await?.unwrap_or(answer)),
        _ => Ok(answer),
    }
}

/// Runs `work` in a transaction, at most once per key: a repeat gets the first answer. Without a fingerprint it just runs.
///
/// `now` is machine time.
///
/// # Errors
/// 422 when the key was used for another request; whatever `work` fails with, which then has changed nothing.
pub async fn once<W>(
    conn: &mut AsyncPgConnection,
    fingerprint: Option<Fingerprint>,
    now: DateTime<Utc>,
    work: W,
) -> Result<Answer, Problem>
where
    W: AsyncFnOnce(&mut AsyncPgConnection) -> Result<Answer, Problem>,
{
    if let Some(fingerprint) = &fingerprint
        && let Some(stored) = find(conn, fingerprint.account, &fingerprint.key).await?
    {
        return stored.repeat(fingerprint);
    }
    AnsiTransactionManager::begin_transaction(conn).await?;
    match attempt(conn, fingerprint.clone(), now, work).await {
        Ok(answer) => {
            AnsiTransactionManager::commit_transaction(conn).await?;
            Ok(answer)
        }
        Err(fault) => {
            AnsiTransactionManager::rollback_transaction(conn).await?;
            match (fault, fingerprint) {
                (Fault::Twin, Some(fingerprint)) => {
                    let stored = find(conn, fingerprint.account, &fingerprint.key).await?;
                    stored
                        .ok_or_else(|| Problem::new(Code::ConcurrentChange))?
                        .repeat(&fingerprint)
                }
                (Fault::Twin, None) => Err(Problem::new(Code::ConcurrentChange)),
                (Fault::Problem(problem), _) => Err(problem),
            }
        }
    }
}

enum Fault {
    /// The same request, running at the same time, was first.
    Twin,
    Problem(Problem),
}

async fn attempt<W>(
    conn: &mut AsyncPgConnection,
    fingerprint: Option<Fingerprint>,
    now: DateTime<Utc>,
    work: W,
) -> Result<Answer, Fault>
where
    W: AsyncFnOnce(&mut AsyncPgConnection) -> Result<Answer, Problem>,
{
    let answer = work(conn).await.map_err(Fault::Problem)?;
    if let Some(fingerprint) = fingerprint {
        diesel::insert_into(idempotency::table)
            .values(StoredAnswer::new(fingerprint, &answer, now))
            .execute(conn)
            .await
            .map_err(|error| {
                if is_unique_violation(&error) {
                    Fault::Twin
                } else {
                    Fault::Problem(error.into())
                }
            })?;
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fingerprint() -> Fingerprint {
        Fingerprint {
            account: Uuid::from_u128(1),
            key: "k".into(),
            method: "POST".into(),
            path: "/api/v1/mandates".into(),
            body_hash: vec![0xab, 1],
        }
    }

    fn stored() -> StoredAnswer {
        let answer = Answer::new(201, &json!({"id": 7})).unwrap().at("/x/7".into());
        StoredAnswer::new(fingerprint(), &answer, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn only_the_same_request_gets_the_answer_again() {
        let answer = stored().repeat(&fingerprint()).unwrap();
        assert_eq!((answer.status, answer.location.as_deref()), (201, Some("/x/7")));
        let changes: [fn(&mut Fingerprint); 3] = [
            |f| f.method = "PUT".into(),
            |f| f.path.push('/'),
            |f| f.body_hash.push(0),
        ];
        for change in changes {
            let mut other = fingerprint();
            change(&mut other);
            assert_eq!(stored().repeat(&other).unwrap_err().code, Code::IdempotencyKeyReused);
        }
    }

    #[test]
    fn the_row_is_written_as_postgresql_reads_it() {
        let row = serde_json::to_value(stored()).unwrap();
        assert_eq!(row["body_hash"], "\\xab01");
        assert_eq!(serde_json::from_value::<StoredAnswer>(row).unwrap(), stored());
    }
}
