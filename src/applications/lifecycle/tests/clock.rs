//! The statutory clock: special procedures (art. 45), extensions (art. 42), and the ledger that explains the due dates.

use proptest::prelude::*;

use super::super::*;
use super::story::*;
use crate::calendar::Limit;
use crate::catalogue::document::SpecialProcedureRule;
use crate::clock::start_of;
use crate::codes::SpecialProcedure;

const ARTICLE_45: &str = "《中华人民共和国行政许可法》第四十五条";

fn suspend(kind: SpecialProcedure, until: &str) -> Command {
    Command::Suspend {
        kind,
        basis: kind.is_left_out_by_law().then(|| ARTICLE_45.to_owned()),
        until: day(until),
    }
}

fn review(until: &str) -> Command {
    suspend(SpecialProcedure::ExpertReview, until)
}

fn visit(until: &str) -> Command {
    suspend(SpecialProcedure::SiteVisit, until)
}

fn prolong(until: &str) -> Command {
    Command::Prolong { until: day(until) }
}

const EXTEND: Command = Command::Extend { limit: None };

/// 10 working days promised of 20.
fn ten_of_twenty() -> Rules {
    Rules {
        promised_limit: Limit::working(10),
        ..Rules::licence()
    }
}

fn accepted_on(rules: Rules, on: &str) -> Story {
    Story::drafted(rules).on(on).then(Command::Submit).finish(how("accept"))
}

/// Promised, by law.
fn due(story: &Story) -> (String, String) {
    let dates = story.acceptance().dates;
    (
        dates.promised_due_on.to_string(),
        dates.statutory_due_on.unwrap().to_string(),
    )
}

fn dates(promised: &str, statutory: &str) -> (String, String) {
    (promised.to_owned(), statutory.to_owned())
}

fn ledger(story: &Story) -> Ledger {
    let rules = &story.rules;
    let (promised, statutory) = (rules.promised_limit, rules.statutory_limit);
    Ledger::of(story.acceptance(), &rules.calendar, promised, statutory)
}

fn rows(account: &Account) -> Vec<(String, String, u32, Why)> {
    let row = |entry: &Entry| (entry.from.to_string(), entry.to.to_string(), entry.counted, entry.why);
    account.entries.iter().map(row).collect()
}

fn row(from: &str, to: &str, counted: u32, why: Why) -> (String, String, u32, Why) {
    (from.to_owned(), to.to_owned(), counted, why)
}

const COUNTED: Why = Why::Counted { limit: 0, beside: None };
const GRANTED: Why = Why::Counted { limit: 1, beside: None };

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

/// Civil Code art. 201: the day of the notice still counts, as the day of acceptance does not yet; the last day does not.
#[test]
fn the_day_of_the_notice_counts_and_the_last_day_does_not() {
    let story = Story::accepted(ten_of_twenty()).on("2026-03-04").then(review("2026-03-05"));
    assert_eq!(story.status(), Status::Suspended);
    assert_eq!(due(&story), dates("2026-03-17", "2026-03-31"), "one day: the 5th");
}

/// Art. 45 names eight; a site visit, a public notice or a rectification is none of them.
#[test]
fn a_kind_without_a_legal_basis_is_recorded_and_stops_nothing() {
    let before = Story::accepted(ten_of_twenty());
    let story = before.clone().on("2026-03-03").then(visit("2026-03-10"));
    assert_eq!((story.status(), due(&story)), (Status::InReview, due(&before)));
    assert_eq!(story.acceptance().suspensions.len(), 1);
    let beside = Why::Counted {
        limit: 0,
        beside: Some(0),
    };
    let entries = [
        row("2026-03-02", "2026-03-02", 0, Why::DayZero),
        row("2026-03-03", "2026-03-03", 1, COUNTED),
        row("2026-03-04", "2026-03-10", 5, beside),
        row("2026-03-11", "2026-03-16", 4, COUNTED),
    ];
    assert_eq!(rows(&ledger(&story).promise), entries);
    let passed = story.finish(how("pass"));
    assert_eq!(passed.open_nodes(), ["approver"], "work goes on meanwhile");
}

#[test]
fn special_procedures_do_not_overlap() {
    for first in [review("2026-03-10"), visit("2026-03-10")] {
        let story = Story::accepted(ten_of_twenty()).then(first).on("2026-03-05");
        let until = day("2026-03-10");
        assert_eq!(story.refusal(review("2026-03-20")), Refusal::SuspensionGoesOn { until });
        assert_eq!(story.refusal(visit("2026-03-20")), Refusal::SuspensionGoesOn { until });
        let next = story.then(Command::EndSuspension).then(review("2026-03-20"));
        assert_eq!(next.acceptance().suspensions.len(), 2);
    }
}

/// Art. 45: nobody decides on what is still being found out.
#[test]
fn nothing_is_decided_meanwhile() {
    let story = Story::accepted(ten_of_twenty()).then(review("2026-03-10"));
    let until = day("2026-03-10");
    assert_eq!(story.not_finished(how("pass")), Refusal::Suspended { until });
    let late = story.at_end_of("2026-03-10");
    assert_eq!(late.not_finished(how("pass")), Refusal::Suspended { until });
}

