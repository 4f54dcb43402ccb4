//! Requests to set a new password.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::schema::{account, password_reset};

/// Writes a request down.
pub(crate) async fn insert(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    account: Uuid,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(password_reset::table)
        .values((
            password_reset::id.eq(id),
            password_reset::account_id.eq(account),
            password_reset::created_at.eq(now),
            password_reset::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whose request it is, if it can still be used and the account is not disabled.
pub(crate) async fn open_request(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<Option<Uuid>> {
    password_reset::table
        .inner_join(account::table.on(account::id.eq(password_reset::account_id)))
        .filter(password_reset::id.eq(id))
        .filter(password_reset::used_at.is_null())
        .filter(password_reset::expires_at.gt(now))
        .filter(account::disabled_at.is_null())
        .select(account::id)
        .first(conn)
        .await
        .optional()
}

/// Uses a request up; false when another was first or it has expired.
pub(crate) async fn use_up(conn: &mut AsyncPgConnection, id: Uuid, now: DateTime<Utc>) -> QueryResult<bool> {
    let used = diesel::update(password_reset::table.find(id))
        .filter(password_reset::used_at.is_null())
        .filter(password_reset::expires_at.gt(now))
        .set(password_reset::used_at.eq(now))
        .execute(conn)
        .await?;
    Ok(used == 1)
}

/// Uses up whatever else an account has requested.
pub(crate) async fn use_up_all(conn: &mut AsyncPgConnection, account: Uuid, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(password_reset::table)
        .filter(password_reset::account_id.eq(account))
        .filter(password_reset::used_at.is_null())
        .set(password_reset::used_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}
