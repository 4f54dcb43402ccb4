//! A page of open applications.
//!
//! 1. Take up the calendar. A leg of a load that is not the latest of its years any more ends its chain here.
//! 2. Before the first, count how many there are.
//! 3. Compute the page again, a few at a time; what fails gets a job of its own.
//! 4. Keep the progress and put the next leg on its way.

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use uuid::Uuid;

use super::super::desk::Desk;
use super::{one, store};
use crate::calendar::reprojection::{Leg, Page, TOPIC};
use crate::outbox::{Failure, Handler, Job};

/// How many applications a leg looks at: a few seconds of work, well within a job's time.
const PAGE: usize = 100;
/// How many of them at once; the other connections are for people.
const AT_ONCE: usize = 4;

/// Computes the dates of open applications again.
pub struct Reprojector {
    desk: Desk,
}

impl Reprojector {
    /// A reprojector at a desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// Steps 1 and 2, and the applications of step 3.
    async fn begin(&self, leg: &Leg) -> Result<Option<Vec<Uuid>>, Failure> {
        self.desk.calendars.refresh_if_changed().await.map_err(Failure::retry)?;
        let mut conn = self.desk.db.get().await.map_err(Failure::retry)?;
        if leg.begun(&mut conn).await?.is_none() {
            return Ok(None);
        }
        if leg.after.is_none() && leg.since.is_none() {
            let total = store::count(&mut conn).await?;
            leg.count(&mut conn, total).await?;
        }
        let limit = i64::try_from(PAGE).map_err(Failure::dead)?;
        Ok(Some(store::page(&mut conn, leg, limit).await?))
    }

    /// Step 3: which changed, and which are left behind.
    async fn compute(&self, page: &[Uuid]) -> (i64, Vec<Uuid>) {
        let computed = stream::iter(page.iter().copied())
            .map(|id| async move { (id, one::reproject(&self.desk, id).await) })
            .buffer_unordered(AT_ONCE);
        let fold = |(changed, mut behind): (i64, Vec<Uuid>), (id, result)| async move {
            match result {
                Ok(moved) => (changed + i64::from(moved), behind),
                Err(error) => {
                    tracing::warn!(application = %id, %error, "its dates are computed again later");
                    behind.push(id);
                    (changed, behind)
                }
            }
        };
        computed.fold((0, Vec::new()), fold).await
    }
}

#[async_trait]
impl Handler for Reprojector {
    fn topic(&self) -> &'static str {
        TOPIC
    }

    async fn handle(&self, job: &Job) -> Result<(), Failure> {
        let leg: Leg = job.payload()?;
        let Some(applications) = self.begin(&leg).await? else {
            return Ok(());
        };
        let (changed, behind) = self.compute(&applications).await;
        let now = self.desk.clock.now();
        let page = Page {
            done: i64::try_from(applications.len()).map_err(Failure::dead)?,
            changed,
            last: applications.last().copied().filter(|_| applications.len() == PAGE),
        };
        let behind: Vec<_> = behind.into_iter().map(|id| one::job(id, leg.generation, now)).collect();
        let mut conn = self.desk.db.get().await.map_err(Failure::retry)?;
        leg.done(&mut conn, page, &behind, now).await?;
        self.desk.bell.ring();
        Ok(())
    }
}
