//! Common phrases (常用语): what a post writes again and again, as reasons, as an opinion, or of a material that will not do.
//!
//! They belong to a post in a department: whoever holds it reads and writes them. The screen of a task brings those of its post along.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod add_phrase;
mod by_kind;
pub mod delete_phrase;
pub mod list_phrases;
mod store;

pub use by_kind::{PhraseView, PhrasesByKind};
pub use store::{Common, ensure};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a phrase is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhraseKind {
    /// Reasons for the applicant.
    Reasons,
    /// An opinion for colleagues.
    Opinion,
    /// What is wrong with a material.
    Defect,
}

impl PhraseKind {
    /// The word of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reasons => "reasons",
            Self::Opinion => "opinion",
            Self::Defect => "defect",
        }
    }
}
