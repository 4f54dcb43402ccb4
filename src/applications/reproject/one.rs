//! One application's dates, computed again.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::execute::execute_alarm;
use super::super::lifecycle::Command;
use crate::calendar::reprojection;
use crate::outbox::{Failure, Handler, Job, OutboxRow};
use crate::problem::Problem;

/// The topic of the outbox for what could not be done with its page.
pub(super) const TOPIC: &str = "applications.reproject";

/// What the audit trail calls it.
const OPERATION: &str = "reproject_application";

/// Computes what its page could not.
pub struct Straggler {
    desk: Desk,
}

#[derive(Serialize, Deserialize)]
struct Late {
    generation: i64,
}

impl Straggler {
    /// A straggler's handler at a desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }
}

/// Computes one application's dates again; tells whether that changed any.
///
/// # Errors
/// When the database fails, or others were faster three times.
pub(super) async fn reproject(desk: &Desk, application: Uuid) -> Result<bool, Problem> {
    execute_alarm(desk, application, OPERATION, Command::Reproject).await
}

/// The job of an application left behind; the same for every attempt of its page.
pub(super) fn job(application: Uuid, generation: i64, now: DateTime<Utc>) -> OutboxRow {
    let id = reprojection::derived(&format!("{TOPIC}:{generation}:{application}"));
    OutboxRow::new(application, id, TOPIC, json!(Late { generation }), now)
}

#[async_trait]
impl Handler for Straggler {
    fn topic(&self) -> &'static str {
        TOPIC
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let Late { generation } = job.payload()?;
        self.desk.calendars.refresh_if_changed().await.map_err(Failure::retry)?;
        if reproject(&self.desk, job.owner_id).await.map_err(Failure::retry)? {
            let mut conn = self.desk.db.get().await.map_err(Failure::retry)?;
            reprojection::changed(&mut conn, generation, 1).await?;
        }
        Ok(())
    }
}
