//! The engine's statements.
//!
//! Leases are machine time and use the database's `now()`; what falls due, and when a failure is tried again, is law time and is bound. Nothing
//! here locks rows while looking for work: candidates are picked freely, and one conditional `UPDATE` says which of them were won.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Double, Integer, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryResult, Queryable};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::queue::Queue;

/// A row this worker holds.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub(super) struct Claimed {
    pub(super) owner_id: Uuid,
    pub(super) name: String,
    pub(super) reference: String,
    pub(super) payload: Value,
    pub(super) created_at: DateTime<Utc>,
    pub(super) due_at: DateTime<Utc>,
    pub(super) attempt: i32,
}

/// Claims up to `limit` rows that are due and that no living worker holds, oldest first.
///
/// 1. Pick candidates without locks.
/// 2. Lease them in one conditional update: those that another worker took in between are not returned.
pub(super) async fn claim(
    conn: &mut AsyncPgConnection,
    queue: &'static Queue,
    names: &[String],
    now: DateTime<Utc>,
    lease: Duration,
    limit: usize,
) -> QueryResult<Vec<Claimed>> {
    let candidates = Candidates {
        queue,
        names,
        now,
        limit: i64::try_from(limit).unwrap_or(i64::MAX),
    };
    let candidates: Vec<(Uuid, String, String)> = candidates.load(conn).await?;
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let lease = Lease {
        queue,
        owners: candidates.iter().map(|(owner, _, _)| *owner).collect(),
        names: candidates.iter().map(|(_, name, _)| name.clone()).collect(),
        references: candidates.into_iter().map(|(_, _, reference)| reference).collect(),
        now,
        seconds: lease.as_secs_f64(),
    };
    lease.load(conn).await
}

/// What becomes of a claimed row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Settlement {
    /// Held on to for so many more seconds, from the database's now.
    Kept(f64),
    /// Done: the row goes.
    Done,
    /// Failed: free again, due at an instant of law time.
    Postponed(DateTime<Utc>, String),
    /// Given up at an instant of law time.
    Dead(DateTime<Utc>, String),
}

/// Settles a claimed row, if it is still as it was claimed: neither moved by a command nor claimed again. Says whether it was.
pub(super) async fn settle(
    conn: &mut AsyncPgConnection,
    queue: &'static Queue,
    row: &Claimed,
    settlement: &Settlement,
) -> QueryResult<bool> {
    let touched = Settle { queue, row, settlement }.execute(conn).await?;
    Ok(touched > 0)
}

/// How much is due by now, and how much was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub(super) struct Backlog {
    pub(super) due: i64,
    pub(super) dead: i64,
}

/// Counts what is due and what is dead.
pub(super) async fn backlog(
    conn: &mut AsyncPgConnection,
    queue: &'static Queue,
    now: DateTime<Utc>,
) -> QueryResult<Backlog> {
    Count { queue, now }.get_result(conn).await
}

struct Candidates<'a> {
    queue: &'static Queue,
    names: &'a [String],
    now: DateTime<Utc>,
    limit: i64,
}

impl QueryFragment<Pg> for Candidates<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let q = self.queue;
        push(
            &mut out,
            &["select owner_id, ", q.name, ", ", q.reference, "::text from ", q.table],
        );
        push(&mut out, &[" where dead_at is null and ", q.due, " <= "]);
        out.push_bind_param::<Timestamptz, _>(&self.now)?;
        push(
            &mut out,
            &[
                " and (lease_until is null or lease_until < now()) and ",
                q.name,
                " = any(",
            ],
        );
        out.push_bind_param::<Array<Text>, _>(self.names)?;
        push(&mut out, &[") order by ", q.due, " limit "]);
        out.push_bind_param::<BigInt, _>(&self.limit)
    }
}

impl Query for Candidates<'_> {
    type SqlType = (SqlUuid, Text, Text);
}

struct Lease {
    queue: &'static Queue,
    owners: Vec<Uuid>,
    names: Vec<String>,
    references: Vec<String>,
    now: DateTime<Utc>,
    seconds: f64,
}

