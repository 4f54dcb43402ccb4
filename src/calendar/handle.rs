//! The handle on the calendars that every operation holds.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use super::{Calendar, Divisions, Places, store};
use crate::codes::DivisionCode;
use crate::db::{Connection, Db, DbError};

/// For how long an instance may decide on its calendars without having asked whether they are the latest.
pub const STALE_AFTER: Duration = Duration::from_secs(60);

/// The calendars, as this instance knows them. Clones share them.
///
/// Reads touch no database: they see what is replaced when a year was loaded on any instance.
#[derive(Clone)]
pub struct Calendars {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    divisions: Divisions,
    present: ArcSwap<Present>,
    refreshing: tokio::sync::Mutex<()>,
    begun: Instant,
    /// When it was last asked whether these are the latest, in milliseconds since `begun`.
    asked: AtomicU64,
}

struct Present {
    generation: i64,
    places: Places,
}

impl Calendars {
    /// The State Council's calendar with the years that were loaded, and what divisions add to it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: Db, divisions: Divisions) -> Result<Self, DbError> {
        let present = Present {
            generation: -1,
            places: divisions.places(Calendar::state_council()),
        };
        let calendars = Self {
            inner: Arc::new(Inner {
                db,
                divisions,
                present: ArcSwap::from_pointee(present),
                refreshing: tokio::sync::Mutex::default(),
                begun: Instant::now(),
                asked: AtomicU64::new(0),
            }),
        };
        calendars.refresh_if_changed().await?;
        Ok(calendars)
    }

    /// The calendar that holds for the organs of a place. It stays as it is for whoever holds it.
    pub fn of(&self, place: &DivisionCode) -> Calendar {
        self.inner.present.load().places.of(place).clone()
    }

    /// The same, to decide on: never older than [`STALE_AFTER`], which [`super::reprojection`] counts on.
    ///
    /// # Errors
    /// When it cannot be asked whether it is the latest.
    pub async fn fresh(&self, place: &DivisionCode) -> Result<Calendar, DbError> {
        let asked = Duration::from_millis(self.inner.asked.load(Ordering::Relaxed));
        if self.inner.begun.elapsed().saturating_sub(asked) > STALE_AFTER {
            self.refresh_if_changed().await?;
        }
        Ok(self.of(place))
    }

    /// The State Council's calendar, which holds where nothing else is said.
    pub fn national(&self) -> Calendar {
        self.inner.present.load().places.national().clone()
    }

    /// How many loads of years these calendars know.
    pub fn generation(&self) -> i64 {
        self.inner.present.load().generation
    }

    /// Replaces the calendars if a year was loaded since; tells whether one was.
    ///
    /// # Errors
    /// When the database fails; the present calendars stay.
    pub async fn refresh_if_changed(&self) -> Result<bool, DbError> {
        let _alone = self.inner.refreshing.lock().await;
        let asked = self.inner.begun.elapsed();
        let mut conn = self.inner.db.get().await?;
        // The generation is read first: what commits meanwhile is noticed the next time.
        let generation = store::generation(&mut conn).await?;
        let is_new = generation != self.generation();
        if is_new {
            self.replace(&mut conn, generation).await?;
        }
        let asked = u64::try_from(asked.as_millis()).unwrap_or(u64::MAX);
        self.inner.asked.store(asked, Ordering::Relaxed);
        Ok(is_new)
    }

    /// Looks for changes for ever.
    pub async fn keep_fresh(self, every: Duration) {
        let mut ticks = tokio::time::interval(every);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.refresh_if_changed().await {
                tracing::warn!(%error, "the calendars may be out of date");
            }
        }
    }

    async fn replace(&self, conn: &mut Connection, generation: i64) -> Result<(), DbError> {
        let mut national = Calendar::state_council();
        for (year, arrangement) in store::years(conn).await? {
            match national.with_year(year, &arrangement) {
                Ok(with_it) => national = with_it,
                Err(error) => tracing::error!(year, %error, "a stored year of the calendar cannot be used"),
            }
        }
        tracing::info!(generation, "calendars loaded");
        self.inner.present.store(Arc::new(Present {
            generation,
            places: self.inner.divisions.places(national),
        }));
        Ok(())
    }
}

impl fmt::Debug for Calendars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendars")
            .field("generation", &self.generation())
            .finish_non_exhaustive()
    }
}
