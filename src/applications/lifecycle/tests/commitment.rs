//! A commitment instead of proof or check (告知承诺), what follows when it is false, and what false materials lead to (arts. 69, 78, 79).

use super::super::*;
use super::story::*;
use crate::calendar::Limit;
use crate::catalogue::document::{CheckRule, CommitmentRule};
use crate::codes::Post;

fn offered() -> Rules {
    Rules {
        commitment: Some(CommitmentRule {
            text: "本人承诺所述真实。".to_owned(),
            replaces: vec!["deed".to_owned()],
            legal_basis: "国办发〔2020〕42号".to_owned(),
            check: CheckRule {
                department: None,
                post: Post::REVIEWER,
                limit: Limit::working(20),
            },
        }),
        ..Rules::licence()
    }
}

fn strict() -> Rules {
    Rules {
        bars_after_deceit: true,
        ..offered()
    }
}

fn committed(rules: Rules) -> Story {
    Story::drafted(rules).then(Command::Commit { made: true })
}

fn decided(rules: Rules) -> Story {
    committed(rules).then(Command::Submit).finish(how("accept"))
}

/// The open task of a kind.
fn task(story: &Story, kind: &TaskKind) -> uuid::Uuid {
    story.case.active_tasks().find(|task| task.kind == *kind).unwrap().id
}

/// Claims the check and answers it.
fn checked(mut story: Story, decision: TaskDecision) -> Story {
    let task = task(&story, &TaskKind::Check);
    story.tell(Command::Claim { task, by: ANNA });
    story.then(complete(task, decision))
}

fn revoke(basis: &str) -> Command {
    Command::Revoke {
        basis: basis.to_owned(),
    }
}

fn bar(story: &Story) -> Option<(String, Option<chrono::NaiveDate>)> {
    story.log.iter().rev().find_map(|(event, _)| match event {
        Event::Barred { what, until, .. } => Some((what.clone(), *until)),
        _ => None,
    })
}

#[test]
fn a_draft_commits_or_does_without() {
    let story = committed(offered());
    assert_eq!(story.refusal(Command::Commit { made: true }), Refusal::Stale);
    let story = story.then(Command::Commit { made: false });
    assert!(story.case.commitment.is_none());
    let without = Story::drafted(Rules::licence());
    assert_eq!(
        without.refusal(Command::Commit { made: true }),
        Refusal::NoCommitmentOffered
    );
    let status = Status::Submitted;
    assert_eq!(
        Story::submitted(offered()).refusal(Command::Commit { made: true }),
        Refusal::WrongState { status }
    );
}

#[test]
fn what_is_handed_in_is_committed_to_on_that_day() {
    let story = committed(offered()).on("2026-03-05").then(Command::Submit);
    assert_eq!(story.case.commitment.unwrap().made_on, day("2026-03-05"));
}

#[test]
fn acceptance_decides_and_a_check_follows() {
    let story = decided(offered());
    assert_eq!(story.status(), Status::Decided);
    assert_eq!(story.case.phase.decided().unwrap().outcome, Outcome::Approved);
    let check = story.case.task(task(&story, &TaskKind::Check)).unwrap();
    assert_eq!(
        check.due_on,
        Some(day("2026-03-30")),
        "twenty working days after Monday the 2nd"
    );
    assert_eq!(check.post, Post::REVIEWER);
    let plain = Story::accepted(offered());
    assert_eq!(plain.status(), Status::InReview, "who does not commit is reviewed");
    assert_eq!(
        plain
            .finish(how("pass"))
            .finish(how("approve"))
            .case
            .active_tasks()
            .count(),
        1
    );
}

#[test]
fn what_a_commitment_replaces_is_no_gap() {
    let story = committed(offered()).then(Command::Submit);
    let accepted = story.clone().finish(judged("accept", Verdict::Missing, &["deed"]));
    assert_eq!(accepted.status(), Status::Decided);
    assert_eq!(story.not_finished(missing(&["deed"])), Refusal::NothingMissing);
}

/// Silence accepts, but never decides: people do.
#[test]
fn after_silence_people_decide_and_the_check_follows_all_the_same() {
    let story = committed(offered()).then(Command::Submit).at_start_of("2026-03-10");
    let story = story.then(Command::DeemAccepted);
    assert_eq!(story.status(), Status::InReview);
    let story = story.finish(how("pass")).finish(how("approve"));
    task(&story, &TaskKind::Check);
}

