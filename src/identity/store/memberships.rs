//! Posts held in departments.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::schema::{account, membership};
use crate::identity::accounts::Membership;

/// The posts an account holds, by department and post.
///
/// # Errors
/// When the database fails.
pub async fn memberships(conn: &mut AsyncPgConnection, account: Uuid) -> QueryResult<Vec<Membership>> {
    let rows: Vec<(String, String)> = membership::table
        .filter(membership::account_id.eq(account))
        .order((membership::department, membership::post))
        .select((membership::department, membership::post))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(department, post)| Membership { department, post })
        .collect())
}

/// The accounts that hold one of some posts in a department, each once; those that were closed are left out.
///
/// # Errors
/// When the database fails.
pub async fn holders(conn: &mut AsyncPgConnection, department: &str, posts: &[&str]) -> QueryResult<Vec<Uuid>> {
    let open = account::table
        .filter(account::disabled_at.is_null())
        .select(account::id);
    membership::table
        .filter(membership::department.eq(department))
        .filter(membership::post.eq_any(posts))
        .filter(membership::account_id.eq_any(open))
        .select(membership::account_id)
        .distinct()
        .order(membership::account_id)
        .load(conn)
        .await
}

/// Gives an account posts in departments; those it holds already stay as they are.
pub(crate) async fn grant(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    posts: &[(&str, &str)],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let rows: Vec<_> = posts
        .iter()
        .map(|(department, post)| {
            (
                membership::account_id.eq(account),
                membership::department.eq(*department),
                membership::post.eq(*post),
                membership::granted_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(membership::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
