//! What holds in every life anybody can make up: any item, any sound procedure, any commands, on any days.

use std::collections::BTreeSet;

use chrono::{Days, Duration, NaiveDate};
use proptest::prelude::*;

use super::super::*;
use super::lawful;
use super::rules::Rules;
use super::story::*;
use super::tries::*;
use crate::clock::{shanghai_date, start_of};
use crate::codes::CaseType;
use crate::procedure::Graph;
use crate::procedure::tests::generator::{any_graph, any_graph_of_tasks};

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
    // A wait that ended during a special procedure goes on with whatever comes first after its planned day.
    if is_overdue(story, AlarmKind::SuspensionEnd) {
        return;
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

/// Mostly nobody else has to agree, sometimes two.
fn consents() -> impl Strategy<Value = &'static [&'static str]> {
    prop_oneof![3 => Just(&[][..]), 1 => Just(&["parent", "heir"][..])]
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
        others in consents(),
    ) {
        assert_lawful_lives(&rules.waiting_for(others), born_on, &lives);
    }

    #[test]
    fn every_life_of_an_immediate_item_is_lawful(
        rules in any_rules(any_graph()).prop_map(|rules| Rules { case_type: CaseType::Immediate, ..rules }),
        born_on in any_day(),
        lives in lives(),
        others in consents(),
    ) {
        assert_lawful_lives(&rules.waiting_for(others), born_on, &lives);
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
