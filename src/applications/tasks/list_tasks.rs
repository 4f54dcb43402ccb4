//! `GET /tasks`: the caller's queue, due first.
//!
//! 1. Only tasks of posts the caller holds; managers of a department see all of its tasks.
//! 2. One statement reads the page, one the facets: how many tasks there are by state, light, department, post and item.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::desk::Desk;
use super::super::lifecycle::Light;
use super::answers::TaskWord;
use super::facets::{self, Facets};
use super::queue::{self, QueueFilter, QueueKey};
use super::rows::{TaskRowView, view};
use crate::codes::{CreditCode, ItemCode, Post};
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
    /// Only of this item.
    #[param(value_type = Option<String>, example = "990101-7")]
    pub item: Option<ItemCode>,
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

/// A page of the queue, with how many tasks there are of each sort.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskPage {
    /// The page.
    #[serde(flatten)]
    pub page: Page<TaskRowView>,
    /// Counts of the caller's open and claimed tasks.
    pub facets: Facets,
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
        state: query.state,
        department: query.department.clone(),
        post: query.post.clone(),
        item: query.item.clone(),
        light: query.light,
        mine: query.mine.unwrap_or(false),
        ..QueueFilter::of(caller.account, today)
    };
    let (limit, after) = (page.limit()?, page.after::<QueueKey>()?);
    let mut connection = desk.db.get().await?;
    let rows = queue::read(&mut connection, &filter, after.as_ref(), limit + 1).await?;
    let facets = facets::facets(&mut connection, &filter).await?;
    let counted = match page.count {
        Some(true) => Some(queue::count(&mut connection, &filter).await?),
        _ => None,
    };
    drop(connection);
    let page = Page::new(rows, limit, |(row, _, _)| row.key()).with_count(counted);
    let mut data = Vec::with_capacity(page.data.len());
    for row in page.data {
        data.push(view(&desk, row, today, language.0).await?);
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
