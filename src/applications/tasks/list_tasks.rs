//! `GET /tasks`: the caller's queue, due first.
//!
//! 1. Only tasks of posts the caller holds; managers of a department see all of its tasks.
//! 2. One statement reads the page, one the facets: how many tasks there are by state, light, department and post.

use actix_web::{get, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::Light;
use super::answers::{TaskWord, task_light};
use super::queue::{self, QueueFilter, QueueKey, QueueRow};
use crate::codes::{CreditCode, Post};
use crate::http::{CallerLanguage, Page, PageQuery};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "list_tasks",
    action: Action::ReadTasks,
    problems: &[Code::InvalidInput],
};

/// Which tasks.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListTasks {
    /// Only in this state; open and claimed ones when absent.
    pub state: Option<TaskWord>,
    /// Only of this department.
    pub department: Option<CreditCode>,
    /// Only of this post.
    #[param(value_type = Option<String>, example = "reviewer")]
    pub post: Option<Post>,
    /// Only with this light.
    pub light: Option<Light>,
    /// Only those the caller holds, or with `state=completed` those they completed.
    pub mine: Option<bool>,
    /// `due`, the only order there is: due first, undated last.
    #[param(inline)]
    pub sort: Option<Sort>,
    /// Rows per page, 1 to 100; 20 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all rows, up to 10,000.
    pub count: Option<bool>,
}

/// The orders of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Due first.
    Due,
}

/// A task in the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskRowView {
    /// Its id.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
    /// `intake`, `node`, `consultation`, `check` or `issue`.
    pub kind: String,
    /// What is to be done.
    pub name: String,
    /// Its state.
    pub status: TaskWord,
    /// Its department.
    pub department: String,
    /// Its post.
    pub post: String,
    /// The application.
    pub application: Uuid,
    /// The application's number.
    pub number: String,
    /// The item's name.
    pub item_name: String,
    /// The applicant, masked.
    pub applicant: String,
    /// When the application was received.
    pub received_at: DateTime<Utc>,
    /// When the task was opened.
    pub opened_at: DateTime<Utc>,
    /// Its last day.
    pub due_on: Option<NaiveDate>,
    /// Its light, if it has a limit and is still to be done.
    pub light: Option<Light>,
    /// Who holds it.
    pub holder: Option<Uuid>,
    /// Whether the same work was done before.
    pub resubmitted: bool,
}

/// A page of the queue, with how many tasks there are of each sort.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskPage {
    /// The page.
    #[serde(flatten)]
    pub page: Page<TaskRowView>,
    /// Counts of the caller's open and claimed tasks.
    pub facets: queue::Facets,
}

/// List tasks
#[utoipa::path(
    operation_id = "list_tasks",
    tag = "Tasks",
    params(ListTasks),
    responses((status = 200, description = "One page of the queue", body = TaskPage))
)]
#[get("/tasks")]
pub async fn handle(
    caller: Allowed<may::ReadTasks>,
    query: web::Query<ListTasks>,
    language: CallerLanguage,
    desk: web::Data<Desk>,
) -> Result<web::Json<TaskPage>, Problem> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor.clone(),
        count: query.count,
    };
    let today = desk.clock.today();
    let filter = QueueFilter {
        caller: caller.account,
        today,
        state: query.state,
        department: query.department.clone(),
        post: query.post.clone(),
        light: query.light,
        mine: query.mine.unwrap_or(false),
    };
    let (limit, after) = (page.limit()?, page.after::<QueueKey>()?);
    let mut connection = desk.db.get().await?;
    let rows = queue::read(&mut connection, &filter, after.as_ref(), limit + 1).await?;
    let facets = queue::facets(&mut connection, caller.account, today).await?;
    let counted = match page.count {
        Some(true) => Some(queue::count(&mut connection, &filter).await?),
        _ => None,
    };
    drop(connection);
    let page = Page::new(rows, limit, QueueRow::key).with_count(counted);
    let mut data = Vec::with_capacity(page.data.len());
    for row in page.data {
        data.push(view(&desk, row, today, language).await?);
    }
    Ok(web::Json(TaskPage {
        page: Page {
            data,
            next_cursor: page.next_cursor,
            count: page.count,
            count_capped: page.count_capped,
        },
        facets,
    }))
}

async fn view(desk: &Desk, row: QueueRow, today: NaiveDate, language: CallerLanguage) -> Result<TaskRowView, Problem> {
    let status = TaskWord::from_word(&row.status);
    let active = matches!(status, TaskWord::Open | TaskWord::Claimed);
    Ok(TaskRowView {
        name: super::name::task_name(
            desk,
            &row.kind,
            row.node.as_deref(),
            &row.item_code,
            row.item_version,
            language.0,
        )
        .await?,
        light: task_light(row.yellow_on, row.due_on, today).filter(|_| active),
        status,
        id: row.id,
        version: row.version,
        kind: row.kind,
        department: row.department,
        post: row.post,
        application: row.owner_id,
        number: row.application_number,
        item_name: row.item_name,
        applicant: row.applicant_masked,
        received_at: row.received_at,
        opened_at: row.opened_at,
        due_on: row.due_on,
        holder: row.holder,
        resubmitted: row.resubmitted,
    })
}
