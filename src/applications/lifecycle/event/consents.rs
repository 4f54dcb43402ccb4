//! The consents that an application waits for before it is handed in.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Something about a consent. Parties are numbers; who they are is kept beside, encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentEvent {
    /// The applicant named whose consent there is to be; whoever was named before is asked no more.
    ConsentersNamed {
        /// What each consents to, by number.
        parties: BTreeMap<u32, String>,
    },
    /// The applicant has handed in; it is received when the last consent arrives.
    SubmissionHeld,
    /// Somebody was asked, and got a link.
    ConsentAsked {
        /// Who.
        party: u32,
        /// The last day of the link.
        expires_on: NaiveDate,
    },
    /// They agree.
    ConsentGiven {
        /// Who.
        party: u32,
        /// Whether at the window, where their identity was checked.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        at_window: bool,
    },
    /// They do not: it is a draft again.
    ConsentRefused {
        /// Who.
        party: u32,
    },
    /// They did not answer in time: it is a draft again.
    ConsentExpired {
        /// Who.
        party: u32,
    },
}

impl ConsentEvent {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::ConsentersNamed { .. } => "consenters_named",
            Self::SubmissionHeld => "submission_held",
            Self::ConsentAsked { .. } => "consent_asked",
            Self::ConsentGiven { .. } => "consent_given",
            Self::ConsentRefused { .. } => "consent_refused",
            Self::ConsentExpired { .. } => "consent_expired",
        }
    }
}
