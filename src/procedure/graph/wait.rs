//! Time that has to pass.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::NodeId;
use crate::calendar::Limit;

/// Time that has to pass, such as a public notice (公示). Nobody works; the clock of the law goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// How long.
    pub limit: Limit,
    /// Where it leads then.
    pub to: NodeId,
}
