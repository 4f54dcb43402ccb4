//! Going on under another version of the item: what is open finds its place, what was told stays (Administrative Licensing Law art. 8).

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::calendar::Limit;
use crate::codes::{Post, SpecialProcedure};
use crate::procedure::tests::generator::any_graph;
use crate::procedure::tests::{approve, deny, graph, task};
use crate::procedure::{Graph, Misplaced, Node, NodeId, Why};

impl Story {
    fn offered(&self, rules: &Rules, nodes: &[(&str, &str)]) -> Result<Vec<Event>, Refusal> {
        let name = |text: &str| -> NodeId { text.parse().unwrap() };
        let nodes = nodes.iter().map(|(old, new)| (name(old), name(new))).collect();
        let context = Context {
            onto: Some(Onto {
                version: 2,
                policy: rules.context(self.now).policy,
            }),
            ..self.rules.context(self.now)
        };
        decide(&self.case, Command::Migrate { nodes }, &context)
    }

    /// Goes on under other rules.
    fn moved(mut self, rules: Rules, nodes: &[(&str, &str)]) -> Self {
        let events = self.offered(&rules, nodes).unwrap();
        self.rules = rules;
        self.append(&events);
        self
    }

    fn due(&self) -> (String, Option<String>) {
        let dates = self.acceptance().dates;
        let text = |date: chrono::NaiveDate| date.to_string();
        (text(dates.promised_due_on), dates.statutory_due_on.map(text))
    }
}

/// Rules whose procedure is one review, then an approval that may send back.
fn reviewed(review: &str, post: &str, limit: Option<u32>) -> Rules {
    let mut first = task(json!({"pass": "approval"}));
    first["post"] = json!(post);
    if let Some(limit) = limit {
        first["limit"] = json!(limit);
    }
    let approval = task(json!({"approve": "ok", "deny": "no", "send_back": review}));
    let mut nodes = json!({"approval": approval, "ok": approve(), "no": deny()});
    nodes[review] = first;
    Rules {
        graph: graph(review, nodes),
        ..Rules::licence()
    }
}

fn limits(promised: u32, statutory: Option<u32>) -> Rules {
    Rules {
        promised_limit: Limit::working(promised),
        statutory_limit: statutory.map(Limit::working),
        ..Rules::licence()
    }
}

#[test]
fn a_task_keeps_its_holder_under_its_new_name() {
    let mut story = Story::accepted(reviewed("review", "reviewer", Some(3)));
    let held = story.claimed();
    let due = story.case.task(held).unwrap().due_on;
    let story = story.moved(reviewed("first", "reviewer", Some(3)), &[("review", "first")]);
    let kept = story.case.task(held).unwrap();
    assert_eq!((kept.holder(), kept.due_on), (Some(ANNA), due));
    assert_eq!(
        kept.version,
        i64::try_from(story.log.len()).unwrap() - 1,
        "it is to be looked at again"
    );
    assert_eq!(story.open_nodes(), ["first"]);
    let story = story.then(complete(held, how("pass"))).finish(advised("send_back"));
    assert!(
        story.case.task(story.at("first")).unwrap().resubmitted,
        "it was done before, under either name"
    );
}

#[test]
fn another_post_gets_a_task_of_its_own() {
    let mut story = Story::accepted(reviewed("review", "reviewer", None)).on("2026-03-04");
    let held = story.claimed();
    let question = TaskOpening {
        id: Uuid::from_u128(9),
        kind: TaskKind::Consultation { about: held },
        department: "91990100MA99999X2A".parse().unwrap(),
        post: Post::REVIEWER,
        due_on: None,
        yellow_on: None,
        resubmitted: false,
    };
    story.append(&[Event::TaskOpened(question)]);
    let story = story.moved(reviewed("review", "approver", Some(2)), &[]);
    let [id] = story.case.active_tasks().map(|task| task.id).collect::<Vec<_>>()[..] else {
        panic!("what was asked about the old task is over too: {:?}", story.case.tasks)
    };
    let fresh = story.case.task(id).unwrap();
    assert_ne!(id, held);
    assert_eq!(
        (fresh.holder(), fresh.resubmitted, fresh.due_on),
        (None, false, Some(day("2026-03-06")))
    );
    story.finish(how("pass")).finish(how("approve"));
}

#[test]
fn a_task_takes_the_limit_of_its_node_unless_that_has_passed() {
    let open = || Story::accepted(reviewed("review", "reviewer", Some(10))).on("2026-03-06");
    let due = |story: Story| story.case.task(story.task()).unwrap().due_on.unwrap().to_string();
    assert_eq!(due(open()), "2026-03-16");
    assert_eq!(
        due(open().moved(reviewed("review", "reviewer", Some(6)), &[])),
        "2026-03-10"
    );
    assert_eq!(
        due(open().moved(reviewed("review", "reviewer", Some(2)), &[])),
        "2026-03-16"
    );
    assert_eq!(
        due(open().moved(reviewed("review", "reviewer", None), &[])),
        "2026-03-16"
    );
}

