//! Writing rows of the queues outside a command's one write: in the caller's transaction, or on their own.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{CHANNEL, OutboxRow, TimerRow};
use crate::db::schema::{outbox, timer};

/// Adds rows, leaving alone those that are there already, and says so to the listeners once the transaction commits.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(conn: &mut AsyncPgConnection, rows: &[OutboxRow]) -> QueryResult<()> {
    diesel::insert_into(outbox::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    diesel::select(pg_notify(CHANNEL, "")).execute(conn).await?;
    Ok(())
}

/// Sets an alarm, or moves it.
///
/// # Errors
/// When the database fails.
pub async fn arm(conn: &mut AsyncPgConnection, row: &TimerRow) -> QueryResult<()> {
    diesel::insert_into(timer::table)
        .values(row)
        .on_conflict((timer::owner_id, timer::kind, timer::reference))
        .do_update()
        .set((
            timer::fire_at.eq(row.fire_at),
            timer::attempts.eq(0),
            timer::lease_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn pg_notify(channel: diesel::sql_types::Text, payload: diesel::sql_types::Text);
}
