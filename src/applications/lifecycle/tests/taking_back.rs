//! Taking back a step just done: everything is where it was before.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::*;
use super::rules::Guards;
use super::story::*;
use crate::procedure::tests::generator::any_graph;
use crate::procedure::tests::{approve, graph, parallel_reviews, task};
use crate::procedure::{Graph, Node, Token};

fn back(task: Uuid) -> Command {
    Command::TakeBack { task, by: ANNA }
}

fn with(nodes: Value) -> Rules {
    Rules {
        graph: graph("start", nodes),
        ..Rules::licence()
    }
}

/// Everything but the numbers of versions and of tokens that are gone.
#[derive(Debug, PartialEq)]
struct Standing {
    phase: Phase,
    verdicts: BTreeMap<String, Verdict>,
    tokens: Vec<Token>,
    waits: BTreeMap<u32, chrono::NaiveDate>,
    work: BTreeMap<Uuid, (TaskStatus, Option<chrono::NaiveDate>)>,
    alarms: Vec<(AlarmKind, String)>,
}

fn standing(story: &Story) -> Standing {
    let Story { case, .. } = story;
    let work = |task: &Task| (task.id, (task.status.clone(), task.due_on));
    let mut alarms: Vec<_> = story
        .alarms()
        .into_iter()
        .map(|alarm| (alarm.kind, alarm.reference))
        .collect();
    alarms.sort();
    Standing {
        phase: case.phase.clone(),
        verdicts: case.verdicts.clone(),
        tokens: case.run.tokens.clone(),
        waits: case.waits.clone(),
        work: case.active_tasks().map(work).collect(),
        alarms,
    }
}

#[test]
fn a_step_is_taken_back_with_its_verdicts() {
    let mut story = Story::accepted(Rules::licence());
    let task = story.claimed();
    let before = standing(&story);
    let next = story.case.run.next;
    let done = story.then(complete(task, judged("pass", Verdict::Ok, &["deed"])));
    assert_eq!(
        done.refusal(Command::TakeBack { task, by: BORIS }),
        Refusal::StepNotLast
    );
    let story = done.then(back(task));
    assert_eq!(standing(&story), before);
    assert!(story.case.run.next > next, "numbers are not used again");
    assert_eq!(story.refusal(back(task)), Refusal::StepNotLast);
    assert_eq!(story.refusal(back(Uuid::from_u128(7))), Refusal::UnknownTask);
    let story = story.then(complete(task, how("pass")));
    assert_eq!(story.open_nodes(), ["approver"]);
}

#[test]
fn what_somebody_acted_on_stays() {
    let story = Story::accepted(Rules::licence());
    let reviewer = story.task();
    let story = story.finish(how("pass"));
    let next = story.task();
    let assigned = Command::Assign {
        task: next,
        by: ANNA,
        to: BORIS,
        supervised: true,
    };
    for acted in [Command::Claim { task: next, by: BORIS }, assigned] {
        let acted = story.clone().then(acted);
        assert_eq!(acted.refusal(back(reviewer)), Refusal::StepNotLast);
        let released = acted.then(Command::Release { task: next, by: BORIS });
        assert_eq!(
            released.refusal(back(reviewer)),
            Refusal::StepNotLast,
            "looked at is acted on"
        );
    }
    let decided = story.finish(how("approve"));
    let status = Status::Decided;
    assert_eq!(decided.refusal(back(next)), Refusal::WrongState { status });
}

#[test]
fn nothing_is_taken_back_while_the_application_is_suspended() {
    let story = Story::accepted(Rules::licence());
    let reviewer = story.task();
    let until = day("2026-03-20");
    let story = story.finish(how("pass")).then(Command::Suspend {
        kind: crate::codes::SpecialProcedure::Appraisal,
        basis: Some("行政许可法第四十五条".to_owned()),
        until,
    });
    assert_eq!(story.refusal(back(reviewer)), Refusal::Suspended { until });
}

/// What others do beside the step is not what the step led to.
#[test]
fn work_beside_a_step_neither_ends_it_nor_goes_with_it() {
    let rules = Rules {
        graph: parallel_reviews(),
        ..Rules::licence()
    };
    let story = Story::accepted(rules).finish(how("pass"));
    let (fire, market) = (story.at("fire"), story.at("market"));
    let mut story = story.finish_at("market", how("pass"));
    let by = BORIS;
    story.tell(Command::Claim { task: fire, by });
    story.tell(Command::Consult {
        task: fire,
        by,
        department: "91990100MA99999X2A".parse().unwrap(),
        post: crate::codes::Post::REVIEWER,
        limit: None,
    });
    let question = story.case.tasks.last().unwrap().id;
    let story = story.then(back(market));
    assert!(story.case.task(question).unwrap().is_active());
    assert_eq!(story.case.task(fire).unwrap().holder(), Some(BORIS));
    let story = story
        .then(complete(market, how("pass")))
        .then(Command::WithdrawQuestion {
            task: fire,
            by,
            consultation: question,
        });
    let story = story.then(back(market));
    assert!(
        !story.case.task(question).unwrap().is_active(),
        "it was withdrawn, not cancelled by the step"
    );
}

#[test]
fn waits_that_a_step_cut_short_go_on() {
    let nodes = json!({"start": {"kind": "fork", "to": ["notice", "review"]},
        "notice": {"kind": "wait", "name": "公示", "limit": 10, "to": "meet"},
        "review": task(json!({"pass": "meet", "send_back": "start"})),
        "meet": {"kind": "join", "to": "ok"}, "ok": approve()});
    let mut story = Story::accepted(with(nodes));
    let review = story.claimed();
    let before = standing(&story);
    assert_eq!(before.waits.len(), 1);
    let story = story.on("2026-03-05").then(complete(review, advised("send_back")));
    assert_ne!(story.case.waits, before.waits);
    assert_eq!(standing(&story.then(back(review))), before);
}

