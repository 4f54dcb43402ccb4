//! Applications by their numbers.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::schema::application;

/// The ids of those of the numbers that there are.
///
/// # Errors
/// When the database fails.
pub async fn find_numbered(
    connection: &mut AsyncPgConnection,
    numbers: &[String],
) -> Result<BTreeMap<String, Uuid>, Error> {
    let rows: Vec<(String, Uuid)> = application::table
        .filter(application::number.eq_any(numbers))
        .select((application::number, application::id))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
