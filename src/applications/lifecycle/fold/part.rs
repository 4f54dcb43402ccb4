//! The matter a case is, or belongs to.

use chrono::{DateTime, Utc};

use super::super::event::{Event, MatterEvent};
use super::super::state::{Case, Member, Part, Whole, Word};
use crate::clock::shanghai_date;

impl Case {
    /// The matter it is, or belongs to.
    pub(super) fn part(&mut self, event: &Event, at: DateTime<Utc>) {
        match event {
            Event::Matter(MatterEvent::Formed {
                members,
                reply_limit,
                delivered_together,
            }) => {
                self.part = Some(Part::Whole(Whole {
                    members: members.clone(),
                    reply_limit: *reply_limit,
                    delivered_together: *delivered_together,
                    notice_due: false,
                    ready: false,
                    ready_on: None,
                    late: std::collections::BTreeSet::new(),
                    late_on: None,
                    ended: std::collections::BTreeMap::new(),
                }));
            }
            Event::Matter(MatterEvent::Joined {
                matter,
                bundle,
                waits,
                external,
                unified,
                delivered_together,
            }) => {
                self.part = Some(Part::Member(Member {
                    matter: *matter,
                    bundle: bundle.clone(),
                    waits: *waits,
                    external: *external,
                    unified: *unified,
                    delivered_together: *delivered_together,
                    delivery_due: false,
                    released: false,
                    word: None,
                    told: false,
                    closed: false,
                    ended_by: None,
                    decided_on: None,
                    decided_at: None,
                    activities: Vec::new(),
                }));
            }
            event => match &mut self.part {
                Some(Part::Whole(whole)) => whole.note(event, at),
                Some(Part::Member(member)) => member.note(event),
                None => {}
            },
        }
    }
}

impl Whole {
    fn note(&mut self, event: &Event, at: DateTime<Utc>) {
        match event {
            Event::Matter(MatterEvent::NoticeDue) => self.notice_due = true,
            Event::SupplementRequested { .. } => self.notice_due = false,
            Event::Matter(MatterEvent::ResultsReady) => {
                self.ready = true;
                self.ready_on = Some(shanghai_date(at));
            }
            Event::Matter(MatterEvent::LateResult { member }) => {
                self.late.insert(*member);
                self.late_on = Some(shanghai_date(at));
            }
            Event::Matter(MatterEvent::MemberEnded { member, end, .. }) => drop(self.ended.insert(*member, *end)),
            _ => {}
        }
    }
}

impl Member {
    fn note(&mut self, event: &Event) {
        match event {
            Event::Matter(MatterEvent::InOrder) => self.word = Some(Word::InOrder),
            Event::Matter(MatterEvent::GapsFound { materials }) => {
                // What one finds missing is not put in order by what another finds.
                let before = match self.word.take() {
                    Some(Word::Gaps(before)) => before,
                    _ => std::collections::BTreeSet::new(),
                };
                self.word = Some(Word::Gaps(before.union(materials).cloned().collect()));
            }
            Event::Matter(MatterEvent::NoticeGiven) => {
                self.told = true;
                self.closed = true;
            }
            Event::Matter(MatterEvent::Reported {
                decided_on,
                decided_at,
                activities,
                ..
            }) => {
                self.decided_on = decided_on.or(self.decided_on);
                self.decided_at = decided_at.or(self.decided_at);
                self.activities.extend(activities.iter().cloned());
            }
            Event::Matter(MatterEvent::Begun { .. }) => self.waits = false,
            Event::Matter(MatterEvent::DeliveryDue) => self.delivery_due = true,
            Event::Matter(MatterEvent::ResultReleased) => self.released = true,
            Event::Matter(MatterEvent::PredecessorFailed { member }) => self.ended_by = Some(*member),
            Event::SupplementRequested { .. } => {
                self.told = true;
                self.word = None;
            }
            Event::Supplemented { .. } | Event::Accepted { .. } => self.word = None,
            _ => {}
        }
    }
}
