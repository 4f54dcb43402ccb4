//! What holds of every application after every command.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::*;
use super::story::{Rules, Story};
use crate::calendar::Unit;
use crate::procedure::Node;

pub(super) fn assert_lawful(story: &Story) {
    let Story { case, rules, log, .. } = story;
    assert_eq!(
        case.version,
        i64::try_from(log.len()).unwrap(),
        "the version counts the events"
    );
    assert_work_fits_the_phase(case, rules);
    assert_each_node_has_its_work(case, rules);
    assert_dates(story);
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
    let goes_on = !kinds.is_empty() || !case.waits.is_empty() || !case.calls.is_empty();
    let is_review = |kind: &&TaskKind| matches!(kind, TaskKind::Node { .. } | TaskKind::Consultation { .. });
    let unchecked: Vec<_> = kinds.iter().filter(|kind| **kind != &TaskKind::Check).collect();
    let fits = match &case.phase {
        Phase::Submitted(_) => kinds == [&TaskKind::Intake],
        Phase::InReview(_) | Phase::Suspended(_) => goes_on && kinds.iter().all(is_review),
        Phase::Decided(_) if rules.certificate.is_none() => case.awaited().is_some() && unchecked.is_empty(),
        Phase::Decided(decided) if decided.certificate.is_none() && !decided.revoked => {
            decided.outcome == Outcome::Approved && unchecked == [&&TaskKind::Issue]
        }
        Phase::Decided(_) | Phase::Completed(_) => unchecked.is_empty(),
        _ => kinds.is_empty(),
    };
    assert!(fits, "{kinds:?} while {:?}", case.phase);
    let ids: BTreeSet<_> = case.tasks.iter().map(|task| task.id).collect();
    assert_eq!(ids.len(), case.tasks.len(), "ids are unique");
    let suspended = case
        .phase
        .undecided()
        .and_then(Acceptance::current_suspension)
        .is_some_and(Suspension::stops);
    assert_eq!(matches!(case.phase, Phase::Suspended(_)), suspended);
}

/// Every token is what its node makes of it, exactly once: somebody's piece of work, each open party's, time that passes, a service that
/// is asked or somebody in its place; and no other work is in the procedure.
fn assert_each_node_has_its_work(case: &Case, rules: &Rules) {
    if case.phase.undecided().is_none() {
        assert!(case.waits.is_empty() || case.phase.status().is_final());
        return;
    }
    let mut tasks: Vec<(u32, Option<u32>)> = case
        .active_tasks()
        .filter_map(|task| match &task.kind {
            TaskKind::Node { token, party, .. } => Some((*token, *party)),
            _ => None,
        })
        .collect();
    let (mut waits, mut calls) = (BTreeSet::new(), BTreeSet::new());
    let mut expected = vec![];
    for token in &case.run.tokens {
        match rules.graph.node(&token.node) {
            Some(Node::Task(_)) => expected.push((token.id, None)),
            Some(Node::Countersign(countersign)) => {
                let parties = 0..u32::try_from(countersign.parties.len()).unwrap();
                let open = parties.filter(|party| !token.votes.contains_key(party));
                expected.extend(open.map(|party| (token.id, Some(party))));
            }
            Some(Node::Wait(_)) => drop(waits.insert(token.id)),
            Some(Node::Call(_)) if case.calls.contains_key(&token.id) => drop(calls.insert(token.id)),
            Some(Node::Call(_)) => expected.push((token.id, None)),
            _ => {}
        }
    }
    tasks.sort_unstable();
    expected.sort_unstable();
    assert_eq!(tasks, expected);
    assert_eq!(case.waits.keys().copied().collect::<BTreeSet<_>>(), waits);
    assert_eq!(case.calls.keys().copied().collect::<BTreeSet<_>>(), calls);
}

fn assert_dates(story: &Story) {
    let Story { case, rules, .. } = story;
    if let Some(acceptance) = case.phase.acceptance() {
        let DueDates {
            promised_due_on,
            statutory_due_on,
            yellow_on,
            ..
        } = acceptance.dates;
        assert!(
            acceptance.accepted_on <= yellow_on && yellow_on <= promised_due_on,
            "{acceptance:?}"
        );
        assert!(
            statutory_due_on.is_none_or(|due_on| promised_due_on <= due_on),
            "{acceptance:?}"
        );
        let mut free_from = acceptance.accepted_on;
        for suspension in &acceptance.suspensions {
            assert!(
                free_from <= suspension.from && suspension.from <= suspension.until,
                "{acceptance:?}"
            );
            free_from = suspension.until;
        }
        // Days that do not count are paid back: the law's limit is used up on the due date, not a day before.
        let statutory = acceptance.limits.map_or(rules.statutory_limit, |kept| kept.statutory);
        if let (Some(limit), Some(due_on)) = (statutory, statutory_due_on)
            && limit.unit == Unit::WorkingDay
        {
            let extended = acceptance
                .extension
                .as_ref()
                .map_or(0, |extension| extension.limit.days);
            let used = rules
                .calendar
                .between_without(acceptance.accepted_on, due_on, &acceptance.pauses());
            assert_eq!(used, i64::from(limit.days + extended), "{acceptance:?}");
        }
    }
    for task in &case.tasks {
        assert_eq!(task.due_on.is_some(), task.yellow_on.is_some());
        assert!(task.yellow_on <= task.due_on, "{task:?}");
    }
    let colours: BTreeSet<_> = case.cards.iter().map(|card| card.colour.as_str()).collect();
    assert_eq!(colours.len(), case.cards.len(), "one card of a colour");
}

