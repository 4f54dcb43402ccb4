//! Sessions and their refresh tokens.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::schema::{account, refresh_token, session};

/// Begins a session.
pub(crate) async fn insert(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    account: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(session::table)
        .values((
            session::id.eq(id),
            session::account_id.eq(account),
            session::created_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds a refresh token to its family.
pub(crate) async fn add_token(
    conn: &mut AsyncPgConnection,
    session: Uuid,
    hash: &[u8],
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(refresh_token::table)
        .values((
            refresh_token::token_hash.eq(hash),
            refresh_token::session_id.eq(session),
            refresh_token::issued_at.eq(now),
            refresh_token::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Uses a refresh token up. `None` when it is unknown, expired or used: of two uses at once, the row lock lets only one win.
pub(crate) async fn use_token(
    conn: &mut AsyncPgConnection,
    hash: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<Option<Uuid>> {
    diesel::update(refresh_token::table.find(hash))
        .filter(refresh_token::used_at.is_null())
        .filter(refresh_token::expires_at.gt(now))
        .set(refresh_token::used_at.eq(now))
        .returning(refresh_token::session_id)
        .get_result(conn)
        .await
        .optional()
}

/// The session whose token this once was, if it has been used.
pub(crate) async fn family_of_used(conn: &mut AsyncPgConnection, hash: &[u8]) -> QueryResult<Option<Uuid>> {
    refresh_token::table
        .find(hash)
        .filter(refresh_token::used_at.is_not_null())
        .select(refresh_token::session_id)
        .first(conn)
        .await
        .optional()
}

/// A session that goes on, and whose it is.
#[derive(Clone, Debug, Queryable)]
pub(crate) struct LiveSession {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    pub(crate) role: String,
    pub(crate) created_at: DateTime<Utc>,
}

/// A session that was not ended, of an account that is not disabled. Locks it, so that ending it waits for what is done with it, and what is
/// done sees an ending that came first.
pub(crate) async fn live(conn: &mut AsyncPgConnection, id: Uuid) -> QueryResult<Option<LiveSession>> {
    let still_on: Option<(Uuid, DateTime<Utc>)> = session::table
        .find(id)
        .filter(session::revoked_at.is_null())
        .select((session::account_id, session::created_at))
        .for_update()
        .first(conn)
        .await
        .optional()?;
    let Some((holder, created_at)) = still_on else {
        return Ok(None);
    };
    let role: Option<String> = account::table
        .find(holder)
        .filter(account::disabled_at.is_null())
        .select(account::role)
        .first(conn)
        .await
        .optional()?;
    Ok(role.map(|role| LiveSession {
        id,
        account: holder,
        role,
        created_at,
    }))
}

/// Ends a session, and tells whose it was; `None` when it had ended before.
pub(crate) async fn end(conn: &mut AsyncPgConnection, id: Uuid, now: DateTime<Utc>) -> QueryResult<Option<Uuid>> {
    diesel::update(session::table.find(id))
        .filter(session::revoked_at.is_null())
        .set(session::revoked_at.eq(now))
        .returning(session::account_id)
        .get_result(conn)
        .await
        .optional()
}

/// Ends an account's sessions, but for one that is kept.
pub(crate) async fn end_all(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    kept: Option<Uuid>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(session::table)
        .filter(session::account_id.eq(account))
        .filter(session::revoked_at.is_null())
        .filter(session::id.ne(kept.unwrap_or_default()))
        .set(session::revoked_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}
