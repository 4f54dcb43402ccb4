//! A matter with its members in a city where everybody does what they please: real lifecycles, moved on by the rules.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use super::super::{Step, reckon};
use super::items::{CERTIFIED, PLAIN, drafted};
use crate::applications::lifecycle::*;
use crate::applications::terms::policy;
use crate::calendar::{Calendar, Limit};
use crate::catalogue::{Asking, ItemVersion};
use crate::clock::{shanghai_date, start_of};
use crate::codes::{ItemCode, Service};
use crate::procedure::OutcomeCode;

/// A member as it is planned.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) after: BTreeSet<usize>,
    pub(super) optional: bool,
    pub(super) external: bool,
    pub(super) delegated: bool,
    /// Whether it results in a certificate, which those after it need.
    pub(super) certificate: bool,
}

/// The matter and everybody who works on it.
pub(super) struct City {
    pub(super) whole: Case,
    pub(super) members: BTreeMap<Uuid, Case>,
    pub(super) plans: BTreeMap<Uuid, Plan>,
    pub(super) log: Vec<Step>,
    /// Members whose departments do nothing.
    pub(super) idle: BTreeSet<Uuid>,
    /// Whether its items are licences: accepted by silence, and delivered in ten working days.
    pub(super) licences: bool,
    calendar: Calendar,
    now: DateTime<Utc>,
    electronic: bool,
    issued: u32,
}

pub(super) fn id(nth: usize) -> Uuid {
    Uuid::from_u128(nth as u128 + 1)
}

const WHOLE: Uuid = Uuid::max();

impl City {
    pub(super) fn file(plans: &[Plan], delivered_together: bool, electronic: bool) -> Self {
        let mut city = Self {
            whole: Case::new(),
            members: BTreeMap::new(),
            plans: (0..).map(id).zip(plans.iter().cloned()).collect(),
            log: Vec::new(),
            idle: BTreeSet::new(),
            licences: false,
            calendar: Calendar::state_council(),
            now: start_of(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()) + Duration::hours(9),
            electronic,
            issued: 0,
        };
        let whole = Whole {
            members: (0..)
                .map(id)
                .zip(plans.iter().map(|plan| planned(plan, plans)))
                .collect(),
            reply_limit: Limit::working(2),
            delivered_together,
            notice_due: false,
            ready: false,
            ready_on: None,
            late: BTreeSet::new(),
            late_on: None,
            ended: BTreeMap::new(),
        };
        city.then(WHOLE, drafted(&PLAIN));
        city.then(WHOLE, Command::Matter(MatterCommand::Form(whole)));
        city.then(WHOLE, Command::Submit);
        for (nth, plan) in plans.iter().enumerate() {
            city.members.insert(id(nth), Case::new());
            city.then(id(nth), drafted(&PLAIN));
            city.then(
                id(nth),
                Command::Matter(MatterCommand::Join(Member {
                    matter: WHOLE,
                    bundle: code("one-test"),
                    waits: !plan.after.is_empty(),
                    external: plan.external,
                    unified: false,
                    delivered_together,
                    delivery_due: false,
                    released: false,
                    word: None,
                    told: false,
                    closed: false,
                    ended_by: None,
                    decided_on: None,
                    decided_at: None,
                    activities: Vec::new(),
                })),
            );
            city.then(id(nth), Command::Submit);
        }
        city
    }

    /// Takes every step there is to take.
    pub(super) fn move_on(&mut self) {
        for round in 0.. {
            assert!(
                round < 12 * (self.members.len() + 1),
                "it goes on for ever: {:?}",
                self.log
            );
            let cases = self.members.iter().map(|(id, case)| (*id, case)).collect();
            let steps = reckon(&self.whole, &cases, self.electronic);
            if steps.is_empty() {
                return;
            }
            for step in steps {
                self.take(step);
            }
        }
    }