#[test]
fn it_ends_by_itself_on_its_planned_day() {
    let story = Story::accepted(ten_of_twenty()).then(review("2026-03-10"));
    let rings: Vec<_> = story
        .alarms()
        .into_iter()
        .filter(|alarm| alarm.kind == AlarmKind::SuspensionEnd)
        .collect();
    assert_eq!(rings.iter().map(|alarm| alarm.fire_at).collect::<Vec<_>>(), [
        start_of(day("2026-03-11"))
    ]);
    assert_eq!(story.clone().at_end_of("2026-03-10").refusal(Command::SuspensionOver), Refusal::Stale);
    let planned = due(&story);
    let over = story.clone().at_start_of("2026-03-11").then(Command::SuspensionOver);
    assert_eq!((over.status(), due(&over)), (Status::InReview, planned));
    assert_eq!(over.refusal(Command::SuspensionOver), Refusal::Stale, "once");
    // Nobody has to wait for the timer: what comes first finds it over.
    let before_the_timer = story.clone().at_start_of("2026-03-11").finish(how("pass"));
    assert_eq!(before_the_timer.open_nodes(), ["approver"]);
    assert!(before_the_timer.kinds().contains(&"suspension_ended"));
    let late = story.at_start_of("2026-03-11");
    assert_eq!(late.refusal(prolong("2026-03-20")), Refusal::NotSuspended);
    assert_eq!(late.refusal(Command::EndSuspension), Refusal::NotSuspended);
}

#[test]
fn a_prolongation_is_told_before_the_planned_day_has_passed_and_ends_later() {
    let story = Story::accepted(ten_of_twenty()).then(review("2026-03-10"));
    assert_eq!(due(&story), dates("2026-03-24", "2026-04-08"));
    let story = story.at_end_of("2026-03-10");
    let (after, latest) = (day("2026-03-10"), day("2036-03-17"));
    assert_eq!(story.refusal(prolong("2026-03-10")), Refusal::ImpossibleEnd { after, latest });
    let story = story.then(prolong("2026-03-12"));
    assert_eq!(due(&story), dates("2026-03-26", "2026-04-10"));
    assert_eq!(story.acceptance().suspensions.len(), 1);
    assert_eq!(Story::accepted(ten_of_twenty()).refusal(prolong("2026-03-12")), Refusal::NotSuspended);
}

#[test]
fn ended_early_the_limits_run_again_from_the_next_day() {
    let story = Story::accepted(ten_of_twenty())
        .then(review("2026-03-20"))
        .on("2026-03-04")
        .then(Command::EndSuspension);
    assert_eq!(story.status(), Status::InReview);
    assert_eq!(due(&story), dates("2026-03-18", "2026-04-01"), "two days: the 3rd and the 4th");
    let at_once = Story::accepted(ten_of_twenty()).then(review("2026-03-20")).then(Command::EndSuspension);
    assert_eq!(due(&at_once), due(&Story::accepted(ten_of_twenty())));
    assert_eq!(at_once.refusal(Command::EndSuspension), Refusal::NotSuspended);
}

#[test]
fn the_last_day_lies_ahead_and_not_further_than_the_item_allows() {
    let mut rules = ten_of_twenty();
    rules.special_procedures = vec![SpecialProcedureRule {
        kind: SpecialProcedure::Testing,
        legal_basis: Some("《产品质量法》".to_owned()),
        longest: Some(Limit::working(5)),
    }];
    let story = Story::accepted(rules);
    let after = day("2026-03-02");
    let too_far = |latest| Refusal::ImpossibleEnd {
        after,
        latest: day(latest),
    };
    let testing = |until| suspend(SpecialProcedure::Testing, until);
    assert_eq!(story.refusal(testing("2026-03-02")), too_far("2026-03-09"));
    assert_eq!(story.refusal(testing("2026-03-10")), too_far("2026-03-09"));
    assert_eq!(story.refusal(review("2036-03-10")), too_far("2036-03-09"));
    let story = story.then(testing("2026-03-09")).on("2026-03-06");
    assert_eq!(story.refusal(prolong("2026-03-16")), Refusal::ImpossibleEnd {
        after: day("2026-03-09"),
        latest: day("2026-03-13")
    });
    assert_eq!(story.then(prolong("2026-03-13")).status(), Status::Suspended);
}

/// What has passed is not healed by what begins afterwards.
#[test]
fn an_overdue_application_stays_overdue() {
    let story = Story::accepted(ten_of_twenty()).on("2026-03-17");
    let suspended = story.clone().then(Command::IssueCards).then(review("2026-03-27"));
    assert_eq!(due(&suspended), dates("2026-03-16", "2026-04-09"), "only the law's date moves");
    let acceptance = suspended.acceptance();
    let light = |today| light_of(suspended.status(), day(today), acceptance.dates.yellow_on, acceptance.dates.promised_due_on);
    assert_eq!(light("2026-03-20"), Some(Light::Red));
    let extended = story.then(EXTEND);
    assert_eq!(due(&extended), dates("2026-03-16", "2026-04-14"));
    assert!(!extended.acceptance().extension.as_ref().unwrap().moves_promise);
    assert_eq!(ledger(&extended).promise.limits, [Limit::working(10)]);
}

