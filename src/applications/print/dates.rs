//! Dates as documents write them.

use chrono::{DateTime, NaiveDate, Utc};

use crate::clock::{shanghai_date, shanghai_time};

/// A day: `2026年3月2日`.
pub fn day(date: NaiveDate) -> String {
    date.format("%Y年%-m月%-d日").to_string()
}

/// An instant to the minute, in Shanghai: `2026年3月2日 09:30`.
pub fn minute(at: DateTime<Utc>) -> String {
    format!("{} {}", day(shanghai_date(at)), shanghai_time(at).format("%H:%M"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_shanghais() {
        let at: DateTime<Utc> = "2026-03-01T17:05:59Z".parse().unwrap();
        assert_eq!(minute(at), "2026年3月2日 01:05");
    }
}
