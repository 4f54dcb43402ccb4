//! `GET /colleagues`: who works in a department, to be given work.
//!
//! 1. Only for those who work there themselves; names of colleagues are for colleagues.
//! 2. One statement reads a page of accounts, one the posts they and the caller hold.

use actix_web::{get, web};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::desk::Desk;
use crate::codes::{CreditCode, Post};
use crate::db::schema::{account, membership};
use crate::http::{Page, PageQuery};
use crate::identity::access::may;
use crate::identity::party::open_name;
use crate::identity::{Action, Allowed, Operation, Role};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "list_colleagues",
    action: Action::ReadTasks,
    problems: &[Code::NotFound, Code::InvalidInput],
};

/// Which colleagues.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListColleagues {
    /// The department, where the caller works too.
    pub department: CreditCode,
    /// Only those who hold this post there.
    #[param(value_type = Option<String>, example = "reviewer")]
    pub post: Option<Post>,
    /// Rows per page, 1 to 100; 20 when absent.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Somebody who works in the department.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColleagueView {
    /// Their account: what `holder` of a task names.
    pub account: Uuid,
    /// Their login: what an assignment names.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The posts they hold in the department.
    pub posts: Vec<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = account)]
struct Row {
    id: Uuid,
    login: Option<String>,
    name: Vec<u8>,
}

/// List colleagues
///
/// Those who work in a department, by login; for those who work there too.
#[utoipa::path(
    operation_id = "list_colleagues",
    tag = "Tasks",
    params(ListColleagues),
    responses((status = 200, description = "A page of colleagues", body = Page<ColleagueView>, example = json!({"data": [
        {"account": "019a1c2e-0000-7000-8000-000000000002", "login": "reviewer", "name": "李审核", "posts": ["reviewer"]}
    ], "next_cursor": null})))
)]
#[get("/colleagues")]
pub async fn handle(
    caller: Allowed<may::ReadTasks>,
    query: web::Query<ListColleagues>,
    desk: web::Data<Desk>,
) -> Result<web::Json<Page<ColleagueView>>, Problem> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor.clone(),
        count: None,
    };
    let (limit, after) = (page.limit()?, page.after::<String>()?);
    let mut connection = desk.db.get().await?;
    let rows = accounts(&mut connection, &query, after, limit + 1).await?;
    let mut of: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    of.push(caller.account);
    let held: Vec<(Uuid, String)> = membership::table
        .filter(membership::department.eq(query.department.as_str()))
        .filter(membership::account_id.eq_any(of))
        .order(membership::post)
        .select((membership::account_id, membership::post))
        .load(&mut connection)
        .await?;
    drop(connection);
    let posts = |id: Uuid| held.iter().filter(move |(account, _)| *account == id);
    if posts(caller.account).next().is_none() {
        return Err(Problem::new(Code::NotFound));
    }
    let page = Page::new(rows, limit, |row| row.login.clone());
    let mut data = Vec::with_capacity(page.data.len());
    for row in page.data {
        data.push(ColleagueView {
            account: row.id,
            name: open_name(&desk.cipher, &row.name)?,
            login: row.login.unwrap_or_default(),
            posts: posts(row.id).map(|(_, post)| post.clone()).collect(),
        });
    }
    Ok(web::Json(Page {
        data,
        next_cursor: page.next_cursor,
        count: None,
        count_capped: None,
    }))
}

/// A page of those who work in the department, by login.
async fn accounts(
    connection: &mut AsyncPgConnection,
    query: &ListColleagues,
    after: Option<String>,
    limit: i64,
) -> QueryResult<Vec<Row>> {
    let held = membership::table
        .filter(membership::account_id.eq(account::id))
        .filter(membership::department.eq(query.department.as_str()));
    let mut rows = account::table
        .filter(account::role.eq_any([Role::Staff.as_str(), Role::Manager.as_str()]))
        .filter(account::disabled_at.is_null())
        .filter(account::login.is_not_null())
        .into_boxed();
    rows = match &query.post {
        Some(post) => rows.filter(exists(held.filter(membership::post.eq(post.as_str())))),
        None => rows.filter(exists(held)),
    };
    if let Some(after) = after {
        rows = rows.filter(account::login.gt(after));
    }
    rows.order(account::login)
        .limit(limit)
        .select(Row::as_select())
        .load(connection)
        .await
}
