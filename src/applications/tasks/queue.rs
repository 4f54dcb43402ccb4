//! Task queues in the database: pages by due date, facets, counts.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::lifecycle::Light;
use super::answers::TaskWord;
use crate::codes::{CreditCode, Post};
use crate::db::schema::{membership, recusal, task};
use crate::http::page::COUNT_CAP;

/// Which tasks of a caller's posts.
#[derive(Debug)]
pub(super) struct QueueFilter {
    pub(super) caller: Uuid,
    pub(super) today: NaiveDate,
    pub(super) state: Option<TaskWord>,
    pub(super) department: Option<CreditCode>,
    pub(super) post: Option<Post>,
    pub(super) light: Option<Light>,
    pub(super) mine: bool,
}

/// A task in the queue.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = task)]
pub(super) struct QueueRow {
    pub(super) owner_id: Uuid,
    pub(super) id: Uuid,
    pub(super) version: i64,
    pub(super) kind: String,
    pub(super) node: Option<String>,
    pub(super) department: String,
    pub(super) post: String,
    pub(super) status: String,
    pub(super) holder: Option<Uuid>,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) due_on: Option<NaiveDate>,
    pub(super) yellow_on: Option<NaiveDate>,
    pub(super) resubmitted: bool,
    pub(super) application_number: String,
    pub(super) item_code: String,
    pub(super) item_version: i32,
    pub(super) item_name: String,
    pub(super) applicant_masked: String,
    pub(super) received_at: DateTime<Utc>,
}

/// Where a row stands in the order: by due date, undated last, then by id.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct QueueKey {
    due_on: Option<NaiveDate>,
    id: Uuid,
}

impl QueueRow {
    pub(super) fn key(&self) -> QueueKey {
        QueueKey {
            due_on: self.due_on,
            id: self.id,
        }
    }
}

/// How many open and claimed tasks of the caller's posts there are, by each sort.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"state": {"open": 3, "claimed": 1}, "light": {"green": 3, "red": 1},
    "department": {"1199010099999006193": 4}, "post": {"reviewer": 4}}))]
pub struct Facets {
    /// By state.
    pub state: BTreeMap<String, i64>,
    /// By light.
    pub light: BTreeMap<String, i64>,
    /// By department.
    pub department: BTreeMap<String, i64>,
    /// By post.
    pub post: BTreeMap<String, i64>,
}

/// Reads a page of a queue, due first.
pub(super) async fn read(
    connection: &mut AsyncPgConnection,
    filter: &QueueFilter,
    after: Option<&QueueKey>,
    limit: i64,
) -> QueryResult<Vec<QueueRow>> {
    let mut rows = filtered(filter);
    rows = match after {
        Some(QueueKey {
            due_on: Some(due_on),
            id,
        }) => rows.filter(
            task::due_on
                .gt(*due_on)
                .or(task::due_on.eq(*due_on).and(task::id.gt(*id)))
                .or(task::due_on.is_null())
                .assume_not_null(),
        ),
        Some(QueueKey { due_on: None, id }) => rows.filter(task::due_on.is_null()).filter(task::id.gt(*id)),
        None => rows,
    };
    rows.order((task::due_on.asc().nulls_last(), task::id.asc()))
        .limit(limit)
        .select(QueueRow::as_select())
        .load(connection)
        .await
}

/// Counts up to one more than the cap.
pub(super) async fn count(connection: &mut AsyncPgConnection, filter: &QueueFilter) -> QueryResult<i64> {
    let capped: Vec<Uuid> = filtered(filter)
        .limit(COUNT_CAP + 1)
        .select(task::id)
        .load(connection)
        .await?;
    Ok(i64::try_from(capped.len()).unwrap_or(i64::MAX))
}

/// Counts the caller's open and claimed tasks by each sort, in one statement.
pub(super) async fn facets(connection: &mut AsyncPgConnection, caller: Uuid, today: NaiveDate) -> QueryResult<Facets> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = Text)]
        status: String,
        #[diesel(sql_type = Text)]
        light: String,
        #[diesel(sql_type = Text)]
        department: String,
        #[diesel(sql_type = Text)]
        post: String,
        #[diesel(sql_type = BigInt)]
        tasks: i64,
    }
    let counted: Vec<Counted> = diesel::sql_query(
        "select t.status, case when t.due_on is null then 'none' when t.due_on < $2 then 'red' when t.yellow_on <= $2 then 'yellow'
             else 'green' end as light, t.department, t.post, count(*) as tasks
         from task t where t.status in ('open', 'claimed') and exists (select from membership m
             where m.account_id = $1 and m.department = t.department and m.post in (t.post, 'manager'))
             and not exists (select from recusal r where r.owner_id = t.owner_id and r.person = $1)
         group by 1, 2, 3, 4",
    )
    .bind::<SqlUuid, _>(caller)
    .bind::<Date, _>(today)
    .load(connection)
    .await?;
    let mut facets = Facets::default();
    for row in counted {
        *facets.state.entry(row.status).or_default() += row.tasks;
        *facets.light.entry(row.light).or_default() += row.tasks;
        *facets.department.entry(row.department).or_default() += row.tasks;
        *facets.post.entry(row.post).or_default() += row.tasks;
    }
    Ok(facets)
}

fn filtered<'a>(filter: &QueueFilter) -> task::BoxedQuery<'a, diesel::pg::Pg> {
    let held = membership::table
        .filter(membership::account_id.eq(filter.caller))
        .filter(membership::department.eq(task::department))
        .filter(membership::post.eq(task::post).or(membership::post.eq("manager")));
    let mut rows = task::table.filter(diesel::dsl::exists(held)).into_boxed();
    let closed = matches!(filter.state, Some(TaskWord::Completed | TaskWord::Cancelled));
    if !closed {
        // Work one is recused from is not one's work.
        let recused = recusal::table
            .filter(recusal::owner_id.eq(task::owner_id))
            .filter(recusal::person.eq(filter.caller));
        rows = rows.filter(diesel::dsl::not(diesel::dsl::exists(recused)));
    }
    rows = match filter.state {
        Some(state) => rows.filter(task::status.eq(state.as_str())),
        None => rows.filter(task::status.eq_any(["open", "claimed"])),
    };
    if let Some(department) = &filter.department {
        rows = rows.filter(task::department.eq(department.to_string()));
    }
    if let Some(post) = &filter.post {
        rows = rows.filter(task::post.eq(post.to_string()));
    }
    if filter.mine {
        rows = match filter.state {
            Some(TaskWord::Completed) => rows.filter(task::closed_by.eq(filter.caller)),
            _ => rows.filter(task::holder.eq(filter.caller)),
        };
    }
    match filter.light {
        Some(Light::Red) => rows.filter(task::due_on.lt(filter.today)),
        Some(Light::Yellow) => rows
            .filter(task::due_on.ge(filter.today))
            .filter(task::yellow_on.le(filter.today)),
        Some(Light::Green) => rows
            .filter(task::due_on.ge(filter.today))
            .filter(task::yellow_on.gt(filter.today)),
        None => rows,
    }
}