impl QueryFragment<Pg> for Lease {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let q = self.queue;
        push(
            &mut out,
            &["update ", q.table, " set lease_until = now() + make_interval(secs => "],
        );
        out.push_bind_param::<Double, _>(&self.seconds)?;
        push(
            &mut out,
            &[
                "), attempts = attempts + 1 where (owner_id, ",
                q.name,
                ", ",
                q.reference,
            ],
        );
        push(
            &mut out,
            &[
                ") in (select c.owner, c.name, c.reference::",
                q.reference_type,
                " from unnest(",
            ],
        );
        out.push_bind_param::<Array<SqlUuid>, _>(&self.owners)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.names)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.references)?;
        push(
            &mut out,
            &[
                ") as c (owner, name, reference)) and dead_at is null and ",
                q.due,
                " <= ",
            ],
        );
        out.push_bind_param::<Timestamptz, _>(&self.now)?;
        push(
            &mut out,
            &[" and (lease_until is null or lease_until < now()) returning owner_id, "],
        );
        push(
            &mut out,
            &[
                q.name,
                ", ",
                q.reference,
                "::text, ",
                q.payload,
                ", ",
                q.created,
                ", ",
                q.due,
                ", attempts",
            ],
        );
        Ok(())
    }
}

impl Query for Lease {
    type SqlType = (SqlUuid, Text, Text, Jsonb, Timestamptz, Timestamptz, Integer);
}

struct Settle<'a> {
    queue: &'static Queue,
    row: &'a Claimed,
    settlement: &'a Settlement,
}

impl QueryFragment<Pg> for Settle<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let q = self.queue;
        match self.settlement {
            Settlement::Done => push(&mut out, &["delete from ", q.table]),
            Settlement::Kept(seconds) => {
                push(
                    &mut out,
                    &["update ", q.table, " set lease_until = now() + make_interval(secs => "],
                );
                out.push_bind_param::<Double, _>(seconds)?;
                out.push_sql(")");
            }
            Settlement::Postponed(due, error) => {
                push(
                    &mut out,
                    &["update ", q.table, " set lease_until = null, ", q.due, " = "],
                );
                out.push_bind_param::<Timestamptz, _>(due)?;
                out.push_sql(", last_error = ");
                out.push_bind_param::<Text, _>(error)?;
            }
            Settlement::Dead(at, error) => {
                push(&mut out, &["update ", q.table, " set lease_until = null, dead_at = "]);
                out.push_bind_param::<Timestamptz, _>(at)?;
                out.push_sql(", last_error = ");
                out.push_bind_param::<Text, _>(error)?;
            }
        }
        out.push_sql(" where owner_id = ");
        out.push_bind_param::<SqlUuid, _>(&self.row.owner_id)?;
        push(&mut out, &[" and ", q.name, " = "]);
        out.push_bind_param::<Text, _>(&self.row.name)?;
        push(&mut out, &[" and ", q.reference, " = "]);
        out.push_bind_param::<Text, _>(&self.row.reference)?;
        push(&mut out, &["::", q.reference_type, " and ", q.due, " = "]);
        out.push_bind_param::<Timestamptz, _>(&self.row.due_at)?;
        out.push_sql(" and attempts = ");
        out.push_bind_param::<Integer, _>(&self.row.attempt)
    }
}

struct Count {
    queue: &'static Queue,
    now: DateTime<Utc>,
}

impl QueryFragment<Pg> for Count {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let q = self.queue;
        push(
            &mut out,
            &["select count(*) filter (where dead_at is null and ", q.due, " <= "],
        );
        out.push_bind_param::<Timestamptz, _>(&self.now)?;
        push(
            &mut out,
            &["), count(*) filter (where dead_at is not null) from ", q.table],
        );
        Ok(())
    }
}

impl Query for Count {
    type SqlType = (BigInt, BigInt);
}

fn push(out: &mut AstPass<'_, '_, Pg>, parts: &[&str]) {
    for part in parts {
        out.push_sql(part);
    }
}

/// Without a type id, so that each text is prepared once per connection and cached under itself.
macro_rules! prepared_by_text {
    ($($statement:ty),*) => {$(
        impl QueryId for $statement {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
        impl<Conn> diesel::RunQueryDsl<Conn> for $statement {}
    )*};
}
prepared_by_text!(Candidates<'_>, Lease, Settle<'_>, Count);
