//! What may be asked of an item about a certificate that it has led to: change, renewal, reissue, cancellation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::calendar::Limit;
use crate::codes::{CaseType, Service};

/// A service beside `new`, with what differs for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"service": "renewal", "promised_limit": {"days": 5, "unit": "working_day"}}))]
pub struct ServiceRule {
    /// Which.
    pub service: Service,
    /// What the department promises for it, when not what it promises for `new`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_limit: Option<Limit>,
    /// Decided on the spot or within a limit, when not as `new`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_type: Option<CaseType>,
    /// Whether the form need not be filled in again: an empty one will do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_form: bool,
}

/// When a renewal is in time, and what silence means then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"lead_days": 30, "silence_renews": true}))]
pub struct RenewalRule {
    /// How many calendar days before the certificate ends it has to be applied for.
    pub lead_days: u32,
    /// Whether no decision by the day it ends counts as renewed (Administrative Licensing Law art. 50).
    pub silence_renews: bool,
}
