//! What holds in every life anybody can make up: any item, any sound procedure, any commands, on any days.

use std::collections::BTreeSet;

use chrono::{Days, Duration, NaiveDate};
use proptest::prelude::*;
use proptest::sample::Index;
use uuid::Uuid;

use super::super::*;
use super::lawful;
use super::rules::{Guards, Rules};
use super::story::*;
use crate::calendar::{Calendar, Limit};
use crate::catalogue::document::FollowingRule;
use crate::clock::{shanghai_date, start_of};
use crate::codes::{CaseType, OnLapse, SpecialProcedure};
use crate::procedure::tests::generator::{any_graph, any_graph_of_tasks};
use crate::procedure::{Graph, Node};

const MATERIALS: [&str; 3] = ["deed", "photo", "plan"];

/// One thing somebody tries, some time after the one before. Read against the state when its turn comes.
#[derive(Clone, Copy, Debug)]
struct Try {
    what: Index,
    which: Index,
    how: Index,
    said: u16,
    days_later: u8,
    hour: u8,
}

fn any_try() -> impl Strategy<Value = Try> {
    let days_later = prop_oneof![8 => Just(0_u8), 3 => 1_u8..3, 1 => 3_u8..40];
    (any::<(Index, Index, Index, u16)>(), days_later, 0_u8..24).prop_map(
        |((what, which, how, said), days_later, hour)| Try {
            what,
            which,
            how,
            said,
            days_later,
            hour,
        },
    )
}

fn any_limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        (0_u32..30).prop_map(Limit::working),
        (0_u32..40).prop_map(Limit::calendar)
    ]
}

prop_compose! {
    fn any_rules(graph: impl Strategy<Value = Graph>)(
        graph in graph,
        (silence_accepts, provisional) in any::<(bool, bool)>(),
        promised_limit in any_limit(),
        statutory_limit in prop::option::of(any_limit()),
        supplement_limit in any_limit(),
        certificate in prop::option::of(prop::option::of(0_u32..200)),
        delivery in prop::sample::select(vec![DeliveryMode::Window, DeliveryMode::Post, DeliveryMode::Electronic]),
        guards: u64,
        (following, on_lapse) in (any_limit(), prop::sample::select(OnLapse::ALL.to_vec())),
        to_follow in prop_oneof![3 => Just(BTreeSet::new()), 1 => Just(set(&["plan"]))],
    ) -> Rules {
        Rules {
            calendar: if provisional { Calendar::without_notices() } else { Calendar::state_council() },
            silence_accepts,
            promised_limit,
            statutory_limit,
            supplement_limit,
            certificate: certificate.map(|valid_months| CertificateRule { valid_months }),
            graph,
            delivery,
            guards: Guards(guards),
            following: FollowingRule { limit: following, on_lapse },
            to_follow,
            ..Rules::licence()
        }
    }
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..3000).prop_map(|days| day("2019-06-01") + Days::new(days))
}

impl Try {
    fn says(self, bit: u32) -> bool {
        self.said >> bit & 1 == 1
    }

    fn command(self, story: &Story) -> Command {
        let task = self.task(story);
        let by = if self.says(0) { BORIS } else { ANNA };
        match self.what.index(36) {
            0 => Command::Draft(drafted()),
            1 => Command::Revise,
            2 if self.says(5) => Command::Withdraw,
            3 if self.says(5) => terminate(if self.says(1) { "false-materials" } else { "" }),
            4 => Command::Release { task, by },
            5 => Command::Claim { task, by },
            6..10 => self.timer(story),
            10 => Command::Deliver {
                mode: story.rules.delivery,
            },
            11 => supply(&MATERIALS[..self.which.index(4)]),
            12 => Command::Complete {
                task,
                by,
                decision: self.decision(story, task),
            },
            13 => Command::Suspend {
                kind: SpecialProcedure::Appraisal,
                basis: self.says(6).then(|| "行政许可法第四十五条".to_owned()),
                until: self.day(story),
            },
            14 => Command::Prolong { until: self.day(story) },
            15 => Command::EndSuspension,
            16 => Command::Extend {
                limit: self.says(6).then(|| Limit::working(u32::from(self.said % 14))),
            },
            17 => Command::Reproject,
            18 => self.service(story),
            // Mostly what helps it on, or few would live to see a decision.
            _ => self.next(story),
        }
    }

    /// Any task, closed ones too, or none of this application.
    fn task(self, story: &Story) -> Uuid {
        match self.which.index(story.case.tasks.len() + 1) {
            0 => Uuid::from_u128(7),
            n => story.case.tasks[n - 1].id,
        }
    }

    /// One of the alarms that are set, or one that is not.
    fn timer(self, story: &Story) -> Command {
        let alarms = story.alarms();
        if alarms.is_empty() || self.says(7) {
            return self
                .which
                .get(AlarmKind::ALL)
                .command("0")
                .unwrap_or(Command::DeemAccepted);
        }
        let alarm = self.which.get(&alarms);
        alarm.kind.command(&alarm.reference).unwrap()
    }

    /// A day around today.
    fn day(self, story: &Story) -> NaiveDate {
        shanghai_date(story.now) + Days::new(u64::from(self.said % 40)) - Days::new(2)
    }

