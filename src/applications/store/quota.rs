//! Where an application stands in its item's quota (Administrative Licensing Law art. 57).

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use diesel::result::Error;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;

use super::load::parse;
use super::query::{Param, statement};
use super::rows::ApplicationRow;
use crate::applications::lifecycle::QuotaStanding;
use crate::catalogue::document::{QuotaPeriod, QuotaRule};
use crate::clock::{shanghai_date, start_of};

statement! {
    /// Counts by item alone, with nothing of the application but values, so that it also runs where applications are distributed.
    Standing -> Text,
    "select jsonb_build_object(
    'taken', (select coalesce(jsonb_agg(q.place), '[]') from quota_place q where q.item_code = {} and q.period = {}),
    'ahead', (select count(*) from application b where b.item_code = {} and b.accepted_at >= {} and b.status in ('in_review', 'suspended')
        and (b.accepted_at < {} or (b.accepted_at = {} and b.id < {})))
)::text"
}

#[derive(Deserialize)]
struct Counted {
    taken: BTreeSet<u32>,
    ahead: u32,
}

/// Reads where an application stands: one accepted by this very command comes after all that are accepted already.
///
/// # Errors
/// When the database fails.
pub async fn read_standing(
    connection: &mut AsyncPgConnection,
    application: &ApplicationRow,
    rule: QuotaRule,
    now: DateTime<Utc>,
) -> Result<QuotaStanding, Error> {
    let accepted_at = application.accepted_at.unwrap_or(now);
    let (period, from) = period(rule.per, accepted_at);
    let item = Param::Word(Some(application.item_code.to_string()));
    let params = vec![
        item.clone(),
        Param::Number(i64::from(period)),
        item,
        Param::Instant(from),
        Param::Instant(accepted_at),
        Param::Instant(accepted_at),
        Param::Id(application.id),
    ];
    let text: String = Standing { params }.get_result(connection).await?;
    let Counted { taken, ahead } = parse(&text)?;
    Ok(QuotaStanding {
        places: rule.places,
        period,
        taken,
        ahead,
    })
}

/// The period of an acceptance, and when it began.
fn period(per: QuotaPeriod, accepted_at: DateTime<Utc>) -> (i32, DateTime<Utc>) {
    match per {
        QuotaPeriod::Ever => (0, DateTime::UNIX_EPOCH),
        QuotaPeriod::Year => {
            let year = shanghai_date(accepted_at).year();
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN);
            (year, start_of(first))
        }
    }
}