    fn take(&mut self, step: Step) {
        let of_whole = |city: &mut Self, command| city.then(WHOLE, Command::Matter(command));
        self.log.push(step.clone());
        match step {
            Step::HandIn(member) => self.then(member, Command::Submit),
            Step::Begin(member) => {
                self.then(member, Command::Matter(MatterCommand::Begin { complete: true }));
                of_whole(self, MatterCommand::NoteBegun { member });
            }
            Step::Cancel { member, because } => self.then(member, Command::Matter(MatterCommand::Cancel { because })),
            Step::Tell { gaps, close } => {
                let answer_by = self.today() + Duration::days(14);
                let materials = BTreeSet::from(["form".to_owned()]);
                of_whole(self, MatterCommand::Tell { materials, answer_by });
                for member in gaps.keys() {
                    let materials = BTreeSet::new();
                    self.then(*member, Command::Matter(MatterCommand::Tell { materials, answer_by }));
                }
                for member in &close {
                    self.then(*member, Command::Matter(MatterCommand::Close));
                }
            }
            Step::Close(member) => self.then(member, Command::Matter(MatterCommand::Close)),
            Step::Accept => of_whole(self, MatterCommand::Accept),
            Step::NoteEnded { member, end, because } => {
                of_whole(self, MatterCommand::NoteEnded { member, end, because });
            }
            Step::NoteReady => of_whole(self, MatterCommand::NoteReady),
            Step::NoteLate(member) => of_whole(self, MatterCommand::NoteLate { member }),
            Step::Release(member) => self.then(member, Command::Matter(MatterCommand::Release)),
            Step::HandOver(member) => self.then(
                member,
                Command::Deliver {
                    mode: DeliveryMode::Electronic,
                },
            ),
            Step::Finish(end) => of_whole(self, MatterCommand::Finish(end)),
        }
    }

    /// What the lifecycle must allow.
    fn then(&mut self, id: Uuid, command: Command) {
        let said = format!("{command:?}");
        self.attempt(id, command)
            .unwrap_or_else(|refusal| panic!("{said} was refused: {refusal}"));
    }

    /// What somebody tries.
    pub(super) fn attempt(&mut self, id: Uuid, command: Command) -> Result<(), Refusal> {
        let certified = self.plans.get(&id).is_some_and(|plan| plan.certificate);
        let version: &ItemVersion = if certified { &CERTIFIED } else { &PLAIN };
        let facts = version.facts(
            &serde_json::Map::new(),
            &serde_json::Value::Null,
            Asking::somebody(Service::New),
        );
        let nothing = BTreeSet::new();
        let context = Context {
            application: id,
            now: self.now,
            today: self.today(),
            calendar: &self.calendar,
            policy: Policy {
                is_licence: self.licences,
                silence_accepts: self.licences && id != WHOLE,
                ..policy(version, Service::New)
            },
            facts: &facts,
            delivery: if self.electronic {
                DeliveryMode::Electronic
            } else {
                DeliveryMode::Window
            },
            to_follow: &nothing,
            consents: &nothing,
            onto: None,
            lacks_result: false,
            quota: None,
        };
        let case = if id == WHOLE {
            &mut self.whole
        } else {
            self.members.get_mut(&id).unwrap()
        };
        let events = decide(case, command, &context)?;
        *case = std::mem::take(case).apply_all(&events, self.now);
        Ok(())
    }

    pub(super) fn today(&self) -> NaiveDate {
        shanghai_date(self.now)
    }

    /// Time passes, and what nobody has answered counts as accepted where silence accepts.
    pub(super) fn wait(&mut self, hours: i64) {
        self.now += Duration::hours(hours);
        for id in self.members.keys().copied().collect::<Vec<_>>() {
            let _ = self.attempt(id, Command::DeemAccepted);
        }
    }

    /// The comprehensive window looks through it: with `word` on each member.
    pub(super) fn look_through(&mut self, mut word: impl FnMut(usize) -> OutcomeCode) -> bool {
        let Some(task) = self.whole.active_tasks().next().map(|task| task.id) else {
            return false;
        };
        if !self.complete(WHOLE, task, &OutcomeCode::ACCEPT) {
            return false;
        }
        let members: Vec<(Uuid, Plan)> = self.plans.iter().map(|(id, plan)| (*id, plan.clone())).collect();
        for (nth, (id, plan)) in members.into_iter().enumerate() {
            let case = &self.members[&id];
            if plan.external || !case.awaits_word() {
                continue;
            }
            if plan.delegated {
                let receive = MatterCommand::Receive(decision(&word(nth)));
                // Who is refused says something else, before the task is done.
                if self.attempt(id, Command::Matter(receive)).is_err() {
                    let accept = MatterCommand::Receive(decision(&OutcomeCode::ACCEPT));
                    self.then(id, Command::Matter(accept));
                }
            } else {
                let limit = Limit::working(2);
                let _ = self.attempt(id, Command::Matter(MatterCommand::Forward { limit }));
            }
        }
        true
    }