/// Alarms ring as the day after the last day begins, and none rings for what is over.
fn assert_alarms(story: &Story) {
    let Story { case, rules, .. } = story;
    let after = |last: NaiveDate| vec![last.succ_opt().unwrap()];
    let silence = match &case.phase {
        Phase::Submitted(receipt) if rules.silence_accepts => {
            let arrived = receipt
                .supplement
                .as_ref()
                .map(|supplement| supplement.answered_on.unwrap());
            let later = arrived.unwrap_or(receipt.received_on).iter_days().skip(1);
            let fifth = later.filter(|day| rules.calendar.is_working_day(*day)).nth(4).unwrap();
            after(fifth)
        }
        _ => vec![],
    };
    assert_eq!(story.rings(AlarmKind::DeemedAcceptance), silence);
    let lapse = match &case.phase {
        Phase::AwaitingSupplement(receipt) => after(receipt.supplement.as_ref().unwrap().answer_by),
        _ => vec![],
    };
    assert_eq!(story.rings(AlarmKind::SupplementLapse), lapse);
    let reminders = story.rings(AlarmKind::SupplementReminder);
    assert!(reminders.len() <= lapse.len());
    let end = match case.phase.undecided().and_then(Acceptance::current_suspension) {
        Some(current) => after(current.until),
        None => vec![],
    };
    assert_eq!(story.rings(AlarmKind::SuspensionEnd), end);
    let waits: Vec<_> = match case.phase {
        Phase::InReview(_) => case.waits.values().flat_map(|until| after(*until)).collect(),
        _ => vec![],
    };
    assert_eq!(story.rings(AlarmKind::WaitOver), waits);
    let warnings = story.rings(AlarmKind::TaskWarning).len();
    let dated = case
        .active_tasks()
        .filter(|task| task.due_on.is_some() && task.warned != Some(Light::Red));
    assert_eq!(warnings, dated.count());
    let asked = story.rings(AlarmKind::ConsentExpiry);
    assert!(asked.is_empty() || (case.consents.held && matches!(case.phase, Phase::Draft)));
    assert!(
        !case.consents.held || case.phase != Phase::Draft || !asked.is_empty(),
        "what waits for nobody is received"
    );
    let demands = story.rings(AlarmKind::SupervisionOverdue).len();
    assert!(demands <= case.supervision.open().count());
    let cards = story.rings(AlarmKind::DueDatePassed).len();
    assert!(cards <= usize::from(case.phase.undecided().is_some()));
    let distinct: BTreeSet<_> = story
        .alarms()
        .into_iter()
        .map(|alarm| (alarm.kind, alarm.reference))
        .collect();
    assert_eq!(
        distinct.len(),
        story.alarms().len(),
        "one alarm of a kind about one thing"
    );
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
        assert!(!over || is_afterwards(event), "{event:?} after the end");
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
    for once in [
        "submitted",
        "accepted",
        "extended",
        "decided",
        "certificate_issued",
        "delivered",
    ] {
        assert!(seen.get(once).is_none_or(|times| *times == 1), "{once} twice");
    }
}

/// What may still happen after the end: a commitment is checked, and what rested on something false is taken back.
pub(super) fn is_afterwards(event: &Event) -> bool {
    matches!(
        event,
        Event::TaskClaimed { .. }
            | Event::TaskReleased { .. }
            | Event::TaskAssigned { .. }
            | Event::TaskCompleted { .. }
            | Event::TaskCancelled { .. }
            | Event::TaskWarned { .. }
            | Event::CommitmentChecked { .. }
            | Event::Revoked { .. }
            | Event::Barred { .. }
            | Event::BarLifted { .. }
            | Event::Supervision(SupervisionEvent::SupervisionAnswered { .. })
            | Event::Certificate(CertificateEvent::CertificateEnded { .. })
    )
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
            Event::TaskAssigned { task, holder, .. } => drop(holders.insert(*task, *holder)),
            Event::TaskReopened {
                task,
                holder: Some(holder),
            } => assert!(holders.insert(*task, *holder).is_none(), "held while it was closed"),
            Event::TaskCancelled { task } | Event::ConsultationSilent { task, .. } => drop(holders.remove(task)),
            _ => {}
        }
    }
    let held = story.case.tasks.iter().filter_map(|task| match task.status {
        TaskStatus::Claimed { holder } => Some((task.id, holder)),
        _ => None,
    });
    assert_eq!(holders, held.collect());
}
