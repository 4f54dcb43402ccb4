//! Office hours: what comes after closing or on a day off counts as received on the next working day (Civil Code art. 203).

use chrono::Duration;

use super::super::*;
use super::story::*;
use crate::calendar::{Calendar, DivisionRules, OfficeHours};

/// A licence of a place whose offices close at five.
fn until_five() -> Rules {
    let time = |text: &str| text.parse().unwrap();
    let rules = DivisionRules {
        office_hours: Some(OfficeHours {
            opens: time("09:00"),
            closes: time("17:00"),
        }),
        ..DivisionRules::default()
    };
    Rules {
        calendar: Calendar::state_council().with_rules(&rules),
        ..Rules::licence()
    }
}

/// Goes on at six in the evening of a day.
fn in_the_evening(mut story: Story, date: &str) -> Story {
    story.now = ten_o_clock(day(date)) + Duration::hours(8);
    story
}

#[test]
fn what_arrives_after_closing_on_friday_is_received_on_monday() {
    let story = in_the_evening(Story::drafted(until_five()), "2026-03-06").then(Command::Submit);
    assert_eq!(story.case.phase.receipt().unwrap().received_on, day("2026-03-09"));
    assert_eq!(
        story.case.tasks[0].due_on,
        Some(day("2026-03-16")),
        "five working days from Monday"
    );
    let story = story.at_start_of("2026-03-17").then(Command::DeemAccepted);
    assert_eq!(story.acceptance().accepted_on, day("2026-03-09"));
}

#[test]
fn what_arrives_while_the_office_is_open_is_received_that_day() {
    let story = Story::drafted(until_five()).on("2026-03-06").then(Command::Submit);
    assert_eq!(story.case.phase.receipt().unwrap().received_on, day("2026-03-06"));
}

/// The whole of the last day stays the applicant's: an electronic office takes what comes until midnight, and counts it from the next day.
#[test]
fn a_supplement_in_the_evening_of_its_last_day_is_in_time_and_arrives_the_next_working_day() {
    let story = Story::noticed(until_five());
    assert_eq!(
        story
            .case
            .phase
            .receipt()
            .unwrap()
            .supplement
            .as_ref()
            .unwrap()
            .answer_by,
        day("2026-03-16")
    );
    let story = in_the_evening(story, "2026-03-16").then(supply(&["photo", "plan"]));
    let story = story.at_start_of("2026-03-25").then(Command::DeemAccepted);
    assert_eq!(story.acceptance().accepted_on, day("2026-03-17"));
}

#[test]
fn who_accepts_before_a_supplement_counts_as_received_accepts_that_day() {
    let story = in_the_evening(Story::noticed(until_five()), "2026-03-13").then(supply(&["photo", "plan"]));
    assert_eq!(story.finish(how("accept")).acceptance().accepted_on, day("2026-03-13"));
}
