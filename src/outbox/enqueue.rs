//! Writing outbox rows outside a command's one write: in the caller's transaction, or on their own.

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{CHANNEL, OutboxRow};
use crate::db::schema::outbox;

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

#[diesel::declare_sql_function]
extern "SQL" {
    fn pg_notify(channel: diesel::sql_types::Text, payload: diesel::sql_types::Text);
}
