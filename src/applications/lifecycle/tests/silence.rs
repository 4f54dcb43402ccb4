//! Silence accepts, and alarms: Administrative Licensing Law art. 32(4).

use super::super::*;
use super::story::*;

#[test]
fn five_working_days_of_silence_accept_from_the_day_of_receipt() {
    let story = Story::submitted(Rules::licence());
    assert_eq!(story.rings(AlarmKind::DeemedAcceptance), [day("2026-03-10")]);
    assert_eq!(
        story.clone().at_end_of("2026-03-09").refusal(Command::DeemAccepted),
        Refusal::Stale
    );
    let story = story.at_start_of("2026-03-10").then(Command::DeemAccepted);
    assert_eq!(story.status(), Status::InReview);
    assert_eq!(
        (story.acceptance().accepted_on, story.acceptance().deemed),
        (day("2026-03-02"), true)
    );
    assert_eq!(
        story.acceptance().dates.promised_due_on,
        day("2026-03-09"),
        "the silence is at the organ's cost"
    );
    assert_eq!(story.rings(AlarmKind::DeemedAcceptance), []);
    assert_eq!(
        story.kinds()[3..],
        [
            "task_warned",
            "task_cancelled",
            "accepted",
            "task_opened",
            "procedure_moved"
        ]
    );
    assert_eq!(story.refusal(Command::DeemAccepted), Refusal::Stale);
}

/// Art. 82: the days are working days. 13 February 2026 plus five is 27 February: the Spring Festival lies between, a Saturday is worked.
#[test]
fn holidays_do_not_count_as_silence() {
    let story = Story::drafted(Rules::licence()).on("2026-02-13").then(Command::Submit);
    assert_eq!(story.rings(AlarmKind::DeemedAcceptance), [day("2026-02-28")]);
    assert_eq!(
        story.at_end_of("2026-02-27").refusal(Command::DeemAccepted),
        Refusal::Stale
    );
}

#[test]
fn a_task_in_somebodys_hands_is_cancelled_by_the_silence() {
    let mut story = Story::submitted(Rules::licence());
    let task = story.claimed();
    let story = story.on("2026-03-10").then(Command::DeemAccepted);
    assert_eq!(story.refusal(complete(task, how("accept"))), Refusal::TaskClosed);
}

/// Silence has accepted as the sixth day began, even if the timer has not come round yet.
#[test]
fn an_answer_after_the_five_days_is_too_late() {
    let story = Story::submitted(Rules::immediate());
    let decisions = [
        how("accept"),
        because("decline"),
        missing(&["photo"]),
        how("grant"),
        because("deny"),
    ];
    for decision in decisions {
        assert!(story.clone().at_end_of("2026-03-09").finish(decision.clone()).status() != Status::Submitted);
        let late = story.clone().at_start_of("2026-03-10").not_finished(decision);
        assert_eq!(late, Refusal::TooLate { on: day("2026-03-09") });
    }
}

/// Silence never means consent unless the law says so: arts. 32 ff. bind licences, other items only if they say so.
#[test]
fn silence_is_nothing_where_no_law_gives_it_a_meaning() {
    let rules = Rules {
        silence_accepts: false,
        ..Rules::licence()
    };
    let story = Story::submitted(rules).on("2026-04-01");
    assert_eq!(story.rings(AlarmKind::DeemedAcceptance), []);
    assert_eq!(story.refusal(Command::DeemAccepted), Refusal::Stale);
    assert_eq!(story.finish(how("accept")).acceptance().accepted_on, day("2026-04-01"));
}

#[test]
fn after_an_answer_the_silence_counts_anew() {
    let story = Story::noticed(Rules::licence()).on("2026-03-12");
    assert_eq!(
        story.refusal(Command::DeemAccepted),
        Refusal::Stale,
        "the applicant's move"
    );
    let story = story.then(supply(&["photo", "plan"]));
    assert_eq!(story.rings(AlarmKind::DeemedAcceptance), [day("2026-03-20")]);
    assert_eq!(
        story.refusal(Command::DeemAccepted),
        Refusal::Stale,
        "a timer from before the notice"
    );
    let story = story.on("2026-03-20").then(Command::DeemAccepted);
    assert_eq!(story.acceptance().accepted_on, day("2026-03-12"));
}

#[test]
fn the_lapse_rings_as_the_day_after_the_last_begins() {
    let story = Story::noticed(Rules::licence());
    assert_eq!(story.rings(AlarmKind::SupplementLapse), [day("2026-03-17")]);
    let story = story.on("2026-03-05").then(supply(&["photo", "plan"]));
    assert_eq!(story.rings(AlarmKind::DeemedAcceptance), [day("2026-03-13")]);
    let story = story.finish(missing(&["plan"]));
    assert_eq!(
        story.rings(AlarmKind::SupplementLapse),
        [day("2026-03-17")],
        "the period is the same"
    );
}

#[test]
fn nothing_rings_for_what_nobody_waits_for() {
    for story in [
        Story::drafted(Rules::licence()),
        Story::accepted(Rules::licence()),
        Story::approved(Rules::licence()),
        Story::submitted(Rules::licence()).finish(because("decline")),
        Story::submitted(Rules::licence()).then(Command::Withdraw),
        Story::noticed(Rules::licence()).then(terminate("false-materials")),
    ] {
        for kind in [AlarmKind::DeemedAcceptance, AlarmKind::SupplementLapse] {
            assert_eq!(story.rings(kind), [], "{:?}", story.status());
        }
        assert_eq!(story.refusal(Command::DeemAccepted), Refusal::Stale);
        assert_eq!(story.refusal(Command::Lapse), Refusal::Stale);
    }
}

#[test]
fn the_words_of_the_timer_table_are_read_back() {
    for kind in AlarmKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}
