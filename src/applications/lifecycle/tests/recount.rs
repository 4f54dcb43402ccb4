//! A calendar that is known better: every limit that runs is counted again (art. 82).

use std::collections::BTreeSet;

use super::super::*;
use super::story::*;
use crate::calendar::{Calendar, YearArrangement};

/// From now on 2026 has that one day off, and no other but weekends.
fn with_day_off(mut story: Story, date: &str) -> Story {
    let arrangement = YearArrangement {
        off: BTreeSet::from([day(date)]),
        work: BTreeSet::new(),
    };
    story.rules.calendar = Calendar::state_council().with_year(2026, &arrangement).unwrap();
    story
}

fn dues(story: &Story) -> Vec<Option<chrono::NaiveDate>> {
    story.case.active_tasks().map(|task| task.due_on).collect()
}

#[test]
fn what_is_right_already_does_not_change() {
    for story in [
        Story::drafted(Rules::licence()),
        Story::submitted(Rules::licence()),
        Story::noticed(Rules::licence()),
        Story::accepted(Rules::licence()),
        Story::approved(Rules::licence()),
    ] {
        assert_eq!(
            story.refusal(Command::Reproject),
            Refusal::Stale,
            "{:?}",
            story.status()
        );
    }
}

#[test]
fn the_five_days_of_a_receipt_are_counted_again() {
    let story = with_day_off(Story::submitted(Rules::licence()), "2026-03-04").then(Command::Reproject);
    assert_eq!(dues(&story), [Some(day("2026-03-10"))]);
    assert_eq!(story.refusal(Command::Reproject), Refusal::Stale);
}

#[test]
fn the_due_dates_of_what_is_accepted_are_counted_again() {
    let story = with_day_off(Story::accepted(Rules::licence()), "2026-03-04").then(Command::Reproject);
    assert_eq!(story.acceptance().dates.promised_due_on, day("2026-03-10"));
    assert_eq!(story.refusal(Command::Reproject), Refusal::Stale);
}

/// Art. 44: ten working days.
#[test]
fn the_days_for_making_a_certificate_are_counted_again() {
    let story = Story::approved(Rules {
        statutory_limit: None,
        ..Rules::licence()
    });
    assert_eq!(dues(&story), [Some(day("2026-03-16"))]);
    let story = with_day_off(story, "2026-03-11").then(Command::Reproject);
    assert_eq!(dues(&story), [Some(day("2026-03-17"))]);
}

#[test]
fn the_day_that_an_applicant_was_told_in_writing_stays() {
    let story = with_day_off(Story::noticed(Rules::licence()), "2026-03-04");
    assert_eq!(story.refusal(Command::Reproject), Refusal::Stale);
}
