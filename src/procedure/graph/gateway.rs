//! Nodes at which nobody works: ways part, meet and end.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::NodeId;

/// A way chosen by the first guard that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Tried in this order.
    pub cases: Vec<Case>,
    /// Where it leads when no guard holds; without it the guards have to cover everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<NodeId>,
}

/// One way of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureCase)]
pub struct Case {
    /// A CEL expression over form, answers and applicant.
    pub when: String,
    /// Where it leads if that holds.
    pub to: NodeId,
}

/// Opens a block of parallel branches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fork {
    /// The first node of each branch.
    pub to: Vec<NodeId>,
}

/// Closes the innermost block once all its branches have arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Where it leads.
    pub to: NodeId,
}

/// Ends the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// What reaching it decides.
    pub decision: Decision,
}

/// What a procedure decides about its application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Granted (准予).
    Approve,
    /// Refused (不予).
    Deny,
}
