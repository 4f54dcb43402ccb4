//! The laws of counting, against plain walking.

use chrono::{Datelike, Days, NaiveDate};
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn add_agrees_with_walking(from in near_date(), n in 1_u32..90) {
        let calendar = Calendar::state_council();
        let walked = from.iter_days().skip(1).filter(|date| calendar.is_working_day(*date)).nth(n as usize - 1).unwrap();
        let due = calendar.add(from, WorkingDays(n));
        prop_assert_eq!(due.date, walked);
        let provisional = from.iter_days().skip(1).take_while(|date| *date <= walked).any(|date| calendar.is_provisional(date));
        prop_assert_eq!(due.provisional, provisional);
    }

    #[test]
    fn between_undoes_add(from in any_date(), n in 1_u32..2000) {
        let calendar = Calendar::state_council();
        let due = calendar.add(from, WorkingDays(n)).date;
        if due < NaiveDate::MAX {
            prop_assert_eq!(calendar.between(from, due), i64::from(n));
            prop_assert!(calendar.is_working_day(due));
            prop_assert_eq!(calendar.between(from, due.pred_opt().unwrap()), i64::from(n) - 1);
        }
    }

    #[test]
    fn add_undoes_between(from in any_date(), to in any_date()) {
        let calendar = Calendar::state_council();
        prop_assert_eq!(calendar.between(from, to), -calendar.between(to, from));
        if from < to && calendar.is_working_day(to) {
            let n = u32::try_from(calendar.between(from, to)).unwrap();
            prop_assert_eq!(calendar.add(from, WorkingDays(n)).date, to);
        }
    }

    #[test]
    fn add_is_monotone(a in any_date(), b in any_date(), n in 0_u32..400, m in 0_u32..400) {
        let calendar = Calendar::state_council();
        let (early, late) = (a.min(b), a.max(b));
        prop_assert!(calendar.add(early, WorkingDays(n)).date <= calendar.add(late, WorkingDays(n)).date);
        prop_assert!(calendar.add(a, WorkingDays(n.min(m))).date <= calendar.add(a, WorkingDays(n.max(m))).date);
    }

    #[test]
    fn adding_twice_is_adding_the_sum(from in any_date(), n in 0_u32..400, m in 0_u32..400) {
        let calendar = Calendar::state_council();
        let step = calendar.add(from, WorkingDays(n)).date;
        prop_assert_eq!(calendar.add(step, WorkingDays(m)).date, calendar.add(from, WorkingDays(n + m)).date);
    }

    #[test]
    fn before_agrees_with_walking_back(date in near_date(), n in 1_u32..90) {
        let calendar = Calendar::state_council();
        let back = std::iter::successors(date.pred_opt(), NaiveDate::pred_opt);
        let walked = back.filter(|day| calendar.is_working_day(*day)).nth(n as usize - 1).unwrap();
        prop_assert_eq!(calendar.before(date, WorkingDays(n)), walked);
    }

    #[test]
    fn a_calendar_limit_ends_on_the_first_working_day_from_its_last_day(from in any_date(), n in 1_u32..4000) {
        let calendar = Calendar::state_council();
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
}
