//! What happens when time passes: warnings, reminders, cards, waits, and services that do or do not answer.

use serde_json::{Value, json};

use super::super::*;
use super::story::*;
use crate::calendar::{DivisionRules, Limit};
use crate::procedure::tests::{approve, deny, graph};

fn following(nodes: Value) -> Rules {
    Rules {
        graph: graph("start", nodes),
        ..Rules::licence()
    }
}

/// A licence whose one reviewer has so many working days.
fn within(days: u32) -> Rules {
    let work = json!({"kind": "task", "name": "审查", "post": "reviewer", "limit": days,
        "outcomes": {"pass": "ok", "again": {"to": "start", "requires": []}}});
    following(json!({"start": work, "ok": approve()}))
}

/// A public notice of five calendar days, and a reviewer who may have it repeated.
fn with_notice() -> Rules {
    let notice = json!({"kind": "wait", "name": "公示", "limit": {"days": 5, "unit": "calendar_day"}, "to": "review"});
    let review = json!({"kind": "task", "name": "审查", "post": "reviewer",
        "outcomes": {"pass": "ok", "again": {"to": "start", "requires": []}}});
    following(json!({"start": notice, "review": review, "ok": approve()}))
}

/// A service is asked first.
fn with_call() -> Rules {
    let call = json!({"kind": "call", "name": "核验", "service": "register",
        "outcomes": {"found": "ok", "gone": "no", "again": "start"}, "fallback": {"post": "reviewer", "limit": 5}});
    following(json!({"start": call, "ok": approve(), "no": deny()}))
}

fn warn(story: &Story) -> Command {
    Command::WarnOfTask { task: story.task() }
}

fn warned(story: &mut Story) -> Light {
    let task = story.task();
    match story.tell(Command::WarnOfTask { task })[..] {
        [Event::TaskWarned { task: of, light }] if of == task => light,
        ref other => panic!("not one warning: {other:?}"),
    }
}

fn cards(story: &Story) -> Vec<(Colour, String)> {
    let cards = story.case.cards.iter();
    cards.map(|card| (card.colour, card.due_on.to_string())).collect()
}

fn token(story: &Story) -> u32 {
    let tokens: Vec<_> = story.case.waits.keys().chain(story.case.calls.keys()).collect();
    *tokens[0]
}

fn waited(story: &Story) -> Command {
    Command::Waited { token: token(story) }
}

fn answered(token: u32, outcome: &str) -> Command {
    let outcome = outcome.parse().unwrap();
    Command::Answered { token, outcome }
}

#[test]
fn a_task_is_warned_of_as_it_turns_yellow_and_as_it_turns_red_once_each() {
    let mut story = Story::accepted(within(5));
    assert_eq!(story.rings(AlarmKind::TaskWarning), [day("2026-03-06")]);
    assert_eq!(
        story.clone().at_end_of("2026-03-05").refusal(warn(&story)),
        Refusal::Stale
    );
    story = story.at_start_of("2026-03-06");
    assert_eq!(warned(&mut story), Light::Yellow);
    assert_eq!(story.refusal(warn(&story)), Refusal::Stale, "once");
    assert_eq!(story.rings(AlarmKind::TaskWarning), [day("2026-03-10")]);
    assert_eq!(
        story.clone().at_end_of("2026-03-09").refusal(warn(&story)),
        Refusal::Stale
    );
    story = story.at_start_of("2026-03-10");
    assert_eq!(warned(&mut story), Light::Red);
    assert_eq!(story.refusal(warn(&story)), Refusal::Stale, "once");
    assert_eq!(story.rings(AlarmKind::TaskWarning), []);
}

#[test]
fn a_timer_that_comes_late_warns_of_the_light_as_it_is() {
    let mut story = Story::accepted(within(5)).on("2026-03-20");
    assert_eq!(warned(&mut story), Light::Red);
    assert_eq!(story.refusal(warn(&story)), Refusal::Stale, "no yellow after the red");
}

#[test]
fn a_task_that_opens_yellow_is_warned_of_as_late_only() {
    assert_eq!(
        Story::accepted(within(1)).rings(AlarmKind::TaskWarning),
        [day("2026-03-04")]
    );
}

