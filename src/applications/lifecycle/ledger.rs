//! The ledger: every due date as the stretches of days that make it up, which always add up.
//!
//! Day 0 is not counted (Civil Code art. 201). Each day after it is counted, or left out by a special procedure (art. 45), or moves the end
//! from a day off to a working day (Civil Code art. 203). Special procedures that stop nothing are shown where they took place.

use chrono::NaiveDate;

use super::state::{Acceptance, Course, Limits, Suspension};
use crate::calendar::{Calendar, Due, Limit, Period, PeriodKind, Unit};

/// How the due dates of an accepted application come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The promise's.
    pub promise: Account,
    /// The law's, if it sets a limit.
    pub statute: Option<Account>,
}

/// How one due date comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The limits that run one after another: the item's own, and the extension if it moves this date.
    pub limits: Vec<Limit>,
    /// Day 0, and then every day through the end, without gaps or overlaps.
    pub entries: Vec<Entry>,
    /// Where they lead.
    pub ends: Due,
}

/// A stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// How many days of a limit it used up, in the limit's unit.
    pub counted: u32,
    /// Why it counts, or not.
    pub why: Why,
}

/// Why a stretch of days counts, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The day of acceptance.
    DayZero,
    /// It counts.
    Counted {
        /// Towards the limit of this position: the item's own, or the extension.
        limit: usize,
        /// A special procedure that stops nothing was going on: its position among the suspensions.
        beside: Option<usize>,
    },
    /// A special procedure leaves it out: its position among the suspensions.
    LeftOut {
        /// Which.
        suspension: usize,
    },
    /// The last calendar day was a day off.
    MovedToWorkingDay,
}

impl Ledger {
    /// The ledger of an accepted application, by a calendar and the item's limits.
    pub fn of(acceptance: &Acceptance, calendar: &Calendar, promised: Limit, statutory: Option<Limit>) -> Self {
        let courses = acceptance.courses(calendar, Limits { promised, statutory });
        let account = |course: Course| Account::of(acceptance, calendar, course);
        Self {
            promise: account(courses.promise),
            statute: courses.statute.map(account),
        }
    }
}

impl Account {
    fn of(acceptance: &Acceptance, calendar: &Calendar, course: Course) -> Self {
        let day_zero = Entry {
            from: acceptance.accepted_on,
            to: acceptance.accepted_on,
            counted: 0,
            why: Why::DayZero,
        };
        let mut entries = vec![day_zero];
        for period in &course.running.periods {
            match period.kind {
                PeriodKind::Counted(limit) => {
                    entries.extend(counted(acceptance, calendar, &course.limits, *period, limit));
                }
                PeriodKind::Paused(pause) => entries.push(entry(
                    period,
                    Why::LeftOut {
                        suspension: positions(acceptance, Suspension::stops).nth(pause).unwrap_or(pause),
                    },
                )),
                PeriodKind::MovedToWorkingDay => entries.push(entry(period, Why::MovedToWorkingDay)),
            }
        }
        Self {
            limits: course.limits,
            entries,
            ends: course.running.due,
        }
    }

    /// The days counted: always what the limits allow together.
    pub fn total(&self) -> u32 {
        self.entries.iter().map(|entry| entry.counted).sum()
    }
}

fn entry(period: &Period, why: Why) -> Entry {
    Entry {
        from: period.first,
        to: period.last,
        counted: period.counted,
        why,
    }
}

/// A stretch that counts, cut where special procedures that stop nothing begin and end.
fn counted(acceptance: &Acceptance, calendar: &Calendar, limits: &[Limit], period: Period, limit: usize) -> Vec<Entry> {
    let unit = limits.get(limit).map_or(Unit::WorkingDay, |limit| limit.unit);
    let mut entries = Vec::new();
    let mut left = period.counted;
    let mut from = period.first;
    loop {
        let (beside, until) = recorded(acceptance, from);
        let to = until.min(period.last);
        let counted = if to == period.last {
            left
        } else {
            days(calendar, unit, from, to)
        };
        left = left.saturating_sub(counted);
        entries.push(Entry {
            from,
            to,
            counted,
            why: Why::Counted { limit, beside },
        });
        match to.succ_opt() {
            Some(next) if to < period.last => from = next,
            _ => return entries,
        }
    }
}

/// The special procedure that goes on that day and stops nothing, and the last day for which the answer holds.
fn recorded(acceptance: &Acceptance, on: NaiveDate) -> (Option<usize>, NaiveDate) {
    let recorded = positions(acceptance, |suspension| !suspension.stops());
    let mut until = NaiveDate::MAX;
    for position in recorded {
        let suspension = &acceptance.suspensions[position];
        if suspension.from < on && on <= suspension.until {
            return (Some(position), suspension.until);
        }
        if on <= suspension.from && suspension.from < suspension.until {
            until = until.min(suspension.from);
        }
    }
    (None, until)
}

fn positions(acceptance: &Acceptance, is: impl Fn(&Suspension) -> bool) -> impl Iterator<Item = usize> {
    let suspensions = acceptance.suspensions.iter().enumerate();
    suspensions
        .filter(move |(_, suspension)| is(suspension))
        .map(|(position, _)| position)
}

fn days(calendar: &Calendar, unit: Unit, from: NaiveDate, to: NaiveDate) -> u32 {
    let days = match unit {
        Unit::WorkingDay => from.pred_opt().map_or(0, |before| calendar.between(before, to)),
        Unit::CalendarDay => (to - from).num_days() + 1,
    };
    u32::try_from(days).unwrap_or(0)
}
