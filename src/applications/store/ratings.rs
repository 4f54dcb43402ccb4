//! Ratings in the database.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use uuid::Uuid;

use super::load::parse;
use super::query::{Param, statement};
use super::rows::{OwnerKind, RatingRow};
use crate::codes::ApplicationNumber;
use crate::db::schema::rating;

/// What is to be rated, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct RateableQuery {
    /// The application or matter.
    pub owner: Uuid,
    /// Whose rights are to be read.
    pub caller: Uuid,
    /// Today, for mandates that end.
    pub today: NaiveDate,
}

/// What a rating is decided on.
#[derive(Clone, Debug, Deserialize)]
pub struct Rateable {
    /// Whether it is an application or a matter.
    pub kind: OwnerKind,
    /// The number of the matter it belongs to, if it does.
    pub matter_number: Option<ApplicationNumber>,
    /// Who applied.
    pub applicant_id: Uuid,
    /// Whether the caller has a mandate of theirs for it.
    pub mandated: bool,
    /// Its status.
    pub status: String,
    /// When it was received.
    pub submitted_at: Option<DateTime<Utc>>,
    /// How many ratings it has.
    pub rated: i64,
}

statement! {
    /// Reads what a rating is decided on.
    ReadRateable -> Text, "select jsonb_build_object('kind', a.kind, 'matter_number', a.matter_number, 'applicant_id', a.applicant_id,
    'status', a.status, 'submitted_at', a.submitted_at,
    'mandated', exists (select from mandate m where m.agent = {} and m.principal = a.applicant_id and m.revoked_at is null
        and (m.valid_until is null or m.valid_until >= {}) and (m.items is null or a.item_code = any(m.items))),
    'rated', (select count(*) from rating r where r.owner_id = a.id)
)::text from application a where a.id = {}"
}

/// Reads what a rating is decided on; none when there is no such application or matter.
///
/// # Errors
/// When the database fails.
pub async fn read_rateable(
    connection: &mut AsyncPgConnection,
    query: RateableQuery,
) -> Result<Option<Rateable>, Error> {
    let params = vec![Param::Id(query.caller), Param::Day(query.today), Param::Id(query.owner)];
    let text: Option<String> = ReadRateable { params }.get_result(connection).await.optional()?;
    text.as_deref().map(parse).transpose()
}

/// Writes a rating; tells whether it is written, and not another of its number before.
///
/// # Errors
/// When the database fails.
pub async fn insert_rating(connection: &mut AsyncPgConnection, row: &RatingRow) -> Result<bool, Error> {
    let written = diesel::insert_into(rating::table)
        .values((
            rating::owner_id.eq(row.owner_id),
            rating::number.eq(row.number),
            rating::grade.eq(row.grade),
            rating::tags.eq(&row.tags),
            rating::comment.eq(&row.comment),
            rating::channel.eq(row.channel.as_str()),
            rating::rated_at.eq(row.rated_at),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(written == 1)
}
