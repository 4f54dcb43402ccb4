//! Urging (催办) and supervision (督办).

use super::super::*;
use super::story::*;

#[test]
fn an_applicant_urges_once_a_working_day() {
    let story = Story::accepted(Rules::licence()).then(Command::Urge);
    let on = day("2026-03-02");
    assert_eq!(story.refusal(Command::Urge), Refusal::UrgedBefore { on });
    let story = story.on("2026-03-03").then(Command::Urge);
    // Saturday and Sunday count for Monday.
    let story = story.on("2026-03-07").then(Command::Urge);
    let on = day("2026-03-09");
    assert_eq!(
        story.clone().on("2026-03-08").refusal(Command::Urge),
        Refusal::UrgedBefore { on }
    );
    assert_eq!(story.on("2026-03-10").then(Command::Urge).case.supervision.urges, 4);
}

#[test]
fn nobody_is_urged_while_it_is_the_applicants_turn() {
    for story in [
        Story::drafted(Rules::licence()),
        Story::noticed(Rules::licence()),
        Story::approved(Rules::licence()).finish(issued()),
    ] {
        assert!(matches!(story.refusal(Command::Urge), Refusal::WrongState { .. }));
    }
    Story::approved(Rules::licence()).then(Command::Urge);
}

#[test]
fn a_manager_asks_for_an_account_and_hears_when_there_is_none() {
    let supervise = Command::Supervise { answer_by: None };
    let story = Story::accepted(Rules::licence()).then(supervise);
    let due = story.case.supervision.demands[&1].answer_by;
    assert_eq!(due, day("2026-03-04"));
    assert_eq!(story.rings(AlarmKind::SupervisionOverdue), [day("2026-03-05")]);
    let overdue = Command::SupervisionOverdue { number: 1 };
    assert_eq!(story.refusal(overdue.clone()), Refusal::Stale);
    let late = story.clone().on("2026-03-05").then(overdue.clone());
    assert_eq!(late.refusal(overdue), Refusal::Stale, "once");
    let answer = Command::AnswerSupervision { number: 1 };
    let answered = late.then(answer.clone());
    assert_eq!(answered.rings(AlarmKind::SupervisionOverdue), []);
    assert_eq!(answered.refusal(answer), Refusal::DemandAnswered);
    assert_eq!(
        story.refusal(Command::AnswerSupervision { number: 2 }),
        Refusal::UnknownDemand
    );
}

#[test]
fn an_account_is_due_on_a_day_ahead() {
    let story = Story::submitted(Rules::licence());
    for wrong in ["2026-03-02", "2026-05-02"] {
        let refusal = story.refusal(Command::Supervise {
            answer_by: Some(day(wrong)),
        });
        assert!(matches!(refusal, Refusal::ImpossibleAnswerDay { .. }), "{wrong}");
    }
    story.then(Command::Supervise {
        answer_by: Some(day("2026-05-01")),
    });
}

#[test]
fn urging_makes_nobody_reload() {
    let story = Story::accepted(Rules::licence());
    let seen = story.case.version;
    assert_eq!(story.then(Command::Urge).case.quiet_since, Some(seen));
}
