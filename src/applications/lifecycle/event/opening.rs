//! A task as it opens.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::state::TaskKind;
use crate::codes::{CreditCode, Post};

/// A task as it opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskOpening {
    /// Its id.
    pub id: Uuid,
    /// What sort of work.
    #[serde(flatten)]
    pub kind: TaskKind,
    /// Whose.
    pub department: CreditCode,
    /// Of which post.
    pub post: Post,
    /// The last day for it.
    pub due_on: Option<NaiveDate>,
    /// From when its light is yellow.
    pub yellow_on: Option<NaiveDate>,
    /// Whether the same work was done before.
    pub resubmitted: bool,
}
