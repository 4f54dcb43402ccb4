//! Urging by the applicant (催办), and supervision by a manager (督办).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Somebody asks why it takes so long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupervisionEvent {
    /// The applicant urges.
    Urged {
        /// The working day it counts for.
        on: NaiveDate,
    },
    /// A manager asks for an account.
    Supervised {
        /// Its number in this application.
        number: u32,
        /// The last day to answer.
        answer_by: NaiveDate,
    },
    /// Those who handle it gave it.
    SupervisionAnswered {
        /// Its number.
        number: u32,
    },
    /// They did not in time.
    SupervisionOverdue {
        /// Its number.
        number: u32,
    },
}

impl SupervisionEvent {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Urged { .. } => "urged",
            Self::Supervised { .. } => "supervised",
            Self::SupervisionAnswered { .. } => "supervision_answered",
            Self::SupervisionOverdue { .. } => "supervision_overdue",
        }
    }
}
