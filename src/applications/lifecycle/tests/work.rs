//! Tasks: whose they are, and who may finish them.

use uuid::Uuid;

use super::super::*;
use super::story::*;

#[test]
fn a_task_is_claimed_by_one() {
    let mut story = Story::submitted(Rules::licence());
    let task = story.claimed();
    assert_eq!(
        story.case.task(task).unwrap().status,
        TaskStatus::Claimed { holder: ANNA }
    );
    for by in [ANNA, BORIS] {
        assert_eq!(story.refusal(Command::Claim { task, by }), Refusal::TaskTaken);
    }
}

#[test]
fn a_task_is_put_back_by_its_holder() {
    let mut story = Story::submitted(Rules::licence());
    let task = story.task();
    assert_eq!(
        story.refusal(Command::Release { task, by: ANNA }),
        Refusal::TaskUnclaimed
    );
    story.claimed();
    assert_eq!(story.refusal(Command::Release { task, by: BORIS }), Refusal::TaskTaken);
    let story = story
        .then(Command::Release { task, by: ANNA })
        .then(Command::Claim { task, by: BORIS });
    assert_eq!(
        story.case.task(task).unwrap().status,
        TaskStatus::Claimed { holder: BORIS }
    );
}

#[test]
fn a_task_is_finished_by_its_holder() {
    let mut story = Story::submitted(Rules::licence());
    let task = story.task();
    assert_eq!(story.refusal(complete(task, how("accept"))), Refusal::TaskUnclaimed);
    story.tell(Command::Claim { task, by: BORIS });
    assert_eq!(story.refusal(complete(task, how("accept"))), Refusal::TaskTaken);
    let decision = how("accept");
    story.tell(Command::Complete {
        task,
        by: BORIS,
        decision,
    });
    let done = TaskStatus::Completed {
        by: BORIS,
        at: story.now,
        outcome: "accept".parse().unwrap(),
    };
    assert_eq!(story.case.task(task).unwrap().status, done);
}

#[test]
fn what_is_closed_stays_closed() {
    let mut done = Story::submitted(Rules::licence());
    let task = done.claimed();
    let done = done.then(complete(task, how("accept")));
    let cancelled = Story::submitted(Rules::licence()).then(Command::Withdraw);
    assert_eq!(
        cancelled.case.tasks[0].status,
        TaskStatus::Cancelled { at: cancelled.now }
    );
    for story in [done, cancelled] {
        let task = story.case.tasks[0].id;
        for command in [
            Command::Claim { task, by: ANNA },
            Command::Release { task, by: ANNA },
            complete(task, how("accept")),
        ] {
            assert_eq!(story.refusal(command), Refusal::TaskClosed);
        }
    }
}

#[test]
fn a_task_of_another_application_is_unknown() {
    let story = Story::submitted(Rules::licence());
    let task = Uuid::from_u128(7);
    for command in [
        Command::Claim { task, by: ANNA },
        Command::Release { task, by: ANNA },
        complete(task, how("accept")),
    ] {
        assert_eq!(story.refusal(command), Refusal::UnknownTask);
    }
}

/// Deciding again after a conflict gives the same ids; another application or another instant gives others.
#[test]
fn ids_follow_from_application_instant_and_order() {
    let story = Story::drafted(Rules::licence());
    let id = |context: &Context<'_>| match &decide(&story.case, Command::Submit, context).unwrap()[..] {
        [_, Event::TaskOpened(opening)] => opening.id,
        other => panic!("{other:?}"),
    };
    let context = story.rules.context(story.now);
    let later = story.rules.context(story.now + chrono::Duration::milliseconds(1));
    let another = Context {
        application: Uuid::from_u128(8),
        ..story.rules.context(story.now)
    };
    assert_eq!(id(&context), id(&context));
    assert!(id(&context) < id(&later), "ids grow with time");
    assert_ne!(id(&context), id(&another));
    assert_eq!(id(&context).get_version_num(), 7);
}
