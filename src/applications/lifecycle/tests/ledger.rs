//! The ledger that explains the due dates (arts. 42, 45, 82; Civil Code arts. 201, 203).

use proptest::prelude::*;

use super::super::*;
use super::clock::{accepted_on, dates, due, review, suspend, ten_of_twenty, visit};
use super::extension::EXTEND;
use super::story::*;
use crate::calendar::Limit;
use crate::codes::SpecialProcedure;

pub(super) fn ledger(story: &Story) -> Ledger {
    let rules = &story.rules;
    let (promised, statutory) = (rules.promised_limit, rules.statutory_limit);
    Ledger::of(story.acceptance(), &rules.calendar, promised, statutory)
}

pub(super) fn rows(account: &Account) -> Vec<(String, String, u32, Why)> {
    let row = |entry: &Entry| (entry.from.to_string(), entry.to.to_string(), entry.counted, entry.why);
    account.entries.iter().map(row).collect()
}

pub(super) fn row(from: &str, to: &str, counted: u32, why: Why) -> (String, String, u32, Why) {
    (from.to_owned(), to.to_owned(), counted, why)
}

pub(super) const COUNTED: Why = Why::Counted { limit: 0, beside: None };

fn left_out(suspension: usize) -> Why {
    Why::LeftOut { suspension }
}

/// Arts. 42, 45, 82 over the Spring Festival of 2026: 15–23 February off, the 14th and the 28th worked.
#[test]
fn two_special_procedures_over_the_spring_festival() {
    let story = accepted_on(ten_of_twenty(), "2026-02-02");
    assert_eq!(due(&story), dates("2026-02-14", "2026-03-06"));
    let story = story
        .on("2026-02-06")
        .then(suspend(SpecialProcedure::Appraisal, "2026-02-13"));
    assert_eq!(due(&story), dates("2026-02-28", "2026-03-13"));
    let story = story
        .at_start_of("2026-02-14")
        .then(Command::SuspensionOver)
        .on("2026-02-25")
        .then(review("2026-03-06"));
    assert_eq!(due(&story), dates("2026-03-11", "2026-03-25"));
    let Ledger { promise, statute } = ledger(&story);
    let until_the_second = [
        row("2026-02-02", "2026-02-02", 0, Why::DayZero),
        row("2026-02-03", "2026-02-06", 4, COUNTED),
        row("2026-02-07", "2026-02-13", 0, left_out(0)),
        row("2026-02-14", "2026-02-25", 3, COUNTED),
        row("2026-02-26", "2026-03-06", 0, left_out(1)),
    ];
    let promised = [row("2026-03-07", "2026-03-11", 3, COUNTED)];
    let lawful = [row("2026-03-07", "2026-03-25", 13, COUNTED)];
    assert_eq!(rows(&promise), [&until_the_second[..], &promised].concat());
    assert_eq!(rows(&statute.unwrap()), [&until_the_second[..], &lawful].concat());
}

/// A promise in other days than the law's: the ledger shows both ways, and the earlier end holds.
#[test]
fn the_law_caps_the_promise() {
    let story = Story::accepted(Rules {
        statutory_limit: Some(Limit::calendar(10)),
        ..ten_of_twenty()
    });
    assert_eq!(due(&story), dates("2026-03-12", "2026-03-12"));
    let Ledger { promise, statute } = ledger(&story);
    assert_eq!(promise.ends.date, day("2026-03-16"));
    assert_eq!((promise.total(), statute.unwrap().total()), (10, 10));
}

/// Civil Code art. 203.
#[test]
fn the_ledger_shows_an_end_moved_to_a_working_day() {
    let story = Story::accepted(Rules {
        statutory_limit: None,
        promised_limit: Limit::calendar(5),
        ..Rules::licence()
    })
    .then(visit("2026-03-05"));
    let entries = [
        row("2026-03-02", "2026-03-02", 0, Why::DayZero),
        row(
            "2026-03-03",
            "2026-03-05",
            3,
            Why::Counted {
                limit: 0,
                beside: Some(0),
            },
        ),
        row("2026-03-06", "2026-03-07", 2, COUNTED),
        row("2026-03-08", "2026-03-09", 0, Why::MovedToWorkingDay),
    ];
    assert_eq!(rows(&ledger(&story).promise), entries);
}

