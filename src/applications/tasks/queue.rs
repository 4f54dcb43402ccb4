//! Task queues in the database: pages by due date, counts.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::lifecycle::Light;
use super::answers::TaskWord;
use crate::codes::{CreditCode, ItemCode, Post};
use crate::db::schema::{account, application, membership, recusal, task};
use crate::http::page::COUNT_CAP;

/// The sealed name of whoever holds a task.
macro_rules! holder_name {
    () => {
        account::table
            .filter(account::id.nullable().eq(task::holder))
            .select(account::name)
            .single_value()
    };
}

/// What the bundle of a task's matter is called.
macro_rules! matter_name {
    () => {
        application::table
            .filter(application::id.nullable().eq(task::matter_id))
            .select(application::item_name)
            .single_value()
    };
}

/// Which tasks of a caller's posts.
#[derive(Debug)]
pub(super) struct QueueFilter {
    pub(super) caller: Uuid,
    pub(super) today: NaiveDate,
    pub(super) state: Option<TaskWord>,
    pub(super) department: Option<CreditCode>,
    pub(super) post: Option<Post>,
    pub(super) item: Option<ItemCode>,
    pub(super) light: Option<Light>,
    /// Only those the caller holds, or completed.
    pub(super) mine: bool,
    /// Only those the caller may do themselves, not those of a department they manage.
    pub(super) own_posts: bool,
}

impl QueueFilter {
    /// Every open and claimed task of a caller's posts.
    pub(super) fn of(caller: Uuid, today: NaiveDate) -> Self {
        Self {
            caller,
            today,
            state: None,
            department: None,
            post: None,
            item: None,
            light: None,
            mine: false,
            own_posts: false,
        }
    }
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
    pub(super) matter_id: Option<Uuid>,
    pub(super) matter_number: Option<String>,
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

/// A task with its holder's sealed name, and what its matter is called.
pub(super) type Held = (QueueRow, Option<Vec<u8>>, Option<String>);

/// Reads a page of a queue, due first.
pub(super) async fn read(
    connection: &mut AsyncPgConnection,
    filter: &QueueFilter,
    after: Option<&QueueKey>,
    limit: i64,
) -> QueryResult<Vec<Held>> {
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
        .select((QueueRow::as_select(), holder_name!(), matter_name!()))
        .load(connection)
        .await
}

/// Reads some tasks of the caller's posts, whatever became of them, in the order of the ids.
pub(super) async fn read_these(
    connection: &mut AsyncPgConnection,
    caller: Uuid,
    ids: &[Uuid],
) -> QueryResult<Vec<Held>> {
    let held = membership::table
        .filter(membership::account_id.eq(caller))
        .filter(membership::department.eq(task::department))
        .filter(membership::post.eq(task::post));
    let mut rows: Vec<Held> = task::table
        .filter(task::id.eq_any(ids))
        .filter(diesel::dsl::exists(held))
        .select((QueueRow::as_select(), holder_name!(), matter_name!()))
        .load(connection)
        .await?;
    rows.sort_by_key(|(row, _, _)| ids.iter().position(|id| *id == row.id));
    Ok(rows)
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

fn filtered<'a>(filter: &QueueFilter) -> task::BoxedQuery<'a, diesel::pg::Pg> {
    let held = membership::table
        .filter(membership::account_id.eq(filter.caller))
        .filter(membership::department.eq(task::department));
    let own = membership::post.eq(task::post);
    let mut rows = task::table.into_boxed();
    rows = match filter.own_posts {
        true => rows.filter(diesel::dsl::exists(held.filter(own))),
        false => rows.filter(diesel::dsl::exists(held.filter(own.or(membership::post.eq("manager"))))),
    };
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
    if let Some(item) = &filter.item {
        rows = rows.filter(task::item_code.eq(item.to_string()));
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