#[test]
fn a_service_that_was_asked_cannot_be_unasked() {
    let call = json!({"kind": "call", "name": "核验", "service": "registry", "outcomes": {"pass": "ok", "fail": "last"},
        "fallback": {"post": "reviewer"}});
    let last = task(json!({"pass": "ok"}));
    let mut story = Story::accepted(with(
        json!({"start": task(json!({"pass": "call"})), "call": call, "last": last, "ok": approve()}),
    ));
    let review = story.claimed();
    let story = story.then(complete(review, how("pass")));
    assert_eq!(story.case.calls.len(), 1);
    assert_eq!(story.refusal(back(review)), Refusal::StepNotLast);
}

#[test]
fn a_partys_answer_is_taken_back() {
    let sign = json!({"kind": "countersign", "name": "会签", "parties": [{"post": "reviewer"}, {"post": "approver"}], "rule": "all",
        "agreed": "ok", "disagreed": "last"});
    let mut story = Story::accepted(with(
        json!({"start": sign, "last": task(json!({"pass": "ok"})), "ok": approve()}),
    ));
    let first = story.case.tasks[1].id;
    story.tell(Command::Claim { task: first, by: ANNA });
    let before = standing(&story);
    for outcome in ["agree", "disagree"] {
        story = story.then(complete(first, advised(outcome)));
        story = story.then(back(first));
        assert_eq!(standing(&story), before);
    }
}

/// One thing somebody does to the work there is.
type Deed = (Index, Index, Index, bool);

fn act(story: &Story, (what, which, how_done, boris): Deed) -> Option<Command> {
    let active: Vec<&Task> = story.case.active_tasks().collect();
    if active.is_empty() {
        return None;
    }
    let task = *which.get(&active);
    let by = if boris { BORIS } else { ANNA };
    let any = which.get(&story.case.tasks).id;
    Some(match what.index(12) {
        0 => Command::Assign {
            task: task.id,
            by,
            to: if boris { ANNA } else { BORIS },
            supervised: true,
        },
        1 => Command::Release { task: task.id, by },
        2 => Command::Consult {
            task: task.id,
            by: task.holder()?,
            department: "91990100MA99999X2A".parse().unwrap(),
            post: crate::codes::Post::REVIEWER,
            limit: None,
        },
        3 => match task.kind {
            TaskKind::Consultation { about } => Command::WithdrawQuestion {
                task: about,
                by,
                consultation: task.id,
            },
            _ => Command::TakeBack { task: any, by },
        },
        4 => Command::TakeBack { task: any, by },
        5 | 6 => Command::TakeBack {
            task: story.case.step.as_ref()?.task,
            by: story.case.step.as_ref()?.by,
        },
        7 if how_done.index(6) == 0 => Command::Recuse {
            person: Uuid::from_u128(0xC),
        },
        _ => match task.holder() {
            None => Command::Claim { task: task.id, by },
            Some(by) => Command::Complete {
                task: task.id,
                by,
                decision: decision(&story.rules.graph, task, how_done),
            },
        },
    })
}

fn decision(graph: &Graph, task: &Task, how_done: Index) -> TaskDecision {
    let outcomes: Vec<String> = match &task.kind {
        TaskKind::Node { node, party: None, .. } => {
            let outcomes = graph.node(node).and_then(Node::outcomes).into_iter().flatten();
            outcomes.map(|(code, _)| code.to_string()).collect()
        }
        _ => vec!["agree".to_owned(), "disagree".to_owned()],
    };
    let chosen: &String = how_done.get(&outcomes);
    TaskDecision {
        has_opinion: true,
        ..because(chosen)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Whatever happened before: who takes a step back finds everything as it was before the step.
    #[test]
    fn taking_back_restores_what_was_before(
        graph in any_graph(),
        guards: u64,
        deeds in prop::collection::vec(any::<Deed>(), 0..40),
    ) {
        let mut story = Story::accepted(Rules { graph, guards: Guards(guards), ..Rules::licence() });
        let mut before = None;
        for deed in deeds {
            if story.status() != Status::InReview {
                break;
            }
            let Some(command) = act(&story, deed) else { continue };
            let Ok(events) = story.decide(command.clone()) else { continue };
            let restores = match &command {
                Command::TakeBack { .. } => before.take(),
                _ => None,
            };
            if let Command::Complete { task, .. } = &command
                && story.case.task(*task).is_some_and(Task::is_in_procedure)
            {
                before = Some((story.clone(), *task));
            }
            story.append(&events);
            if let Some((was, task)) = restores {
                assert_restored(&was, &story, task);
            }
        }
    }
}

/// What others did beside the step since then is theirs: compared is the run, and the work it has.
fn assert_restored(was: &Story, now: &Story, task: Uuid) {
    let (was, now) = (&was.case, &now.case);
    assert_eq!(now.run.tokens, was.run.tokens);
    assert!(now.run.next >= was.run.next);
    assert_eq!(
        (&now.waits, &now.calls, &now.verdicts),
        (&was.waits, &was.calls, &was.verdicts)
    );
    let work = |case: &Case| -> Vec<Uuid> {
        let in_procedure = case.active_tasks().filter(|task| task.is_in_procedure());
        in_procedure.map(|task| task.id).collect()
    };
    assert_eq!(work(now), work(was));
    assert_eq!(now.task(task).unwrap().status, was.task(task).unwrap().status);
}
