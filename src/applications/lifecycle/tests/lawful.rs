//! What holds of every application after every command.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::*;
use super::story::{Rules, Story};
use crate::clock::start_of;
use crate::procedure::Node;

pub(super) fn assert_lawful(story: &Story) {
    let Story { case, rules, log, .. } = story;
    assert_eq!(
        case.version,
        i64::try_from(log.len()).unwrap(),
        "the version counts the events"
    );
    assert_work_fits_the_phase(case, rules);
    assert_each_node_has_its_task(case, rules);
    assert_dates(case);
    assert_alarms(story);
}

/// What holds of the log as a whole; a part of a log that holds to this does so too.
pub(super) fn assert_history(story: &Story) {
    assert_log(story.log.iter().map(|(event, _)| event));
    assert_holders(story);
}

/// Which work there is follows from the state.
fn assert_work_fits_the_phase(case: &Case, rules: &Rules) {
    let kinds: Vec<_> = case.active_tasks().map(|task| &task.kind).collect();
    let fits = match &case.phase {
        Phase::Submitted(_) => kinds == [&TaskKind::Intake],
        Phase::InReview(_) => !kinds.is_empty() && kinds.iter().all(|kind| matches!(kind, TaskKind::Node { .. })),
        Phase::Decided(decided) if decided.certificate.is_none() => {
            rules.certificate.is_some() && decided.outcome == Outcome::Approved && kinds == [&TaskKind::Issue]
        }
        _ => kinds.is_empty(),
    };
    assert!(fits, "{kinds:?} while {:?}", case.phase);
    let ids: BTreeSet<_> = case.tasks.iter().map(|task| task.id).collect();
    assert_eq!(ids.len(), case.tasks.len(), "ids are unique");
}

/// Every token at a task is somebody's one piece of work, and no other work is in the procedure.
fn assert_each_node_has_its_task(case: &Case, rules: &Rules) {
    if !matches!(case.phase, Phase::InReview(_)) {
        return;
    }
    let is_task = |node| matches!(rules.graph.node(node), Some(Node::Task(_)));
    let mut tokens: Vec<_> = case.run.tokens.iter().map(|token| (token.id, &token.node)).collect();
    tokens.retain(|(_, node)| is_task(node));
    let mut tasks: Vec<_> = case
        .active_tasks()
        .filter_map(|task| match &task.kind {
            TaskKind::Node { node, token } => Some((*token, node)),
            _ => None,
        })
        .collect();
    tokens.sort();
    tasks.sort();
    assert_eq!(tokens, tasks);
}

fn assert_dates(case: &Case) {
    if let Some(acceptance) = case.phase.acceptance() {
        assert!(acceptance.receipt.received_on <= acceptance.accepted_on);
        assert!(acceptance.accepted_on <= acceptance.yellow_on, "{acceptance:?}");
        assert!(acceptance.yellow_on <= acceptance.promised_due_on, "{acceptance:?}");
        assert!(
            acceptance
                .statutory_due_on
                .is_none_or(|due_on| acceptance.accepted_on <= due_on)
        );
    }
    for task in &case.tasks {
        assert_eq!(task.due_on.is_some(), task.yellow_on.is_some());
        assert!(task.yellow_on <= task.due_on, "{task:?}");
    }
}

/// Alarms ring as the day after the last day begins: after the fifth working day of silence, after the last day to answer.
fn assert_alarms(story: &Story) {
    let Story { case, rules, .. } = story;
    let ring_after = |kind, last: NaiveDate| Alarm {
        kind,
        fire_at: start_of(last.succ_opt().unwrap()),
    };
    let expected = match &case.phase {
        Phase::Submitted(receipt) if rules.silence_accepts => {
            let arrived = receipt
                .supplement
                .as_ref()
                .map(|supplement| supplement.answered_on.unwrap());
            let later = arrived.unwrap_or(receipt.received_on).iter_days().skip(1);
            let fifth = later.filter(|day| rules.calendar.is_working_day(*day)).nth(4).unwrap();
            vec![ring_after(AlarmKind::DeemedAcceptance, fifth)]
        }
        Phase::AwaitingSupplement(receipt) => {
            let answer_by = receipt.supplement.as_ref().unwrap().answer_by;
            vec![ring_after(AlarmKind::SupplementLapse, answer_by)]
        }
        _ => vec![],
    };
    assert_eq!(story.alarms(), expected);
}

/// What happens once happens once, and in order.
fn assert_log<'a>(log: impl Iterator<Item = &'a Event>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told: Option<(&BTreeSet<String>, NaiveDate)> = None;
    for event in log {
        if let Event::SupplementRequested { materials, answer_by } = event {
            let (first, by) = *told.get_or_insert((materials, *answer_by));
            assert!(
                materials.is_subset(first),
                "nothing may be added to what was told (art. 32)"
            );
            assert_eq!(by, *answer_by, "the period is the same");
        }
        let over = seen
            .keys()
            .any(|kind| ["declined", "lapsed", "withdrawn", "terminated", "completed"].contains(kind));
        assert!(!over, "{event:?} after the end");
        for (later, sooner) in [
            ("submitted", "drafted"),
            ("accepted", "submitted"),
            ("decided", "accepted"),
            ("certificate_issued", "decided"),
            ("delivered", "certificate_issued"),
            ("completed", "decided"),
        ] {
            assert!(
                event.kind() != later || seen.contains_key(sooner),
                "{later} before {sooner}"
            );
        }
        *seen.entry(event.kind()).or_default() += 1;
    }
    assert_eq!(seen.get("drafted"), Some(&1));
    for once in ["submitted", "accepted", "decided", "certificate_issued", "delivered"] {
        assert!(seen.get(once).is_none_or(|times| *times == 1), "{once} twice");
    }
}

/// Who holds what is what the claims in the log say.
fn assert_holders(story: &Story) {
    let mut holders: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    for (event, _) in &story.log {
        match event {
            Event::TaskClaimed { task, holder } => {
                assert!(holders.insert(*task, *holder).is_none(), "claimed twice");
            }
            Event::TaskReleased { task } => assert!(holders.remove(task).is_some(), "released but not claimed"),
            Event::TaskCompleted { task, by, .. } => assert_eq!(holders.remove(task), Some(*by), "done by its holder"),
            Event::TaskCancelled { task } => drop(holders.remove(task)),
            _ => {}
        }
    }
    let held = story.case.tasks.iter().filter_map(|task| match task.status {
        TaskStatus::Claimed { holder } => Some((task.id, holder)),
        _ => None,
    });
    assert_eq!(holders, held.collect());
}
