//! The calendar itself: counting working days over any span without walking it.
//!
//! Every date has a position on the line of working days ([`Calendar::position`]); counting is a subtraction of positions, and a due
//! date is found by bisection. Years without a notice repeat with the Gregorian cycle: 400 years are a whole number of weeks.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::divisions::{DivisionRules, OfficeHours};
use super::year::{ArrangementError, Year, YearArrangement};
use super::{Limit, Unit, WorkingDays};
use crate::clock::{shanghai_date, shanghai_time};

const CYCLE_YEARS: usize = 400;

/// The day on which a period ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Due {
    /// The last day of the period.
    pub date: NaiveDate,
    /// Whether the answer rests on a year whose notice is not out, and may move when it is.
    pub provisional: bool,
}

/// Which days are working days. Clones share their data.
#[derive(Clone, Debug)]
pub struct Calendar {
    years: Arc<BTreeMap<i32, Known>>,
    hours: Option<OfficeHours>,
}

/// A year that is not plain: it has a notice, or days that a division added.
#[derive(Clone, Copy, Debug)]
struct Known {
    days: Year,
    noticed: bool,
    /// How many more working days the known years before this one have than they would have had plain.
    surplus_before: i64,
    surplus: i64,
}

impl Calendar {
    /// The arrangements of the State Council, 2019–2026.
    pub fn state_council() -> Self {
        super::shipped::calendar()
    }

    /// A calendar in which every year is provisional.
    pub fn without_notices() -> Self {
        Self {
            years: Arc::default(),
            hours: None,
        }
    }

    /// This calendar with one year added, or corrected. What a division added to that year is gone.
    ///
    /// # Errors
    /// When the arrangement contradicts itself or names a day of another year.
    pub fn with_year(&self, year: i32, arrangement: &YearArrangement) -> Result<Self, ArrangementError> {
        let days = Year::arranged(year, arrangement)?;
        let mut years = BTreeMap::clone(&self.years);
        years.insert(year, Known::new(year, days, true));
        Ok(self.knowing(years))
    }

    /// This calendar with what a division adds. A year without a notice stays provisional.
    #[must_use]
    pub fn with_rules(&self, rules: &DivisionRules) -> Self {
        let mut years = BTreeMap::clone(&self.years);
        let off = rules.off.iter().map(|date| (*date, false));
        let work = rules.work.iter().map(|date| (*date, true));
        for (date, working) in off.chain(work) {
            let year = date.year();
            let known = years
                .entry(year)
                .or_insert_with(|| Known::new(year, Year::plain(year), false));
            known.days.set(date, working);
            *known = Known::new(year, known.days, known.noticed);
        }
        Self {
            hours: rules.office_hours.or(self.hours),
            ..self.knowing(years)
        }
    }

    fn knowing(&self, mut years: BTreeMap<i32, Known>) -> Self {
        let mut sum = 0;
        for known in years.values_mut() {
            known.surplus_before = sum;
            sum += known.surplus;
        }
        Self {
            years: Arc::new(years),
            hours: self.hours,
        }
    }

