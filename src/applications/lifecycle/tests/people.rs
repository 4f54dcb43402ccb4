//! Who works on a case, and who must not: assignment, recusal, consultation, officers on site, and what was passed upward.

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::calendar::Limit;
use crate::catalogue::document::ConsultationRule;
use crate::codes::Post;
use crate::procedure::tests::{approve, deny, graph, task};

const OTHER: &str = "91990100MA99999X2A";

fn assign(task: Uuid, by: Uuid, to: Uuid, supervised: bool) -> Command {
    Command::Assign {
        task,
        by,
        to,
        supervised,
    }
}

fn ask(task: Uuid, limit: Option<Limit>) -> Command {
    Command::Consult {
        task,
        by: ANNA,
        department: OTHER.parse().unwrap(),
        post: Post::REVIEWER,
        limit,
    }
}

/// In review, with the reviewer's task claimed by Anna.
fn reviewing(rules: Rules) -> (Story, Uuid) {
    let mut story = Story::accepted(rules);
    let task = story.claimed();
    (story, task)
}

fn with(nodes: Value) -> Rules {
    Rules {
        graph: graph("start", nodes),
        ..Rules::licence()
    }
}

fn consent_by_silence() -> Rules {
    let rule = json!({"limit": 3, "silence_is_consent": true, "basis": "并联审批管理办法"});
    Rules {
        consultation: Some(serde_json::from_value(rule).unwrap()),
        ..Rules::licence()
    }
}

#[test]
fn a_task_is_delegated_by_its_holder_and_reassigned_by_a_manager() {
    let (mut story, task) = reviewing(Rules::licence());
    assert_eq!(story.refusal(assign(task, ANNA, ANNA, false)), Refusal::HeldAlready);
    assert_eq!(story.refusal(assign(task, BORIS, BORIS, false)), Refusal::TaskTaken);
    story.tell(assign(task, ANNA, BORIS, false));
    assert_eq!(story.case.task(task).unwrap().holder(), Some(BORIS));
    assert_eq!(story.refusal(assign(task, ANNA, ANNA, false)), Refusal::TaskTaken);
    story.tell(assign(task, ANNA, ANNA, true));
    story.tell(Command::Release { task, by: ANNA });
    assert_eq!(story.refusal(assign(task, ANNA, ANNA, false)), Refusal::TaskUnclaimed);
    story.tell(assign(task, BORIS, ANNA, true));
    let story = story.then(complete(task, how("pass")));
    assert_eq!(story.refusal(assign(task, BORIS, ANNA, true)), Refusal::TaskClosed);
}

#[test]
fn whoever_is_recused_neither_takes_work_nor_is_given_any() {
    let (mut story, task) = reviewing(Rules::licence());
    let recuse = Command::Recuse { person: ANNA };
    let released = Event::TaskReleased { task };
    assert_eq!(story.tell(recuse.clone()), [Event::Recused { person: ANNA }, released]);
    for command in [
        recuse,
        Command::Claim { task, by: ANNA },
        complete(task, how("pass")),
        assign(task, BORIS, ANNA, true),
        assign(task, ANNA, BORIS, true),
        Command::TakeBack { task, by: ANNA },
    ] {
        assert_eq!(story.refusal(command.clone()), Refusal::Recused, "{command:?}");
    }
    story.tell(Command::Claim { task, by: BORIS });
    let draft = Story::drafted(Rules::licence());
    let status = Status::Draft;
    assert_eq!(
        draft.refusal(Command::Recuse { person: ANNA }),
        Refusal::WrongState { status }
    );
}

#[test]
fn another_department_is_asked_and_answers_before_the_asker_goes_on() {
    let (mut story, task) = reviewing(Rules::licence());
    story.tell(ask(task, None));
    let question = story.case.tasks.last().unwrap().clone();
    assert_eq!(question.kind, TaskKind::Consultation { about: task });
    assert_eq!(question.due_on, Some(day("2026-03-09")), "5 working days");
    assert_eq!(story.refusal(complete(task, how("pass"))), Refusal::ConsultationOpen);
    let by = BORIS;
    story.tell(Command::Claim { task: question.id, by });
    let answer = |outcome| Command::Complete {
        task: question.id,
        by,
        decision: outcome,
    };
    assert_eq!(story.refusal(answer(how("disagree"))), Refusal::OpinionRequired);
    assert!(matches!(
        story.refusal(answer(how("pass"))),
        Refusal::UnknownOutcome { .. }
    ));
    let story = story.on("2026-03-20").then(answer(advised("disagree")));
    assert_eq!(story.then(complete(task, how("pass"))).open_nodes(), ["approver"]);
}

#[test]
fn a_question_has_limits() {
    let (story, task) = reviewing(Rules::licence());
    let most = Limit::working(5);
    for limit in [Limit::working(6), Limit::working(0), Limit::calendar(1)] {
        assert_eq!(
            story.refusal(ask(task, Some(limit))),
            Refusal::ConsultationTooLong { most }
        );
    }
    let own = Command::Consult {
        task,
        by: ANNA,
        department: story.rules.department.clone(),
        post: Post::REVIEWER,
        limit: None,
    };
    assert_eq!(story.refusal(own), Refusal::OwnDepartment);
    let mut intake = Story::submitted(Rules::licence());
    let task = intake.claimed();
    let status = Status::Submitted;
    assert_eq!(intake.refusal(ask(task, None)), Refusal::WrongState { status });
    let mut issue = Story::approved(Rules::licence());
    let task = issue.claimed();
    assert!(matches!(issue.refusal(ask(task, None)), Refusal::WrongState { .. }));
}

