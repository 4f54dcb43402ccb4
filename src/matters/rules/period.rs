//! The times of the year in which a matter may be filed.

use chrono::{Datelike, NaiveDate};

use crate::catalogue::document::FilingPeriod;

/// A filing period in a certain year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
}

impl Open {
    /// Whether a day lies in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

/// The period that a day lies in, or else the next to come. None when it may be filed always.
pub fn period(periods: &[FilingPeriod], today: NaiveDate) -> Option<Open> {
    let years = [-1, 0, 1].map(|years| today.year() + years);
    let open = periods
        .iter()
        .flat_map(|period| years.into_iter().filter_map(|year| in_year(period, year)));
    open.filter(|open| open.until >= today).min_by_key(|open| open.from)
}

/// A period that begins in a year; it ends in the next if its last day comes before its first.
fn in_year(period: &FilingPeriod, year: i32) -> Option<Open> {
    let from = day(year, &period.from)?;
    let until = day(year, &period.until)?;
    let until = if until < from {
        day(year + 1, &period.until)?
    } else {
        until
    };
    Some(Open { from, until })
}

/// A day of a year, `MM-DD`; 29 February is the 28th in other years.
fn day(year: i32, text: &str) -> Option<NaiveDate> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| NaiveDate::from_ymd_opt(year, month, 28).filter(|_| (month, day) == (2, 29)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods(all: &[(&str, &str)]) -> Vec<FilingPeriod> {
        let period = |(from, until): &(&str, &str)| FilingPeriod {
            from: (*from).to_owned(),
            until: (*until).to_owned(),
            name: None,
        };
        all.iter().map(period).collect()
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn both_days_are_included_and_the_next_period_is_told() {
        let summer = periods(&[("05-20", "06-10"), ("07-01", "07-05")]);
        let told = |today: &str| period(&summer, on(today)).map(|open| (open.from.to_string(), open.holds(on(today))));
        assert_eq!(told("2026-05-19"), Some(("2026-05-20".to_owned(), false)));
        assert_eq!(told("2026-05-20"), Some(("2026-05-20".to_owned(), true)));
        assert_eq!(told("2026-06-10"), Some(("2026-05-20".to_owned(), true)));
        assert_eq!(told("2026-06-11"), Some(("2026-07-01".to_owned(), false)));
        assert_eq!(told("2026-07-06"), Some(("2027-05-20".to_owned(), false)));
        assert_eq!(period(&[], on("2026-07-06")), None);
    }

    #[test]
    fn a_period_may_reach_into_the_next_year_and_end_on_a_leap_day() {
        let winter = periods(&[("12-01", "02-29")]);
        let open = period(&winter, on("2027-02-28")).unwrap();
        assert_eq!((open.from, open.until), (on("2026-12-01"), on("2027-02-28")));
        assert!(open.holds(on("2027-01-01")));
        let open = period(&winter, on("2028-02-29")).unwrap();
        assert_eq!(open.until, on("2028-02-29"));
    }
}
