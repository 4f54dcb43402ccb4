//! Extensions (art. 42): once, in time, by what the law allows.

use super::super::*;
use super::clock::{dates, due, review, ten_of_twenty};
use super::ledger::{COUNTED, ledger, row, rows};
use super::story::*;
use crate::calendar::Limit;

pub(super) const EXTEND: Command = Command::Extend { limit: None };

const GRANTED: Why = Why::Counted { limit: 1, beside: None };

/// Art. 42: once, before the due date has passed, 10 working days at most.
#[test]
fn the_limits_are_extended_once_and_in_time() {
    let story = Story::accepted(ten_of_twenty());
    assert_eq!(due(&story), dates("2026-03-16", "2026-03-30"));
    let extended = story.clone().on("2026-03-16").then(EXTEND);
    assert_eq!(
        due(&extended),
        dates("2026-03-30", "2026-04-14"),
        "over Tomb-sweeping Day"
    );
    assert_eq!(extended.refusal(EXTEND), Refusal::ExtendedBefore);
    let entries = [
        row("2026-03-02", "2026-03-02", 0, Why::DayZero),
        row("2026-03-03", "2026-03-16", 10, COUNTED),
        row("2026-03-17", "2026-03-30", 10, GRANTED),
    ];
    assert_eq!(rows(&ledger(&extended).promise), entries);
    let shorter = story.clone().then(Command::Extend {
        limit: Some(Limit::working(3)),
    });
    assert_eq!(due(&shorter), dates("2026-03-19", "2026-04-02"));
    let last_day = story.clone().at_end_of("2026-03-30").then(EXTEND);
    assert_eq!(due(&last_day).1, "2026-04-14");
    let late = story.at_start_of("2026-03-31");
    assert_eq!(late.refusal(EXTEND), Refusal::TooLate { on: day("2026-03-30") });
}

#[test]
fn an_extension_is_no_longer_than_the_law_allows_and_only_where_it_does() {
    let story = Story::accepted(ten_of_twenty());
    let most = Some(Limit::working(10));
    for limit in [Limit::working(11), Limit::calendar(5), Limit::working(0)] {
        let asked = Command::Extend { limit: Some(limit) };
        assert_eq!(story.refusal(asked), Refusal::ExtensionNotAllowed { most });
    }
    let no_licence = Story::accepted(Rules {
        extension: None,
        ..ten_of_twenty()
    });
    assert_eq!(no_licence.refusal(EXTEND), Refusal::ExtensionNotAllowed { most: None });
    let status = Status::Submitted;
    assert_eq!(
        Story::submitted(ten_of_twenty()).refusal(EXTEND),
        Refusal::WrongState { status }
    );
    assert_eq!(
        Story::submitted(ten_of_twenty()).refusal(review("2026-03-20")),
        Refusal::WrongState { status }
    );
}

#[test]
fn an_extension_during_a_special_procedure_moves_what_is_planned() {
    let story = Story::accepted(ten_of_twenty())
        .then(review("2026-03-06"))
        .on("2026-03-05")
        .then(EXTEND);
    assert_eq!(story.status(), Status::Suspended);
    assert_eq!(due(&story), dates("2026-04-03", "2026-04-20"));
    let back = story.then(Command::EndSuspension);
    assert_eq!(due(&back), dates("2026-04-02", "2026-04-17"));
}