#[test]
fn what_has_no_place_is_told() {
    let story = Story::accepted(reviewed("review", "reviewer", None));
    let misplaced = |why| {
        let node = "review".parse().unwrap();
        let token = story.case.run.tokens[0].id;
        Err(Refusal::Misplaced {
            nodes: vec![Misplaced { token, node, why }],
        })
    };
    let new = reviewed("first", "reviewer", None);
    assert_eq!(story.offered(&new, &[]), misplaced(Why::Missing));
    assert_eq!(story.offered(&new, &[("review", "ok")]), misplaced(Why::OtherKind));
    let elsewhere = Rules {
        department: "91990100MA99999X2A".parse().unwrap(),
        ..reviewed("review", "reviewer", None)
    };
    assert_eq!(story.offered(&elsewhere, &[]), Err(Refusal::OtherOrgan));
}

#[test]
fn a_limit_gives_way_only_to_a_shorter_one_that_has_not_passed() {
    let accepted = || Story::accepted(limits(5, Some(20)));
    let due = |promised: u32, statutory: Option<u32>, on: &str| {
        accepted().on(on).moved(limits(promised, statutory), &[]).due()
    };
    let told = ("2026-03-09".to_owned(), Some("2026-03-30".to_owned()));
    assert_eq!(accepted().due(), told);
    assert_eq!(due(9, Some(30), "2026-03-02"), told, "longer");
    assert_eq!(due(9, None, "2026-03-02"), told, "the law's limit is not given up");
    assert_eq!(
        due(3, Some(20), "2026-03-04"),
        ("2026-03-05".to_owned(), told.1.clone())
    );
    assert_eq!(due(3, Some(20), "2026-03-05").0, "2026-03-05", "on its last day still");
    assert_eq!(
        due(3, Some(20), "2026-03-06"),
        told,
        "nobody becomes late by being moved"
    );
    assert_eq!(
        due(9, Some(10), "2026-03-02").1.unwrap(),
        "2026-03-16",
        "the law has become stricter"
    );
    let unlimited = Story::accepted(limits(5, None)).moved(limits(5, Some(10)), &[]);
    assert_eq!(unlimited.due().1.unwrap(), "2026-03-16", "the law has come to set one");
}

#[test]
fn what_it_keeps_counts_afterwards_too() {
    let story = Story::accepted(limits(5, Some(20))).moved(limits(9, Some(10)), &[]);
    assert_eq!(story.acceptance().limits.unwrap().promised, Limit::working(5));
    let mut story = story.on("2026-03-04");
    story.tell(Command::Suspend {
        kind: SpecialProcedure::Appraisal,
        basis: Some("行政许可法第四十五条".to_owned()),
        until: day("2026-03-11"),
    });
    assert_eq!(story.due(), ("2026-03-16".to_owned(), Some("2026-03-23".to_owned())));
    // While it is suspended too, and under a third version of which it keeps nothing.
    let story = story.moved(limits(4, Some(9)), &[]);
    assert_eq!(story.status(), Status::Suspended);
    assert_eq!(
        (story.acceptance().limits, story.due().0.as_str()),
        (None, "2026-03-13")
    );
    let story = story.on("2026-03-12").then(Command::SuspensionOver);
    assert_eq!(story.due(), ("2026-03-13".to_owned(), Some("2026-03-20".to_owned())));
}

#[test]
fn before_acceptance_only_the_rules_change() {
    let patient = Rules {
        silence_accepts: false,
        ..limits(3, None)
    };
    for story in [
        Story::drafted(Rules::licence()),
        Story::submitted(Rules::licence()),
        Story::noticed(Rules::licence()),
    ] {
        let before = (story.status(), story.open_nodes(), story.case.phase.clone());
        let story = story.moved(patient.clone(), &[]);
        assert_eq!((story.status(), story.open_nodes(), story.case.phase.clone()), before);
        assert!(
            !story
                .alarms()
                .iter()
                .any(|alarm| alarm.kind == AlarmKind::DeemedAcceptance)
        );
        assert_eq!(story.kinds().last(), Some(&"migrated"));
    }
    let story = Story::submitted(Rules::licence())
        .moved(patient, &[])
        .finish(how("accept"));
    assert_eq!(
        story.due(),
        ("2026-03-05".to_owned(), None),
        "nothing had been promised"
    );
}

