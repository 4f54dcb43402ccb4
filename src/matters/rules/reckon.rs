//! What is to happen next.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::applications::lifecycle::{Case, MemberEnd, Phase, Standing, Whole, Word};

mod results;

/// Something that is to happen to a matter or to one of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The member is handed in, as the whole has been.
    HandIn(Uuid),
    /// The member begins: those it depends on are approved.
    Begin(Uuid),
    /// The member never begins.
    Cancel {
        /// Which.
        member: Uuid,
        /// The one it depends on that was not approved.
        because: Uuid,
    },
    /// Everything missing is told in one notice.
    Tell {
        /// What is missing, by member.
        gaps: BTreeMap<Uuid, BTreeSet<String>>,
        /// The members of which nothing is missing, or not known to be.
        close: BTreeSet<Uuid>,
    },
    /// Nothing more may be found missing for a member whose department has not answered: it accepts or declines.
    Close(Uuid),
    /// The whole is accepted.
    Accept,
    /// It is said of the whole that a member has ended.
    NoteEnded {
        /// Which.
        member: Uuid,
        /// How.
        end: MemberEnd,
        /// The one it depends on that was not approved, if it ended for that.
        because: Option<Uuid>,
    },
    /// It is said that all results are there.
    NoteReady,
    /// It is said of the whole, when it is over, that the result of a member is there.
    NoteLate(Uuid),
    /// The member's result waits for those of others no longer.
    Release(Uuid),
    /// The member's result is handed over electronically.
    HandOver(Uuid),
    /// The whole is over.
    Finish(MemberEnd),
}

/// What is to happen next; nothing when everything that can has happened. Each step is about another member, or the last about the whole, so
/// they may be taken together; then the matter is looked at again.
///
/// `electronic` tells that results are handed over electronically, which nobody has to do.
pub fn reckon(whole: &Case, members: &BTreeMap<Uuid, &Case>, electronic: bool) -> Vec<Step> {
    let Some(plan) = whole.whole() else {
        return Vec::new();
    };
    let matter = Matter {
        whole,
        plan,
        standings: members.iter().map(|(id, case)| (*id, case.standing())).collect(),
        members,
    };
    let mut steps = matter.starts();
    steps.extend(matter.ends());
    if matter.starts().is_empty() {
        let of_whole = matter.as_a_whole(electronic);
        steps.extend(match of_whole.is_empty() {
            true => matter.releases(),
            false => of_whole,
        });
    }
    steps
}

struct Matter<'a> {
    whole: &'a Case,
    plan: &'a Whole,
    members: &'a BTreeMap<Uuid, &'a Case>,
    standings: BTreeMap<Uuid, Standing>,
}