#[test]
fn what_is_done_or_done_anew_is_not_warned_of() {
    let story = Story::accepted(within(5));
    let first = story.task();
    let story = story.on("2026-03-05").finish(how("again"));
    assert_eq!(
        story.rings(AlarmKind::TaskWarning),
        [day("2026-03-11")],
        "the new task's own"
    );
    let late = story.clone().on("2026-03-20");
    assert_eq!(late.refusal(Command::WarnOfTask { task: first }), Refusal::Stale);
    let withdrawn = story.then(Command::Withdraw).on("2026-03-20");
    let task = withdrawn.case.tasks.last().unwrap().id;
    assert_eq!(withdrawn.refusal(Command::WarnOfTask { task }), Refusal::Stale);
    assert_eq!(withdrawn.alarms(), []);
}

/// Art. 45: what is not counted moves the warnings as it moves the limit.
#[test]
fn warnings_move_with_suspensions() {
    let story = Story::accepted(within(5))
        .on("2026-03-04")
        .then(appraisal("2026-03-20"));
    assert_eq!(story.rings(AlarmKind::TaskWarning), [day("2026-03-24")]);
    assert_eq!(
        story.clone().on("2026-03-06").refusal(warn(&story)),
        Refusal::Stale,
        "the timer from before"
    );
    let story = story.on("2026-03-11").then(Command::EndSuspension);
    assert_eq!(story.rings(AlarmKind::TaskWarning), [day("2026-03-13")]);
    assert_eq!(warned(&mut story.on("2026-03-13")), Light::Yellow);
}

/// A calendar known better may turn a light back; when it turns again, people hear of it again.
#[test]
fn a_light_that_was_wrong_is_warned_of_anew() {
    let mut story = Story::accepted(within(5)).on("2026-03-06");
    assert_eq!(warned(&mut story), Light::Yellow);
    let off = ["2026-03-03", "2026-03-04"].map(day).into_iter().collect();
    let rules = DivisionRules {
        off,
        ..DivisionRules::default()
    };
    story.rules.calendar = story.rules.calendar.with_rules(&rules);
    story.tell(Command::Reproject);
    assert_eq!(story.rings(AlarmKind::TaskWarning), [day("2026-03-10")]);
    assert_eq!(warned(&mut story.on("2026-03-10")), Light::Yellow);
}

/// Art. 32: five days of silence accept; that nobody answered in them is told once, whichever timer comes round first.
#[test]
fn silence_is_a_red_light_of_the_intake() {
    let late = Story::submitted(Rules::licence()).at_start_of("2026-03-10");
    let reds = |story: &Story| story.kinds().into_iter().filter(|kind| *kind == "task_warned").count();
    let accepted_first = late.clone().then(Command::DeemAccepted);
    let mut warned_first = late;
    assert_eq!(warned(&mut warned_first), Light::Red);
    let warned_first = warned_first.then(Command::DeemAccepted);
    assert_eq!((reds(&accepted_first), reds(&warned_first)), (1, 1));
}

/// Arts. 42 and the promise: what has passed is a fact, whether or not a timer has come round.
#[test]
fn a_late_decision_gets_its_cards_without_any_timer() {
    let decided_on = |date: &str| Story::accepted(within(60)).on(date).finish(how("pass"));
    assert_eq!(cards(&decided_on("2026-03-09")), []);
    let both = [
        (Colour::Yellow, "2026-03-09".to_owned()),
        (Colour::Red, "2026-03-30".to_owned()),
    ];
    assert_eq!(cards(&decided_on("2026-03-10")), both[..1]);
    assert_eq!(cards(&decided_on("2026-03-31")), both);
}

#[test]
fn a_card_is_issued_once() {
    let story = Story::accepted(within(60));
    assert_eq!(story.rings(AlarmKind::DueDatePassed), [day("2026-03-10")]);
    assert_eq!(
        story.clone().at_end_of("2026-03-09").refusal(Command::IssueCards),
        Refusal::Stale
    );
    let story = story.at_start_of("2026-03-10").then(Command::IssueCards);
    assert_eq!(story.refusal(Command::IssueCards), Refusal::Stale);
    assert_eq!(story.rings(AlarmKind::DueDatePassed), [day("2026-03-31")]);
    let story = story.at_start_of("2026-03-31").then(Command::IssueCards);
    assert_eq!(story.rings(AlarmKind::DueDatePassed), []);
    let story = story.finish(how("pass"));
    let colours: Vec<_> = cards(&story).into_iter().map(|(colour, _)| colour).collect();
    assert_eq!(colours, [Colour::Yellow, Colour::Red]);
}

