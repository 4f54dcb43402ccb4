//! Drafts of completions in the database.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::schema::{membership, recusal, task, task_draft};
use crate::problem::{Code, Problem};

/// Which draft: of whose application, which task, by whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) owner: Uuid,
    pub(super) task: Uuid,
    pub(super) account: Uuid,
}

/// The application of a task that is in somebody's hands.
///
/// # Errors
/// 404 when there is no such task of their posts, 409 when they are recused or do not hold it.
pub(super) async fn owner(connection: &mut AsyncPgConnection, id: Uuid, account: Uuid) -> Result<Uuid, Problem> {
    let held = membership::table
        .filter(membership::account_id.eq(account))
        .filter(membership::department.eq(task::department))
        .filter(membership::post.eq(task::post));
    let recused = recusal::table
        .filter(recusal::owner_id.eq(task::owner_id))
        .filter(recusal::person.eq(account));
    let found: Option<(Uuid, String, Option<Uuid>, bool)> = task::table
        .filter(task::id.eq(id))
        .filter(exists(held))
        .select((task::owner_id, task::status, task::holder, exists(recused)))
        .first(connection)
        .await
        .optional()?;
    let (owner, status, holder, recused) = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    let refusal = match status.as_str() {
        _ if recused => Code::Recused,
        "claimed" if holder == Some(account) => return Ok(owner),
        "claimed" => Code::TaskTaken,
        "open" => Code::TaskUnclaimed,
        _ => Code::TaskClosed,
    };
    Err(Problem::new(refusal))
}

/// Keeps a draft in the place of the one before.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep(
    connection: &mut AsyncPgConnection,
    place: Place,
    sealed: &[u8],
    at: DateTime<Utc>,
) -> QueryResult<()> {
    let kept = (task_draft::content.eq(sealed), task_draft::saved_at.eq(at));
    diesel::insert_into(task_draft::table)
        .values((
            task_draft::owner_id.eq(place.owner),
            task_draft::task_id.eq(place.task),
            task_draft::account_id.eq(place.account),
            kept,
        ))
        .on_conflict((task_draft::owner_id, task_draft::task_id, task_draft::account_id))
        .do_update()
        .set(kept)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a draft, if there is one.
///
/// # Errors
/// When the database fails.
pub(super) async fn remove(connection: &mut AsyncPgConnection, place: Place) -> QueryResult<()> {
    diesel::delete(task_draft::table.find((place.owner, place.task, place.account)))
        .execute(connection)
        .await?;
    Ok(())
}
