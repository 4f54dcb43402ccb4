//! What anybody might try: any item, any commands, on any days.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::sample::Index;
use uuid::Uuid;

use super::super::*;
use super::rules::{Guards, Rules};
use super::story::*;
use crate::calendar::{Calendar, Limit};
use crate::catalogue::document::FollowingRule;
use crate::clock::shanghai_date;
use crate::codes::{CertificateState, IdentityDocument, OnLapse, Service, SpecialProcedure};
use crate::procedure::{Graph, Node};

const MATERIALS: [&str; 3] = ["deed", "photo", "plan"];

/// One thing somebody tries, some time after the one before. Read against the state when its turn comes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Try {
    what: Index,
    which: Index,
    how: Index,
    said: u16,
    pub(super) days_later: u8,
    pub(super) hour: u8,
}

pub(super) fn any_try() -> impl Strategy<Value = Try> {
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
    pub(super) fn any_rules(graph: impl Strategy<Value = Graph>)(
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

pub(super) fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..3000).prop_map(|days| day("2019-06-01") + Days::new(days))
}

impl Try {
    fn says(self, bit: u32) -> bool {
        self.said >> bit & 1 == 1
    }

    pub(super) fn command(self, story: &Story) -> Command {
        let task = self.task(story);
        let by = if self.says(0) { BORIS } else { ANNA };
        match self.what.index(40) {
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
            19..22 => self.counter(story),
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

    /// What happens at the counter, and what others are asked for.
    fn counter(self, story: &Story) -> Command {
        let party = u32::from(self.said % 4);
        match self.which.index(8) {
            0 => Command::NameConsenters {
                codes: story.rules.asked_consents.iter().cloned().collect(),
            },
            1 => Command::Consent {
                party,
                agrees: self.says(4),
                at_window: self.says(5),
            },
            2 => Command::Urge,
            3 => Command::Supervise {
                answer_by: self.says(6).then(|| self.day(story)),
            },
            4 => Command::AnswerSupervision { number: party },
            5 => Command::Concern(Concern {
                service: *self.how.get(&Service::ALL[1..]),
                number: certificate(),
                issued_on: ANNA,
                valid_until: self.says(6).then(|| self.day(story) + Days::new(28)),
            }),
            6 => Command::Record(FilingEvent::IdentityChecked {
                document: *self.how.get(IdentityDocument::ALL),
            }),
            _ => Command::EndCertificate {
                number: certificate(),
                state: CertificateState::Cancelled,
                by: BORIS,
                replaced_by: None,
            },
        }
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
                Status::Draft if story.case.consents.unnamed(&story.rules.asked_consents).is_empty() => {
                    let lacking = story.case.consents.lacking(&story.rules.asked_consents).next();
                    let held = lacking.filter(|_| story.case.consents.held);
                    held.map_or(Command::Submit, |(party, _)| Command::Consent {
                        party,
                        agrees: true,
                        at_window: self.says(5),
                    })
                }
                Status::Draft => Command::NameConsenters {
                    codes: story.rules.asked_consents.iter().cloned().collect(),
                },
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
