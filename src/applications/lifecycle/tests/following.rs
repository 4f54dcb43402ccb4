//! Materials that follow on a written commitment (容缺受理).

use super::super::*;
use super::story::*;
use crate::codes::OnLapse;

/// A licence for which these materials were not handed in.
fn without(materials: &[&str]) -> Rules {
    Rules {
        to_follow: set(materials),
        ..Rules::licence()
    }
}

fn waiting(on_lapse: OnLapse) -> Rules {
    let mut rules = without(&["photo", "plan"]);
    rules.following.on_lapse = on_lapse;
    rules
}

/// A document that comes later, once it has come, is not let follow any more.
fn followed(story: Story, materials: &[&str]) -> Story {
    story.then(supply(materials))
}

#[test]
fn the_acceptance_says_what_follows_and_by_when() {
    let story = Story::accepted(without(&["plan"]));
    let following = story.case.awaited().unwrap();
    assert_eq!(following.outstanding, set(&["plan"]));
    assert_eq!(following.by, day("2026-03-16"), "ten working days after Monday the 2nd");
    assert_eq!(story.status(), Status::InReview, "the clock runs");
    assert!(Story::accepted(Rules::licence()).case.following.is_none());
    assert!(Story::submitted(without(&["plan"])).case.following.is_none());
}

/// Nobody can keep a date that they were not told: acceptance by silence is dated back, the period is not.
#[test]
fn after_silence_the_period_counts_from_the_notice() {
    let story = Story::submitted(without(&["plan"])).at_start_of("2026-03-10");
    let story = story.then(Command::DeemAccepted);
    assert_eq!(story.acceptance().accepted_on, day("2026-03-02"));
    assert_eq!(story.case.awaited().unwrap().by, day("2026-03-24"));
}

#[test]
fn that_it_is_missing_is_no_gap_that_it_is_defective_is() {
    let story = Story::submitted(without(&["plan"]));
    let accepted = story.clone().finish(judged("accept", Verdict::Missing, &["plan"]));
    assert_eq!(accepted.status(), Status::InReview);
    assert_eq!(story.not_finished(missing(&["plan"])), Refusal::NothingMissing);
    let told = story.clone().finish(missing(&["plan", "photo"]));
    let notice = told.case.phase.receipt().unwrap().supplement.clone().unwrap();
    assert_eq!(
        notice.outstanding,
        set(&["photo"]),
        "only what may not follow is demanded"
    );
    let refused = story.not_finished(judged("accept", Verdict::Defective, &["plan"]));
    assert_eq!(
        refused,
        Refusal::GapsRemain {
            materials: set(&["plan"])
        }
    );
}

#[test]
fn the_certificate_waits_and_then_has_its_ten_days() {
    let story = Story::approved(waiting(OnLapse::Terminate));
    let task = story.case.task(story.task()).unwrap();
    assert_eq!((&task.kind, task.due_on), (&TaskKind::Issue, None));
    let outstanding = set(&["photo", "plan"]);
    assert_eq!(
        story.not_finished(issued()),
        Refusal::MaterialsOutstanding { materials: outstanding }
    );
    assert!(
        story.rings(AlarmKind::CertificateOverdue).is_empty(),
        "the organ is not late"
    );

    let some = followed(story.on("2026-03-05"), &["photo"]);
    assert_eq!(some.case.awaited().unwrap().outstanding, set(&["plan"]));
    let all = followed(some.on("2026-03-09"), &["plan"]);
    assert_eq!(all.case.task(all.task()).unwrap().due_on, Some(day("2026-03-23")));
    assert_eq!(
        all.rings(AlarmKind::CertificateOverdue),
        [day("2026-03-24")],
        "ten working days from when everything was there (art. 44)"
    );
    assert_eq!(all.finish(issued()).status(), Status::Decided);
}

#[test]
fn without_a_certificate_the_end_waits() {
    let rules = Rules {
        certificate: None,
        ..waiting(OnLapse::Wait)
    };
    let story = Story::approved(rules);
    assert_eq!(story.status(), Status::Decided);
    let story = followed(story.on("2026-03-05"), &["photo", "plan"]);
    assert_eq!(story.status(), Status::Completed);
}

#[test]
fn on_the_spot_the_result_waits_too() {
    let rules = Rules {
        to_follow: set(&["plan"]),
        certificate: None,
        ..Rules::immediate()
    };
    let granted = Story::submitted(rules.clone()).finish(how("grant"));
    assert_eq!(granted.status(), Status::Decided);
    assert!(granted.case.awaited().is_some());
    let denied = Story::submitted(rules).finish(because("deny"));
    assert!(denied.case.following.is_none(), "who is refused promises nothing");
}

#[test]
fn only_what_is_awaited_is_taken() {
    let story = Story::accepted(waiting(OnLapse::Terminate));
    let missing = set(&["photo", "plan"]);
    assert_eq!(story.refusal(supply(&[])), Refusal::SupplementIncomplete { missing });
    let materials = set(&["deed"]);
    assert_eq!(
        story.refusal(supply(&["plan", "deed"])),
        Refusal::NotAwaited { materials }
    );
    let denied = story.finish(how("pass")).finish(because("deny"));
    let status = denied.status();
    assert_eq!(denied.refusal(supply(&["plan"])), Refusal::WrongState { status });
}

#[test]
fn three_working_days_before_the_applicant_is_reminded_once() {
    let story = Story::accepted(waiting(OnLapse::Terminate));
    assert_eq!(story.rings(AlarmKind::FollowingReminder), [day("2026-03-11")]);
    let story = story.at_start_of("2026-03-11").then(Command::RemindOfFollowing);
    assert!(story.rings(AlarmKind::FollowingReminder).is_empty());
    assert_eq!(story.refusal(Command::RemindOfFollowing), Refusal::Stale);
}

#[test]
fn a_lapse_terminates_or_goes_on_waiting_as_the_commitment_said() {
    let story = Story::accepted(waiting(OnLapse::Terminate));
    assert_eq!(story.rings(AlarmKind::FollowingLapse), [day("2026-03-17")]);
    let in_time = story.clone().at_end_of("2026-03-16");
    assert_eq!(in_time.refusal(Command::FollowingLapse), Refusal::Stale);
    let late = story.at_start_of("2026-03-17");
    let on = day("2026-03-16");
    assert_eq!(late.refusal(supply(&["plan"])), Refusal::TooLate { on });
    let ended = late.then(Command::FollowingLapse);
    assert_eq!(ended.status(), Status::Terminated);
    assert!(
        ended.kinds().contains(&"barred"),
        "the next commitment is not relied on"
    );

    let story = Story::accepted(waiting(OnLapse::Wait)).at_start_of("2026-03-17");
    let story = story.then(Command::FollowingLapse);
    assert_eq!(story.status(), Status::InReview);
    assert_eq!(story.refusal(Command::FollowingLapse), Refusal::Stale, "once");
    let story = followed(story, &["photo", "plan"]);
    assert!(story.case.awaited().is_none());
}

/// Nobody has to wait in vain: what is approved and never completed by its materials ends too.
#[test]
fn a_lapse_ends_what_was_approved_before() {
    let story = Story::approved(waiting(OnLapse::Terminate)).at_start_of("2026-03-17");
    let story = story.then(Command::FollowingLapse);
    assert_eq!(story.status(), Status::Terminated);
    assert_eq!(story.case.active_tasks().count(), 0);
    assert!(story.alarms().is_empty());
}
