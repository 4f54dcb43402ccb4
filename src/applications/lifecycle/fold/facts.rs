//! What is known of the case beside its phase and work.

use chrono::{DateTime, Utc};

use super::super::event::Event;
use super::super::state::{Bar, Card, Case, Commitment, Following, ThirdParty};
use crate::clock::shanghai_date;

impl Case {
    /// What is known of the case beside its phase and work.
    pub(super) fn facts(&mut self, event: &Event, at: DateTime<Utc>) {
        match event {
            Event::Supplemented { materials, .. } => self.verdicts.retain(|material, _| !materials.contains(material)),
            Event::MaterialsPromised {
                materials,
                by,
                on_lapse,
            } => {
                self.following = Some(Following {
                    outstanding: materials.clone(),
                    materials: materials.clone(),
                    told_on: shanghai_date(at),
                    by: *by,
                    on_lapse: *on_lapse,
                    reminded: false,
                    overdue: false,
                    arrived_on: None,
                });
            }
            Event::MaterialsFollowed { materials } => {
                self.verdicts.retain(|material, _| !materials.contains(material));
                if let Some(following) = &mut self.following {
                    following.outstanding.retain(|material| !materials.contains(material));
                    if following.outstanding.is_empty() {
                        following.arrived_on = Some(shanghai_date(at));
                    }
                }
            }
            Event::FollowingReminded => {
                if let Some(following) = &mut self.following {
                    following.reminded = true;
                }
            }
            Event::FollowingLapsed => {
                if let Some(following) = &mut self.following {
                    following.overdue = true;
                }
            }
            Event::Committed => {
                self.commitment = Some(Commitment {
                    made_on: shanghai_date(at),
                    kept: None,
                });
            }
            Event::CommitmentDropped => self.commitment = None,
            Event::CommitmentChecked { kept } => {
                if let Some(commitment) = &mut self.commitment {
                    commitment.kept = Some(*kept);
                }
            }
            Event::CardIssued { colour, due_on } => self.cards.push(Card {
                colour: *colour,
                due_on: *due_on,
            }),
            Event::Barred { what, basis, until } => {
                let bar = Bar {
                    basis: basis.clone(),
                    until: *until,
                };
                self.bars.insert(what.clone(), bar);
            }
            Event::BarLifted { what, .. } => drop(self.bars.remove(what)),
            Event::Recused { person } => drop(self.recused.insert(*person)),
            Event::ThirdPartyTold { party, answer_by } => {
                let told = ThirdParty {
                    answer_by: *answer_by,
                    heard: false,
                };
                self.third_parties.insert(*party, told);
            }
            Event::ThirdPartyHeard { party } => {
                if let Some(party) = self.third_parties.get_mut(party) {
                    party.heard = true;
                }
            }
            _ => {}
        }
    }
}