    /// A service answers with something, or not at all; one that was asked, if there is one.
    fn service(self, story: &Story) -> Command {
        let token = story
            .case
            .calls
            .keys()
            .next()
            .copied()
            .unwrap_or(u32::from(self.said % 8));
        let node = story
            .case
            .calls
            .get(&token)
            .and_then(|node| story.rules.graph.node(node));
        let outcomes: Vec<_> = node
            .and_then(Node::outcomes)
            .into_iter()
            .flatten()
            .map(|(code, _)| code.clone())
            .collect();
        match outcomes.is_empty() || self.says(2) {
            true => Command::Unanswered { token },
            false => Command::Answered {
                token,
                outcome: self.how.get(&outcomes).clone(),
            },
        }
    }

    fn next(self, story: &Story) -> Command {
        let active: Vec<_> = story.case.active_tasks().collect();
        if matches!(story.case.phase, Phase::Suspended(_)) {
            return Command::EndSuspension;
        }
        if !story.case.calls.is_empty() {
            return self.service(story);
        }
        if active.is_empty() {
            return match story.status() {
                Status::InReview => self.timer(story),
                Status::Draft => Command::Submit,
                Status::AwaitingSupplement if self.says(8) => self.timer(story),
                Status::AwaitingSupplement => supply(&MATERIALS),
                _ => Command::Deliver {
                    mode: DeliveryMode::Post,
                },
            };
        }
        let task = self.which.get(&active);
        match task.status {
            TaskStatus::Claimed { holder: by } => Command::Complete {
                task: task.id,
                by,
                decision: self.decision(story, task.id),
            },
            _ => Command::Claim {
                task: task.id,
                by: ANNA,
            },
        }
    }

    fn decision(self, story: &Story, task: Uuid) -> TaskDecision {
        let kind = story.case.task(task).map(|task| &task.kind);
        let outcomes: Vec<String> = match kind {
            Some(TaskKind::Intake) => ["accept", "accept", "request_supplement", "decline", "grant", "deny"]
                .map(String::from)
                .into(),
            Some(TaskKind::Node { node, party: None, .. }) => {
                let node = story.rules.graph.node(node).unwrap();
                node.outcomes().unwrap().keys().map(ToString::to_string).collect()
            }
            Some(TaskKind::Node { .. } | TaskKind::Consultation { .. }) => {
                ["agree", "disagree"].map(String::from).into()
            }
            Some(TaskKind::Check) => ["kept", "broken"].map(String::from).into(),
            Some(TaskKind::Issue) | None => vec!["issue".to_owned()],
        };
        let outcome = if self.said & 0xF0 == 0 {
            "nonsense"
        } else {
            self.how.get(&outcomes)
        };
        let verdicts = MATERIALS.into_iter().zip(10..).filter_map(|(code, bit)| {
            let gap = outcome == "request_supplement" || self.said & 0xF00 == 0;
            let verdict = if gap { Verdict::Missing } else { Verdict::Ok };
            self.says(bit).then(|| (code.to_owned(), verdict))
        });
        TaskDecision {
            verdicts: verdicts.collect(),
            has_reasons: self.says(2) || self.says(3),
            has_opinion: self.says(3) || self.says(4),
            certificate: (!self.says(2) || self.says(3)).then(certificate),
            ..how(outcome)
        }
    }
}

/// Lives through some tries, checking every step.
fn live(rules: Rules, born_on: NaiveDate, tries: &[Try]) -> Story {
    let mut story = Story {
        rules,
        case: Case::new(),
        now: start_of(born_on),
        log: vec![],
    };
    story.tell(Command::Draft(drafted()));
    for each in tries {
        let hours = Duration::hours(i64::from(each.hour));
        let midnight = start_of(shanghai_date(story.now) + Days::new(u64::from(each.days_later)));
        story.now = story.now.max(midnight + hours);
        assert_timers_do_what_their_alarm_says(&story);
        let command = each.command(&story);
        let Ok(events) = story.decide(command.clone()) else {
            continue;
        };
        assert!(
            !story.status().is_final() || events.iter().all(lawful::is_afterwards),
            "{command:?} after the end"
        );
        assert!(!events.is_empty(), "{command:?} changed nothing");
        assert_reasons(&command, &events);
        let late = is_overdue(&story, AlarmKind::DeemedAcceptance);
        story.append(&events);
        let answered_late = late
            && events.iter().any(|event| {
                matches!(
                    event,
                    Event::Declined | Event::SupplementRequested { .. } | Event::Accepted { deemed: false, .. }
                )
            });
        assert!(!answered_late, "{events:?} after silence had accepted");
    }
    story
}

fn is_overdue(story: &Story, kind: AlarmKind) -> bool {
    story
        .alarms()
        .iter()
        .any(|alarm| alarm.kind == kind && alarm.fire_at <= story.now)
}

