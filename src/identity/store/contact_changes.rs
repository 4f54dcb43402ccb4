//! New phones and e-mail addresses on their way into accounts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::schema::{account, contact_change};
use crate::identity::contact_change::{ContactKind, MOST_TRIES};
use crate::identity::vault::Sealed;

/// A change as it is read.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = contact_change, check_for_backend(diesel::pg::Pg))]
pub(crate) struct Change {
    pub(crate) id: Uuid,
    pub(crate) account_id: Uuid,
    pub(crate) kind: String,
    pub(crate) value: Option<Vec<u8>>,
    pub(crate) value_index: Option<Vec<u8>>,
    pub(crate) previous: Option<Vec<u8>>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) confirmed_at: Option<DateTime<Utc>>,
}

/// Writes down that somebody wants another phone or address; what they wanted before is forgotten, with its code.
pub(crate) async fn ask(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    account: Uuid,
    kind: ContactKind,
    value: &Sealed,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> QueryResult<()> {
    let row = (
        contact_change::id.eq(id),
        contact_change::value.eq(Some(&value.envelope)),
        contact_change::value_index.eq(Some(&value.index)),
        contact_change::tries.eq(0),
        contact_change::created_at.eq(now),
        contact_change::expires_at.eq(expires_at),
    );
    diesel::insert_into(contact_change::table)
        .values((
            contact_change::account_id.eq(account),
            contact_change::kind.eq(kind.as_str()),
            row,
        ))
        .on_conflict((contact_change::account_id, contact_change::kind))
        .filter_target(contact_change::confirmed_at.is_null())
        .do_update()
        .set(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what somebody wanted.
pub(crate) async fn forget(conn: &mut AsyncPgConnection, account: Uuid, kind: ContactKind) -> QueryResult<()> {
    diesel::delete(waiting(account, kind)).execute(conn).await?;
    Ok(())
}

/// Writes down that an e-mail address was removed, so that it can be told.
pub(crate) async fn removed(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    account: Uuid,
    previous: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(contact_change::table)
        .values((
            contact_change::id.eq(id),
            contact_change::account_id.eq(account),
            contact_change::kind.eq(ContactKind::Email.as_str()),
            contact_change::previous.eq(previous),
            contact_change::created_at.eq(now),
            contact_change::expires_at.eq(now),
            contact_change::confirmed_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// What waits for its code.
pub(crate) async fn pending(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<Vec<Change>> {
    contact_change::table
        .filter(contact_change::account_id.eq(account))
        .filter(contact_change::confirmed_at.is_null())
        .filter(contact_change::expires_at.gt(now))
        .filter(contact_change::tries.lt(MOST_TRIES))
        .order(contact_change::kind.desc())
        .select(Change::as_select())
        .load(conn)
        .await
}

/// One change.
pub(crate) async fn read(conn: &mut AsyncPgConnection, id: Uuid) -> QueryResult<Option<Change>> {
    contact_change::table
        .find(id)
        .select(Change::as_select())
        .first(conn)
        .await
        .optional()
}

/// Counts an attempt to type the code, and gives what waits for it. `None` when nothing does, or not any more.
pub(crate) async fn try_code(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    kind: ContactKind,
    now: DateTime<Utc>,
) -> QueryResult<Option<Change>> {
    diesel::update(waiting(account, kind))
        .filter(contact_change::expires_at.gt(now))
        .filter(contact_change::tries.lt(MOST_TRIES))
        .set(contact_change::tries.eq(contact_change::tries + 1))
        .returning(Change::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Notes that the code was typed, with what the account had until now; false when another was first.
pub(crate) async fn confirm(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    previous: Option<&[u8]>,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let confirmed = diesel::update(contact_change::table.find(id))
        .filter(contact_change::confirmed_at.is_null())
        .set((
            contact_change::confirmed_at.eq(now),
            contact_change::previous.eq(previous),
        ))
        .execute(conn)
        .await?;
    Ok(confirmed == 1)
}

/// What an account has now, sealed; held until the end of the transaction.
pub(crate) async fn held(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    kind: ContactKind,
) -> QueryResult<Option<Vec<u8>>> {
    let (phone, email): (Option<Vec<u8>>, Option<Vec<u8>>) = account::table
        .find(account)
        .select((account::phone, account::email))
        .for_no_key_update()
        .first(conn)
        .await?;
    Ok(match kind {
        ContactKind::Phone => phone,
        ContactKind::Email => email,
    })
}

#[diesel::dsl::auto_type]
fn waiting(account: Uuid, kind: ContactKind) -> _ {
    let kind: &'static str = kind.as_str();
    contact_change::table
        .filter(contact_change::account_id.eq(account))
        .filter(contact_change::kind.eq(kind))
        .filter(contact_change::confirmed_at.is_null())
}
