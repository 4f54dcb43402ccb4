//! Time, injected.
//!
//! The law, timers, notices and retry backoff read a [`Clock`]; in development its offset travels in time. Tokens, sessions, leases and
//! rate limits use [`machine_now`], which never travels. Law speaks in dates of the Asia/Shanghai calendar (UTC+8, no daylight saving).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveTime, SubsecRound, Utc};

const SHANGHAI_SECONDS_EAST: i32 = 8 * 3600;

/// The machine's own time, for tokens, sessions, leases and rate limits.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
pub fn machine_now() -> DateTime<Utc> {
    Utc::now()
}

/// The clock the law runs on: the machine's time plus an offset that only development mode moves.
///
/// Clones share the offset.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_micros: Arc<AtomicI64>,
}

impl Clock {
    /// The present instant, cut to microseconds (what PostgreSQL stores and what event hashes cover).
    pub fn now(&self) -> DateTime<Utc> {
        (machine_now() + self.offset()).trunc_subsecs(6)
    }

    /// Today in Shanghai.
    pub fn today(&self) -> NaiveDate {
        shanghai_date(self.now())
    }

    /// How far this clock runs ahead of the machine's.
    pub fn offset(&self) -> Duration {
        Duration::microseconds(self.offset_micros.load(Ordering::Relaxed))
    }

    /// Moves the clock; instances learn the offset from the database.
    pub fn set_offset(&self, offset: Duration) {
        self.offset_micros
            .store(offset.num_microseconds().unwrap_or(0), Ordering::Relaxed);
    }
}

fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(SHANGHAI_SECONDS_EAST).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// The Shanghai calendar date of an instant; of the last there are, that of UTC.
pub fn shanghai_date(at: DateTime<Utc>) -> NaiveDate {
    let there = at.checked_add_signed(Duration::seconds(i64::from(SHANGHAI_SECONDS_EAST)));
    there.unwrap_or(at).date_naive()
}

/// The time of day in Shanghai at an instant.
pub fn shanghai_time(at: DateTime<Utc>) -> NaiveTime {
    at.with_timezone(&shanghai()).time()
}

/// The instant at which a Shanghai date begins.
pub fn start_of(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::MIN).and_utc() - Duration::seconds(i64::from(SHANGHAI_SECONDS_EAST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shanghai_day_begins_eight_hours_before_utc() {
        let date = NaiveDate::from_ymd_opt(2026, 2, 14).unwrap();
        let start = start_of(date);
        assert_eq!(start.to_rfc3339(), "2026-02-13T16:00:00+00:00");
        assert_eq!(shanghai_date(start), date);
        assert_eq!(
            shanghai_date(start - Duration::microseconds(1)),
            date.pred_opt().unwrap()
        );
    }

    #[test]
    fn every_instant_has_a_date() {
        assert_eq!(shanghai_date(DateTime::<Utc>::MAX_UTC), NaiveDate::MAX);
        assert_eq!(shanghai_date(DateTime::<Utc>::MIN_UTC), NaiveDate::MIN);
    }

    #[test]
    fn clones_travel_together() {
        let clock = Clock::default();
        let twin = clock.clone();
        clock.set_offset(Duration::days(30));
        assert_eq!(twin.offset(), Duration::days(30));
        assert!(twin.now() > machine_now() + Duration::days(29));
    }
}