#[test]
fn what_is_decided_or_over_stays() {
    let approved = Story::approved(Rules::licence());
    let withdrawn = Story::submitted(Rules::licence()).then(Command::Withdraw);
    for story in [approved, withdrawn] {
        let status = story.status();
        assert_eq!(
            story.offered(&Rules::licence(), &[]),
            Err(Refusal::WrongState { status })
        );
    }
    let nowhere = Command::Migrate { nodes: BTreeMap::new() };
    assert_eq!(Story::submitted(Rules::licence()).refusal(nowhere), Refusal::Stale);
}

/// The same graph with every node under another name.
fn renamed(graph: &Graph) -> Graph {
    fn rename(value: &mut Value, leads: bool) {
        match value {
            Value::String(name) if leads => *name = format!("new_{name}"),
            Value::Array(values) => values.iter_mut().for_each(|value| rename(value, leads)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    rename(
                        value,
                        ["start", "to", "agreed", "disagreed", "otherwise"].contains(&key.as_str()),
                    );
                }
            }
            _ => {}
        }
    }
    let mut text = serde_json::to_value(graph).unwrap();
    rename(&mut text, false);
    let nodes = text["nodes"].as_object_mut().unwrap();
    *nodes = std::mem::take(nodes)
        .into_iter()
        .map(|(name, node)| (format!("new_{name}"), node))
        .collect();
    serde_json::from_value(text).unwrap()
}

/// Does one thing that helps it on; tells whether there was one.
fn step(story: &mut Story, (which, how_done): (Index, Index)) -> bool {
    if let Some(token) = story.case.calls.keys().next().copied() {
        let at = &story.case.calls[&token];
        let outcomes: Vec<_> = story
            .rules
            .graph
            .node(at)
            .unwrap()
            .outcomes()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        let outcome = how_done.get(&outcomes).clone();
        story.tell(Command::Answered { token, outcome });
        return true;
    }
    let open: Vec<Task> = story.case.active_tasks().cloned().collect();
    if story.case.phase.undecided().is_none() {
        return false;
    }
    if open.is_empty() {
        let (token, until) = story
            .case
            .waits
            .iter()
            .map(|(token, until)| (*token, *until))
            .next()
            .unwrap();
        story.now = ten_o_clock(until.succ_opt().unwrap());
        story.tell(Command::Waited { token });
        return true;
    }
    let task = which.get(&open);
    let outcomes: Vec<String> = match story.rules.graph.node(task.node().unwrap()) {
        Some(Node::Countersign(_)) => vec!["agree".to_owned(), "disagree".to_owned()],
        node => node
            .unwrap()
            .outcomes()
            .unwrap()
            .keys()
            .map(ToString::to_string)
            .collect(),
    };
    let outcome: &String = how_done.get(&outcomes);
    let decision = TaskDecision {
        has_opinion: true,
        ..because(outcome)
    };
    if task.holder().is_none() {
        story.tell(Command::Claim {
            task: task.id,
            by: ANNA,
        });
    }
    story.tell(complete(task.id, decision));
    true
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever runs, and wherever it stands: under a version that only calls things otherwise it goes the same way to the same end.
    #[test]
    fn new_names_change_nothing_but_names(
        graph in any_graph(),
        choices in prop::collection::vec(any::<(Index, Index)>(), 1..30),
        moved_after in 0_usize..30,
    ) {
        let rules = |graph: Graph| Rules { graph, silence_accepts: false, promised_limit: Limit::working(300), ..Rules::licence() };
        let (mut stays, mut moves) = (Story::accepted(rules(graph.clone())), Story::accepted(rules(graph.clone())));
        let names: Vec<(String, String)> = graph.nodes.keys().map(|name| (name.to_string(), format!("new_{name}"))).collect();
        let names: Vec<(&str, &str)> = names.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
        for (number, choice) in choices.into_iter().enumerate() {
            if number == moved_after && moves.case.phase.undecided().is_some() {
                moves = moves.moved(rules(renamed(&graph)), &names);
            }
            let (one, other) = (step(&mut stays, choice), step(&mut moves, choice));
            prop_assert_eq!(one, other);
            prop_assert_eq!(stays.status(), moves.status());
            let plain = |story: &Story| -> Vec<String> {
                story.open_nodes().into_iter().map(|name| name.trim_start_matches("new_").to_owned()).collect()
            };
            prop_assert_eq!(plain(&stays), plain(&moves));
        }
        let again = |story: &Story| story.case.active_tasks().map(|task| task.resubmitted).collect::<Vec<_>>();
        prop_assert_eq!(again(&stays), again(&moves));
    }
}
