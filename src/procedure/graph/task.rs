//! Work for a post.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{Outcome, OutcomeCode};
use super::is_false;
use crate::calendar::Limit;
use crate::codes::{CreditCode, Post};

/// Work for a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// The department that does it; the item's own if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<CreditCode>,
    /// The post in that department.
    pub post: Post,
    /// How long it may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// What it can come to.
    pub outcomes: BTreeMap<OutcomeCode, Outcome>,
    /// An on-site check (实地核查): at least two officers go, Administrative Licensing Law art. 34.
    #[serde(default, skip_serializing_if = "is_false")]
    pub on_site: bool,
    /// The initial review (初审) of an item that is passed upward (转报): done within 20 working days, and after it nobody asks for
    /// materials again, Administrative Licensing Law arts. 35 and 43.
    #[serde(default, skip_serializing_if = "is_false")]
    pub initial_review: bool,
}

impl Task {
    /// How long an initial review may take at most: Administrative Licensing Law art. 43.
    pub const INITIAL_REVIEW_LIMIT: Limit = Limit::working(20);

    /// How long it may take: what is stated, or what the law allows for an initial review.
    pub fn time_allowed(&self) -> Option<Limit> {
        self.limit
            .or_else(|| self.initial_review.then_some(Self::INITIAL_REVIEW_LIMIT))
    }
}
