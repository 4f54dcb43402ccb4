//! What a handover reads: who hands over, who takes over, and the tasks.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::codes::Post;
use crate::db::schema::{account, membership, task};
use crate::identity::Role;
use crate::problem::{Code, Problem};

/// Whose tasks, of which department and post.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whose<'a> {
    pub(super) department: &'a str,
    pub(super) post: Option<&'a str>,
}

/// A task to be handed over.
#[derive(Clone, Debug, Queryable)]
pub(super) struct HeldTask {
    pub(super) id: Uuid,
    pub(super) number: String,
}

/// Asks that somebody manage a department.
///
/// # Errors
/// 404 when they do not.
pub(super) async fn must_manage(
    connection: &mut AsyncPgConnection,
    caller: Uuid,
    department: &str,
) -> Result<(), Problem> {
    let managed = membership::table.find((caller, department, Post::MANAGER.as_str()));
    let manages: bool = diesel::select(exists(managed)).get_result(connection).await?;
    match manages {
        true => Ok(()),
        false => Err(Problem::new(Code::NotFound)),
    }
}

/// The account of whoever has a login and works, or worked, in the department: they hold a post or a task there. Closed accounts count.
pub(super) async fn absent(
    connection: &mut AsyncPgConnection,
    login: &str,
    department: &str,
) -> QueryResult<Option<Uuid>> {
    let posts = membership::table
        .filter(membership::account_id.eq(account::id))
        .filter(membership::department.eq(department));
    let tasks = task::table
        .filter(task::holder.eq(account::id.nullable()))
        .filter(task::status.eq("claimed"))
        .filter(task::department.eq(department));
    account::table
        .filter(account::login.eq(login))
        .filter(exists(posts).or(exists(tasks)))
        .select(account::id)
        .first(connection)
        .await
        .optional()
}

/// Whether there is somebody with a login who does tasks of the department.
pub(super) async fn is_colleague(
    connection: &mut AsyncPgConnection,
    login: &str,
    department: &str,
) -> QueryResult<bool> {
    let posts = membership::table
        .filter(membership::account_id.eq(account::id))
        .filter(membership::department.eq(department));
    let colleague = account::table
        .filter(account::login.eq(login))
        .filter(account::role.eq(Role::Staff.as_str()))
        .filter(account::disabled_at.is_null())
        .filter(exists(posts));
    diesel::select(exists(colleague)).get_result(connection).await
}

/// The tasks somebody holds, due first.
pub(super) async fn tasks(
    connection: &mut AsyncPgConnection,
    holder: Uuid,
    whose: Whose<'_>,
    limit: i64,
) -> QueryResult<Vec<HeldTask>> {
    let mut rows = task::table
        .filter(task::holder.eq(holder))
        .filter(task::status.eq("claimed"))
        .filter(task::department.eq(whose.department))
        .into_boxed();
    if let Some(post) = whose.post {
        rows = rows.filter(task::post.eq(post));
    }
    rows.order((task::due_on.asc().nulls_last(), task::id.asc()))
        .limit(limit)
        .select((task::id, task::application_number))
        .load(connection)
        .await
}