/// Art. 42: once, before the due date has passed, 10 working days at most.
#[test]
fn the_limits_are_extended_once_and_in_time() {
    let story = Story::accepted(ten_of_twenty());
    assert_eq!(due(&story), dates("2026-03-16", "2026-03-30"));
    let extended = story.clone().on("2026-03-16").then(EXTEND);
    assert_eq!(due(&extended), dates("2026-03-30", "2026-04-14"), "over Tomb-sweeping Day");
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
    assert_eq!(Story::submitted(ten_of_twenty()).refusal(EXTEND), Refusal::WrongState { status });
    assert_eq!(Story::submitted(ten_of_twenty()).refusal(review("2026-03-20")), Refusal::WrongState { status });
}

#[test]
fn an_extension_during_a_special_procedure_moves_what_is_planned() {
    let story = Story::accepted(ten_of_twenty()).then(review("2026-03-06")).on("2026-03-05").then(EXTEND);
    assert_eq!(story.status(), Status::Suspended);
    assert_eq!(due(&story), dates("2026-04-03", "2026-04-20"));
    let back = story.then(Command::EndSuspension);
    assert_eq!(due(&back), dates("2026-04-02", "2026-04-17"));
}

#[test]
fn lights_cards_and_alarms_move_with_the_dates() {
    let story = Story::accepted(ten_of_twenty());
    assert_eq!(story.acceptance().dates.yellow_on, day("2026-03-12"));
    let story = story.on("2026-03-04").then(review("2026-03-11"));
    let moved = story.acceptance().dates;
    assert_eq!((moved.yellow_on, moved.promised_due_on), (day("2026-03-19"), day("2026-03-23")));
    let light = |today| light_of(story.status(), day(today), moved.yellow_on, moved.promised_due_on);
    assert_eq!(light("2026-03-06"), None, "while suspended there is none");
    let card = story.alarms().into_iter().find(|alarm| alarm.kind == AlarmKind::DueDatePassed);
    assert_eq!(card.unwrap().fire_at, start_of(day("2026-03-24")));
    let over = story.at_start_of("2026-03-12").then(Command::SuspensionOver);
    let light = |today| light_of(over.status(), day(today), moved.yellow_on, moved.promised_due_on);
    assert_eq!(light("2026-03-18"), Some(Light::Green));
    assert_eq!(light("2026-03-19"), Some(Light::Yellow));
    assert_eq!(light("2026-03-24"), Some(Light::Red));
}

#[test]
fn the_limits_of_open_work_move_too() {
    let mut rules = ten_of_twenty();
    let reviewer = rules.graph.nodes.get_mut(&"reviewer".parse().unwrap()).unwrap();
    let crate::procedure::Node::Task(reviewer) = reviewer else { panic!() };
    reviewer.limit = Some(Limit::working(3));
    let mut story = Story::accepted(rules).on("2026-03-03");
    let task = story.at("reviewer");
    let dates_of = |story: &Story| {
        let task = story.case.task(task).unwrap();
        (task.due_on.unwrap(), task.yellow_on.unwrap())
    };
    assert_eq!(dates_of(&story), (day("2026-03-05"), day("2026-03-04")));
    let events = story.tell(review("2026-03-06"));
    let moved = Event::TaskRescheduled {
        task,
        due_on: day("2026-03-10"),
        yellow_on: day("2026-03-09"),
    };
    assert_eq!(events[1..], [moved]);
    assert_eq!(dates_of(&story), (day("2026-03-10"), day("2026-03-09")));
    let story = story.on("2026-03-04").then(Command::EndSuspension);
    assert_eq!(dates_of(&story), (day("2026-03-06"), day("2026-03-05")));
}

#[test]
fn what_is_suspended_may_be_withdrawn_and_terminated() {
    let story = Story::accepted(ten_of_twenty()).then(review("2026-03-20"));
    let withdrawn = story.clone().then(Command::Withdraw);
    assert_eq!(withdrawn.status(), Status::Withdrawn);
    assert!(withdrawn.alarms().is_empty());
    assert_eq!(story.then(terminate("applicant_dissolved")).status(), Status::Terminated);
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
        row("2026-03-03", "2026-03-05", 3, Why::Counted { limit: 0, beside: Some(0) }),
        row("2026-03-06", "2026-03-07", 2, COUNTED),
        row("2026-03-08", "2026-03-09", 0, Why::MovedToWorkingDay),
    ];
    assert_eq!(rows(&ledger(&story).promise), entries);
}

fn any_limit() -> impl Strategy<Value = Limit> {
    prop_oneof![(1_u32..30).prop_map(Limit::working), (1_u32..45).prop_map(Limit::calendar)]
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