#[test]
fn what_has_passed_stays_passed_however_the_application_goes_on() {
    let late = Story::accepted(within(60)).on("2026-03-10");
    let extended = Command::Extend { limit: None };
    for command in [
        Command::Withdraw,
        terminate("false-materials"),
        appraisal("2026-04-10"),
        extended,
    ] {
        let told = format!("{command:?}");
        let story = late.clone().then(command);
        assert_eq!(cards(&story), [(Colour::Yellow, "2026-03-09".to_owned())], "{told}");
        assert_eq!(story.refusal(Command::IssueCards), Refusal::Stale);
    }
    // By a calendar known better it had not passed.
    let mut better = late;
    let off = ["2026-03-05", "2026-03-06"].map(day).into_iter().collect();
    let rules = DivisionRules {
        off,
        ..DivisionRules::default()
    };
    better.rules.calendar = better.rules.calendar.with_rules(&rules);
    assert_eq!(cards(&better.then(Command::Reproject)), []);
}

#[test]
fn three_working_days_before_a_supplement_lapses_its_applicant_is_reminded_once() {
    let story = Story::noticed(Rules::licence());
    assert_eq!(story.rings(AlarmKind::SupplementReminder), [day("2026-03-11")]);
    let early = story.clone().at_end_of("2026-03-10");
    assert_eq!(early.refusal(Command::RemindOfSupplement), Refusal::Stale);
    assert_eq!(
        story.clone().on("2026-03-17").refusal(Command::RemindOfSupplement),
        Refusal::Stale,
        "too late"
    );
    let story = story.at_start_of("2026-03-11").then(Command::RemindOfSupplement);
    assert_eq!(story.refusal(Command::RemindOfSupplement), Refusal::Stale);
    assert_eq!(story.rings(AlarmKind::SupplementReminder), []);
    let answered = story.then(supply(&["photo", "plan"]));
    assert_eq!(answered.refusal(Command::RemindOfSupplement), Refusal::Stale);
    let again = answered.finish(missing(&["plan"]));
    assert_eq!(
        again.rings(AlarmKind::SupplementReminder),
        [],
        "the same period, and its reminder is over"
    );
}

#[test]
fn who_has_three_days_is_not_reminded_of_them() {
    let rules = Rules {
        supplement_limit: Limit::working(3),
        ..Rules::licence()
    };
    assert_eq!(Story::noticed(rules).rings(AlarmKind::SupplementReminder), []);
}

/// Art. 44.
#[test]
fn a_certificate_is_overdue_after_ten_working_days_once() {
    let mode = DeliveryMode::Post;
    let by_post = Rules {
        delivery: mode,
        ..Rules::licence()
    };
    let story = Story::approved(by_post);
    assert_eq!(story.rings(AlarmKind::CertificateOverdue), [day("2026-03-17")]);
    let made = story.clone().finish(issued());
    assert_eq!(
        made.rings(AlarmKind::CertificateOverdue),
        [day("2026-03-17")],
        "made is not delivered"
    );
    assert_eq!(
        made.clone().at_end_of("2026-03-16").refusal(Command::WarnOfCertificate),
        Refusal::Stale
    );
    let late = made.at_start_of("2026-03-17").then(Command::WarnOfCertificate);
    assert_eq!(late.refusal(Command::WarnOfCertificate), Refusal::Stale);
    assert_eq!(late.rings(AlarmKind::CertificateOverdue), []);
    let delivered = late.then(Command::Deliver { mode });
    assert_eq!(delivered.status(), Status::Completed);
    assert_eq!(delivered.refusal(Command::WarnOfCertificate), Refusal::Stale);
}

/// Civil Code art. 203: the fifth day is a Saturday, so the notice ends on Monday.
#[test]
fn a_public_notice_that_ends_on_a_day_off_ends_on_the_next_working_day() {
    let story = Story::accepted(with_notice());
    assert_eq!(story.rings(AlarmKind::WaitOver), [day("2026-03-10")]);
    assert_eq!(story.open_nodes(), Vec::<String>::new(), "nobody works meanwhile");
    assert_eq!(
        story.clone().at_end_of("2026-03-09").refusal(waited(&story)),
        Refusal::Stale
    );
    let over = waited(&story);
    let story = story.at_start_of("2026-03-10").then(over.clone());
    assert_eq!(story.open_nodes(), ["review"]);
    assert_eq!(
        (story.rings(AlarmKind::WaitOver), story.refusal(over)),
        (vec![], Refusal::Stale)
    );
}