#[test]
fn a_commitment_that_is_kept_changes_nothing() {
    let mut story = decided(offered());
    let issue = task(&story, &TaskKind::Issue);
    story.tell(Command::Claim { task: issue, by: ANNA });
    story.tell(complete(issue, issued()));
    let mode = DeliveryMode::Window;
    let story = story.then(Command::Deliver { mode });
    assert_eq!(story.status(), Status::Completed);
    assert_eq!(story.alarms().len(), 1, "the check's post is still warned");
    let story = checked(story.on("2026-03-20"), how("kept"));
    assert_eq!(story.case.commitment.unwrap().kept, Some(true));
    assert_eq!(story.case.active_tasks().count(), 0);
    assert!(!story.case.phase.decided().unwrap().revoked);
}

#[test]
fn a_false_commitment_is_revoked_and_bars_the_next() {
    let mut story = decided(offered());
    let check = task(&story, &TaskKind::Check);
    story.tell(Command::Claim { task: check, by: ANNA });
    assert_eq!(story.refusal(complete(check, how("broken"))), Refusal::ReasonsRequired);
    let allowed = vec!["kept".to_owned(), "broken".to_owned()];
    assert_eq!(
        story.refusal(complete(check, how("pass"))),
        Refusal::UnknownOutcome { allowed }
    );
    let story = story.then(complete(check, because("broken")));
    assert!(story.case.phase.decided().unwrap().revoked);
    assert_eq!(story.status(), Status::Completed, "there is nothing to issue any more");
    assert_eq!(story.case.active_tasks().count(), 0);
    assert_eq!(bar(&story), Some(("commitment".to_owned(), None)));
    let again = revoke("deceit");
    let status = Status::Completed;
    assert_eq!(story.refusal(again), Refusal::WrongState { status });
}

/// Arts. 69, 79: what was gained by deceit is revoked, and where the item says so three years pass before the next application.
#[test]
fn deceit_is_revoked_and_bars_for_three_years() {
    let story = Story::approved(strict())
        .finish(issued())
        .on("2026-03-09")
        .then(revoke("deceit"));
    assert_eq!(story.status(), Status::Completed);
    let until = Some(day("2029-03-09"));
    assert_eq!(bar(&story), Some(("application".to_owned(), until)));
    let lenient = Story::approved(offered()).then(revoke("deceit"));
    assert_eq!(bar(&lenient), None);
    let mistake = Story::approved(strict()).then(revoke("official_misconduct"));
    assert_eq!(bar(&mistake), None, "the organ's own mistake bars nobody");
}

#[test]
fn only_an_approval_is_revoked() {
    for story in [Story::accepted(strict()), Story::submitted(strict())] {
        let status = story.status();
        assert_eq!(story.refusal(revoke("deceit")), Refusal::WrongState { status });
    }
    let denied = Story::accepted(strict()).finish(how("pass")).finish(because("deny"));
    let status = denied.status();
    assert_eq!(denied.refusal(revoke("deceit")), Refusal::WrongState { status });
}

/// Art. 78: false materials are refused, and bar for a year where the item says so.
#[test]
fn false_materials_bar_for_a_year() {
    let falsely = |outcome: &str| TaskDecision {
        false_materials: true,
        ..because(outcome)
    };
    let until = Some(day("2027-03-02"));
    let declined = Story::submitted(strict()).finish(falsely("decline"));
    assert_eq!(bar(&declined), Some(("application".to_owned(), until)));
    let denied = Story::accepted(strict()).finish(how("pass")).finish(falsely("deny"));
    assert_eq!(bar(&denied), Some(("application".to_owned(), until)));
    let lenient = Story::submitted(offered()).finish(falsely("decline"));
    assert_eq!(bar(&lenient), None);
    for outcome in ["accept", "request_supplement"] {
        assert_eq!(
            Story::submitted(strict()).not_finished(falsely(outcome)),
            Refusal::NotRefused
        );
    }
    assert_eq!(
        Story::accepted(strict()).not_finished(falsely("pass")),
        Refusal::NotRefused
    );
}

#[test]
fn a_bar_is_lifted_once() {
    let what = || Command::LiftBar {
        what: "application".to_owned(),
    };
    let story = Story::approved(strict()).then(revoke("deceit")).then(what());
    assert!(story.case.bars.is_empty());
    assert_eq!(story.refusal(what()), Refusal::NoBar);
}