impl Matter<'_> {
    /// Members that are handed in, begin, or never will.
    fn starts(&self) -> Vec<Step> {
        let handed_in = !matches!(self.whole.phase, Phase::Draft);
        let step = |(id, standing): (&Uuid, &Standing)| match standing {
            Standing::Held if handed_in && !self.whole.phase.status().is_final() => Some(Step::HandIn(*id)),
            Standing::Received { waits: true, .. } | Standing::Told { waits: true } => self.released(*id),
            _ => None,
        };
        self.standings.iter().filter_map(step).collect()
    }

    /// A member that waits begins when all it depends on is there, and never does when one of them was not approved.
    fn released(&self, id: Uuid) -> Option<Step> {
        let plan = self.plan.members.get(&id)?;
        if let Some(because) = plan.after.iter().find(|before| self.has_failed(**before)) {
            let because = *because;
            return Some(Step::Cancel { member: id, because });
        }
        let all_there = plan
            .after
            .iter()
            .all(|before| self.is_there(*before, plan.needs_certificate_of.contains(before)));
        all_there.then_some(Step::Begin(id))
    }

    /// Nothing waits for how an optional member ends, only that it does.
    fn is_there(&self, id: Uuid, certificate_needed: bool) -> bool {
        if self.is_revoked(id) {
            return self.is_optional(id);
        }
        match self.standings.get(&id) {
            Some(Standing::Approved { ready }) => *ready || !certificate_needed,
            Some(Standing::Over(MemberEnd::Approved)) => true,
            Some(Standing::Over(_)) => self.is_optional(id),
            _ => false,
        }
    }

    fn has_failed(&self, id: Uuid) -> bool {
        if self.is_revoked(id) {
            return !self.is_optional(id);
        }
        match self.standings.get(&id) {
            Some(Standing::Over(end)) => *end != MemberEnd::Approved && !self.is_optional(id),
            _ => false,
        }
    }

    /// Granted, and taken back before those that depend on it have begun.
    fn is_revoked(&self, id: Uuid) -> bool {
        let decided = self.members.get(&id).and_then(|case| case.phase.decided());
        decided.is_some_and(|decided| decided.revoked)
    }

    fn is_optional(&self, id: Uuid) -> bool {
        self.plan.members.get(&id).is_some_and(|plan| plan.optional)
    }

    /// Members that have ended, which is said once.
    fn ends(&self) -> Vec<Step> {
        let step = |(id, standing): (&Uuid, &Standing)| match standing {
            Standing::Over(end) if !self.plan.ended.contains_key(id) => Some(Step::NoteEnded {
                member: *id,
                end: *end,
                because: self.members.get(id)?.member()?.ended_by,
            }),
            _ => None,
        };
        self.standings.iter().filter_map(step).collect()
    }

    /// What happens to the whole, one thing at a time.
    fn as_a_whole(&self, electronic: bool) -> Vec<Step> {
        let status = self.whole.phase.status();
        if status.is_final() {
            return self.late_results(electronic);
        }
        if matches!(self.whole.phase, Phase::Draft) {
            // Nothing is left of what waits for consents when each member was withdrawn by itself.
            let all_over = self
                .standings
                .values()
                .all(|standing| matches!(standing, Standing::Over(_)));
            return all_over.then(|| Step::Finish(self.end())).into_iter().collect();
        }
        if let Some(tell) = self.gaps() {
            return vec![tell];
        }
        let accepted = matches!(self.whole.phase, Phase::InReview(_) | Phase::Suspended(_));
        let over = self
            .required()
            .all(|(_, standing)| matches!(standing, Standing::Over(_)));
        let settled = self
            .standings
            .iter()
            .all(|(id, standing)| self.is_settled(*id, standing) || self.is_not_waited_for(*id, standing));
        if !accepted && settled && self.is_accepted() {
            return self.closing(Step::Accept);
        }
        if over && settled {
            return self.closing(Step::Finish(self.end()));
        }
        if accepted && self.plan.delivered_together {
            return self.results(electronic);
        }
        Vec::new()
    }

    /// All gaps are told together: when everybody who was asked has answered, or the day for it has come. What is still defective of what some
    /// have handed in again, while the applicant is to answer for others, is told at once.
    fn gaps(&self) -> Option<Step> {
        let told = match self.whole.phase {
            Phase::Submitted(_) => false,
            Phase::AwaitingSupplement(_) => true,
            _ => return None,
        };
        let checking = self.whole.active_tasks().next().is_some();
        let asked = self.standings.iter().any(|(id, standing)| {
            matches!(standing, Standing::Received { asked: true, .. }) && self.may_find_gaps(*id)
        });
        if (checking || asked) && !told && !self.plan.notice_due {
            return None;
        }
        let mut gaps = BTreeMap::new();
        let mut close = BTreeSet::new();
        for (id, standing) in &self.standings {
            match standing {
                Standing::Received {
                    word: Some(Word::Gaps(materials)),
                    ..
                } => drop(gaps.insert(*id, materials.clone())),
                Standing::Received { .. } if !self.members.get(id)?.member()?.told => drop(close.insert(*id)),
                _ => {}
            }
        }
        (!gaps.is_empty()).then_some(Step::Tell { gaps, close })
    }

    /// Whether something may still be found missing for a member.
    fn may_find_gaps(&self, id: Uuid) -> bool {
        let member = self.members.get(&id).and_then(|case| case.member());
        member.is_some_and(|member| !member.may_not_be_asked_for_more())
    }

    /// An optional member whose department was asked and has not answered in the five days holds up nobody.
    fn is_not_waited_for(&self, id: Uuid, standing: &Standing) -> bool {
        let asked = matches!(standing, Standing::Received { asked: true, .. });
        self.plan.notice_due && self.is_optional(id) && asked
    }

    /// A step of the whole after which no gap could be told any more, so that nobody may look for any.
    fn closing(&self, step: Step) -> Vec<Step> {
        let open = |id: &&Uuid| {
            let unanswered = matches!(self.standings.get(id), Some(Standing::Received { .. }));
            unanswered && !self.is_external(**id) && self.may_find_gaps(**id)
        };
        let open = self.standings.keys().filter(open);
        open.map(|id| Step::Close(*id)).chain([step]).collect()
    }

    /// Whether one of the members has been accepted.
    fn is_accepted(&self) -> bool {
        self.standings.iter().any(|(id, standing)| match standing {
            Standing::Running | Standing::Approved { .. } => true,
            Standing::Over(end) => matches!(end, MemberEnd::Approved | MemberEnd::Denied),
            Standing::Received { .. } => self.is_external(*id) && self.is_checked(),
            Standing::Held | Standing::Told { .. } => false,
        })
    }

    /// Whether nobody has to say a word on what was handed in for a member any more.
    fn is_settled(&self, id: Uuid, standing: &Standing) -> bool {
        match standing {
            Standing::Running | Standing::Approved { .. } | Standing::Over(_) => true,
            Standing::Received { waits, word, .. } => self.is_external(id) || (*waits && *word == Some(Word::InOrder)),
            Standing::Held | Standing::Told { .. } => false,
        }
    }

    /// Whether the window has looked through it.
    fn is_checked(&self) -> bool {
        self.whole.active_tasks().next().is_none()
    }

    fn is_external(&self, id: Uuid) -> bool {
        self.plan.members.get(&id).is_some_and(|plan| plan.external)
    }

    /// How the whole ends: as approved if one of the members that count was; otherwise as they all did.
    fn end(&self) -> MemberEnd {
        let ends: BTreeSet<MemberEnd> = self
            .required()
            .filter_map(|(_, standing)| match standing {
                Standing::Over(end) if *end != MemberEnd::Cancelled => Some(*end),
                _ => None,
            })
            .collect();
        let mut ends = ends.into_iter();
        match (ends.next(), ends.next()) {
            (Some(MemberEnd::Approved), _) => MemberEnd::Approved,
            (Some(MemberEnd::Denied), _) => MemberEnd::Denied,
            (Some(end), None) => end,
            _ => MemberEnd::Terminated,
        }
    }

    /// The members that count.
    fn required(&self) -> impl Iterator<Item = (&Uuid, &Standing)> {
        self.standings.iter().filter(|(id, _)| self.plan.counts(**id))
    }
}
