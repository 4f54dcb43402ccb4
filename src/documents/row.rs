//! The rows of `document`.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::schema::{application_document, document};

/// How long a document may wait to be attached, in days.
pub const KEEP_DAYS: i64 = 7;

/// An uploaded file: one row, column for column.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = document, check_for_backend(diesel::pg::Pg))]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// Who uploaded it.
    pub account_id: Uuid,
    /// Its name, made safe.
    pub name: String,
    /// What it is, by its content.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Where its bytes are kept.
    pub storage_key: String,
    /// When it was uploaded (law time).
    pub uploaded_at: DateTime<Utc>,
    /// When an application first took it (law time).
    pub attached_at: Option<DateTime<Utc>>,
}

/// Unattached documents uploaded up to this instant have expired: they cannot be attached any more, and nobody sees them.
pub fn usable_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::days(KEEP_DAYS)
}

pub(super) async fn insert(conn: &mut AsyncPgConnection, rows: &[Document]) -> QueryResult<()> {
    diesel::insert_into(document::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Up to `limit` + 1 of an account's documents, newest first, after an id; expired ones left out.
pub(super) async fn list(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    after: Option<Uuid>,
    limit: i64,
    now: DateTime<Utc>,
) -> QueryResult<Vec<Document>> {
    let mut rows = document::table
        .filter(document::account_id.eq(account))
        .filter(
            document::attached_at
                .is_not_null()
                .or(document::uploaded_at.gt(usable_since(now))),
        )
        .order(document::id.desc())
        .select(Document::as_select())
        .limit(limit + 1)
        .into_boxed();
    if let Some(id) = after {
        rows = rows.filter(document::id.lt(id));
    }
    rows.load(conn).await
}

/// An account's document, unless it has expired.
pub(super) async fn find(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<Option<Document>> {
    document::table
        .find(id)
        .filter(document::account_id.eq(account))
        .filter(
            document::attached_at
                .is_not_null()
                .or(document::uploaded_at.gt(usable_since(now))),
        )
        .select(Document::as_select())
        .first(conn)
        .await
        .optional()
}

/// Notes that documents were taken by an application; the first time stands.
pub(super) async fn attach(conn: &mut AsyncPgConnection, ids: &[Uuid], at: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(document::table)
        .filter(document::id.eq_any(ids))
        .filter(document::attached_at.is_null())
        .set(document::attached_at.eq(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Which of these ids have a row.
pub(super) async fn existing(conn: &mut AsyncPgConnection, ids: &[Uuid]) -> QueryResult<Vec<Uuid>> {
    document::table
        .filter(document::id.eq_any(ids))
        .select(document::id)
        .load(conn)
        .await
}

/// Up to `limit` unattached documents uploaded before an instant, oldest first.
pub(super) async fn expired(conn: &mut AsyncPgConnection, before: DateTime<Utc>, limit: i64) -> QueryResult<Vec<Uuid>> {
    document::table
        .filter(document::attached_at.is_null())
        .filter(document::uploaded_at.lt(before))
        .order(document::uploaded_at)
        .limit(limit)
        .select(document::id)
        .load(conn)
        .await
}

/// Which of these documents an application holds, whether or not that has been noted yet.
pub(super) async fn held(conn: &mut AsyncPgConnection, ids: &[Uuid]) -> QueryResult<Vec<Uuid>> {
    application_document::table
        .filter(application_document::document_id.eq_any(ids))
        .select(application_document::document_id)
        .distinct()
        .load(conn)
        .await
}

/// Deletes those of these documents that are unattached, and says where their bytes are.
pub(super) async fn delete_unattached(conn: &mut AsyncPgConnection, ids: &[Uuid]) -> QueryResult<Vec<String>> {
    diesel::delete(document::table)
        .filter(document::id.eq_any(ids))
        .filter(document::attached_at.is_null())
        .returning(document::storage_key)
        .get_results(conn)
        .await
}
