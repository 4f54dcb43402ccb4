//! Phrases in the database.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::PhraseKind;
use crate::applications::store::rows::PhraseRow;
use crate::codes::{CreditCode, Post};
use crate::db::schema::{department, membership, phrase};

/// A phrase to be.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = phrase)]
pub(super) struct NewPhrase<'a> {
    pub(super) id: Uuid,
    pub(super) department: &'a str,
    pub(super) post: &'a str,
    pub(super) kind: &'a str,
    pub(super) text: &'a str,
    pub(super) text_en: Option<&'a str>,
    pub(super) created_by: Option<Uuid>,
    pub(super) created_at: DateTime<Utc>,
}

/// Which phrases of the posts that somebody holds, or manages.
#[derive(Debug, Default)]
pub(super) struct PhraseFilter<'a> {
    pub(super) department: Option<&'a str>,
    pub(super) post: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) after: Option<Uuid>,
}

/// A page of phrases, oldest first.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    account: Uuid,
    filter: &PhraseFilter<'_>,
    limit: i64,
) -> QueryResult<Vec<PhraseRow>> {
    let held = membership::table
        .filter(membership::account_id.eq(account))
        .filter(membership::department.eq(phrase::department))
        .filter(
            membership::post
                .eq(phrase::post)
                .or(membership::post.eq(Post::MANAGER.as_str())),
        );
    let mut rows = phrase::table.filter(exists(held)).into_boxed();
    if let Some(department) = filter.department {
        rows = rows.filter(phrase::department.eq(department));
    }
    if let Some(post) = filter.post {
        rows = rows.filter(phrase::post.eq(post));
    }
    if let Some(kind) = filter.kind {
        rows = rows.filter(phrase::kind.eq(kind));
    }
    if let Some(after) = filter.after {
        rows = rows.filter(phrase::id.gt(after));
    }
    rows.order(phrase::id)
        .limit(limit)
        .select(PhraseRow::as_select())
        .load(connection)
        .await
}

/// Whether somebody holds one of some posts in a department.
pub(super) async fn holds(
    connection: &mut AsyncPgConnection,
    account: Uuid,
    department: &str,
    posts: &[&str],
) -> QueryResult<bool> {
    let held = membership::table
        .filter(membership::account_id.eq(account))
        .filter(membership::department.eq(department))
        .filter(membership::post.eq_any(posts));
    diesel::select(exists(held)).get_result(connection).await
}

/// Makes whoever else writes phrases of the department wait until this transaction ends, so that they are counted right.
pub(super) async fn alone(connection: &mut AsyncPgConnection, code: &str) -> QueryResult<()> {
    let locked: Option<String> = department::table
        .find(code)
        .select(department::code)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    drop(locked);
    Ok(())
}

/// The phrase of these words, if there is one.
pub(super) async fn same(connection: &mut AsyncPgConnection, new: &NewPhrase<'_>) -> QueryResult<Option<PhraseRow>> {
    phrase::table
        .filter(phrase::department.eq(new.department))
        .filter(phrase::post.eq(new.post))
        .filter(phrase::kind.eq(new.kind))
        .filter(phrase::text.eq(new.text))
        .select(PhraseRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// How many phrases a post has.
pub(super) async fn count(connection: &mut AsyncPgConnection, department: &str, post: &str) -> QueryResult<i64> {
    phrase::table
        .filter(phrase::department.eq(department))
        .filter(phrase::post.eq(post))
        .count()
        .get_result(connection)
        .await
}

/// Adds a phrase.
pub(super) async fn insert(connection: &mut AsyncPgConnection, new: &NewPhrase<'_>) -> QueryResult<()> {
    diesel::insert_into(phrase::table)
        .values(new)
        .execute(connection)
        .await?;
    Ok(())
}

/// A phrase by its id.
pub(super) async fn find(connection: &mut AsyncPgConnection, id: Uuid) -> QueryResult<Option<PhraseRow>> {
    phrase::table
        .find(id)
        .select(PhraseRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// Removes a phrase; tells whether it was there.
pub(super) async fn delete(connection: &mut AsyncPgConnection, id: Uuid) -> QueryResult<bool> {
    let deleted = diesel::delete(phrase::table.find(id)).execute(connection).await?;
    Ok(deleted > 0)
}

/// A phrase that comes with a catalogue.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// The post that says it.
    pub post: Post,
    /// What it is said of.
    pub kind: PhraseKind,
    /// What it says.
    pub text: String,
    /// The same in English.
    pub text_en: Option<String>,
}

/// Gives phrases to those posts of departments that have none yet: what a post has made its own stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn ensure(
    connection: &mut AsyncPgConnection,
    departments: &[CreditCode],
    common: &[Common],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let own: Vec<(String, String)> = phrase::table
        .select((phrase::department, phrase::post))
        .distinct()
        .load(connection)
        .await?;
    let own: BTreeSet<_> = own.into_iter().collect();
    let mut rows = Vec::new();
    for department in departments {
        for phrase in common {
            if own.contains(&(department.to_string(), phrase.post.to_string())) {
                continue;
            }
            rows.push(NewPhrase {
                id: Uuid::now_v7(),
                department: department.as_str(),
                post: phrase.post.as_str(),
                kind: phrase.kind.as_str(),
                text: &phrase.text,
                text_en: phrase.text_en.as_deref(),
                created_by: None,
                created_at: now,
            });
        }
    }
    diesel::insert_into(phrase::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}
