//! Local festivals and office hours.

use super::day;
use crate::calendar::*;
use crate::codes::DivisionCode;

/// Guangxi has the third of the third lunar month (广西三月三) off, Nanning in it works a Sunday, and an autonomous county keeps hours.
const RULES: &str = r#"{
    "450000": {"off": ["2026-04-20", "2026-04-21", "2027-04-08", "2027-04-09"]},
    "450100": {"work": ["2026-04-19"], "office_hours": {"opens": "09:00", "closes": "17:30"}},
    "450123": {"office_hours": {"opens": "08:30:00", "closes": "16:00:00"}}
}"#;

fn places(rules: &str) -> Places {
    Divisions::parse(rules).unwrap().places(Calendar::state_council())
}

fn of(place: &str) -> Calendar {
    let place: DivisionCode = place.parse().unwrap();
    places(RULES).of(&place).clone()
}

fn received(place: &str, at: &str) -> chrono::NaiveDate {
    of(place).received_on(at.parse().unwrap())
}

#[test]
fn a_festival_of_a_region_is_off_for_everything_within_it_and_nowhere_else() {
    for place in ["450000", "450300", "450302001000"] {
        assert_eq!(
            of(place).add(day("2026-04-17"), WorkingDays(2)).date,
            day("2026-04-23"),
            "{place}"
        );
    }
    for elsewhere in ["440100", "000000", "510000"] {
        assert_eq!(
            of(elsewhere).add(day("2026-04-17"), WorkingDays(2)).date,
            day("2026-04-21")
        );
    }
}

#[test]
fn an_inner_division_adds_to_the_outer_and_is_right_where_they_differ() {
    let nanning = of("450103");
    assert!(nanning.is_working_day(day("2026-04-19")), "its own Sunday");
    assert!(!nanning.is_working_day(day("2026-04-20")), "the region's festival");
    let inner = r#"{"450000": {"off": ["2026-04-20"]}, "450100": {"work": ["2026-04-20"]}}"#;
    let places = places(inner);
    let working = |place: &str| places.of(&place.parse().unwrap()).is_working_day(day("2026-04-20"));
    assert!(working("450100") && working("450102") && !working("450200"));
}

#[test]
fn a_festival_of_a_year_without_a_notice_counts_and_the_year_stays_provisional() {
    let guangxi = of("450000");
    let due = guangxi.add(day("2027-04-07"), WorkingDays(1));
    assert_eq!((due.date, due.provisional), (day("2027-04-12"), true));
    let national = Calendar::state_council();
    let year = |calendar: &Calendar| calendar.between(day("2026-12-31"), day("2027-12-31"));
    assert_eq!(year(&guangxi), year(&national) - 2);
    let later = |calendar: &Calendar| calendar.between(day("2027-12-31"), day("2031-12-31"));
    assert_eq!(later(&guangxi), later(&national), "years after it are as they were");
}

/// Civil Code art. 203: where there are hours of business, a day ends with them.
#[test]
fn with_office_hours_what_comes_after_closing_or_on_a_day_off_is_received_on_the_next_working_day() {
    // 2026-03-06 is a Friday; 17:30 in Shanghai is 09:30 UTC.
    assert_eq!(
        received("450102", "2026-03-05T16:00:00Z"),
        day("2026-03-06"),
        "before opening"
    );
    assert_eq!(received("450102", "2026-03-06T09:29:59Z"), day("2026-03-06"));
    assert_eq!(
        received("450102", "2026-03-06T09:30:00Z"),
        day("2026-03-09"),
        "as it closes"
    );
    assert_eq!(
        received("450102", "2026-03-07T04:00:00Z"),
        day("2026-03-09"),
        "on Saturday"
    );
    assert_eq!(
        received("450123", "2026-03-06T08:00:00Z"),
        day("2026-03-09"),
        "the county closes at four"
    );
    assert_eq!(
        received("450102", "2026-04-18T04:00:00Z"),
        day("2026-04-19"),
        "the Sunday it works"
    );
}

#[test]
fn without_office_hours_any_time_of_any_day_counts() {
    assert_eq!(received("450000", "2026-03-06T15:59:59Z"), day("2026-03-06"));
    assert_eq!(received("450000", "2026-03-07T04:00:00Z"), day("2026-03-07"));
    assert_eq!(of("450000").office_hours(), None);
}

#[test]
fn rules_that_cannot_be_meant_are_refused_and_say_where() {
    for (text, said) in [
        (
            r#"{"450000": {"off": ["2026-04-20"], "work": ["2026-04-20"]}}"#,
            "450000: 2026-04-20 is listed both",
        ),
        (r#"{"450000": {}, "450000": {}}"#, "450000 is listed twice"),
        (
            r#"{"450000": {"office_hours": {"opens": "17:00", "closes": "09:00"}}}"#,
            "450000: its offices close at 09:00:00",
        ),
        (r#"{"45": {}}"#, "line 1"),
        (r#"{"450000": {"holidays": []}}"#, "holidays"),
        (r#"{"450000": {"off": ["2026-02-30"]}}"#, "line 1"),
        ("[]", "an object"),
    ] {
        let refusal = Divisions::parse(text).unwrap_err().to_string();
        assert!(refusal.contains(said), "{text}: {refusal}");
    }
}
