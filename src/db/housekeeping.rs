//! Clearing away rows that have served: answers nobody repeats any more, refresh tokens and reset requests that have expired, changes
//! of phone and address that are done or out of time, drafts of whoever no longer holds the task.
//!
//! Safe on any number of instances: deleting again finds nothing.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::sync::watch;

use super::Db;
use super::schema::{contact_change, idempotency, password_reset, refresh_token, task, task_draft};
use crate::clock::machine_now;

const EVERY: Duration = Duration::from_secs(3600);

/// Days for which a request can be repeated with its first answer.
pub const ANSWERS_KEPT_DAYS: i64 = 7;
/// Days for which expired tokens stay, so that a reused one is still known as such.
pub const TOKENS_KEPT_DAYS: i64 = 30;

/// Clears away what has served by an instant of machine time. Says how many rows went.
///
/// # Errors
/// When the database fails.
pub async fn clear(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    let answers = now - TimeDelta::days(ANSWERS_KEPT_DAYS);
    let tokens = now - TimeDelta::days(TOKENS_KEPT_DAYS);
    let answers = diesel::delete(idempotency::table.filter(idempotency::created_at.lt(answers)))
        .execute(conn)
        .await?;
    let refresh = diesel::delete(refresh_token::table.filter(refresh_token::expires_at.lt(tokens)))
        .execute(conn)
        .await?;
    let resets = diesel::delete(password_reset::table.filter(password_reset::expires_at.lt(tokens)))
        .execute(conn)
        .await?;
    let changes = diesel::delete(contact_change::table.filter(contact_change::expires_at.lt(tokens)))
        .execute(conn)
        .await?;
    let held = task::table
        .filter(task::owner_id.eq(task_draft::owner_id))
        .filter(task::id.eq(task_draft::task_id))
        .filter(task::status.eq("claimed"))
        .filter(task::holder.eq(task_draft::account_id.nullable()));
    let drafts = diesel::delete(task_draft::table.filter(not(exists(held))))
        .execute(conn)
        .await?;
    Ok(answers + refresh + resets + changes + drafts)
}

/// Clears away every hour until told to stop.
pub async fn keep_clearing(db: Db, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let cleared = async {
            let mut conn = db.get().await.map_err(|error| error.to_string())?;
            clear(&mut conn, machine_now()).await.map_err(|error| error.to_string())
        };
        tokio::select! {
            _ = stop.changed() => return,
            cleared = cleared => match cleared {
                Ok(0) => {}
                Ok(rows) => tracing::info!(rows, "cleared away rows that have served"),
                Err(error) => tracing::warn!(%error, "cannot clear away rows that have served"),
            },
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
