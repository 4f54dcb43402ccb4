//! Loading years: new notices, and corrections.
//!
//! One transaction keeps the years, moves the generation so that every instance takes them up, begins the reprojection of open due dates, and
//! records who did it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use uuid::Uuid;

use super::YearArrangement;
use super::reprojection::{self, derived};
use super::store::{self, LoadedYear};
use crate::db::audit::AuditRow;

/// What the audit trail calls it.
pub const ACTION: &str = "load_calendar_year";

/// A year to be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewYear {
    /// Which days are off and which are worked.
    pub arrangement: YearArrangement,
    /// Which notice says so.
    pub source: Option<String>,
}

/// Who loads it; the command line names nobody.
#[derive(Clone, Debug, Default)]
pub struct Loader {
    /// Who.
    pub account: Option<Uuid>,
    /// In what role.
    pub role: Option<&'static str>,
    /// In which request.
    pub request_id: Option<String>,
}

/// Loads years, in place of what was known of them. Loading the same again is harmless: every due date is found to be right.
///
/// # Errors
/// When the database fails; nothing was loaded then.
pub async fn load(
    conn: &mut AsyncPgConnection,
    years: &BTreeMap<i32, NewYear>,
    loader: &Loader,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let generation = store::next_generation(conn).await?;
        for (&year, NewYear { arrangement, source }) in years {
            let loaded = LoadedYear {
                arrangement: arrangement.clone(),
                source: source.clone(),
                loaded_at: now,
            };
            store::keep_year(conn, year, &loaded, loader.account).await?;
            loader.record(year, now).insert(conn).await?;
        }
        let years: Vec<i32> = years.keys().copied().collect();
        reprojection::begin(conn, &years, generation, now).await
    })
    .await
}

impl Loader {
    fn record(&self, year: i32, now: DateTime<Utc>) -> AuditRow {
        AuditRow {
            actor: self.account,
            role: self.role.map(str::to_owned),
            request_id: self.request_id.clone(),
            ..AuditRow::new(derived(&format!("calendar:{year}")), ACTION, now)
        }
    }
}
