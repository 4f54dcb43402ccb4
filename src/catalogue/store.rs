//! The catalogue's tables.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::document::{Department, Division, Item};
use crate::codes::{CreditCode, DivisionCode, ItemCode};
use crate::db::schema::{catalogue_generation, department, division, item_version};

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
pub(super) async fn current_items(
    conn: &mut AsyncPgConnection,
    held: &[(ItemCode, i32)],
) -> QueryResult<Vec<Current>> {
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
pub(super) async fn published(conn: &mut AsyncPgConnection, code: &ItemCode, version: i32) -> QueryResult<Option<Item>> {
    let document: Option<Value> = item_version::table
        .find((code.as_str(), version))
        .filter(item_version::published_at.is_not_null())
        .select(item_version::document)
        .first(conn)
        .await
        .optional()?;
    document.map(read).transpose()
}

/// Reads a document that we once wrote.
pub(super) fn read<T: DeserializeOwned>(document: Value) -> QueryResult<T> {
    serde_json::from_value(document).map_err(corrupt)
}

fn corrupt(error: impl std::error::Error + Send + Sync + 'static) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(Box::new(error))
}