    /// Whether people work on that day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        match self.years.get(&date.year()) {
            Some(known) => known.days.is_working(date),
            None => PLAIN.year_of(date).is_working(date),
        }
    }

    /// Whether the date lies in a year without a notice.
    pub fn is_provisional(&self, date: NaiveDate) -> bool {
        !self.years.get(&date.year()).is_some_and(|year| year.noticed)
    }

    /// The `n`-th working day after `from`; day 0 is not counted, and zero days end on day 0 itself.
    ///
    /// Provisional when a day after `from`, through the answer, lies in a year without a notice. Beyond the last date chrono can
    /// represent the answer is that date, and provisional.
    pub fn add(&self, from: NaiveDate, WorkingDays(n): WorkingDays) -> Due {
        let Some(next) = from.succ_opt().filter(|_| n > 0) else {
            return Due {
                date: from,
                provisional: n > 0,
            };
        };
        match self.at_position(self.position(from) + i64::from(n)) {
            Some(date) => Due {
                date,
                provisional: self.any_provisional(next, date),
            },
            None => Due {
                date: NaiveDate::MAX,
                provisional: true,
            },
        }
    }

    /// Working days after `from` up to and including `to`: 0 on the same day, negative when `to` is the earlier.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        self.position(to) - self.position(from)
    }

    /// The `n`-th working day before `date`, which itself is not counted; zero days lead to `date` itself.
    ///
    /// Before the first date chrono can represent the answer is that date.
    pub fn before(&self, date: NaiveDate, WorkingDays(n): WorkingDays) -> NaiveDate {
        let Some(yesterday) = date.pred_opt().filter(|_| n > 0) else {
            return date;
        };
        let target = self.position(yesterday) - i64::from(n) + 1;
        if target <= self.position(NaiveDate::MIN) {
            return NaiveDate::MIN;
        }
        self.at_position(target).unwrap_or(NaiveDate::MIN)
    }

    /// The first working day on or after `date`; provisional when a day from `date` through the answer lies in a year without a notice.
    pub fn on_or_after(&self, date: NaiveDate) -> Due {
        let provisional = |last| self.any_provisional(date, last);
        if self.is_working_day(date) {
            return Due {
                date,
                provisional: provisional(date),
            };
        }
        let Due { date, .. } = self.add(date, WorkingDays(1));
        Due {
            date,
            provisional: provisional(date),
        }
    }

    /// The last day of a limit that begins with `from` as day 0.
    ///
    /// Calendar days that end on a day off end on the next working day (Civil Code art. 203); only the days from that end on can make
    /// the answer provisional. Zero days end on day 0.
    pub fn due(&self, from: NaiveDate, limit: Limit) -> Due {
        match limit.unit {
            Unit::WorkingDay => self.add(from, WorkingDays(limit.days)),
            Unit::CalendarDay if limit.days == 0 => Due {
                date: from,
                provisional: false,
            },
            Unit::CalendarDay => match from.checked_add_days(Days::new(u64::from(limit.days))) {
                Some(end) => self.on_or_after(end),
                None => Due {
                    date: NaiveDate::MAX,
                    provisional: true,
                },
            },
        }
    }

    /// The day on which something counts as received: that day; where there are office hours, the next working day for what arrives after
    /// closing or on a day off (Civil Code art. 203).
    pub fn received_on(&self, at: DateTime<Utc>) -> NaiveDate {
        let date = shanghai_date(at);
        match self.hours {
            Some(hours) if !self.is_working_day(date) || shanghai_time(at) >= hours.closes => {
                self.add(date, WorkingDays(1)).date
            }
            _ => date,
        }
    }

    /// When offices are open, where it matters.
    pub fn office_hours(&self) -> Option<OfficeHours> {
        self.hours
    }

    /// How many working days lie from a fixed origin through `date`.
    fn position(&self, date: NaiveDate) -> i64 {
        let year = date.year();
        let (surplus, days) = match self.years.range(..=year).next_back() {
            Some((&known, found)) if known == year => (found.surplus_before, &found.days),
            Some((_, earlier)) => (earlier.surplus_before + earlier.surplus, PLAIN.year_of(date)),
            None => (0, PLAIN.year_of(date)),
        };
        PLAIN.before_year(year) + surplus + days.through(date)
    }

    /// The first date at that position: a working day, unless it is the first date there is. `None` beyond the last date.
    fn at_position(&self, target: i64) -> Option<NaiveDate> {
        if self.position(NaiveDate::MAX) < target {
            return None;
        }
        let (mut low, mut high) = (NaiveDate::MIN.num_days_from_ce(), NaiveDate::MAX.num_days_from_ce());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.position(NaiveDate::from_num_days_from_ce_opt(middle)?) < target {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        NaiveDate::from_num_days_from_ce_opt(low)
    }

    fn any_provisional(&self, first: NaiveDate, last: NaiveDate) -> bool {
        let years = first.year()..=last.year();
        let noticed = self.years.range(years.clone()).filter(|(_, year)| year.noticed);
        noticed.count() < years.count()
    }
}

impl Known {
    fn new(year: i32, days: Year, noticed: bool) -> Self {
        Self {
            days,
            noticed,
            surplus_before: 0,
            surplus: days.total() - Year::plain(year).total(),
        }
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Self::state_council()
    }
}

/// The years without notices, all of them: there are only fourteen kinds.
struct Plain {
    /// By leap year, then by the weekday of 1 January.
    kinds: [[Year; 7]; 2],
    /// Working days of a cycle before its n-th year; the last entry is the whole cycle.
    before: [i64; CYCLE_YEARS + 1],
}

static PLAIN: LazyLock<Plain> = LazyLock::new(|| {
    let mut plain = Plain {
        kinds: Default::default(),
        before: [0; CYCLE_YEARS + 1],
    };
    for (n, year) in (0..CYCLE_YEARS).zip(2000..) {
        let days = Year::plain(year);
        plain.before[n + 1] = plain.before[n] + days.total();
        if let Some(first) = NaiveDate::from_yo_opt(year, 1) {
            *plain.kind_mut(first) = days;
        }
    }
    plain
});

impl Plain {
    fn kind(date: NaiveDate) -> (usize, usize) {
        let since_monday = date.weekday().num_days_from_monday() + 371 - date.ordinal0();
        (usize::from(date.leap_year()), (since_monday % 7) as usize)
    }

    fn year_of(&self, date: NaiveDate) -> &Year {
        let (leap, weekday) = Self::kind(date);
        &self.kinds[leap][weekday]
    }

    fn kind_mut(&mut self, date: NaiveDate) -> &mut Year {
        let (leap, weekday) = Self::kind(date);
        &mut self.kinds[leap][weekday]
    }

    fn before_year(&self, year: i32) -> i64 {
        let cycles = i64::from(year.div_euclid(400));
        let rest = year.rem_euclid(400) as usize;
        cycles * self.before[CYCLE_YEARS] + self.before[rest]
    }
}
