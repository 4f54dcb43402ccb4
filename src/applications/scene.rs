//! What an operation decides on: everything that was read, made usable.

use std::sync::Arc;

use chrono::NaiveDate;

use super::content::Content;
use super::desk::Desk;
use super::lifecycle::Case;
use super::store::Loaded;
use super::store::rows::ApplicationRow;
use crate::catalogue::{Catalogue, ItemVersion};
use crate::clock::shanghai_date;
use crate::problem::Problem;

/// What an operation sees when it says what is commanded.
pub struct Scene<'a> {
    /// The application's row.
    pub application: &'a ApplicationRow,
    /// The state decided on.
    pub case: &'a Case,
    /// Everything else that was read.
    pub loaded: &'a Loaded,
    /// The item version it is pinned to.
    pub version: &'a ItemVersion,
    /// The catalogue, for names.
    pub catalogue: &'a Catalogue,
    /// Answers and form.
    pub content: &'a Content,
    /// The law's instant.
    pub now: chrono::DateTime<chrono::Utc>,
    /// Its Shanghai date.
    pub today: NaiveDate,
}

/// What was read, made usable.
pub(super) struct Opened {
    pub(super) case: Case,
    pub(super) version: Arc<ItemVersion>,
    pub(super) content: Content,
}

impl Opened {
    pub(super) async fn of(desk: &Desk, loaded: &Loaded) -> Result<Self, Problem> {
        let version = item_version(desk, &loaded.application).await?;
        Ok(Self {
            case: case_of(&loaded.application)?,
            content: Content::open(&loaded.form, &version, &desk.cipher)?,
            version,
        })
    }

    pub(super) fn scene<'a>(&'a self, desk: &'a Desk, loaded: &'a Loaded) -> Scene<'a> {
        let now = desk.clock.now();
        Scene {
            application: &loaded.application,
            case: &self.case,
            loaded,
            version: &self.version,
            catalogue: &desk.catalogue,
            content: &self.content,
            now,
            today: shanghai_date(now),
        }
    }
}

/// The state kept in a row.
///
/// # Errors
/// 500 when it cannot be read.
pub fn case_of(application: &ApplicationRow) -> Result<Case, Problem> {
    serde_json::from_value(application.state.clone()).map_err(Problem::internal)
}

/// The item version an application is pinned to.
///
/// # Errors
/// 500 when there is none, which a published version cannot come to.
pub async fn item_version(desk: &Desk, application: &ApplicationRow) -> Result<Arc<ItemVersion>, Problem> {
    desk.catalogue
        .version(&application.item_code, application.item_version)
        .await?
        .ok_or_else(|| Problem::internal("the application's item version is gone"))
}
