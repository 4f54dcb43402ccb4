//! The years that come with the program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Calendar, YearArrangement};

/// The State Council's arrangements of 2019–2026.
#[expect(
    clippy::expect_used,
    reason = "the data is compiled in and read by every test of this room"
)]
static YEARS: LazyLock<BTreeMap<i32, YearArrangement>> =
    LazyLock::new(|| serde_json::from_str(include_str!("data/state_council.json")).expect("well-formed data"));

#[expect(
    clippy::expect_used,
    reason = "the data is compiled in and read by every test of this room"
)]
static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    YEARS
        .iter()
        .fold(Calendar::without_notices(), |calendar, (&year, arrangement)| {
            calendar.with_year(year, arrangement).expect("consistent data")
        })
});

/// The arrangement of a year that comes with the program.
pub fn shipped_year(year: i32) -> Option<&'static YearArrangement> {
    YEARS.get(&year)
}

/// The calendar of the years that come with the program.
pub(super) fn calendar() -> Calendar {
    CALENDAR.clone()
}
