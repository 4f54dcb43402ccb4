//! Whose move it is, as the applicant's list of cases is divided.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::context::DeliveryMode;
use super::{Case, ConsentState, Phase};

/// The tabs of an applicant's cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// Being filled in (草稿).
    Drafts,
    /// The applicant's move (待我办理): something is to be handed in, or to be fetched.
    Todo,
    /// Somebody else's move (办理中).
    InProgress,
    /// Over (已办结).
    Done,
}

impl Tab {
    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Todo => "todo",
            Self::InProgress => "in_progress",
            Self::Done => "done",
        }
    }
}

impl Case {
    /// Where the applicant finds it, the result being handed over in this way. What they are to do for a member of a matter moves the matter, too.
    pub fn tab(&self, delivery: DeliveryMode) -> Tab {
        if self.awaited().is_some() {
            return Tab::Todo;
        }
        let at_window = delivery == DeliveryMode::Window;
        let together = self.whole().is_some_and(|whole| whole.ready);
        match &self.phase {
            Phase::Draft if self.consents.held => Tab::InProgress,
            Phase::Draft if self.lost_consents().next().is_some() => Tab::Todo,
            Phase::Draft => Tab::Drafts,
            Phase::AwaitingSupplement(_) => Tab::Todo,
            Phase::Decided(decided) if decided.certificate.is_some() && at_window && !self.is_delivered_together() => {
                Tab::Todo
            }
            phase if phase.status().is_final() => Tab::Done,
            _ if together && at_window => Tab::Todo,
            _ => Tab::InProgress,
        }
    }

    /// Those who were asked for their consent and refused, or did not answer in time.
    pub fn lost_consents(&self) -> impl Iterator<Item = u32> {
        let lost = |state| matches!(state, ConsentState::Refused | ConsentState::Expired);
        self.consents
            .parties
            .iter()
            .filter(move |(_, consent)| lost(consent.state))
            .map(|(party, _)| *party)
    }
}
