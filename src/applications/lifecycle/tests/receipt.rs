//! Receipt and its answers: Administrative Licensing Law arts. 32, 34, 38.

use super::super::*;
use super::story::*;

#[test]
fn an_application_begins_as_a_draft_once() {
    let unborn = Story {
        case: Case::new(),
        log: vec![],
        ..Story::drafted(Rules::licence())
    };
    for command in [
        Command::Revise,
        Command::Submit,
        Command::Withdraw,
        Command::Draft(Event::Declined),
    ] {
        let draft = Refusal::WrongState { status: Status::Draft };
        assert_eq!(unborn.refusal(command), draft);
    }
    let draft = Story::drafted(Rules::licence());
    assert_eq!(draft.kinds(), ["drafted"]);
    assert!(draft.decide(Command::Draft(drafted())).is_err());
}

#[test]
fn a_draft_may_change_until_it_is_handed_in() {
    let story = Story::drafted(Rules::licence())
        .then(Command::Revise)
        .then(Command::Revise);
    assert_eq!((story.status(), story.case.version), (Status::Draft, 3));
    let story = story.then(Command::Submit);
    let refused = Refusal::WrongState {
        status: Status::Submitted,
    };
    assert_eq!(story.refusal(Command::Revise), refused);
    assert_eq!(story.refusal(Command::Submit), refused);
}

/// Art. 32: the organ has five working days for the receipt; their last day is the task's.
#[test]
fn submitting_is_receipt_and_starts_the_five_days() {
    let story = Story::submitted(Rules::licence());
    let receipt = story.case.phase.receipt().unwrap();
    assert_eq!(
        (receipt.received_on, receipt.submitted_at),
        (day("2026-03-02"), story.now)
    );
    let [task] = &story.case.tasks[..] else { panic!() };
    assert_eq!(task.kind, TaskKind::Intake);
    assert_eq!(
        (task.post.as_str(), &task.department),
        ("window", &story.rules.department)
    );
    assert_eq!(
        (task.due_on, task.yellow_on),
        (Some(day("2026-03-09")), Some(day("2026-03-06")))
    );
    assert!(!task.resubmitted);
}

/// A day in Shanghai begins at 16:00 UTC.
#[test]
fn the_day_of_receipt_is_shanghais() {
    let late = Story::drafted(Rules::licence())
        .at_end_of("2026-03-02")
        .then(Command::Submit);
    let early = Story::drafted(Rules::licence())
        .at_start_of("2026-03-03")
        .then(Command::Submit);
    let received = |story: &Story| story.case.phase.receipt().unwrap().received_on;
    assert_eq!(
        (received(&late), received(&early)),
        (day("2026-03-02"), day("2026-03-03"))
    );
}

/// Art. 32(5): complete, so accepted; the notice dates it.
#[test]
fn acceptance_is_dated_by_its_notice() {
    let story = Story::submitted(Rules::licence())
        .on("2026-03-04")
        .finish(how("accept"));
    assert_eq!(story.status(), Status::InReview);
    assert_eq!(
        (story.acceptance().accepted_on, story.acceptance().deemed),
        (day("2026-03-04"), false)
    );
    assert_eq!(story.open_nodes(), ["reviewer"]);
}

/// Art. 32(4): what is missing has to be asked for; it cannot be accepted over.
#[test]
fn gaps_are_not_accepted_over() {
    for rules in [Rules::licence(), Rules::immediate()] {
        let story = Story::submitted(rules.clone());
        for verdict in [Verdict::Missing, Verdict::Defective] {
            let materials = set(&["photo"]);
            assert_eq!(
                story.not_finished(judged("accept", verdict, &["photo"])),
                Refusal::GapsRemain { materials }
            );
        }
        for verdict in [Verdict::Ok, Verdict::OriginalSeen] {
            let accepted = story.clone().finish(judged("accept", verdict, &["photo"]));
            assert_eq!(accepted.case.verdicts["photo"], verdict);
        }
    }
    let refused = Story::submitted(Rules::immediate()).not_finished(judged("grant", Verdict::Missing, &["photo"]));
    assert_eq!(
        refused,
        Refusal::GapsRemain {
            materials: set(&["photo"])
        }
    );
}

/// Arts. 32(1), 32(2), 38: refusing to accept is written and reasoned.
#[test]
fn declining_needs_reasons() {
    let story = Story::submitted(Rules::licence());
    assert_eq!(story.not_finished(how("decline")), Refusal::ReasonsRequired);
    let story = story.finish(because("decline"));
    assert_eq!(story.status(), Status::Declined);
    assert_eq!(story.kinds()[3..], ["task_claimed", "task_completed", "declined"]);
}

#[test]
fn intake_has_its_outcomes_and_no_others() {
    let allowed = |rules: Rules| match Story::submitted(rules).not_finished(how("pass")) {
        Refusal::UnknownOutcome { allowed } => allowed,
        other => panic!("{other}"),
    };
    assert_eq!(allowed(Rules::licence()), ["accept", "decline", "request_supplement"]);
    assert_eq!(
        allowed(Rules::immediate()),
        ["accept", "decline", "request_supplement", "grant", "deny"]
    );
}

/// Art. 34: what can be decided on the spot is, and only that.
#[test]
fn immediate_items_are_decided_on_the_spot() {
    for outcome in ["grant", "deny"] {
        let refused = Story::submitted(Rules::licence()).not_finished(because(outcome));
        assert!(matches!(refused, Refusal::UnknownOutcome { .. }));
    }
    let granted = Story::submitted(Rules::immediate()).finish(how("grant"));
    assert_eq!(granted.case.phase.decided().unwrap().outcome, Outcome::Approved);
    assert_eq!(granted.acceptance().accepted_on, day("2026-03-02"));
    assert_eq!(granted.status(), Status::Decided, "the certificate is still to be made");

    let story = Story::submitted(Rules::immediate());
    assert_eq!(story.not_finished(how("deny")), Refusal::ReasonsRequired);
    let denied = story.finish(because("deny"));
    assert_eq!(denied.status(), Status::Completed);
    assert_eq!(denied.case.phase.decided().unwrap().outcome, Outcome::Denied);
    assert_eq!(
        denied.kinds()[4..],
        ["task_completed", "accepted", "decided", "completed"]
    );
}

/// Art. 34 obliges where it is possible; an immediate item that needs a closer look is accepted like any other.
#[test]
fn immediate_items_may_also_take_the_long_way() {
    let story = Story::submitted(Rules::immediate()).finish(how("accept"));
    assert_eq!(
        (story.status(), story.open_nodes()),
        (Status::InReview, vec!["reviewer".to_owned()])
    );
}
