//! Phrases as the screen of a task shows them.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::PhraseKind;
use crate::applications::store::rows::PhraseRow;

/// A phrase to take over.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PhraseView {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    #[schema(example = "符合法定条件，同意。")]
    pub text: String,
    /// The same in English.
    pub text_en: Option<String>,
}

/// The phrases of a post, by what they are said of, in the order they were added.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct PhrasesByKind {
    /// Reasons for the applicant.
    pub reasons: Vec<PhraseView>,
    /// Opinions for colleagues.
    pub opinion: Vec<PhraseView>,
    /// What is wrong with a material.
    pub defect: Vec<PhraseView>,
}

impl PhrasesByKind {
    /// Sorts the phrases of a post.
    pub fn of(rows: Vec<PhraseRow>) -> Self {
        let mut sorted = Self::default();
        for row in rows {
            let phrase = PhraseView {
                id: row.id,
                text: row.text,
                text_en: row.text_en,
            };
            if row.kind == PhraseKind::Reasons.as_str() {
                sorted.reasons.push(phrase);
            } else if row.kind == PhraseKind::Opinion.as_str() {
                sorted.opinion.push(phrase);
            } else {
                sorted.defect.push(phrase);
            }
        }
        sorted
    }
}
