//! After a year was loaded, every open due date is computed again: the way there, and how far it has come.
//!
//! The work is a chain of jobs in the outbox, a **leg** each: a page of open applications, the progress it made, and the next leg, in one
//! transaction. So it goes on where it stopped, on any instance, and a leg that runs twice counts once. A leg of a load that is not the
//! latest of its years any more ends its chain: loading a year again begins anew.
//!
//! **Who decides meanwhile on the old calendar** is not forgotten. No instance decides on a calendar it has not looked at within
//! [`super::STALE_AFTER`]; so when [`CHECK_AFTER`] has passed since the last page, whatever was decided on the old one is written, and a second round
//! goes over the applications that changed since the load.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::crypto::digest::sha256;
use crate::db::schema::calendar_reprojection::{self as table, dsl};
use crate::outbox::{self, OutboxRow};

/// The topic of the outbox under which legs run.
pub const TOPIC: &str = "calendar.reproject";

/// How long after the first round the second begins, in minutes of law time: longer than an instance may hold to an old calendar and a
/// command may take together.
pub const CHECK_AFTER: TimeDelta = TimeDelta::minutes(10);

/// By how much the clocks of two instances may differ.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

/// How far the due dates of open applications have been computed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, ToSchema)]
#[diesel(table_name = crate::db::schema::calendar_reprojection, check_for_backend(diesel::pg::Pg))]
#[schema(as = CalendarReprojection)]
pub struct Progress {
    /// Open applications; not counted yet when null.
    pub total: Option<i64>,
    /// How many of them have been looked at.
    pub done: i64,
    /// How many of them have other dates now.
    pub changed: i64,
    /// When the year was loaded.
    pub started_at: DateTime<Utc>,
    /// When the last one had been looked at.
    pub finished_at: Option<DateTime<Utc>>,
}

/// One job of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// The load it belongs to.
    pub generation: i64,
    /// The last application of the leg before.
    pub after: Option<Uuid>,
    /// In the second round: only applications that changed since.
    pub since: Option<DateTime<Utc>>,
}

/// What a leg did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many applications it looked at.
    pub done: i64,
    /// How many of them changed.
    pub changed: i64,
    /// The last of them, unless there are no more.
    pub last: Option<Uuid>,
}

/// How far it has come for a year, if the year was ever loaded.
///
/// # Errors
/// When the database fails.
pub async fn progress(conn: &mut AsyncPgConnection, year: i32) -> QueryResult<Option<Progress>> {
    let row = table::table.find(year).select(Progress::as_select());
    row.first(conn).await.optional()
}

/// Begins, or begins anew, for some years. Runs in the transaction that loads them.
pub(super) async fn begin(
    conn: &mut AsyncPgConnection,
    years: &[i32],
    generation: i64,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::delete(table::table.filter(dsl::year.eq_any(years)))
        .execute(conn)
        .await?;
    let row = |year: &i32| {
        (
            dsl::year.eq(*year),
            dsl::generation.eq(generation),
            dsl::started_at.eq(now),
        )
    };
    diesel::insert_into(table::table)
        .values(years.iter().map(row).collect::<Vec<_>>())
        .execute(conn)
        .await?;
    let first = Leg {
        generation,
        after: None,
        since: None,
    };
    outbox::enqueue(conn, &[first.job(now)]).await
}

impl Leg {
    /// Since when its load is being worked off; none when every year of it was loaded again since.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begun(&self, conn: &mut AsyncPgConnection) -> QueryResult<Option<DateTime<Utc>>> {
        let rows = table::table.filter(dsl::generation.eq(self.generation));
        rows.select(dsl::started_at).first(conn).await.optional()
    }

    /// Keeps how many applications there are, before the first of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, conn: &mut AsyncPgConnection, total: i64) -> QueryResult<()> {
        diesel::update(table::table.filter(dsl::generation.eq(self.generation).and(dsl::total.is_null())))
            .set(dsl::total.eq(total))
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Keeps what it did and puts the next leg on its way, with `beside`, unless a twin was faster or the load is not the latest any more.
    ///
    /// # Errors
    /// When the database fails; the leg is to be run again then.
    pub async fn done(
        &self,
        conn: &mut AsyncPgConnection,
        page: Page,
        beside: &[OutboxRow],
        now: DateTime<Utc>,
    ) -> QueryResult<()> {
        conn.transaction(async |conn| {
            let begun = self.begun(conn).await?;
            let (Some(begun), true) = (begun, self.keep(conn, page, now).await?) else {
                return Ok(());
            };
            let mut jobs = beside.to_vec();
            match (page.last, self.since) {
                (Some(last), _) => {
                    let next = Self {
                        after: Some(last),
                        ..*self
                    };
                    jobs.push(next.job(now));
                }
                (None, None) => {
                    let check = Self {
                        after: None,
                        since: Some(begun - CLOCKS_DIFFER),
                        ..*self
                    };
                    jobs.push(check.job(now).not_before(now + CHECK_AFTER));
                }
                (None, Some(_)) => {}
            }
            if jobs.is_empty() {
                return Ok(());
            }
            outbox::enqueue(conn, &jobs).await
        })
        .await
    }

    /// Counts; tells whether the load still is the latest of some year, and no twin has counted this leg before.
    async fn keep(&self, conn: &mut AsyncPgConnection, page: Page, now: DateTime<Utc>) -> QueryResult<bool> {
        if self.since.is_some() {
            return changed(conn, self.generation, page.changed).await;
        }
        let ours = table::table
            .filter(dsl::generation.eq(self.generation).and(dsl::finished_at.is_null()))
            .filter(dsl::reached.is_not_distinct_from(self.after));
        let done = dsl::done + page.done;
        let counted = (dsl::done.eq(done), dsl::changed.eq(dsl::changed + page.changed));
        let rows = match page.last {
            Some(last) => {
                let update = diesel::update(ours).set((counted, dsl::reached.eq(last)));
                update.execute(conn).await?
            }
            None => {
                let update =
                    diesel::update(ours).set((counted, dsl::total.eq(done.nullable()), dsl::finished_at.eq(now)));
                update.execute(conn).await?
            }
        };
        Ok(rows > 0)
    }

    fn job(&self, now: DateTime<Utc>) -> OutboxRow {
        let name = format!("{TOPIC}:{}:{:?}:{:?}", self.generation, self.since, self.after);
        OutboxRow::new(derived("calendar"), derived(&name), TOPIC, json!(self), now)
    }
}

/// Counts applications that changed out of turn; tells whether the load still is the latest of some year.
///
/// # Errors
/// When the database fails.
pub async fn changed(conn: &mut AsyncPgConnection, generation: i64, more: i64) -> QueryResult<bool> {
    let rows = diesel::update(table::table.filter(dsl::generation.eq(generation)))
        .set(dsl::changed.eq(dsl::changed + more))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// An id that is always the same for a name.
pub fn derived(name: &str) -> Uuid {
    let digest = sha256(name.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
