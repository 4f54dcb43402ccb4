//! The laws of counting, against plain walking: on the calendar that ships, and on made-up ones with years loaded and divisions' days.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    let near = (day("2018-06-01").num_days_from_ce()..day("2029-06-01").num_days_from_ce()).boxed();
    let far = (NaiveDate::MIN.num_days_from_ce()..=NaiveDate::MAX.num_days_from_ce()).boxed();
    prop_oneof![4 => near, 1 => far].prop_map(|n| NaiveDate::from_num_days_from_ce_opt(n).unwrap())
}

fn near_date() -> impl Strategy<Value = NaiveDate> {
    (0_u64..4000).prop_map(|n| day("2018-06-01") + Days::new(n))
}

/// Some days of a year.
fn days_of(year: i32) -> impl Strategy<Value = BTreeSet<NaiveDate>> {
    btree_set(1_u32..=365, 0..12).prop_map(move |days| {
        let date = |day| NaiveDate::from_yo_opt(year, day).unwrap();
        days.into_iter().map(date).collect()
    })
}

/// A year, known to the program or not, and a notice for it: any days may be off, any others worked.
fn any_year() -> impl Strategy<Value = (i32, YearArrangement)> {
    (2018..2029_i32).prop_flat_map(|year| {
        let arrangement = (days_of(year), days_of(year)).prop_map(|(off, work)| YearArrangement {
            work: work.difference(&off).copied().collect(),
            off,
        });
        (Just(year), arrangement)
    })
}

fn any_rules() -> impl Strategy<Value = DivisionRules> {
    any_year().prop_map(|(_, YearArrangement { off, work })| DivisionRules {
        off,
        work,
        office_hours: None,
    })
}

