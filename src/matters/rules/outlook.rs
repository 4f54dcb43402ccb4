//! What may be expected of a matter, and what everything waits for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::calendar::{Calendar, Limit};

/// One member, as far as dates depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The members that have to be approved before it begins.
    pub after: BTreeSet<Uuid>,
    /// How far it is.
    pub state: LegState,
}

/// How far a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegState {
    /// Over.
    Over,
    /// Decided by this day, as promised.
    By(NaiveDate),
    /// Not accepted yet; promised within this limit once it is.
    Within(Limit),
}

/// What may be expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// When each member that is not over may be expected to be decided.
    pub expected: BTreeMap<Uuid, NaiveDate>,
    /// The members that everything waits for, in their order: each waits for the one before, and the last is the last of all.
    pub critical: Vec<Uuid>,
    /// When the last of them may be expected; none when all are over.
    pub expected_on: Option<NaiveDate>,
}

/// Looks ahead: every member takes as long as is promised for it and begins when the last of those it depends on is decided. What is late is
/// expected today.
pub fn outlook(calendar: &Calendar, today: NaiveDate, legs: &BTreeMap<Uuid, Leg>) -> Outlook {
    let mut expected = BTreeMap::new();
    // A member is looked at when all it depends on were; members that wait for each other never are.
    loop {
        let known = expected.len();
        for (id, leg) in legs {
            if let (false, Some(on)) = (expected.contains_key(id), expect(calendar, today, leg, legs, &expected)) {
                expected.insert(*id, on);
            }
        }
        if expected.len() == known {
            break;
        }
    }
    let mut critical = Vec::new();
    let mut next = latest(expected.iter());
    while let Some((id, _)) = next {
        critical.push(*id);
        let before = legs.get(id).map(|leg| &leg.after);
        next = latest(
            expected
                .iter()
                .filter(|(id, _)| before.is_some_and(|after| after.contains(id))),
        );
    }
    critical.reverse();
    Outlook {
        expected_on: expected.values().max().copied(),
        critical,
        expected,
    }
}

fn expect(
    calendar: &Calendar,
    today: NaiveDate,
    leg: &Leg,
    legs: &BTreeMap<Uuid, Leg>,
    expected: &BTreeMap<Uuid, NaiveDate>,
) -> Option<NaiveDate> {
    let limit = match leg.state {
        LegState::Over => return None,
        LegState::By(on) => return Some(on.max(today)),
        LegState::Within(limit) => limit,
    };
    let mut begins = today;
    for before in &leg.after {
        let open = legs.get(before).is_some_and(|leg| leg.state != LegState::Over);
        if open {
            begins = begins.max(*expected.get(before)?);
        }
    }
    Some(calendar.due(begins, limit).date)
}

/// The one expected last; of several the first.
fn latest<'a>(of: impl Iterator<Item = (&'a Uuid, &'a NaiveDate)>) -> Option<(&'a Uuid, &'a NaiveDate)> {
    of.reduce(|last, next| if next.1 > last.1 { next } else { last })
}
