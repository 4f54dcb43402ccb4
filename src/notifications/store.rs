//! The inbox's statements.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::message::Message;
use super::message_handler::{MAIL_TOPIC, SMS_TOPIC};
use crate::db::schema::notification;
use crate::http::page::COUNT_CAP;

/// One row of the inbox.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notification, check_for_backend(Pg))]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) owner_id: Uuid,
    pub(super) kind: String,
    pub(super) title_zh: String,
    pub(super) title_en: String,
    pub(super) body_zh: String,
    pub(super) body_en: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) read_at: Option<DateTime<Utc>>,
}

/// Up to `limit` + 1 rows of an account, newest first, after a key.
pub(super) async fn list(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    unread: Option<bool>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> QueryResult<Vec<Row>> {
    let mut rows = notification::table
        .filter(notification::account_id.eq(account))
        .order((notification::created_at.desc(), notification::id.desc()))
        .select(Row::as_select())
        .limit(limit + 1)
        .into_boxed();
    match unread {
        Some(true) => rows = rows.filter(notification::read_at.is_null()),
        Some(false) => rows = rows.filter(notification::read_at.is_not_null()),
        None => {}
    }
    if let Some((at, id)) = after {
        rows = rows.filter(
            notification::created_at
                .lt(at)
                .or(notification::created_at.eq(at).and(notification::id.lt(id))),
        );
    }
    rows.load(conn).await
}

/// How many rows an account has, counted up to one more than the cap.
pub(super) async fn count(conn: &mut AsyncPgConnection, account: Uuid, unread: Option<bool>) -> QueryResult<i64> {
    let mut rows = notification::table
        .filter(notification::account_id.eq(account))
        .select(notification::id)
        .limit(COUNT_CAP + 1)
        .into_boxed();
    match unread {
        Some(true) => rows = rows.filter(notification::read_at.is_null()),
        Some(false) => rows = rows.filter(notification::read_at.is_not_null()),
        None => {}
    }
    let ids: Vec<Uuid> = rows.load(conn).await?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}

/// Marks a message of an account as read; the first reading stands. Says whether there is such a message.
pub(super) async fn mark_read(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let touched = diesel::update(notification::table.find((account, id)))
        .set(
            notification::read_at.eq(diesel::dsl::sql("coalesce(read_at, ")
                .bind::<Timestamptz, _>(now)
                .sql(")")),
        )
        .execute(conn)
        .await?;
    Ok(touched > 0)
}

/// What a message says in Chinese: title and body.
pub(super) async fn words(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    id: Uuid,
) -> QueryResult<Option<(String, String)>> {
    notification::table
        .find((account, id))
        .select((notification::title_zh, notification::body_zh))
        .first(conn)
        .await
        .optional()
}

/// See [`super::deliver`].
pub(super) async fn deliver(conn: &mut AsyncPgConnection, message: &Message, now: DateTime<Utc>) -> QueryResult<bool> {
    let new: i64 = Deliver { message, now }.get_result(conn).await?;
    Ok(new > 0)
}

struct Deliver<'a> {
    message: &'a Message,
    now: DateTime<Utc>,
}

impl QueryFragment<Pg> for Deliver<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let message = self.message;
        out.push_sql(
            "with n as (insert into notification (account_id, id, owner_id, kind, title_zh, title_en, body_zh, body_en, created_at) values (",
        );
        out.push_bind_param::<SqlUuid, _>(&message.account)?;
        out.push_sql(", ");
        out.push_bind_param::<SqlUuid, _>(&message.id)?;
        out.push_sql(", ");
        out.push_bind_param::<SqlUuid, _>(&message.owner)?;
        for text in [
            &*message.kind,
            &*message.title.zh,
            &*message.title.en,
            &*message.body.zh,
            &*message.body.en,
        ] {
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(text)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Timestamptz, _>(&self.now)?;
        out.push_sql(
            ") on conflict (account_id, id) do nothing returning account_id, id, owner_id, created_at), \
             way as (select id, case when coalesce(email, contact_email) is not null then ",
        );
        out.push_bind_param::<Text, str>(MAIL_TOPIC)?;
        out.push_sql(" when kind <> 'staff' and coalesce(phone, contact_phone) is not null then ");
        out.push_bind_param::<Text, str>(SMS_TOPIC)?;
        out.push_sql(" end as topic from account where id = ");
        out.push_bind_param::<SqlUuid, _>(&message.account)?;
        out.push_sql(
            "), \
             o as (insert into outbox (owner_id, id, topic, payload, created_at, available_at, attempts) \
             select n.owner_id, n.id, way.topic, jsonb_build_object('account', n.account_id, 'notification', n.id, 'event_seq', ");
        out.push_bind_param::<BigInt, _>(&message.event_seq)?;
        out.push_sql("), n.created_at, n.created_at, 0 from n join way on way.id = n.account_id where way.topic is not null) select count(*) from n");
        Ok(())
    }
}

impl QueryId for Deliver<'_> {
    type QueryId = Deliver<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Deliver<'_> {
    type SqlType = BigInt;
}

impl<Conn> diesel::RunQueryDsl<Conn> for Deliver<'_> {}