/// A timer's command works from the instant of its alarm on, and is stale at any other time. Who lets a supplement lapse is not reminded of it.
fn assert_timers_do_what_their_alarm_says(story: &Story) {
    let alarms = story.alarms();
    for alarm in &alarms {
        let overdue = alarm.fire_at <= story.now;
        match story.decide(alarm.kind.command(&alarm.reference).unwrap()) {
            Ok(_) => assert!(overdue, "{alarm:?} too early"),
            Err(refusal) => {
                assert_eq!(refusal, Refusal::Stale);
                let lapsed = match alarm.kind {
                    AlarmKind::SupplementReminder => is_overdue(story, AlarmKind::SupplementLapse),
                    AlarmKind::FollowingReminder => is_overdue(story, AlarmKind::FollowingLapse),
                    _ => false,
                };
                assert!(!overdue || lapsed, "{alarm:?} does nothing");
            }
        }
    }
    for kind in AlarmKind::ALL
        .iter()
        .filter(|kind| alarms.iter().all(|alarm| alarm.kind != **kind))
    {
        if let Some(command) = kind.command("0") {
            assert_eq!(story.refusal(command), Refusal::Stale, "{kind:?} is not set");
        }
    }
}

/// Arts. 32, 38: nobody is refused without reasons.
fn assert_reasons(command: &Command, events: &[Event]) {
    let refuses = |event: &Event| {
        let denied = Event::Decided {
            outcome: Outcome::Denied,
        };
        *event == Event::Declined || *event == denied
    };
    if events.iter().any(refuses) {
        let Command::Complete { decision, .. } = command else {
            panic!("refused by {command:?}")
        };
        assert!(decision.has_reasons, "{events:?}");
    }
}

/// The log, written down and read back, makes the same case; so does the stored state.
fn assert_replays(story: &Story) {
    lawful::assert_history(story);
    let mut replayed = Case::new();
    for (event, at) in &story.log {
        let text = serde_json::to_string(event).unwrap();
        let read: Event = serde_json::from_str(&text).unwrap();
        assert_eq!(read, *event, "{text}");
        replayed = replayed.apply(&read, *at);
    }
    assert_eq!(replayed, story.case);
    // The database keeps it as jsonb, which forgets the order of keys.
    let value = serde_json::to_value(&story.case).unwrap();
    assert_eq!(serde_json::from_value::<Case>(value).unwrap(), story.case);
}

/// Seven lives of an item: a graph takes longer to make up than a life.
fn lives() -> impl Strategy<Value = Vec<Vec<Try>>> {
    prop::collection::vec(prop::collection::vec(any_try(), 0..30), 7)
}

fn assert_lawful_lives(rules: &Rules, born_on: NaiveDate, lives: &[Vec<Try>]) {
    for tries in lives {
        assert_replays(&live(rules.clone(), born_on, tries));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(750))]

    #[test]
    fn every_life_of_a_committed_item_is_lawful(
        rules in any_rules(any_graph()).prop_map(|rules| Rules { case_type: CaseType::Committed, ..rules }),
        born_on in any_day(),
        lives in lives(),
    ) {
        assert_lawful_lives(&rules, born_on, &lives);
    }

    #[test]
    fn every_life_of_an_immediate_item_is_lawful(
        rules in any_rules(any_graph()).prop_map(|rules| Rules { case_type: CaseType::Immediate, ..rules }),
        born_on in any_day(),
        lives in lives(),
    ) {
        assert_lawful_lives(&rules, born_on, &lives);
    }

    /// A later acceptance is never due sooner.
    #[test]
    fn dates_are_monotone_in_the_day_of_acceptance(
        rules in any_rules(Just(Graph::reviewer_and_approver())),
        (one, other) in (any_day(), 0_u64..60),
    ) {
        let accepted = |on: NaiveDate| {
            let story = Story { now: start_of(on), ..Story::drafted(rules.clone()) };
            story.then(Command::Submit).finish(how("accept")).acceptance().clone()
        };
        let (sooner, later) = (accepted(one), accepted(one + Days::new(other)));
        prop_assert!(sooner.accepted_on <= later.accepted_on);
        prop_assert!(sooner.dates.yellow_on <= later.dates.yellow_on);
        prop_assert!(sooner.dates.promised_due_on <= later.dates.promised_due_on);
        prop_assert!(sooner.dates.statutory_due_on <= later.dates.statutory_due_on);
    }
}

/// The lives above are worth their name: they come to every state, and mostly beyond the draft.
#[test]
fn lives_come_to_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    use std::collections::BTreeMap;

    let mut runner = TestRunner::deterministic();
    let lives = (
        any_rules(any_graph_of_tasks()),
        any_day(),
        prop::collection::vec(any_try(), 30),
    );
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..500 {
        let (rules, born_on, tries) = lives.new_tree(&mut runner).unwrap().current();
        let mut case = Case::new();
        let mut passed = BTreeSet::new();
        for (event, at) in live(rules, born_on, &tries).log {
            case = case.apply(&event, at);
            passed.insert(case.phase.status().as_str());
        }
        for status in passed {
            *seen.entry(status).or_default() += 1;
        }
    }
    for status in Status::ALL {
        assert!(seen.get(status.as_str()).is_some_and(|lives| *lives >= 5), "{seen:?}");
    }
    assert!(seen["completed"] >= 100, "{seen:?}");
}
