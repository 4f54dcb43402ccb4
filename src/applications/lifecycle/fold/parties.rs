//! Consents, urging and supervision, and the certificates there are.

use chrono::{DateTime, Utc};

use super::super::event::{CertificateEvent, ConsentEvent, Event, MatterEvent, SupervisionEvent};
use super::super::state::{Case, Concern, Consent, ConsentState, Demand, Phase};
use crate::clock::shanghai_date;

impl Case {
    /// Consents, urging and supervision, and the certificates there are.
    pub(super) fn parties(&mut self, event: &Event, at: DateTime<Utc>) {
        match event {
            Event::Consent(event) => self.consent(event),
            Event::Supervision(event) => self.supervise(event, at),
            Event::Certificate(CertificateEvent::CertificateConcerned {
                service,
                number,
                issued_on,
                valid_until,
            }) => {
                self.concern = Some(Concern {
                    service: *service,
                    number: number.clone(),
                    issued_on: *issued_on,
                    valid_until: *valid_until,
                });
            }
            Event::Certificate(CertificateEvent::CollectionReminded) => self.collection_reminders += 1,
            // What is there after the end is reminded of anew.
            Event::Matter(MatterEvent::LateResult { .. }) => self.collection_reminders = 0,
            // Who agreed, agreed to what it was before.
            Event::Revised | Event::Committed | Event::CommitmentDropped if matches!(self.phase, Phase::Draft) => {
                self.consents.void();
            }
            Event::Submitted { .. } => self.consents.held = false,
            _ => {}
        }
    }

    fn consent(&mut self, event: &ConsentEvent) {
        let consents = &mut self.consents;
        let mut now = |party: &u32, state: ConsentState| {
            if let Some(consent) = consents.parties.get_mut(party) {
                consent.state = state;
            }
        };
        match event {
            ConsentEvent::ConsentersNamed { parties } => {
                let named = |code: &String| Consent {
                    code: code.clone(),
                    state: ConsentState::Named,
                    expires_on: None,
                };
                consents.numbered = parties.keys().copied().max().unwrap_or_default().max(consents.numbered);
                consents.parties = parties.iter().map(|(party, code)| (*party, named(code))).collect();
                consents.held = false;
            }
            ConsentEvent::SubmissionHeld => consents.held = true,
            ConsentEvent::ConsentAsked { party, expires_on } => {
                if let Some(consent) = consents.parties.get_mut(party) {
                    consent.state = ConsentState::Asked;
                    consent.expires_on = Some(*expires_on);
                }
            }
            ConsentEvent::ConsentGiven { party, .. } => now(party, ConsentState::Given),
            ConsentEvent::ConsentRefused { party } => {
                now(party, ConsentState::Refused);
                consents.held = false;
            }
            ConsentEvent::ConsentExpired { party } => {
                now(party, ConsentState::Expired);
                consents.held = false;
            }
        }
    }

    fn supervise(&mut self, event: &SupervisionEvent, at: DateTime<Utc>) {
        let (seq, supervision) = (self.version, &mut self.supervision);
        match event {
            SupervisionEvent::Urged { on } => {
                supervision.urges += 1;
                supervision.urged_on = Some(*on);
            }
            SupervisionEvent::Supervised { number, answer_by } => {
                let demand = Demand {
                    asked: seq,
                    answered: None,
                    asked_on: shanghai_date(at),
                    answer_by: *answer_by,
                    answered_on: None,
                    overdue: false,
                };
                supervision.demands.insert(*number, demand);
            }
            SupervisionEvent::SupervisionAnswered { number } => {
                if let Some(demand) = supervision.demands.get_mut(number) {
                    demand.answered = Some(seq);
                    demand.answered_on = Some(shanghai_date(at));
                }
            }
            SupervisionEvent::SupervisionOverdue { number } => {
                if let Some(demand) = supervision.demands.get_mut(number) {
                    demand.overdue = true;
                }
            }
        }
    }
}
