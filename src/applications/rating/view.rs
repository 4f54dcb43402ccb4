//! A rating, as its applicant sees it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::Grade;
use crate::applications::lifecycle::Status;
use crate::applications::store::rows::{ApplicationRow, RatingRow};
use crate::crypto::Cipher;
use crate::problem::Problem;
use crate::text::Language;

/// The purpose that comments are encrypted for.
pub(super) const PURPOSE: &str = "rating.comment";

/// The most ratings of one application or matter.
const MOST: usize = 2;

/// A rating.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingView {
    /// 1 to 5.
    pub grade: i16,
    /// The grade in words.
    pub grade_text: String,
    /// What it is about.
    pub tags: BTreeSet<String>,
    /// In words.
    pub comment: Option<String>,
    /// When.
    pub rated_at: DateTime<Utc>,
    /// The rating that follows it up (追评).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub follow_up: Option<Box<RatingView>>,
}

/// The rating of what has one, with what follows it up. For its applicant only: whoever served them is not to know who rated.
///
/// # Errors
/// 500 when a comment cannot be decrypted.
pub fn view(rows: &[RatingRow], cipher: &Cipher, language: Language) -> Result<Option<RatingView>, Problem> {
    let mut rating: Option<RatingView> = None;
    for row in rows.iter().rev() {
        let comment = row.comment.as_deref().map(|sealed| cipher.decrypt(PURPOSE, sealed));
        let grade = Grade::new(row.grade.into()).map(|grade| grade.label().in_language(language).to_owned());
        rating = Some(RatingView {
            grade: row.grade,
            grade_text: grade.unwrap_or_default(),
            tags: serde_json::from_value(row.tags.clone()).unwrap_or_default(),
            comment: comment.transpose().map_err(Problem::internal)?,
            rated_at: row.rated_at,
            follow_up: rating.map(Box::new),
        });
    }
    Ok(rating)
}

/// Whether its applicant may rate it, or follow their rating up.
pub fn may_be_rated(row: &ApplicationRow, ratings: &[RatingRow]) -> bool {
    row.matter_id.is_none() && ratings.len() < MOST && is_over(&row.status, row.submitted_at)
}

/// Whether it has come to an end after it was received.
pub(super) fn is_over(status: &str, submitted_at: Option<DateTime<Utc>>) -> bool {
    submitted_at.is_some() && Status::from_word(status).is_final()
}
