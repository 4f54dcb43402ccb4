//! The members of a matter, each with its place in it.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::Seen;
use crate::applications::lifecycle::{Case, MemberPlan, Standing};
use crate::applications::scene::case_of;
use crate::applications::store::MemberRow;
use crate::applications::store::rows::ApplicationRow;
use crate::catalogue::bundle::BundleMember;
use crate::codes::ItemCode;
use crate::problem::Problem;

/// A member, with its place in the matter.
pub struct Lane<'a> {
    /// What was read of it.
    pub read: &'a MemberRow,
    /// Its state.
    pub case: Case,
    /// Where it stands.
    pub standing: Standing,
    /// Its place, as the matter was formed.
    pub plan: &'a MemberPlan,
    /// What the bundle says of it.
    pub member: Option<&'a BundleMember>,
}

impl Lane<'_> {
    /// Its row.
    pub fn row(&self) -> &ApplicationRow {
        &self.read.application
    }

    /// Its application.
    pub fn id(&self) -> Uuid {
        self.row().id
    }

    /// Whether it is decided or has ended otherwise.
    pub fn is_done(&self) -> bool {
        matches!(self.standing, Standing::Over(_) | Standing::Approved { .. })
    }
}

/// The members of a matter, in the order of its bundle.
///
/// # Errors
/// 500 when a state cannot be read.
pub fn lanes(seen: &Seen) -> Result<Vec<Lane<'_>>, Problem> {
    let bundle = &seen.bundled.version;
    let order: BTreeMap<&ItemCode, usize> = bundle.members.iter().map(BundleMember::item).zip(0..).collect();
    let plans = seen.readable.case.whole().map(|whole| &whole.members);
    let mut lanes = Vec::new();
    for read in &seen.screen.members {
        let row = &read.application;
        if let Some(plan) = plans.and_then(|plans| plans.get(&row.id)) {
            let case = case_of(row)?;
            lanes.push(Lane {
                standing: case.standing(),
                member: bundle.member(&row.item_code),
                read,
                case,
                plan,
            });
        }
    }
    lanes.sort_by_key(|lane| order.get(&lane.row().item_code).copied());
    Ok(lanes)
}

/// The members that the end of the matter waits for: those that count, and whatever these wait for.
pub(super) fn counting(whole: &Case, lanes: &[Lane<'_>]) -> BTreeSet<Uuid> {
    let counts = |id: &Uuid| whole.whole().is_some_and(|plan| plan.counts(*id));
    let mut counting: BTreeSet<Uuid> = lanes.iter().map(Lane::id).filter(counts).collect();
    loop {
        let before: BTreeSet<Uuid> = lanes
            .iter()
            .filter(|lane| counting.contains(&lane.id()))
            .flat_map(|lane| &lane.plan.after)
            .copied()
            .collect();
        let known = counting.len();
        counting.extend(before);
        if counting.len() == known {
            return counting;
        }
    }
}
