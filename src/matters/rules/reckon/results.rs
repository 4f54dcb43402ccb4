//! When results are handed over.

use uuid::Uuid;

use super::{Matter, Step};
use crate::applications::lifecycle::Standing;

impl Matter<'_> {
    /// Results that are handed over together are there when every member that counts is over, or ready.
    pub(super) fn results(&self, electronic: bool) -> Vec<Step> {
        let done = |standing: &Standing| matches!(standing, Standing::Over(_) | Standing::Approved { ready: true });
        if !self.required().all(|(_, standing)| done(standing)) {
            return Vec::new();
        }
        match electronic {
            true => self.ready().map(Step::HandOver).collect(),
            false if self.plan.ready => Vec::new(),
            false => vec![Step::NoteReady],
        }
    }

    /// Results that have to reach their holder now and wait for others, of which it was not said that they are there.
    pub(super) fn releases(&self) -> Vec<Step> {
        let told = self.plan.ready || self.whole.phase.status().is_final();
        let due = |id: &Uuid| {
            let member = self.members.get(id).and_then(|case| case.member());
            member.is_some_and(|member| member.delivery_due && !member.released) && !self.is_revoked(*id)
        };
        let ready = self.ready().filter(|id| !told && due(id));
        ready.map(Step::Release).collect()
    }

    /// Results of members that the end of the whole has not waited for: handed over each as it is there, which is said once.
    pub(super) fn late_results(&self, electronic: bool) -> Vec<Step> {
        let ready = self.ready().filter(|_| self.plan.delivered_together);
        match electronic {
            true => ready.map(Step::HandOver).collect(),
            false => {
                let news = ready.filter(|id| !self.plan.late.contains(id));
                news.map(Step::NoteLate).collect()
            }
        }
    }

    /// The members whose results are there to be handed over.
    fn ready(&self) -> impl Iterator<Item = Uuid> {
        let ready = |standing: &Standing| matches!(standing, Standing::Approved { ready: true });
        let standings = self.standings.iter();
        standings
            .filter(move |(_, standing)| ready(standing))
            .map(|(id, _)| *id)
    }
}
