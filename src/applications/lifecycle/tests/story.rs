//! One application's life, step by step.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use super::super::*;
use super::lawful;
pub(super) use super::rules::Rules;
use crate::clock::{shanghai_date, start_of};
use crate::codes::{CertificateNumber, Channel, SpecialProcedure};

pub(super) const ANNA: Uuid = Uuid::from_u128(0xA);
pub(super) const BORIS: Uuid = Uuid::from_u128(0xB);

/// A case, its rules, its log and the time.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) rules: Rules,
    pub(super) case: Case,
    pub(super) now: DateTime<Utc>,
    pub(super) log: Vec<(Event, DateTime<Utc>)>,
}

impl Story {
    /// A draft on Monday 2 March 2026; that month has no holiday.
    pub(super) fn drafted(rules: Rules) -> Self {
        let mut story = Self {
            rules,
            case: Case::new(),
            now: ten_o_clock(day("2026-03-02")),
            log: vec![],
        };
        story.tell(Command::Draft(drafted()));
        story
    }

    /// Handed in on that Monday.
    pub(super) fn submitted(rules: Rules) -> Self {
        Self::drafted(rules).then(Command::Submit)
    }

    /// Accepted on that Monday.
    pub(super) fn accepted(rules: Rules) -> Self {
        Self::submitted(rules).finish(how("accept"))
    }

    /// Told on that Monday that `photo` and `plan` are missing.
    pub(super) fn noticed(rules: Rules) -> Self {
        Self::submitted(rules).finish(missing(&["photo", "plan"]))
    }

    /// Approved on that Monday.
    pub(super) fn approved(rules: Rules) -> Self {
        Self::accepted(rules).finish(how("pass")).finish(how("approve"))
    }

    /// Goes on at ten o'clock of another day.
    pub(super) fn on(mut self, date: &str) -> Self {
        self.now = ten_o_clock(day(date));
        self
    }

    /// Goes on at the very beginning of a day in Shanghai.
    pub(super) fn at_start_of(mut self, date: &str) -> Self {
        self.now = start_of(day(date));
        self
    }

    /// Goes on in the last microsecond of a day in Shanghai.
    pub(super) fn at_end_of(mut self, date: &str) -> Self {
        self.now = start_of(day(date).succ_opt().unwrap()) - Duration::microseconds(1);
        self
    }

    pub(super) fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        decide(&self.case, command, &self.rules.context(self.now))
    }

    pub(super) fn refusal(&self, command: Command) -> Refusal {
        self.decide(command).unwrap_err()
    }

    /// Does what is asked, whatever it is, and returns the events.
    pub(super) fn tell(&mut self, command: Command) -> Vec<Event> {
        let events = self.decide(command).unwrap();
        self.append(&events);
        lawful::assert_history(self);
        events
    }

    pub(super) fn append(&mut self, events: &[Event]) {
        self.case = std::mem::take(&mut self.case).apply_all(events, self.now);
        self.log.extend(events.iter().map(|event| (event.clone(), self.now)));
        lawful::assert_lawful(self);
    }

    pub(super) fn then(mut self, command: Command) -> Self {
        self.tell(command);
        self
    }

    /// Claims the one active task and finishes it.
    pub(super) fn finish(mut self, decision: TaskDecision) -> Self {
        let task = self.claimed();
        self.then(complete(task, decision))
    }

    /// Claims the active task of a node and finishes it.
    pub(super) fn finish_at(mut self, node: &str, decision: TaskDecision) -> Self {
        let task = self.at(node);
        self.tell(Command::Claim { task, by: ANNA });
        self.then(complete(task, decision))
    }

    /// Claims the one active task and tells why it cannot be finished so.
    pub(super) fn not_finished(&self, decision: TaskDecision) -> Refusal {
        let mut story = self.clone();
        let task = story.claimed();
        story.refusal(complete(task, decision))
    }

    /// The one active task, claimed by Anna.
    pub(super) fn claimed(&mut self) -> Uuid {
        let task = self.task();
        self.tell(Command::Claim { task, by: ANNA });
        task
    }

    /// The one active task.
    pub(super) fn task(&self) -> Uuid {
        let [id] = self.case.active_tasks().map(|task| task.id).collect::<Vec<_>>()[..] else {
            panic!("not one task: {:?}", self.case.tasks)
        };
        id
    }

    /// The active task of a node.
    pub(super) fn at(&self, node: &str) -> Uuid {
        let is_it = |task: &&Task| matches!(&task.kind, TaskKind::Node { node: at, .. } if at.as_str() == node);
        self.case.active_tasks().find(is_it).unwrap().id
    }

    /// The names of the nodes with an active task, in the order of opening.
    pub(super) fn open_nodes(&self) -> Vec<String> {
        let name = |task: &Task| match &task.kind {
            TaskKind::Node { node, .. } => node.to_string(),
            other => format!("{other:?}"),
        };
        self.case.active_tasks().map(name).collect()
    }

    pub(super) fn status(&self) -> Status {
        self.case.phase.status()
    }

    pub(super) fn acceptance(&self) -> &Acceptance {
        self.case.phase.acceptance().unwrap()
    }

    pub(super) fn alarms(&self) -> Vec<Alarm> {
        alarms(&self.case, &self.rules.context(self.now))
    }

    /// The days on which alarms of a kind ring.
    pub(super) fn rings(&self, kind: AlarmKind) -> Vec<NaiveDate> {
        let alarms = self.alarms().into_iter().filter(|alarm| alarm.kind == kind);
        alarms.map(|alarm| shanghai_date(alarm.fire_at)).collect()
    }

    pub(super) fn kinds(&self) -> Vec<&'static str> {
        self.log.iter().map(|(event, _)| event.kind()).collect()
    }
}

