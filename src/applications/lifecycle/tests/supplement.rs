//! Telling everything missing, once: Administrative Licensing Law art. 32(4).

use super::super::*;
use super::story::*;
use crate::calendar::Limit;

fn answered(on: &str) -> Story {
    Story::noticed(Rules::licence()).on(on).then(supply(&["photo", "plan"]))
}

#[test]
fn the_notice_says_what_is_missing_and_until_when() {
    let story = Story::submitted(Rules::licence());
    let nothing = judged("request_supplement", Verdict::Ok, &["photo"]);
    assert_eq!(story.not_finished(nothing), Refusal::NothingMissing);
    assert_eq!(story.not_finished(how("request_supplement")), Refusal::NothingMissing);

    let mut both = missing(&["photo"]);
    both.verdicts.insert("plan".to_owned(), Verdict::Defective);
    both.verdicts.insert("form".to_owned(), Verdict::Ok);
    let story = story.finish(both);
    assert_eq!(story.status(), Status::AwaitingSupplement);
    let notice = story.case.phase.receipt().unwrap().supplement.clone().unwrap();
    assert_eq!(
        notice,
        Supplement {
            materials: set(&["photo", "plan"]),
            outstanding: set(&["photo", "plan"]),
            told_on: Some(day("2026-03-02")),
            answer_by: day("2026-03-16"),
            answered_on: None,
            reminded: false,
        }
    );
}

/// The applicant's own period may count calendar days; one that ends on a day off ends on the next working day (Civil Code art. 203).
#[test]
fn the_applicants_period_never_ends_on_a_day_off() {
    let rules = Rules {
        supplement_limit: Limit::calendar(5),
        ..Rules::licence()
    };
    let story = Story::noticed(rules);
    let answer_by = story
        .case
        .phase
        .receipt()
        .unwrap()
        .supplement
        .as_ref()
        .unwrap()
        .answer_by;
    assert_eq!(answer_by, day("2026-03-09"), "the fifth day is a Saturday");
}

#[test]
fn an_answer_covers_everything_told() {
    let story = Story::noticed(Rules::licence());
    let missing = set(&["plan"]);
    assert_eq!(
        story.refusal(supply(&["photo"])),
        Refusal::SupplementIncomplete { missing }
    );
    let story = story.then(supply(&["photo", "plan", "more"]));
    assert_eq!(story.status(), Status::Submitted);
    let Some((Event::Supplemented { materials, .. }, _)) = story.log.iter().rev().nth(1) else {
        panic!("{:?}", story.kinds())
    };
    assert_eq!(*materials, set(&["photo", "plan"]), "the log says what was demanded");
}

#[test]
fn an_answer_is_taken_until_its_last_day_ends() {
    let story = Story::noticed(Rules::licence());
    assert!(
        story
            .clone()
            .at_end_of("2026-03-16")
            .decide(supply(&["photo", "plan"]))
            .is_ok()
    );
    let late = story.at_start_of("2026-03-17").refusal(supply(&["photo", "plan"]));
    assert_eq!(late, Refusal::TooLate { on: day("2026-03-16") });
}

#[test]
fn only_a_notice_is_answered() {
    for story in [
        Story::drafted(Rules::licence()),
        Story::submitted(Rules::licence()),
        Story::accepted(Rules::licence()),
    ] {
        let status = story.status();
        assert_eq!(story.refusal(supply(&["photo"])), Refusal::WrongState { status });
    }
}

#[test]
fn the_answer_is_looked_at_anew() {
    let story = answered("2026-03-05");
    assert!(story.case.verdicts.is_empty(), "what arrived has no verdict yet");
    let task = story.case.task(story.task()).unwrap();
    assert!(task.resubmitted);
    assert_eq!(task.due_on, Some(day("2026-03-12")));
}

/// After a supplement acceptance is dated by the day the last demanded material arrived, whenever it is looked at, and however decided.
#[test]
fn acceptance_is_dated_by_the_answer() {
    let accepted = answered("2026-03-05").on("2026-03-09").finish(how("accept"));
    assert_eq!(accepted.acceptance().accepted_on, day("2026-03-05"));
    for decision in [how("grant"), because("deny")] {
        let story = Story::noticed(Rules::immediate())
            .on("2026-03-05")
            .then(supply(&["photo", "plan"]));
        let decided = story.on("2026-03-06").finish(decision);
        assert_eq!(decided.acceptance().accepted_on, day("2026-03-05"));
    }
}

#[test]
fn declining_after_an_answer_is_possible_with_reasons() {
    let story = answered("2026-03-05");
    assert_eq!(story.not_finished(how("decline")), Refusal::ReasonsRequired);
    assert_eq!(story.finish(because("decline")).status(), Status::Declined);
}

/// "Once" means that nothing new may be asked.
#[test]
fn nothing_is_added_to_what_was_told() {
    let refused = answered("2026-03-05").not_finished(missing(&["photo", "deed"]));
    assert_eq!(refused, Refusal::SupplementAlreadyRequested { added: set(&["deed"]) });
}

/// What was told and is still defective may go back, within the same period.
#[test]
fn what_was_told_may_go_back_within_the_same_period() {
    let story = answered("2026-03-05").on("2026-03-06").finish(missing(&["plan"]));
    let notice = story.case.phase.receipt().unwrap().supplement.clone().unwrap();
    assert_eq!(notice.materials, set(&["photo", "plan"]));
    assert_eq!(
        (notice.outstanding, notice.answer_by),
        (set(&["plan"]), day("2026-03-16"))
    );

    let story = story.on("2026-03-10").then(supply(&["plan"]));
    assert_eq!(
        story.clone().finish(how("accept")).acceptance().accepted_on,
        day("2026-03-10")
    );
    // Even the other material of the first notice: it was told.
    assert_eq!(story.finish(missing(&["photo"])).status(), Status::AwaitingSupplement);
}

#[test]
fn nothing_goes_back_after_the_period() {
    let story = answered("2026-03-16");
    assert!(
        story
            .clone()
            .at_end_of("2026-03-16")
            .finish(missing(&["plan"]))
            .status()
            == Status::AwaitingSupplement
    );
    let late = story.at_start_of("2026-03-17").not_finished(missing(&["plan"]));
    assert_eq!(late, Refusal::TooLate { on: day("2026-03-16") });
}

#[test]
fn no_answer_in_time_lapses() {
    let story = Story::noticed(Rules::licence());
    assert_eq!(
        story.clone().at_end_of("2026-03-16").refusal(Command::Lapse),
        Refusal::Stale
    );
    let lapsed = story.at_start_of("2026-03-17").then(Command::Lapse);
    assert_eq!(lapsed.status(), Status::Lapsed);
    assert_eq!(lapsed.refusal(Command::Lapse), Refusal::Stale);
}

#[test]
fn an_answered_notice_does_not_lapse() {
    let story = answered("2026-03-05").on("2026-03-20");
    assert_eq!(story.refusal(Command::Lapse), Refusal::Stale);
    assert_eq!(Story::drafted(Rules::licence()).refusal(Command::Lapse), Refusal::Stale);
}
