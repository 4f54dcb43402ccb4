//! The words for where an application is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The words of the API for a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the phases document them")]
pub enum Status {
    Draft,
    Submitted,
    AwaitingSupplement,
    InReview,
    Suspended,
    Decided,
    Completed,
    Declined,
    Lapsed,
    Withdrawn,
    Terminated,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Submitted,
        Self::AwaitingSupplement,
        Self::InReview,
        Self::Suspended,
        Self::Decided,
        Self::Completed,
        Self::Declined,
        Self::Lapsed,
        Self::Withdrawn,
        Self::Terminated,
    ];

    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::AwaitingSupplement => "awaiting_supplement",
            Self::InReview => "in_review",
            Self::Suspended => "suspended",
            Self::Decided => "decided",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
        }
    }

    /// Reads the word back; a word that is none of ours reads as a draft, which shows least.
    pub fn from_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
            .unwrap_or(Self::Draft)
    }

    /// Whether nothing can happen any more.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Completed | Self::Declined | Self::Lapsed | Self::Withdrawn | Self::Terminated
        )
    }
}