pub(super) fn drafted() -> Event {
    Event::Drafted {
        item: "990101-1".parse().unwrap(),
        item_version: 1,
        division: "990101".parse().unwrap(),
        department: "11990100999999912B".parse().unwrap(),
        channel: Channel::Web,
    }
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn ten_o_clock(date: NaiveDate) -> DateTime<Utc> {
    start_of(date) + Duration::hours(10)
}

pub(super) fn complete(task: Uuid, decision: TaskDecision) -> Command {
    Command::Complete {
        task,
        by: ANNA,
        decision,
    }
}

/// An outcome, and nothing said about it.
pub(super) fn how(outcome: &str) -> TaskDecision {
    TaskDecision {
        outcome: outcome.parse().unwrap(),
        verdicts: BTreeMap::new(),
        has_reasons: false,
        has_opinion: false,
        officers: BTreeSet::new(),
        false_materials: false,
        certificate: None,
    }
}

/// An outcome with reasons.
pub(super) fn because(outcome: &str) -> TaskDecision {
    TaskDecision {
        has_reasons: true,
        ..how(outcome)
    }
}

/// An outcome with an opinion.
pub(super) fn advised(outcome: &str) -> TaskDecision {
    TaskDecision {
        has_opinion: true,
        ..how(outcome)
    }
}

/// An outcome with the same verdict on some materials.
pub(super) fn judged(outcome: &str, verdict: Verdict, materials: &[&str]) -> TaskDecision {
    TaskDecision {
        verdicts: materials.iter().map(|code| ((*code).to_owned(), verdict)).collect(),
        ..how(outcome)
    }
}

/// The notice that some materials are missing.
pub(super) fn missing(materials: &[&str]) -> TaskDecision {
    judged("request_supplement", Verdict::Missing, materials)
}

/// The certificate is made.
pub(super) fn issued() -> TaskDecision {
    TaskDecision {
        certificate: Some(certificate()),
        ..how("issue")
    }
}

pub(super) fn certificate() -> CertificateNumber {
    CertificateNumber::compose(day("2026-03-02"), 1).unwrap()
}

pub(super) fn supply(materials: &[&str]) -> Command {
    Command::Supply {
        materials: set(materials),
    }
}

pub(super) fn terminate(basis: &str) -> Command {
    Command::Terminate {
        basis: basis.to_owned(),
    }
}

/// An appraisal begins, which the law does not count.
pub(super) fn appraisal(until: &str) -> Command {
    Command::Suspend {
        kind: SpecialProcedure::Appraisal,
        basis: Some("行政许可法第四十五条".to_owned()),
        until: day(until),
    }
}

pub(super) fn set(materials: &[&str]) -> BTreeSet<String> {
    materials.iter().map(|code| (*code).to_owned()).collect()
}
