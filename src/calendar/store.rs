//! The calendar's tables.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use super::YearArrangement;
use crate::db::schema::{calendar_generation, calendar_year};

/// A year that was loaded.
pub(super) struct LoadedYear {
    pub(super) arrangement: YearArrangement,
    pub(super) source: Option<String>,
    pub(super) loaded_at: DateTime<Utc>,
}

/// How often a year was loaded.
pub(super) async fn generation(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    calendar_generation::table
        .select(calendar_generation::generation)
        .first(conn)
        .await
}

/// Tells every instance that its calendars are out of date, once the transaction commits; until then other loads wait.
pub(super) async fn next_generation(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    diesel::update(calendar_generation::table)
        .set(calendar_generation::generation.eq(calendar_generation::generation + 1))
        .returning(calendar_generation::generation)
        .get_result(conn)
        .await
}

/// The arrangements of every year that was loaded.
pub(super) async fn years(conn: &mut AsyncPgConnection) -> QueryResult<BTreeMap<i32, YearArrangement>> {
    let rows: Vec<(i32, Value)> = calendar_year::table
        .select((calendar_year::year, calendar_year::arrangement))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(year, arrangement)| Ok((year, read(arrangement)?)))
        .collect()
}

/// One year, if it was loaded.
pub(super) async fn year(conn: &mut AsyncPgConnection, year: i32) -> QueryResult<Option<LoadedYear>> {
    let row: Option<(Value, Option<String>, DateTime<Utc>)> = calendar_year::table
        .find(year)
        .select((
            calendar_year::arrangement,
            calendar_year::source,
            calendar_year::loaded_at,
        ))
        .first(conn)
        .await
        .optional()?;
    row.map(|(arrangement, source, loaded_at)| {
        Ok(LoadedYear {
            arrangement: read(arrangement)?,
            source,
            loaded_at,
        })
    })
    .transpose()
}

/// Keeps a year, in place of what was known of it.
pub(super) async fn keep_year(
    conn: &mut AsyncPgConnection,
    year: i32,
    loaded: &LoadedYear,
    by: Option<Uuid>,
) -> QueryResult<()> {
    let arrangement = serde_json::to_value(&loaded.arrangement)
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    let values = (
        calendar_year::arrangement.eq(arrangement),
        calendar_year::source.eq(&loaded.source),
        calendar_year::loaded_at.eq(loaded.loaded_at),
        calendar_year::loaded_by.eq(by),
    );
    diesel::insert_into(calendar_year::table)
        .values((calendar_year::year.eq(year), values.clone()))
        .on_conflict(calendar_year::year)
        .do_update()
        .set(values)
        .execute(conn)
        .await?;
    Ok(())
}

fn read(arrangement: Value) -> QueryResult<YearArrangement> {
    serde_json::from_value(arrangement).map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))
}