#[test]
fn a_wait_entered_again_has_a_time_of_its_own() {
    let story = Story::accepted(with_notice()).on("2026-03-10");
    let first = waited(&story);
    let story = story.then(first.clone()).on("2026-03-11").finish(how("again"));
    assert_eq!(story.rings(AlarmKind::WaitOver), [day("2026-03-17")]);
    assert_eq!(
        story.clone().on("2026-03-17").refusal(first),
        Refusal::Stale,
        "the first one is over"
    );
    let second = waited(&story);
    assert_eq!(story.on("2026-03-17").then(second).open_nodes(), ["review"]);
}

#[test]
fn a_wait_ends_with_its_application_and_rests_while_that_is_suspended() {
    let story = Story::accepted(with_notice());
    let over = waited(&story);
    let withdrawn = story.clone().then(Command::Withdraw).on("2026-03-20");
    assert_eq!(
        (withdrawn.alarms(), withdrawn.refusal(over.clone())),
        (vec![], Refusal::Stale)
    );
    let suspended = story.on("2026-03-04").then(appraisal("2026-03-20"));
    assert_eq!(suspended.rings(AlarmKind::WaitOver), []);
    assert_eq!(suspended.clone().on("2026-03-12").refusal(over.clone()), Refusal::Stale);
    let resumed = suspended.on("2026-03-12").then(Command::EndSuspension);
    assert_eq!(
        resumed.rings(AlarmKind::WaitOver),
        [day("2026-03-10")],
        "at once, for it is over"
    );
    assert_eq!(resumed.then(over).open_nodes(), ["review"]);
}

#[test]
fn an_answer_moves_the_procedure_once() {
    let story = Story::accepted(with_call());
    let token = token(&story);
    let story = story.then(answered(token, "found"));
    assert_eq!(story.status(), Status::Decided);
    for late in [answered(token, "found"), Command::Unanswered { token }] {
        assert_eq!(story.refusal(late), Refusal::Stale);
    }
}

#[test]
fn a_question_asked_again_is_another_question() {
    let story = Story::accepted(with_call());
    let first = token(&story);
    let story = story.then(answered(first, "again"));
    assert_ne!(token(&story), first);
    assert_eq!(story.kinds().iter().filter(|kind| **kind == "call_began").count(), 2);
    assert_eq!(story.refusal(answered(first, "found")), Refusal::Stale);
}

/// Art. 38: a denial has reasons, so a service alone never denies; nor does it say what nobody asked.
#[test]
fn what_a_service_cannot_decide_people_do() {
    let story = Story::accepted(with_call());
    let token = token(&story);
    for command in [
        answered(token, "gone"),
        answered(token, "perhaps"),
        Command::Unanswered { token },
    ] {
        let by_hand = story.clone().then(command.clone());
        assert_eq!(by_hand.open_nodes(), ["start"], "{command:?}");
        assert_eq!(by_hand.refusal(command), Refusal::Stale);
        assert_eq!(by_hand.not_finished(how("gone")), Refusal::ReasonsRequired);
        assert_eq!(by_hand.clone().finish(because("gone")).status(), Status::Completed);
        assert_eq!(by_hand.finish(how("found")).status(), Status::Decided);
    }
    let withdrawn = story.then(Command::Withdraw);
    assert_eq!(withdrawn.refusal(answered(token, "found")), Refusal::Stale);
    assert_eq!(withdrawn.refusal(Command::Unanswered { token }), Refusal::Stale);
}

/// Art. 45: the limit of whoever decides in the service's place stands still with the others.
#[test]
fn work_that_opens_during_a_suspension_has_its_time_afterwards() {
    let story = Story::accepted(with_call())
        .on("2026-03-04")
        .then(appraisal("2026-03-20"));
    let token = token(&story);
    let story = story.on("2026-03-05").then(Command::Unanswered { token });
    let due = |story: &Story| story.case.task(story.task()).unwrap().due_on.unwrap();
    assert_eq!(due(&story), day("2026-03-27"));
    assert_eq!(story.rings(AlarmKind::TaskWarning), [day("2026-03-26")]);
    let story = story.on("2026-03-21").then(Command::SuspensionOver);
    assert_eq!(due(&story), day("2026-03-27"));
}
