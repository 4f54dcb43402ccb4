//! The calendar's vectors.

use chrono::NaiveDate;

use super::*;

mod chain;
mod divisions;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn set(days: &[&str]) -> std::collections::BTreeSet<NaiveDate> {
    days.iter().map(|text| day(text)).collect()
}

#[test]
fn each_year_has_its_known_number_of_working_days() {
    let calendar = Calendar::state_council();
    let known = [250, 249, 250, 249, 249, 251, 248, 248];
    for (year, count) in (2019..).zip(known) {
        let (eve, last) = (day(&format!("{}-12-31", year - 1)), day(&format!("{year}-12-31")));
        assert_eq!(calendar.between(eve, last), count, "{year}");
        let walked = eve.iter_days().skip(1).take_while(|date| *date <= last);
        assert_eq!(
            walked.filter(|date| calendar.is_working_day(*date)).count() as i64,
            count,
            "{year}"
        );
    }
}

#[test]
fn known_due_dates() {
    let calendar = Calendar::state_council();
    for (from, days, due) in [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2025-09-26", 10, "2025-10-16"),
        ("2025-12-30", 3, "2026-01-05"),
        ("2026-04-29", 20, "2026-05-29"),
    ] {
        let expected = Due {
            date: day(due),
            provisional: false,
        };
        assert_eq!(calendar.add(day(from), WorkingDays(days)), expected, "{from} + {days}");
        assert_eq!(calendar.between(day(from), day(due)), i64::from(days));
    }
}

#[test]
fn new_years_eve_of_2024_is_a_working_day_and_make_up_days_are_too() {
    let calendar = Calendar::state_council();
    assert!(calendar.is_working_day(day("2024-02-09")));
    assert!(
        calendar.is_working_day(day("2024-02-04")),
        "a Sunday worked for the Spring Festival"
    );
    assert!(!calendar.is_working_day(day("2024-02-12")), "a Monday off");
    assert!(!calendar.is_working_day(day("2022-12-31")), "from the notice of 2023");
}

#[test]
fn zero_days_end_on_day_zero() {
    let calendar = Calendar::state_council();
    for date in [day("2026-02-13"), day("2026-02-17"), day("2031-05-01")] {
        let same = Due {
            date,
            provisional: false,
        };
        assert_eq!(calendar.add(date, WorkingDays(0)), same);
        assert_eq!(calendar.due(date, Limit::calendar(0)), same);
        assert_eq!(calendar.before(date, WorkingDays(0)), date);
        assert_eq!(calendar.between(date, date), 0);
    }
}

#[test]
fn a_year_without_a_notice_has_weekends_and_fixed_festivals_only_and_is_provisional() {
    let calendar = Calendar::state_council();
    for off in [
        "2027-01-01",
        "2027-05-01",
        "2028-05-02",
        "2029-10-01",
        "2029-10-02",
        "2029-10-03",
        "2027-01-02",
    ] {
        assert!(!calendar.is_working_day(day(off)), "{off}");
        assert!(calendar.is_provisional(day(off)));
    }
    assert!(calendar.is_working_day(day("2029-10-04")));
    assert!(
        calendar.is_working_day(day("2027-02-08")),
        "the lunar festival is not guessed"
    );
    assert!(!calendar.is_provisional(day("2026-12-31")));

    let across = calendar.add(day("2026-12-30"), WorkingDays(2));
    assert_eq!(
        across,
        Due {
            date: day("2027-01-04"),
            provisional: true
        }
    );
    assert_eq!(
        calendar.add(day("2026-12-30"), WorkingDays(1)),
        Due {
            date: day("2026-12-31"),
            provisional: false
        }
    );
}

#[test]
fn a_notice_that_comes_later_settles_what_was_provisional() {
    let calendar = Calendar::state_council();
    let arrangement = YearArrangement {
        off: set(&["2027-01-01", "2027-01-04"]),
        work: set(&["2027-01-03"]),
    };
    let later = calendar.with_year(2027, &arrangement).unwrap();
    assert_eq!(
        later.add(day("2026-12-31"), WorkingDays(2)),
        Due {
            date: day("2027-01-05"),
            provisional: false
        }
    );
    assert_eq!(
        calendar.add(day("2026-12-31"), WorkingDays(2)),
        Due {
            date: day("2027-01-05"),
            provisional: true
        }
    );
    assert_eq!(later.add(day("2026-12-31"), WorkingDays(1)).date, day("2027-01-03"));

    let corrected = later
        .with_year(
            2027,
            &YearArrangement {
                off: set(&["2027-01-01"]),
                work: set(&[]),
            },
        )
        .unwrap();
    assert_eq!(corrected.add(day("2026-12-31"), WorkingDays(1)).date, day("2027-01-04"));
    let two_years = |calendar: &Calendar| calendar.between(day("2026-12-31"), day("2028-12-31"));
    let friday_in_october = 1; // not in this notice, so worked
    assert_eq!(two_years(&corrected), two_years(&calendar) + friday_in_october);
}

#[test]
fn an_arrangement_that_contradicts_itself_is_refused() {
    let calendar = Calendar::state_council();
    let both = YearArrangement {
        off: set(&["2027-01-01"]),
        work: set(&["2027-01-01"]),
    };
    assert_eq!(
        calendar.with_year(2027, &both).unwrap_err(),
        ArrangementError::Contradiction(day("2027-01-01"))
    );
    let stray = YearArrangement {
        off: set(&["2026-12-31"]),
        work: set(&[]),
    };
    let error = ArrangementError::OtherYear {
        date: day("2026-12-31"),
        year: 2027,
    };
    assert_eq!(calendar.with_year(2027, &stray).unwrap_err(), error);
}

#[test]
fn calendar_days_that_end_on_a_day_off_end_on_the_next_working_day() {
    let calendar = Calendar::state_council();
    let due = |from, days| calendar.due(day(from), Limit::calendar(days));
    assert_eq!(
        due("2026-09-01", 30),
        Due {
            date: day("2026-10-08"),
            provisional: false
        },
        "1 October, and seven days off"
    );
    assert_eq!(
        due("2026-03-02", 10),
        Due {
            date: day("2026-03-12"),
            provisional: false
        },
        "a Thursday stays"
    );
    assert_eq!(
        due("2026-12-01", 31),
        Due {
            date: day("2027-01-04"),
            provisional: true
        }
    );
    assert_eq!(
        calendar.due(day("2026-02-13"), Limit::working(5)).date,
        day("2026-02-27")
    );
}

#[test]
fn counting_back_mirrors_counting_forward() {
    let calendar = Calendar::state_council();
    assert_eq!(calendar.before(day("2026-02-27"), WorkingDays(4)), day("2026-02-14"));
    assert_eq!(
        calendar.before(day("2026-02-17"), WorkingDays(1)),
        day("2026-02-14"),
        "from a day off"
    );
}

#[test]
fn the_ends_of_time_saturate() {
    let calendar = Calendar::state_council();
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    let end = Due {
        date: last,
        provisional: true,
    };
    assert_eq!(calendar.add(last, WorkingDays(1)), end);
    assert_eq!(calendar.add(day("2026-01-05"), WorkingDays(u32::MAX)), end);
    assert_eq!(calendar.due(last, Limit::calendar(1)), end);
    assert_eq!(calendar.due(day("2026-01-05"), Limit::calendar(u32::MAX)), end);
    assert_eq!(calendar.before(first, WorkingDays(1)), first);
    assert_eq!(calendar.before(day("2026-01-05"), WorkingDays(u32::MAX)), first);
    assert_eq!(calendar.on_or_after(last).date, last);
    assert!(calendar.between(first, last) > 0);
}
