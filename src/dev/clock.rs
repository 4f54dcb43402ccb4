//! The clock's offset in the database, so that all instances agree.

use std::time::Duration as Pause;

use chrono::Duration;
use diesel::sql_types::Text;
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::db::schema::clock_offset;
use crate::db::{Db, DbError};
use crate::outbox::CHANNEL;

/// How soon the other instances follow.
const POLL: Pause = Pause::from_millis(500);

/// Moves the clock of every instance, this one at once, and wakes the queues.
///
/// # Errors
/// When the database cannot be reached; then no clock moves.
pub async fn set(connection: &mut AsyncPgConnection, clock: &Clock, offset: Duration) -> Result<(), DbError> {
    let micros = offset.num_microseconds().unwrap_or(0);
    diesel::update(clock_offset::table)
        .set(clock_offset::micros.eq(micros))
        .execute(connection)
        .await?;
    clock.set_offset(offset);
    diesel::sql_query("select pg_notify($1, '')")
        .bind::<Text, _>(CHANNEL)
        .execute(connection)
        .await?;
    Ok(())
}

/// Sets this instance's clock to what the database says.
///
/// # Errors
/// When the database cannot be reached.
pub async fn follow(db: &Db, clock: &Clock) -> Result<(), DbError> {
    let micros: i64 = clock_offset::table
        .select(clock_offset::micros)
        .first(&mut *db.get().await?)
        .await?;
    clock.set_offset(Duration::microseconds(micros));
    Ok(())
}

/// Follows the database's clock until told to stop: in development mode only.
pub async fn keep_following(db: Db, clock: Clock, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = follow(&db, &clock).await {
            tracing::warn!(%error, "cannot read the clock's offset");
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}
