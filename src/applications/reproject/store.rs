//! The open applications, page by page.
//!
//! Pages follow the id, so that each node of a distributed table gives its next few and nobody sorts the whole.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::calendar::reprojection::Leg;

/// What a calendar can still move, in the words of the index `application_open`.
macro_rules! open {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " from application where status in ('submitted', 'awaiting_supplement', 'in_review', 'suspended', 'decided')",
            $after
        )
    };
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many there are.
pub(super) async fn count(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    let Count { count } = diesel::sql_query(open!("select count(*) as count", ""))
        .get_result(conn)
        .await?;
    Ok(count)
}

/// The applications of a leg, in the order of their ids.
pub(super) async fn page(conn: &mut AsyncPgConnection, leg: &Leg, size: i64) -> QueryResult<Vec<Uuid>> {
    let rows: Vec<Id> = diesel::sql_query(open!(
        "select id",
        " and id > coalesce($1, '00000000-0000-0000-0000-000000000000')
          and ($2 is null or updated_at >= $2) order by id limit $3"
    ))
    .bind::<Nullable<SqlUuid>, _>(leg.after)
    .bind::<Nullable<Timestamptz>, _>(leg.since)
    .bind::<BigInt, _>(size)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|Id { id }| id).collect())
}
