//! A year as somebody writes it down, to be loaded.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use utoipa::ToSchema;

use super::year::is_weekend;
use super::{ArrangementError, YearArrangement};

/// The years that can be loaded and asked for.
pub const YEARS: RangeInclusive<i32> = 2000..=2199;

/// A notice, written down.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = WrittenCalendarYear)]
#[serde(deny_unknown_fields)]
pub struct WrittenYear {
    /// Days off (放假): festivals and the days around them. Weekends need not be listed.
    pub off: Vec<NaiveDate>,
    /// Weekend days worked to make up (调休上班).
    pub work: Vec<NaiveDate>,
    /// Which notice says so.
    #[serde(default)]
    pub source: Option<String>,
}

/// One thing wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON Pointer to the place.
    pub pointer: String,
    /// What is wrong there.
    pub error: ArrangementError,
}

impl WrittenYear {
    /// The arrangement it describes.
    ///
    /// # Errors
    /// Everything that is wrong with it, in order.
    pub fn arrange(&self, year: i32) -> Result<YearArrangement, Vec<Fault>> {
        let mut faults = Vec::new();
        let (mut off, mut work) = (BTreeSet::new(), BTreeSet::new());
        let mut note = |list, at, error| {
            let pointer = format!("/{list}/{at}");
            faults.push(Fault { pointer, error });
        };
        for (at, &date) in self.off.iter().enumerate() {
            if date.year() != year {
                note("off", at, ArrangementError::OtherYear { date, year });
            } else if !off.insert(date) {
                note("off", at, ArrangementError::Twice(date));
            }
        }
        for (at, &date) in self.work.iter().enumerate() {
            if date.year() != year {
                note("work", at, ArrangementError::OtherYear { date, year });
            } else if off.contains(&date) {
                note("work", at, ArrangementError::Contradiction(date));
            } else if !is_weekend(date) {
                note("work", at, ArrangementError::NoWeekend(date));
            } else if !work.insert(date) {
                note("work", at, ArrangementError::Twice(date));
            }
        }
        if self.off.is_empty() {
            faults.push(Fault {
                pointer: "/off".to_owned(),
                error: ArrangementError::NothingOff(year),
            });
        }
        if faults.is_empty() {
            Ok(YearArrangement { off, work })
        } else {
            Err(faults)
        }
    }
}
