//! Clearing away what nobody used: expired documents, and bytes whose upload never ended.
//!
//! Any number of instances may do it at once: deleting twice is deleting.

use std::time::Duration;

use chrono::{Days, TimeDelta};
use futures_util::TryStreamExt;
use tokio::sync::watch;
use uuid::Uuid;

use super::row;
use super::store::{DocumentStore, StoreError};
use crate::clock::{Clock, machine_now, shanghai_date};
use crate::db::{Db, DbError};

const EVERY: Duration = Duration::from_secs(3_600);
const BATCH: i64 = 500;
/// Between the last moment a document can be attached and its deletion: nobody who read it just before may find it gone.
const GRACE: TimeDelta = TimeDelta::days(1);
/// How far back leftovers are looked for, in days.
const LOOK_BACK: u64 = 3;

/// What was cleared away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Expired documents.
    pub documents: usize,
    /// Objects without a document.
    pub leftovers: usize,
}

/// Why not everything could be cleared away. What is left is taken next time.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A statement failed.
    #[error(transparent)]
    Statement(#[from] diesel::result::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Clears away once.
///
/// 1. Of the documents that expired more than a day ago (law time), note those an application holds as attached.
/// 2. Delete the rows of the others, then their bytes: what is left when this is cut short has no row, and is found by step 3.
/// 3. Delete objects of the last days that have no row and are older than a day (machine time): uploads that were refused or cut off.
///
/// # Errors
/// When the database or the store fails.
pub async fn sweep(db: &Db, store: &DocumentStore, clock: &Clock) -> Result<Swept, SweepError> {
    let mut swept = Swept::default();
    loop {
        let keys = {
            let mut conn = db.get().await?;
            let expired = row::expired(&mut conn, row::usable_since(clock.now()) - GRACE, BATCH).await?;
            if expired.is_empty() {
                break;
            }
            let held = row::held(&mut conn, &expired).await?;
            row::attach(&mut conn, &held, clock.now()).await?;
            row::delete_unattached(&mut conn, &expired).await?
        };
        for key in &keys {
            store.delete(key).await?;
        }
        swept.documents += keys.len();
    }
    swept.leftovers = sweep_leftovers(db, store, clock).await?;
    Ok(swept)
}

async fn sweep_leftovers(db: &Db, store: &DocumentStore, clock: &Clock) -> Result<usize, SweepError> {
    let old = machine_now() - TimeDelta::days(1);
    let mut deleted = 0;
    for back in 0..=LOOK_BACK {
        let Some(day) = shanghai_date(clock.now()).checked_sub_days(Days::new(back)) else {
            continue;
        };
        let mut found = store.of_day(day).try_chunks(500);
        while let Some(objects) = found.try_next().await.map_err(|error| error.1)? {
            let objects: Vec<(Uuid, String)> = objects
                .into_iter()
                .filter(|(_, written)| *written < old)
                .filter_map(|(key, _)| Some((key.rsplit('/').next()?.parse().ok()?, key)))
                .collect();
            let ids: Vec<Uuid> = objects.iter().map(|(id, _)| *id).collect();
            let known = row::existing(&mut *db.get().await?, &ids).await?;
            for (_, key) in objects.iter().filter(|(id, _)| !known.contains(id)) {
                store.delete(key).await?;
                deleted += 1;
            }
        }
    }
    Ok(deleted)
}

/// Clears away every hour until told to stop.
pub async fn keep_sweeping(db: Db, store: DocumentStore, clock: Clock, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            _ = stop.changed() => return,
            swept = sweep(&db, &store, &clock) => match swept {
                Ok(swept) if swept == Swept::default() => {}
                Ok(Swept { documents, leftovers }) => tracing::info!(documents, leftovers, "cleared away unused documents"),
                Err(error) => tracing::warn!(%error, "cannot clear away unused documents"),
            },
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
