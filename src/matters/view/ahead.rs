//! What may be expected of a matter as it stands: dates, the critical path, the light.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::Seen;
use super::lanes::{Lane, counting};
use crate::applications::lifecycle::{Light, Standing};
use crate::applications::store::rows::ApplicationRow;
use crate::calendar::{Calendar, Limit};
use crate::http::etag;
use crate::matters::rules::{Leg, LegState, Outlook, outlook};

/// What may be expected.
pub struct Ahead {
    /// When each member may be expected to be decided.
    pub expected: BTreeMap<Uuid, NaiveDate>,
    /// The members that everything waits for, in their order.
    pub critical: Vec<Uuid>,
    /// When the last of those that count may be expected.
    pub expected_on: Option<NaiveDate>,
    /// The day until which its members have promised everything: each by its own promise, or, before it is accepted, as if it began when those it
    /// comes after may be expected. So one that is late moves those that come after it, not itself.
    pub by_members_on: Option<NaiveDate>,
    /// The worst of its own light and those of its members.
    pub light: Option<Light>,
}

impl Ahead {
    /// Looks ahead.
    pub fn of(seen: &Seen, lanes: &[Lane<'_>], calendar: &Calendar, today: NaiveDate) -> Self {
        let mut legs: BTreeMap<Uuid, Leg> = lanes.iter().map(|lane| (lane.id(), leg(lane))).collect();
        let Outlook { expected, .. } = outlook(calendar, today, &legs);
        let counting = counting(&seen.readable.case, lanes);
        legs.retain(|id, _| counting.contains(id));
        let Outlook {
            critical, expected_on, ..
        } = outlook(calendar, today, &legs);
        let promised = lanes.iter().filter(|lane| counting.contains(&lane.id()));
        let promised = promised.filter_map(|lane| lane.row().promised_due_on.or(expected.get(&lane.id()).copied()));
        let lights = lanes.iter().map(|lane| lane.row().light(today));
        Self {
            by_members_on: promised.max(),
            light: lights.chain([seen.screen.application.light(today)]).flatten().max(),
            expected,
            critical,
            expected_on,
        }
    }

    /// The entity tag: the version and the light, as of applications; then what changes without the version of the whole: its members, what
    /// may be expected, ratings.
    pub fn tag(&self, whole: &ApplicationRow, lanes: &[Lane<'_>], ratings: usize) -> String {
        let members: i64 = lanes.iter().map(|lane| lane.row().version).sum();
        let expected = self.expected_on.map(|on| on.format(".%Y%m%d").to_string());
        let mut tag = etag(whole.version, self.light);
        let more = format!(".m{members}{}.r{ratings}", expected.unwrap_or_default());
        tag.insert_str(tag.len() - 1, &more);
        tag
    }
}

fn leg(lane: &Lane<'_>) -> Leg {
    let limit = lane.member.map(|member| member.version.item.promised_limit);
    let ahead = LegState::Within(limit.unwrap_or(Limit::working(0)));
    Leg {
        after: lane.plan.after.clone(),
        state: match lane.standing {
            Standing::Over(_) | Standing::Approved { .. } => LegState::Over,
            Standing::Running => lane.row().promised_due_on.map_or(ahead, LegState::By),
            Standing::Held | Standing::Received { .. } | Standing::Told { .. } => ahead,
        },
    }
}
