//! Due dates and lights: Administrative Licensing Law arts. 42, 82.

use super::super::*;
use super::story::*;
use crate::calendar::Limit;

fn accepted_with(promised_limit: Limit, statutory_limit: Option<Limit>, on: &str) -> Acceptance {
    let rules = Rules {
        promised_limit,
        statutory_limit,
        ..Rules::licence()
    };
    Story::drafted(rules)
        .on(on)
        .then(Command::Submit)
        .finish(how("accept"))
        .acceptance()
        .clone()
}

/// Art. 42: twenty working days from acceptance, whose own day is not counted (Civil Code art. 201).
#[test]
fn limits_run_in_working_days_from_acceptance() {
    let due = accepted_with(Limit::working(5), Some(Limit::working(20)), "2026-03-02");
    assert_eq!(due.dates.promised_due_on, day("2026-03-09"));
    assert_eq!(due.dates.statutory_due_on, Some(day("2026-03-30")));
    let over_spring_festival = accepted_with(Limit::working(1), Some(Limit::working(20)), "2026-02-13");
    assert_eq!(
        over_spring_festival.dates.promised_due_on,
        day("2026-02-14"),
        "a Saturday that is worked"
    );
    assert_eq!(over_spring_festival.dates.statutory_due_on, Some(day("2026-03-19")));
}

#[test]
fn an_item_may_have_no_statutory_limit() {
    assert_eq!(
        accepted_with(Limit::working(5), None, "2026-03-02")
            .dates
            .statutory_due_on,
        None
    );
}

#[test]
fn limits_in_calendar_days_end_on_working_days() {
    let due = accepted_with(Limit::calendar(5), Some(Limit::calendar(7)), "2026-03-02");
    assert_eq!(
        due.dates.promised_due_on,
        day("2026-03-09"),
        "from Saturday on to Monday (Civil Code art. 203)"
    );
    assert_eq!(due.dates.statutory_due_on, Some(day("2026-03-09")));
}

/// Yellow: one working day is left, or a fifth of the limit if that is more.
#[test]
fn the_light_turns_yellow_when_a_fifth_is_left() {
    for (days, yellow_on) in [
        (0, "2026-03-02"),
        (1, "2026-03-02"),
        (2, "2026-03-03"),
        (5, "2026-03-06"),
        (9, "2026-03-12"),
        (10, "2026-03-12"),
        (20, "2026-03-24"),
    ] {
        let due = accepted_with(Limit::working(days), None, "2026-03-02");
        assert_eq!(due.dates.yellow_on, day(yellow_on), "{days} days");
    }
}

#[test]
fn a_day_is_green_yellow_or_red() {
    let on = |today| light(day(today), day("2026-03-24"), day("2026-03-30")).to_string();
    assert_eq!(
        (on("2026-03-23"), on("2026-03-24")),
        ("green".to_owned(), "yellow".to_owned())
    );
    assert_eq!(
        (on("2026-03-30"), on("2026-03-31")),
        ("yellow".to_owned(), "red".to_owned())
    );
    assert_eq!(serde_json::to_value(Light::Yellow).unwrap(), "yellow");
}

#[test]
fn a_nodes_own_limit_runs_from_its_opening() {
    let mut rules = Rules::licence();
    let crate::procedure::Node::Task(reviewer) = rules.graph.nodes.get_mut(&"reviewer".parse().unwrap()).unwrap()
    else {
        panic!()
    };
    reviewer.limit = Some(Limit::working(2));
    let story = Story::submitted(rules).on("2026-03-04").finish(how("accept"));
    let task = story.case.task(story.at("reviewer")).unwrap();
    assert_eq!(
        (task.due_on, task.yellow_on),
        (Some(day("2026-03-06")), Some(day("2026-03-05")))
    );
    let story = story.on("2026-03-05").finish(how("pass"));
    assert_eq!(
        story.case.task(story.at("approver")).unwrap().due_on,
        None,
        "the default has no limits"
    );
}

#[test]
fn a_promise_never_ends_later_than_the_law() {
    let due = accepted_with(Limit::working(5), Some(Limit::calendar(5)), "2026-03-05");
    assert_eq!(due.dates.statutory_due_on, Some(day("2026-03-10")));
    assert_eq!(
        due.dates.promised_due_on,
        day("2026-03-10"),
        "five working days would end on the 12th"
    );
}
