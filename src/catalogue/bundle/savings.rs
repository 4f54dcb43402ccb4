//! What is saved against filing for each member by itself.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::schema::leaves;
use super::{Joined, Situation};
use crate::calendar::{Limit, Unit};

/// A number of something, filing separately and together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"separately": 34, "together": 15}))]
pub struct Saved {
    /// Filing for each member by itself.
    pub separately: u32,
    /// Filing once for all of them.
    pub together: u32,
}

/// What is saved against filing for each member that is in by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"fields": {"separately": 34, "together": 15}, "materials": {"separately": 14, "together": 6},
    "visits": {"separately": 4, "together": 1}, "promised_days": {"separately": 31, "together": 10}}))]
pub struct Savings {
    /// Fields of forms: those of each item's form, and those of the one form that are asked for. Those within an object count each, a list
    /// counts once. Fields that need not be filled in count too.
    pub fields: Saved,
    /// Materials: those each item asks for under these answers, and those of the one list. Copies of one material count once; what depends on
    /// a form that is not filled in yet counts on both sides, and what a commitment replaces on neither.
    pub materials: Saved,
    /// Visits in person: those of each item, and those the bundle states, or else those of the member with the most; never more than by
    /// itself.
    pub visits: Saved,
    /// Days promised, in working days: all items one after another, as they are filed when each waits for the last, and what is promised for
    /// the whole. Seven calendar days count as five working days, rounded up.
    pub promised_days: Saved,
}

impl Situation<'_> {
    /// What is saved here.
    pub fn savings(&self) -> Savings {
        let sum = |of: fn(&Joined<'_>) -> u32| self.members.iter().map(of).sum();
        let most_visits = self.members.iter().map(visits).max().unwrap_or_default();
        let all_visits = sum(visits);
        Savings {
            fields: Saved {
                separately: sum(fields),
                together: count(leaves(self.form_schema())),
            },
            materials: Saved {
                separately: sum(materials),
                together: count(self.materials(&Value::Null).len()),
            },
            visits: Saved {
                separately: all_visits,
                together: self.bundle.bundle.visits.unwrap_or(most_visits).min(all_visits),
            },
            promised_days: Saved {
                separately: sum(|joined| working_days(joined.member.version.promised_limit())),
                together: working_days(self.bundle.bundle.promised_limit),
            },
        }
    }
}

fn fields(joined: &Joined<'_>) -> u32 {
    count(leaves(joined.member.version.item.form_schema.as_ref()))
}

fn materials(joined: &Joined<'_>) -> u32 {
    let facts = joined.facts(&Value::Null);
    let all = joined.member.version.item.materials.iter();
    let asked = all.filter(|material| joined.asks_for(material, &facts, false) && !joined.is_replaced(&material.code));
    count(asked.count())
}

fn visits(joined: &Joined<'_>) -> u32 {
    joined.member.version.item.visits
}

fn working_days(limit: Limit) -> u32 {
    match limit.unit {
        Unit::WorkingDay => limit.days,
        Unit::CalendarDay => limit.days.saturating_mul(5).div_ceil(7),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
