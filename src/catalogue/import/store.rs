//! Reading what an import is compared with, and writing what it comes to. Statements do not grow in number with the documents.

mod bundles;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bytea, Integer, Jsonb, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::plan::{Before, Draft, Plan, Standing};
use super::{Entry, ImportOptions};
use crate::catalogue::checks::Known;
use crate::catalogue::pins::Pins;
use crate::catalogue::store as tables;
use crate::codes::ItemCode;

/// What the plan is made from. Except in a dry run, imports and publications wait for each other from here on.
pub(super) async fn read(
    conn: &mut AsyncPgConnection,
    entries: Vec<Entry>,
    options: &ImportOptions,
) -> QueryResult<(Vec<Entry>, Before)> {
    if !options.dry_run {
        tables::lock(conn).await?;
    }
    let known = Known {
        divisions: tables::divisions(conn).await?,
        departments: tables::departments(conn).await?,
    };
    let codes: Vec<&str> = entries
        .iter()
        .filter_map(|entry| entry.document.as_ref().ok()?.get("code")?.as_str())
        .map(str::trim)
        .collect();
    let before = Before {
        items: standing(conn, ITEMS, &codes).await?,
        bundles: standing(conn, BUNDLES, &codes).await?,
        published: match options.publish {
            true => tables::bundles::published_items(conn, &bundles::joined(&entries)).await?,
            false => vec![],
        },
        known,
    };
    Ok((entries, before))
}

const ITEMS: &str = "select i.code, i.current_version, i.latest_version, v.content_hash, null::jsonb as pins \
    from item i join item_version v on v.item_code = i.code and v.version = i.latest_version \
    where i.code = any($1)";
const BUNDLES: &str = "select b.code, b.current_version, b.latest_version, v.content_hash, v.pins \
    from bundle b join bundle_version v on v.bundle_code = b.code and v.version = b.latest_version \
    where b.code = any($1)";

#[derive(QueryableByName)]
struct StandingRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Nullable<Integer>)]
    current_version: Option<i32>,
    #[diesel(sql_type = Integer)]
    latest_version: i32,
    #[diesel(sql_type = Bytea)]
    content_hash: Vec<u8>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pins: Option<Value>,
}

async fn standing(
    conn: &mut AsyncPgConnection,
    query: &str,
    codes: &[&str],
) -> QueryResult<BTreeMap<ItemCode, Standing>> {
    let rows: Vec<StandingRow> = diesel::sql_query(query)
        .bind::<Array<Text>, _>(codes)
        .load(conn)
        .await?;
    let mut standing = BTreeMap::new();
    for row in rows {
        let Ok(code) = row.code.parse() else { continue };
        let pins: Pins = tables::bundles::pinned(row.pins)?;
        let stands = Standing {
            current: row.current_version,
            latest: row.latest_version,
            latest_hash: row.content_hash,
            pins,
        };
        standing.insert(code, stands);
    }
    Ok(standing)
}

/// Writes the plan. Instances learn of it by the generation, which moves when anything they show has changed.
pub(super) async fn write(
    conn: &mut AsyncPgConnection,
    plan: &Plan,
    options: &ImportOptions,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    if plan.is_empty() {
        return Ok(());
    }
    write_divisions(conn, plan).await?;
    write_departments(conn, plan, now).await?;
    if !plan.drafts.is_empty() {
        write_items(conn, &plan.drafts, options, now).await?;
        write_versions(conn, &plan.drafts, options, now).await?;
    }
    bundles::write(conn, &plan.bundles, options, now).await?;
    let shown = options.publish || !plan.divisions.is_empty() || !plan.departments.is_empty();
    if shown {
        tables::next_generation(conn).await?;
    }
    Ok(())
}

async fn write_divisions(conn: &mut AsyncPgConnection, plan: &Plan) -> QueryResult<()> {
    if plan.divisions.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "insert into division select * from jsonb_populate_recordset(null::division, $1) \
         on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, parent = excluded.parent",
    )
    .bind::<Jsonb, _>(json!(plan.divisions))
    .execute(conn)
    .await?;
    Ok(())
}

async fn write_departments(conn: &mut AsyncPgConnection, plan: &Plan, now: DateTime<Utc>) -> QueryResult<()> {
    if plan.departments.is_empty() {
        return Ok(());
    }
    let rows: Vec<Value> = plan
        .departments
        .iter()
        .map(|(department, hash)| {
            json!({
                "code": department.code, "division": department.division, "document": department,
                "content_hash": bytea(hash), "updated_at": now,
            })
        })
        .collect();
    diesel::sql_query(
        "insert into department select * from jsonb_populate_recordset(null::department, $1) \
         on conflict (code) do update set division = excluded.division, document = excluded.document, \
         content_hash = excluded.content_hash, updated_at = excluded.updated_at",
    )
    .bind::<Jsonb, _>(Value::from(rows))
    .execute(conn)
    .await?;
    Ok(())
}

/// An item's department and division are those of the version that is published, or of the first draft.
async fn write_items(
    conn: &mut AsyncPgConnection,
    drafts: &[Draft],
    options: &ImportOptions,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let rows: Vec<Value> = drafts
        .iter()
        .map(|draft| {
            json!({
                "code": draft.item.code, "department": draft.item.department, "division": draft.item.division,
                "current_version": options.publish.then_some(draft.version), "latest_version": draft.version, "updated_at": now,
            })
        })
        .collect();
    diesel::sql_query(
        "insert into item select * from jsonb_populate_recordset(null::item, $1) \
         on conflict (code) do update set latest_version = excluded.latest_version, updated_at = excluded.updated_at, \
         current_version = coalesce(excluded.current_version, item.current_version), \
         department = case when excluded.current_version is null and item.current_version is not null \
         then item.department else excluded.department end, \
         division = case when excluded.current_version is null and item.current_version is not null \
         then item.division else excluded.division end",
    )
    .bind::<Jsonb, _>(Value::from(rows))
    .execute(conn)
    .await?;
    Ok(())
}

/// Drafts are replaced; a published version never is.
async fn write_versions(
    conn: &mut AsyncPgConnection,
    drafts: &[Draft],
    options: &ImportOptions,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let published_at = options.publish.then_some(now);
    let published_by = options.by.filter(|_| options.publish);
    let rows: Vec<Value> = drafts
        .iter()
        .map(|draft| {
            json!({
                "item_code": draft.item.code, "version": draft.version, "document": draft.item, "content_hash": bytea(&draft.hash),
                "imported_at": now, "published_at": published_at, "published_by": published_by,
            })
        })
        .collect();
    diesel::sql_query(
        "insert into item_version select * from jsonb_populate_recordset(null::item_version, $1) \
         on conflict (item_code, version) do update set document = excluded.document, content_hash = excluded.content_hash, \
         imported_at = case when item_version.content_hash = excluded.content_hash then item_version.imported_at \
         else excluded.imported_at end, \
         published_at = excluded.published_at, published_by = excluded.published_by \
         where item_version.published_at is null",
    )
    .bind::<Jsonb, _>(Value::from(rows))
    .execute(conn)
    .await?;
    Ok(())
}

fn bytea(bytes: &[u8]) -> String {
    format!("\\x{}", hex::encode(bytes))
}