fn any_limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        (1_u32..30).prop_map(Limit::working),
        (1_u32..45).prop_map(Limit::calendar)
    ]
}

/// What may happen to the clock on a day: how many days later, and what.
fn any_turn() -> impl Strategy<Value = (u64, Command)> {
    let kind = prop_oneof![
        Just(SpecialProcedure::Hearing),
        Just(SpecialProcedure::ExpertReview),
        Just(SpecialProcedure::SiteVisit)
    ];
    // `until` is counted from the day of the turn, and made a date there.
    let ahead = (0_u64..25).prop_map(|days| day("2000-01-01") + chrono::Days::new(days));
    let command = prop_oneof![
        4 => (kind, ahead.clone()).prop_map(|(kind, until)| suspend(kind, &until.to_string())),
        2 => ahead.prop_map(|until| Command::Prolong { until }),
        2 => Just(Command::EndSuspension),
        1 => Just(Command::SuspensionOver),
        1 => Just(EXTEND),
        1 => Just(Command::IssueCards),
    ];
    (0_u64..12, command)
}

/// A command whose date is counted from a day.
fn from_day(command: Command, today: chrono::NaiveDate) -> Command {
    let counted = |until: chrono::NaiveDate| today + (until - day("2000-01-01"));
    match command {
        Command::Suspend { kind, basis, until } => Command::Suspend {
            kind,
            basis,
            until: counted(until),
        },
        Command::Prolong { until } => Command::Prolong { until: counted(until) },
        other => other,
    }
}

fn assert_adds_up(account: &Account) {
    let limits: u32 = account.limits.iter().map(|limit| limit.days).sum();
    assert_eq!(account.total(), limits);
    let mut at = account.entries[0].to;
    for entry in &account.entries[1..] {
        assert_eq!(Some(entry.from), at.succ_opt());
        assert!(entry.from <= entry.to);
        at = entry.to;
    }
    assert_eq!(at, account.ends.date);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Whatever suspends, prolongs, ends and extends: the ledger adds up, leads to the dates that are kept, and no date that has passed moves.
    #[test]
    fn the_ledger_always_adds_up_to_the_due_dates(
        promised_limit in any_limit(),
        statutory_limit in prop::option::of(any_limit()),
        start in 0_u64..40,
        turns in prop::collection::vec(any_turn(), 0..8),
    ) {
        let rules = Rules { promised_limit, statutory_limit, ..Rules::licence() };
        let first = day("2026-01-20") + chrono::Days::new(start);
        let mut story = accepted_on(rules, &first.to_string());
        let mut today = first;
        for (later, command) in turns {
            today = today + chrono::Days::new(later);
            story = story.on(&today.to_string());
            let before = story.acceptance().dates;
            if let Ok(events) = story.decide(from_day(command, today)) {
                story.append(&events);
            }
            let after = story.acceptance();
            if before.promised_due_on < today {
                prop_assert_eq!(after.dates.promised_due_on, before.promised_due_on);
            }
            if let Some(passed) = before.statutory_due_on.filter(|due_on| *due_on < today) {
                prop_assert_eq!(after.dates.statutory_due_on, Some(passed));
            }
            let Ledger { promise, statute } = ledger(&story);
            assert_adds_up(&promise);
            let law = statute.as_ref().map(|account| account.ends.date);
            statute.iter().for_each(assert_adds_up);
            prop_assert_eq!(after.dates.statutory_due_on, law);
            prop_assert_eq!(after.dates.promised_due_on, law.map_or(promise.ends.date, |law| law.min(promise.ends.date)));
            prop_assert!(after.dates.yellow_on <= after.dates.promised_due_on);
        }
    }
}
