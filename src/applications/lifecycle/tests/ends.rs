//! Ends before the decision, and that an end is one.

use super::super::*;
use super::story::*;

/// One story for every state.
fn one_of_each() -> Vec<Story> {
    let stories = vec![
        Story::drafted(Rules::licence()),
        Story::submitted(Rules::licence()),
        Story::noticed(Rules::licence()),
        Story::accepted(Rules::licence()),
        Story::accepted(Rules::licence()).then(appraisal("2026-03-20")),
        Story::approved(Rules::licence()),
        Story::accepted(Rules::licence())
            .finish(how("pass"))
            .finish(because("deny")),
        Story::submitted(Rules::licence()).finish(because("decline")),
        Story::noticed(Rules::licence()).on("2026-03-17").then(Command::Lapse),
        Story::submitted(Rules::licence()).then(Command::Withdraw),
        Story::submitted(Rules::licence()).then(terminate("false-materials")),
    ];
    assert_eq!(stories.iter().map(Story::status).collect::<Vec<_>>(), Status::ALL);
    stories
}

#[test]
fn the_applicant_withdraws_until_the_decision() {
    for story in one_of_each() {
        let status = story.status();
        match status {
            Status::Draft | Status::Submitted | Status::AwaitingSupplement | Status::InReview | Status::Suspended => {
                assert_eq!(story.then(Command::Withdraw).status(), Status::Withdrawn);
            }
            _ => assert_eq!(story.refusal(Command::Withdraw), Refusal::WrongState { status }),
        }
    }
}

#[test]
fn the_department_terminates_what_it_received_until_the_decision() {
    for story in one_of_each() {
        let status = story.status();
        match status {
            Status::Submitted | Status::AwaitingSupplement | Status::InReview | Status::Suspended => {
                assert_eq!(story.refusal(terminate(" ")), Refusal::ReasonsRequired);
                assert_eq!(story.then(terminate("false-materials")).status(), Status::Terminated);
            }
            _ => assert_eq!(
                story.refusal(terminate("false-materials")),
                Refusal::WrongState { status }
            ),
        }
    }
}

#[test]
fn an_end_before_the_decision_cancels_all_work() {
    let rules = Rules {
        graph: crate::procedure::tests::parallel_reviews(),
        ..Rules::licence()
    };
    let story = Story::accepted(rules).finish(how("pass"));
    for end in [Command::Withdraw, terminate("false-materials")] {
        let mut over = story.clone();
        let events: Vec<_> = over.tell(end).iter().map(Event::kind).collect();
        assert_eq!(events[..2], ["task_cancelled", "task_cancelled"]);
        assert_eq!(over.case.active_tasks().count(), 0);
    }
}

#[test]
fn an_end_is_one() {
    for story in one_of_each().into_iter().filter(|story| story.status().is_final()) {
        let task = story.case.tasks[0].id;
        for command in [
            Command::Draft(drafted()),
            Command::Revise,
            Command::Submit,
            supply(&["photo", "plan"]),
            Command::Claim { task, by: ANNA },
            Command::Release { task, by: ANNA },
            complete(task, because("deny")),
            Command::Deliver {
                mode: DeliveryMode::Window,
            },
            Command::Withdraw,
            terminate("false-materials"),
            Command::DeemAccepted,
            Command::Lapse,
        ] {
            assert!(
                story.decide(command.clone()).is_err(),
                "{command:?} while {:?}",
                story.status()
            );
        }
    }
}

/// The words of the API, of the database and of the stored state are the same.
#[test]
fn a_status_has_one_word() {
    for story in one_of_each() {
        let status = story.status();
        assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        assert_eq!(
            serde_json::to_value(&story.case.phase).unwrap()["status"],
            status.as_str()
        );
    }
}
