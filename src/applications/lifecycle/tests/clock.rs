//! Special procedures (art. 45): what they leave out, how they end, and what moves with them.

use super::super::*;
use super::extension::EXTEND;
use super::ledger::{COUNTED, ledger, row, rows};
use super::story::*;
use crate::calendar::Limit;
use crate::catalogue::document::SpecialProcedureRule;
use crate::clock::start_of;
use crate::codes::SpecialProcedure;

pub(super) const ARTICLE_45: &str = "《中华人民共和国行政许可法》第四十五条";

pub(super) fn suspend(kind: SpecialProcedure, until: &str) -> Command {
    Command::Suspend {
        kind,
        basis: kind.is_left_out_by_law().then(|| ARTICLE_45.to_owned()),
        until: day(until),
    }
}

pub(super) fn review(until: &str) -> Command {
    suspend(SpecialProcedure::ExpertReview, until)
}

pub(super) fn visit(until: &str) -> Command {
    suspend(SpecialProcedure::SiteVisit, until)
}

fn prolong(until: &str) -> Command {
    Command::Prolong { until: day(until) }
}

/// 10 working days promised of 20.
pub(super) fn ten_of_twenty() -> Rules {
    Rules {
        promised_limit: Limit::working(10),
        ..Rules::licence()
    }
}

pub(super) fn accepted_on(rules: Rules, on: &str) -> Story {
    Story::drafted(rules).on(on).then(Command::Submit).finish(how("accept"))
}

/// Promised, by law.
pub(super) fn due(story: &Story) -> (String, String) {
    let dates = story.acceptance().dates;
    (
        dates.promised_due_on.to_string(),
        dates.statutory_due_on.unwrap().to_string(),
    )
}

pub(super) fn dates(promised: &str, statutory: &str) -> (String, String) {
    (promised.to_owned(), statutory.to_owned())
}

/// Civil Code art. 201: the day of the notice still counts, as the day of acceptance does not yet; the last day does not.
#[test]
fn the_day_of_the_notice_counts_and_the_last_day_does_not() {
    let story = Story::accepted(ten_of_twenty())
        .on("2026-03-04")
        .then(review("2026-03-05"));
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
    assert_eq!(
        rings.iter().map(|alarm| alarm.fire_at).collect::<Vec<_>>(),
        [start_of(day("2026-03-11"))]
    );
    assert_eq!(
        story.clone().at_end_of("2026-03-10").refusal(Command::SuspensionOver),
        Refusal::Stale
    );
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
    assert_eq!(
        story.refusal(prolong("2026-03-10")),
        Refusal::ImpossibleEnd { after, latest }
    );
    let story = story.then(prolong("2026-03-12"));
    assert_eq!(due(&story), dates("2026-03-26", "2026-04-10"));
    assert_eq!(story.acceptance().suspensions.len(), 1);
    assert_eq!(
        Story::accepted(ten_of_twenty()).refusal(prolong("2026-03-12")),
        Refusal::NotSuspended
    );
}

#[test]
fn ended_early_the_limits_run_again_from_the_next_day() {
    let story = Story::accepted(ten_of_twenty())
        .then(review("2026-03-20"))
        .on("2026-03-04")
        .then(Command::EndSuspension);
    assert_eq!(story.status(), Status::InReview);
    assert_eq!(
        due(&story),
        dates("2026-03-18", "2026-04-01"),
        "two days: the 3rd and the 4th"
    );
    let at_once = Story::accepted(ten_of_twenty())
        .then(review("2026-03-20"))
        .then(Command::EndSuspension);
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
    assert_eq!(
        story.refusal(prolong("2026-03-16")),
        Refusal::ImpossibleEnd {
            after: day("2026-03-09"),
            latest: day("2026-03-13")
        }
    );
    assert_eq!(story.then(prolong("2026-03-13")).status(), Status::Suspended);
}

/// What has passed is not healed by what begins afterwards.
#[test]
fn an_overdue_application_stays_overdue() {
    let story = Story::accepted(ten_of_twenty()).on("2026-03-17");
    let suspended = story.clone().then(Command::IssueCards).then(review("2026-03-27"));
    assert_eq!(
        due(&suspended),
        dates("2026-03-16", "2026-04-10"),
        "only the law's date moves"
    );
    let acceptance = suspended.acceptance();
    let light = |today| {
        light_of(
            suspended.status(),
            day(today),
            acceptance.dates.yellow_on,
            acceptance.dates.promised_due_on,
        )
    };
    assert_eq!(light("2026-03-20"), Some(Light::Red));
    let extended = story.then(EXTEND);
    assert_eq!(due(&extended), dates("2026-03-16", "2026-04-14"));
    assert!(!extended.acceptance().extension.as_ref().unwrap().moves_promise);
    assert_eq!(ledger(&extended).promise.limits, [Limit::working(10)]);
}

#[test]
fn lights_cards_and_alarms_move_with_the_dates() {
    let story = Story::accepted(ten_of_twenty());
    assert_eq!(story.acceptance().dates.yellow_on, day("2026-03-12"));
    let story = story.on("2026-03-04").then(review("2026-03-11"));
    let moved = story.acceptance().dates;
    assert_eq!(
        (moved.yellow_on, moved.promised_due_on),
        (day("2026-03-19"), day("2026-03-23"))
    );
    let light = |today| light_of(story.status(), day(today), moved.yellow_on, moved.promised_due_on);
    assert_eq!(light("2026-03-06"), None, "while suspended there is none");
    let card = story
        .alarms()
        .into_iter()
        .find(|alarm| alarm.kind == AlarmKind::DueDatePassed);
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
    let crate::procedure::Node::Task(reviewer) = reviewer else {
        panic!()
    };
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
    assert_eq!(
        story.then(terminate("applicant_dissolved")).status(),
        Status::Terminated
    );
}