    /// Somebody takes an open task of a member and completes it.
    pub(super) fn work(&mut self, id: Uuid, outcome: &OutcomeCode) -> bool {
        let task = self.members[&id].active_tasks().next().map(|task| task.id);
        task.is_some_and(|task| self.complete(id, task, outcome))
    }

    fn complete(&mut self, id: Uuid, task: Uuid, outcome: &OutcomeCode) -> bool {
        let by = Uuid::from_u128(77);
        let mut decision = decision(outcome);
        if *outcome == OutcomeCode::ISSUE {
            self.issued += 1;
            decision.certificate = Some(number(self.issued));
        }
        let _ = self.attempt(id, Command::Claim { task, by });
        self.attempt(id, Command::Complete { task, by, decision }).is_ok()
    }

    /// The applicant answers the one notice: for the whole, and so for every member that waits for it.
    pub(super) fn supply(&mut self) -> bool {
        let materials = BTreeSet::from(["form".to_owned()]);
        if self
            .attempt(
                WHOLE,
                Command::Supply {
                    materials: materials.clone(),
                },
            )
            .is_err()
        {
            return false;
        }
        for id in self.members.keys().copied().collect::<Vec<_>>() {
            let _ = self.attempt(
                id,
                Command::Supply {
                    materials: materials.clone(),
                },
            );
        }
        true
    }

    /// Everybody's results that are ready are handed over at the window; nobody has to where they go electronically.
    pub(super) fn hand_over(&mut self) -> bool {
        if self.electronic {
            return false;
        }
        let mode = DeliveryMode::Window;
        let ids: Vec<Uuid> = self.members.keys().copied().collect();
        ids.into_iter()
            .map(|id| self.attempt(id, Command::Deliver { mode }).is_ok())
            .fold(false, |any, one| any | one)
    }

    /// The alarms by which certificates have to reach their holders ring.
    pub(super) fn deliveries_due(&mut self) -> bool {
        let ids: Vec<Uuid> = self.members.keys().copied().collect();
        let due = Command::Matter(MatterCommand::DeliveryDue);
        ids.into_iter()
            .map(|id| self.attempt(id, due.clone()).is_ok())
            .fold(false, |any, one| any | one)
    }

    /// The alarm by which everything missing is told rings.
    pub(super) fn notice_due(&mut self) -> bool {
        self.attempt(WHOLE, Command::Matter(MatterCommand::NoticeDue)).is_ok()
    }
}

fn number(nth: u32) -> crate::codes::CertificateNumber {
    crate::codes::CertificateNumber::compose(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(), u64::from(nth)).unwrap()
}

fn planned(plan: &Plan, all: &[Plan]) -> MemberPlan {
    MemberPlan {
        item: code("item"),
        after: plan.after.iter().map(|nth| id(*nth)).collect(),
        needs_certificate_of: plan
            .after
            .iter()
            .filter(|nth| all[**nth].certificate)
            .map(|nth| id(*nth))
            .collect(),
        optional: plan.optional,
        external: plan.external,
        delegated: plan.delegated,
    }
}

fn code(text: &str) -> ItemCode {
    text.parse().unwrap()
}

fn decision(outcome: &OutcomeCode) -> TaskDecision {
    let gap = *outcome == OutcomeCode::REQUEST_SUPPLEMENT;
    TaskDecision {
        outcome: outcome.clone(),
        verdicts: gap.then(|| ("form".to_owned(), Verdict::Missing)).into_iter().collect(),
        has_reasons: true,
        has_opinion: true,
        officers: BTreeSet::new(),
        false_materials: false,
        certificate: None,
    }
}
