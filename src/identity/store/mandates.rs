//! Mandates: who lets whom act for them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::schema::{account, mandate};

/// A mandate, column for column.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = mandate, check_for_backend(diesel::pg::Pg))]
pub(crate) struct MandateRow {
    pub(crate) id: Uuid,
    pub(crate) principal: Uuid,
    pub(crate) agent: Uuid,
    pub(crate) items: Option<Vec<String>>,
    pub(crate) valid_until: Option<NaiveDate>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) revoked_at: Option<DateTime<Utc>>,
}

/// Writes a mandate down.
pub(crate) async fn insert(conn: &mut AsyncPgConnection, row: &MandateRow) -> QueryResult<()> {
    diesel::insert_into(mandate::table).values(row).execute(conn).await?;
    Ok(())
}

/// Revokes a mandate of this principal. `None` when they gave no such mandate; false when it was revoked before.
pub(crate) async fn revoke(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    principal: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<Option<bool>> {
    let revoked = diesel::update(mandate::table.find(id))
        .filter(mandate::principal.eq(principal))
        .filter(mandate::revoked_at.is_null())
        .set(mandate::revoked_at.eq(now))
        .execute(conn)
        .await?;
    if revoked == 1 {
        return Ok(Some(true));
    }
    let known: Option<Uuid> = mandate::table
        .find(id)
        .filter(mandate::principal.eq(principal))
        .select(mandate::id)
        .first(conn)
        .await
        .optional()?;
    Ok(known.map(|_| false))
}

/// Somebody on the other side of a mandate: kind and sealed name.
pub(crate) type Party = (String, Vec<u8>);

/// The mandates an account gave or received, newest first, with the kinds and sealed names of principal and agent.
pub(crate) async fn list(
    conn: &mut AsyncPgConnection,
    account_id: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> QueryResult<Vec<(MandateRow, Party, Party)>> {
    let (principal, agent) = diesel::alias!(account as principal, account as agent);
    mandate::table
        .inner_join(principal.on(principal.field(account::id).eq(mandate::principal)))
        .inner_join(agent.on(agent.field(account::id).eq(mandate::agent)))
        .filter(mandate::principal.eq(account_id).or(mandate::agent.eq(account_id)))
        .filter(mandate::id.lt(after.unwrap_or(Uuid::max())))
        .order(mandate::id.desc())
        .limit(limit)
        .select((
            MandateRow::as_select(),
            principal.fields((account::kind, account::name)),
            agent.fields((account::kind, account::name)),
        ))
        .load(conn)
        .await
}
