//! The catalogue's tables.

pub(super) mod bundles;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::document::{Department, Division, Item};
use super::version::ItemVersion;
use crate::codes::{CreditCode, DivisionCode, ItemCode};
use crate::db::schema::{catalogue_generation, department, division, item, item_version};

/// How often what instances show has changed.
pub(super) async fn generation(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    catalogue_generation::table
        .select(catalogue_generation::generation)
        .first(conn)
        .await
}

/// Makes imports and publications wait for each other until the transaction ends.
pub(super) async fn lock(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    catalogue_generation::table
        .select(catalogue_generation::generation)
        .for_update()
        .first::<i64>(conn)
        .await?;
    Ok(())
}

/// Tells every instance that its snapshot is out of date, once the transaction commits.
pub(super) async fn next_generation(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    diesel::update(catalogue_generation::table)
        .set(catalogue_generation::generation.eq(catalogue_generation::generation + 1))
        .execute(conn)
        .await?;
    Ok(())
}

/// All divisions.
pub(super) async fn divisions(conn: &mut AsyncPgConnection) -> QueryResult<BTreeMap<DivisionCode, Division>> {
    type Row = (String, String, Option<String>, Option<String>);
    let rows: Vec<Row> = division::table
        .select((division::code, division::name, division::name_en, division::parent))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(code, name, name_en, parent)| {
            let read = |code: String| code.parse::<DivisionCode>().map_err(corrupt);
            let division = Division {
                code: read(code)?,
                name,
                name_en,
                parent: parent.map(read).transpose()?,
            };
            Ok((division.code.clone(), division))
        })
        .collect()
}

/// All departments.
pub(super) async fn departments(conn: &mut AsyncPgConnection) -> QueryResult<BTreeMap<CreditCode, Department>> {
    let documents: Vec<Value> = department::table.select(department::document).load(conn).await?;
    documents
        .into_iter()
        .map(|document| {
            let department: Department = read(document)?;
            Ok((department.code.clone(), department))
        })
        .collect()
}

#[derive(QueryableByName)]
struct CurrentRow {
    #[diesel(sql_type = Text)]
    item_code: String,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Jsonb>)]
    document: Option<Value>,
}

/// An item and its published version; the document only when that version is not among the `held` ones.
pub(super) type Current = (ItemCode, i32, Option<Value>);

/// Every item that has a published version.
pub(super) async fn current_items(conn: &mut AsyncPgConnection, held: &[(ItemCode, i32)]) -> QueryResult<Vec<Current>> {
    let codes: Vec<&str> = held.iter().map(|(code, _)| code.as_str()).collect();
    let versions: Vec<i32> = held.iter().map(|(_, version)| *version).collect();
    let rows: Vec<CurrentRow> = diesel::sql_query(
        "select v.item_code, v.version, case when h.code is null then v.document end as document \
         from item i join item_version v on v.item_code = i.code and v.version = i.current_version \
         left join unnest($1, $2) h (code, version) on h.code = v.item_code and h.version = v.version",
    )
    .bind::<Array<Text>, _>(codes)
    .bind::<Array<Integer>, _>(versions)
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.item_code.parse().map_err(corrupt)?, row.version, row.document)))
        .collect()
}

/// A published version's document.
pub(super) async fn published(
    conn: &mut AsyncPgConnection,
    code: &ItemCode,
    version: i32,
) -> QueryResult<Option<Item>> {
    let document: Option<Value> = item_version::table
        .find((code.as_str(), version))
        .filter(item_version::published_at.is_not_null())
        .select(item_version::document)
        .first(conn)
        .await
        .optional()?;
    document.map(read).transpose()
}

/// An item's latest version.
pub(super) struct Latest {
    pub version: i32,
    pub item: Item,
    pub published: bool,
}

/// An item's latest version, draft or published.
pub(super) async fn latest(conn: &mut AsyncPgConnection, code: &ItemCode) -> QueryResult<Option<Latest>> {
    let of_the_item = item_version::item_code
        .eq(item::code)
        .and(item_version::version.eq(item::latest_version));
    let row: Option<(i32, Value, Option<DateTime<Utc>>)> = item::table
        .find(code.as_str())
        .inner_join(item_version::table.on(of_the_item))
        .select((
            item_version::version,
            item_version::document,
            item_version::published_at,
        ))
        .first(conn)
        .await
        .optional()?;
    row.map(|(version, document, published_at)| {
        Ok(Latest {
            version,
            item: read(document)?,
            published: published_at.is_some(),
        })
    })
    .transpose()
}

/// Makes a draft the current version of its item.
pub(super) async fn mark_published(
    conn: &mut AsyncPgConnection,
    version: &ItemVersion,
    by: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let code = version.code.as_str();
    diesel::update(item_version::table.find((code, version.version)))
        .set((item_version::published_at.eq(now), item_version::published_by.eq(by)))
        .execute(conn)
        .await?;
    diesel::update(item::table.find(code))
        .set((
            item::current_version.eq(version.version),
            item::department.eq(version.item.department.as_str()),
            item::division.eq(version.item.division.as_str()),
            item::updated_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Reads a document that we once wrote.
pub(super) fn read<T: DeserializeOwned>(document: Value) -> QueryResult<T> {
    serde_json::from_value(document).map_err(corrupt)
}

fn corrupt(error: impl std::error::Error + Send + Sync + 'static) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(Box::new(error))
}
