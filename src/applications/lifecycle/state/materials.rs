//! What is said of the materials, and what may follow later.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::codes::OnLapse;

/// A clerk's word on one material.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In order.
    Ok,
    /// Not handed in.
    Missing,
    /// Handed in, but not usable.
    Defective,
    /// In order, and the original was shown.
    OriginalSeen,
}

impl Verdict {
    /// Whether the applicant has to hand it in (again).
    pub fn is_gap(self) -> bool {
        matches!(self, Self::Missing | Self::Defective)
    }
}

/// Materials that follow on a written commitment (容缺受理): the review goes on, the certificate waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Following {
    /// What is still to come.
    pub outstanding: BTreeSet<String>,
    /// Everything that was to follow.
    pub materials: BTreeSet<String>,
    /// The day it was told.
    pub told_on: NaiveDate,
    /// The last day.
    pub by: NaiveDate,
    /// What happens when that day has passed, as the commitment said.
    pub on_lapse: OnLapse,
    /// Whether the applicant has been reminded.
    #[serde(default)]
    pub reminded: bool,
    /// Whether it was stated that the day has passed.
    #[serde(default)]
    pub overdue: bool,
    /// The day on which all of it was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_on: Option<NaiveDate>,
}

/// A commitment instead of proof or check (告知承诺).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// The day it was made.
    pub made_on: NaiveDate,
    /// Whether it turned out to be true; unknown before the check.
    pub kept: Option<bool>,
}

/// What an applicant is barred from by what came out here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// The code of the legal reason.
    pub basis: String,
    /// The last day; without, until it is lifted.
    pub until: Option<NaiveDate>,
}

/// Somebody whose major interests an application touches (arts. 36, 47).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdParty {
    /// The last day to state their case or to ask for a hearing.
    pub answer_by: NaiveDate,
    /// Whether they were heard, or said that they will not be.
    pub heard: bool,
}
