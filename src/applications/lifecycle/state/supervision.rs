//! Urging (催办) and supervision (督办).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Who asked why it takes so long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {
    /// How often the applicant has urged.
    #[serde(default)]
    pub urges: u32,
    /// The working day they last did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urged_on: Option<NaiveDate>,
    /// The accounts that managers asked for, by number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub demands: BTreeMap<u32, Demand>,
}

/// An account that a manager asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// The event with which it was asked for; what was asked is said of it.
    pub asked: i64,
    /// The day it was asked for.
    pub asked_on: NaiveDate,
    /// The last day to give it.
    pub answer_by: NaiveDate,
    /// The event with which it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<i64>,
    /// The day it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<NaiveDate>,
    /// Whether that day passed without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
}

impl Supervision {
    /// Whether nobody did.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The accounts still to be given, by number.
    pub fn open(&self) -> impl Iterator<Item = (u32, &Demand)> {
        self.demands
            .iter()
            .filter(|(_, demand)| demand.answered_on.is_none())
            .map(|(number, demand)| (*number, demand))
    }
}
