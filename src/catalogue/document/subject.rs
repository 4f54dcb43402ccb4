//! Whom an item may be about, when that is not who applies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::codes::SubjectKind;

/// Whom an application for the item may be about, when that is not its applicant: a newborn, a pupil, somebody who has died.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kinds": ["newborn"], "required": true}))]
pub struct SubjectRule {
    /// Of which kinds.
    pub kinds: Vec<SubjectKind>,
    /// Whether there has to be somebody; the applicant applies for themselves otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}