/// The calendar that ships, with up to three years loaded, and the days of up to two divisions around a place.
fn any_calendar() -> impl Strategy<Value = Calendar> {
    (vec(any_year(), 0..3), vec(any_rules(), 0..2)).prop_map(|(years, divisions)| {
        let loaded = years
            .iter()
            .fold(Calendar::state_council(), |calendar, (year, arrangement)| {
                calendar.with_year(*year, arrangement).unwrap()
            });
        divisions
            .iter()
            .fold(loaded, |calendar, rules| calendar.with_rules(rules))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn add_agrees_with_walking(calendar in any_calendar(), from in near_date(), n in 1_u32..90) {
        let walked = from.iter_days().skip(1).filter(|date| calendar.is_working_day(*date)).nth(n as usize - 1).unwrap();
        let due = calendar.add(from, WorkingDays(n));
        prop_assert_eq!(due.date, walked);
        let provisional = from.iter_days().skip(1).take_while(|date| *date <= walked).any(|date| calendar.is_provisional(date));
        prop_assert_eq!(due.provisional, provisional);
    }

    #[test]
    fn between_undoes_add(calendar in any_calendar(), from in any_date(), n in 1_u32..2000) {
        let due = calendar.add(from, WorkingDays(n)).date;
        if due < NaiveDate::MAX {
            prop_assert_eq!(calendar.between(from, due), i64::from(n));
            prop_assert!(calendar.is_working_day(due));
            prop_assert_eq!(calendar.between(from, due.pred_opt().unwrap()), i64::from(n) - 1);
        }
    }

    #[test]
    fn add_undoes_between(calendar in any_calendar(), from in any_date(), to in any_date()) {
        prop_assert_eq!(calendar.between(from, to), -calendar.between(to, from));
        if from < to && calendar.is_working_day(to) {
            let n = u32::try_from(calendar.between(from, to)).unwrap();
            prop_assert_eq!(calendar.add(from, WorkingDays(n)).date, to);
        }
    }

    #[test]
    fn add_is_monotone(calendar in any_calendar(), a in any_date(), b in any_date(), n in 0_u32..400, m in 0_u32..400) {
        let (early, late) = (a.min(b), a.max(b));
        prop_assert!(calendar.add(early, WorkingDays(n)).date <= calendar.add(late, WorkingDays(n)).date);
        prop_assert!(calendar.add(a, WorkingDays(n.min(m))).date <= calendar.add(a, WorkingDays(n.max(m))).date);
    }

    #[test]
    fn adding_twice_is_adding_the_sum(calendar in any_calendar(), from in any_date(), n in 0_u32..400, m in 0_u32..400) {
        let step = calendar.add(from, WorkingDays(n)).date;
        prop_assert_eq!(calendar.add(step, WorkingDays(m)).date, calendar.add(from, WorkingDays(n + m)).date);
    }

    #[test]
    fn before_agrees_with_walking_back(calendar in any_calendar(), date in near_date(), n in 1_u32..90) {
        let back = std::iter::successors(date.pred_opt(), NaiveDate::pred_opt);
        let walked = back.filter(|day| calendar.is_working_day(*day)).nth(n as usize - 1).unwrap();
        prop_assert_eq!(calendar.before(date, WorkingDays(n)), walked);
    }

    #[test]
    fn a_calendar_limit_ends_on_the_first_working_day_from_its_last_day(calendar in any_calendar(), from in any_date(), n in 1_u32..4000) {
        if let Some(end) = from.checked_add_days(Days::new(u64::from(n))).filter(|end| *end < day("+262000-01-01")) {
            let due = calendar.due(from, Limit::calendar(n));
            prop_assert!(due.date >= end && calendar.is_working_day(due.date));
            prop_assert!(end.iter_days().take_while(|date| *date < due.date).all(|date| !calendar.is_working_day(date)));
            let provisional = end.iter_days().take_while(|date| *date <= due.date).any(|date| calendar.is_provisional(date));
            prop_assert_eq!(due.provisional, provisional);
        }
    }

    #[test]
    fn a_plain_year_is_the_same_computed_directly(date in any_date()) {
        let calendar = Calendar::without_notices();
        let weekend = date.weekday().num_days_from_monday() >= 5;
        let festival = matches!((date.month(), date.day()), (1, 1) | (5, 1 | 2) | (10, 1..=3));
        prop_assert_eq!(calendar.is_working_day(date), !weekend && !festival);
    }

    #[test]
    fn a_loaded_year_is_what_it_says(calendar in any_calendar(), (year, arrangement) in any_year()) {
        let loaded = calendar.with_year(year, &arrangement).unwrap();
        for day in 1..=365 {
            let date = NaiveDate::from_yo_opt(year, day).unwrap();
            let weekend = date.weekday().num_days_from_monday() >= 5;
            let working = arrangement.work.contains(&date) || !weekend && !arrangement.off.contains(&date);
            prop_assert_eq!(loaded.is_working_day(date), working, "{}", date);
            prop_assert!(!loaded.is_provisional(date));
        }
    }

    #[test]
    fn loading_a_year_and_what_it_was_before_changes_nothing(
        (year, first) in any_year(), second in any_year(), from in near_date(), n in 0_u32..400,
    ) {
        let before = Calendar::state_council().with_year(year, &first).unwrap();
        let other = YearArrangement { off: second.1.off.iter().filter_map(|date| date.with_year(year)).collect(), work: BTreeSet::new() };
        let after = before.with_year(year, &other).unwrap().with_year(year, &first).unwrap();
        prop_assert_eq!(after.add(from, WorkingDays(n)), before.add(from, WorkingDays(n)));
        prop_assert_eq!(after.before(from, WorkingDays(n)), before.before(from, WorkingDays(n)));
    }

    #[test]
    fn a_year_touches_no_other(calendar in any_calendar(), (year, arrangement) in any_year(), from in near_date(), to in near_date()) {
        let loaded = calendar.with_year(year, &arrangement).unwrap();
        let (first, last) = (from.min(to), from.max(to));
        if last.year() < year || first.year() > year {
            prop_assert_eq!(loaded.between(first, last), calendar.between(first, last));
        }
    }

    #[test]
    fn a_division_adds_its_days_and_nothing_else(calendar in any_calendar(), rules in any_rules(), date in near_date()) {
        let local = calendar.with_rules(&rules);
        let working = rules.work.contains(&date) || !rules.off.contains(&date) && calendar.is_working_day(date);
        prop_assert_eq!(local.is_working_day(date), working);
        prop_assert_eq!(local.is_provisional(date), calendar.is_provisional(date));
        prop_assert_eq!(&local.with_rules(&rules).between(day("2018-01-01"), day("2030-12-31")), &local.between(day("2018-01-01"), day("2030-12-31")));
    }
}
