//! The alarms a state needs: a function of the state, so that none is ever forgotten or left behind.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::RECEIPT_LIMIT;
use super::context::Context;
use super::decide::waiting_since;
use super::state::{Case, Phase};
use crate::clock::start_of;

/// What an alarm is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// A receipt left unanswered counts as accepted.
    DeemedAcceptance,
    /// A supplement left unanswered ends the application.
    SupplementLapse,
}

impl AlarmKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::DeemedAcceptance, Self::SupplementLapse];

    /// The word in the timer table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DeemedAcceptance => "deemed_acceptance",
            Self::SupplementLapse => "supplement_lapse",
        }
    }
}

/// An instant at which the state must be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What for.
    pub kind: AlarmKind,
    /// When.
    pub fire_at: DateTime<Utc>,
}

/// The alarms of a state. A limit's last day is the applicant's or organ's to the end, so alarms ring as the next day begins.
pub fn alarms(case: &Case, context: &Context<'_>) -> Vec<Alarm> {
    let after = |kind, day: chrono::NaiveDate| Alarm {
        kind,
        fire_at: start_of(day.succ_opt().unwrap_or(day)),
    };
    match &case.phase {
        Phase::Submitted(receipt) if context.policy.silence_accepts => {
            let answer_due = context.calendar.add(waiting_since(receipt), RECEIPT_LIMIT).date;
            vec![after(AlarmKind::DeemedAcceptance, answer_due)]
        }
        Phase::AwaitingSupplement(receipt) => receipt
            .supplement
            .iter()
            .map(|supplement| after(AlarmKind::SupplementLapse, supplement.answer_by))
            .collect(),
        _ => vec![],
    }
}
