//! A year as callers see it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::calendar::reprojection::{self, Progress};
use crate::calendar::store::{self, LoadedYear};
use crate::calendar::{Calendar, YEARS, YearArrangement, shipped_year};
use crate::problem::{Code, Problem};

/// One year of the calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarYear)]
pub struct YearView {
    /// The year.
    #[schema(example = 2026)]
    year: i32,
    /// Days off (放假), and weekend days worked to make up (调休上班). Of a provisional year only the festivals whose solar date is fixed.
    #[serde(flatten)]
    arrangement: YearArrangement,
    /// How many working days it has.
    #[schema(example = 248)]
    working_days: i64,
    /// Whether its notice is not out yet, so that it is computed with plain weekends and the festivals whose solar date is fixed.
    provisional: bool,
    /// Which notice says so.
    source: Option<String>,
    /// When it was loaded; null for what came with the program.
    loaded_at: Option<DateTime<Utc>>,
    /// How far open due dates have been computed again since it was last loaded; null when it never was.
    reprojection: Option<Progress>,
}

impl YearView {
    /// Reads a year.
    ///
    /// # Errors
    /// 404 for a year beyond what can be loaded; when the database fails.
    pub(super) async fn read(conn: &mut AsyncPgConnection, year: i32) -> Result<Self, Problem> {
        if !YEARS.contains(&year) {
            return Err(Problem::new(Code::NotFound));
        }
        let loaded = store::year(conn, year).await?;
        let provisional = loaded.is_none() && shipped_year(year).is_none();
        let (arrangement, source, loaded_at) = match loaded {
            Some(LoadedYear {
                arrangement,
                source,
                loaded_at,
            }) => (arrangement, source, Some(loaded_at)),
            None => match shipped_year(year) {
                Some(shipped) => (shipped.clone(), Some(notice_of(year)), None),
                None => (YearArrangement::assumed(year), None, None),
            },
        };
        Ok(Self {
            year,
            working_days: working_days(year, &arrangement)?,
            arrangement,
            provisional,
            source,
            loaded_at,
            reprojection: reprojection::progress(conn, year).await?,
        })
    }
}

/// The title of the yearly notice.
fn notice_of(year: i32) -> String {
    format!("国务院办公厅关于{year}年部分节假日安排的通知")
}

fn working_days(year: i32, arrangement: &YearArrangement) -> Result<i64, Problem> {
    let calendar = Calendar::without_notices().with_year(year, arrangement);
    let calendar = calendar.map_err(Problem::internal)?;
    let eve = |year| NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX);
    Ok(calendar.between(eve(year - 1), eve(year)))
}