#[test]
fn questions_end_with_what_they_are_about() {
    let nodes = json!({"start": {"kind": "fork", "to": ["one", "two"]},
        "one": task(json!({"pass": "meet", "send_back": "start"})), "two": task(json!({"pass": "meet"})),
        "meet": {"kind": "join", "to": "ok"}, "ok": approve()});
    let mut story = Story::accepted(with(nodes));
    let two = story.at("two");
    story.tell(Command::Claim { task: two, by: ANNA });
    story.tell(ask(two, None));
    let question = story.case.tasks.last().unwrap().id;
    let foreign = Command::WithdrawQuestion {
        task: two,
        by: ANNA,
        consultation: two,
    };
    assert_eq!(story.refusal(foreign), Refusal::UnknownTask);
    let is_cancelled =
        |story: &Story| matches!(story.case.task(question).unwrap().status, TaskStatus::Cancelled { .. });
    let withdrawn = story.clone().then(Command::WithdrawQuestion {
        task: two,
        by: ANNA,
        consultation: question,
    });
    assert!(is_cancelled(&withdrawn));
    assert!(is_cancelled(&story.clone().finish_at("one", advised("send_back"))));
    assert!(is_cancelled(&story.then(Command::Withdraw)));
}

#[test]
fn silence_is_consent_only_where_a_rule_that_is_named_says_so() {
    let nameless = ConsultationRule {
        basis: None,
        ..consent_by_silence().consultation.unwrap()
    };
    let silent = Rules {
        consultation: Some(nameless),
        ..Rules::licence()
    };
    for rules in [Rules::licence(), silent] {
        let (story, task) = reviewing(rules);
        let story = story.then(ask(task, None)).on("2026-03-30");
        let question = story.case.tasks.last().unwrap().id;
        assert_eq!(story.rings(AlarmKind::ConsultationSilence), []);
        assert_eq!(
            story.refusal(Command::ConsultationSilence { task: question }),
            Refusal::Stale
        );
    }
    let (story, task) = reviewing(consent_by_silence());
    let mut story = story.then(ask(task, None));
    let question = story.case.tasks.last().unwrap().id;
    let silence = Command::ConsultationSilence { task: question };
    assert_eq!(story.rings(AlarmKind::ConsultationSilence), [day("2026-03-06")]);
    assert_eq!(
        story.clone().at_end_of("2026-03-05").refusal(silence.clone()),
        Refusal::Stale
    );
    story.tell(Command::Claim {
        task: question,
        by: BORIS,
    });
    let late = Command::Complete {
        task: question,
        by: BORIS,
        decision: how("agree"),
    };
    let on = day("2026-03-05");
    let story = story.at_start_of("2026-03-06");
    assert_eq!(story.refusal(late), Refusal::TooLate { on });
    let story = story.then(silence.clone());
    assert_eq!(story.refusal(silence), Refusal::Stale);
    story.then(complete(task, how("pass")));
}

/// Art. 34.
#[test]
fn an_on_site_check_needs_two_officers() {
    let mut check = task(json!({"pass": "next"}));
    check["on_site"] = json!(true);
    let (story, task) = reviewing(with(
        json!({"start": check, "next": task(json!({"pass": "ok"})), "ok": approve()}),
    ));
    let went = |officers: &[Uuid]| TaskDecision {
        officers: officers.iter().copied().collect(),
        ..how("pass")
    };
    for alone in [&[][..], &[ANNA]] {
        assert_eq!(story.refusal(complete(task, went(alone))), Refusal::TwoOfficersRequired);
    }
    let recused = story.clone().then(Command::Recuse { person: BORIS });
    assert_eq!(recused.refusal(complete(task, went(&[BORIS]))), Refusal::Recused);
    let story = story.then(complete(task, went(&[BORIS])));
    assert_eq!(story.case.task(task).unwrap().officers, [BORIS].into());
    assert_eq!(story.not_finished(went(&[BORIS])), Refusal::NoOnSiteCheck);
    let back = story.then(Command::TakeBack { task, by: ANNA });
    assert!(back.case.task(task).unwrap().officers.is_empty());
}

/// Art. 35: what was passed upward is decided on what was handed in there. Art. 43: within 20 working days, which count.
#[test]
fn after_the_initial_review_nobody_asks_for_materials_again() {
    let mut initial = task(json!({"pass": "decide"}));
    initial["initial_review"] = json!(true);
    let decide = task(json!({"pass": "ok", "deny": "no", "send_back": "start"}));
    let rules = with(json!({"start": initial, "decide": decide, "ok": approve(), "no": deny()}));
    let story = Story::accepted(rules);
    let due = story.acceptance().dates;
    assert_eq!(story.case.task(story.task()).unwrap().due_on, Some(day("2026-03-30")));
    let gap = |outcome| judged(outcome, Verdict::Missing, &["deed"]);
    let story = story.on("2026-03-10").finish(gap("pass"));
    let materials = set(&["deed"]);
    assert_eq!(story.not_finished(gap("pass")), Refusal::NoNewMaterials { materials });
    assert_eq!(story.acceptance().dates, due, "the time of the initial review counts");
    let again = story.clone().finish(advised("send_back")).finish(gap("pass"));
    assert_eq!(again.open_nodes(), ["decide"]);
    story.finish(judged("pass", Verdict::Ok, &["deed"]));
}
