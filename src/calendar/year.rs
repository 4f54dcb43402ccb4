//! One year's working days, as a bitmap over its days.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the State Council's notice says about one year: only what differs from plain weekends needs to be listed.
///
/// A notice may reach into the last days of the year before (2023's made 31 December 2022 a day off); such a day belongs to the
/// arrangement of the year it lies in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct YearArrangement {
    /// Days off (放假): festivals and the days around them, weekends among them or not.
    pub off: BTreeSet<NaiveDate>,
    /// Weekend days worked to make up (调休上班).
    pub work: BTreeSet<NaiveDate>,
}

/// Why an arrangement cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArrangementError {
    /// A date of another year.
    #[error("{date} does not lie in {year}")]
    OtherYear {
        /// The stray date.
        date: NaiveDate,
        /// The year that was to be arranged.
        year: i32,
    },
    /// One date is both a day off and a make-up workday.
    #[error("{0} is listed both as a day off and as a working day")]
    Contradiction(NaiveDate),
    /// A make-up workday that would be worked anyway.
    #[error("{0} is no weekend day, so working it makes nothing up")]
    NoWeekend(NaiveDate),
    /// A date listed twice.
    #[error("{0} is listed twice")]
    Twice(NaiveDate),
    /// A year without a day off: an empty notice is none.
    #[error("{0} has no days off")]
    NothingOff(i32),
}

impl YearArrangement {
    /// What a year without a notice is computed with: the festivals whose solar date is fixed.
    pub fn assumed(year: i32) -> Self {
        Self {
            off: days_of(year).filter(|date| is_fixed_festival(*date)).collect(),
            work: BTreeSet::new(),
        }
    }
}

/// Bit `n` tells whether the year's day `n` (from 0) is a working day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Year([u64; 6]);

impl Year {
    /// A year as its notice arranges it.
    pub(super) fn arranged(year: i32, arrangement: &YearArrangement) -> Result<Self, ArrangementError> {
        let YearArrangement { off, work } = arrangement;
        if let Some(&date) = off.union(work).find(|date| date.year() != year) {
            return Err(ArrangementError::OtherYear { date, year });
        }
        if let Some(&date) = off.intersection(work).next() {
            return Err(ArrangementError::Contradiction(date));
        }
        let mut days = Self::default();
        for date in days_of(year) {
            days.set(date, work.contains(&date) || !(is_weekend(date) || off.contains(&date)));
        }
        Ok(days)
    }

    /// A year without a notice: weekends and the festivals with a fixed solar date.
    pub(super) fn plain(year: i32) -> Self {
        let mut days = Self::default();
        for date in days_of(year) {
            days.set(date, !(is_weekend(date) || is_fixed_festival(date)));
        }
        days
    }

    pub(super) fn set(&mut self, date: NaiveDate, working: bool) {
        let (word, bit) = position(date);
        self.0[word] = self.0[word] & !(1 << bit) | u64::from(working) << bit;
    }

    pub(super) fn is_working(&self, date: NaiveDate) -> bool {
        let (word, bit) = position(date);
        self.0[word] >> bit & 1 == 1
    }

    /// Working days from 1 January through `date`.
    pub(super) fn through(&self, date: NaiveDate) -> i64 {
        let (word, bit) = position(date);
        let whole: u32 = self.0[..word].iter().map(|w| w.count_ones()).sum();
        i64::from(whole + (self.0[word] << (63 - bit)).count_ones())
    }

    pub(super) fn total(&self) -> i64 {
        self.0.iter().map(|w| i64::from(w.count_ones())).sum()
    }
}

fn position(date: NaiveDate) -> (usize, u32) {
    let day = date.ordinal0();
    ((day / 64) as usize, day % 64)
}

fn days_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    (1..=366).filter_map(move |day| NaiveDate::from_yo_opt(year, day))
}

pub(super) fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Regulation on Holidays for National Annual Festivals and Memorial Days (2025), art. 2: those not tied to the lunar calendar or a solar term.
fn is_fixed_festival(date: NaiveDate) -> bool {
    matches!((date.month(), date.day()), (1, 1) | (5, 1..=2) | (10, 1..=3))
}
