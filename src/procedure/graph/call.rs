//! A question to a data-sharing service.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{Outcome, OutcomeCode};
use crate::calendar::Limit;
use crate::codes::{CreditCode, Post};

/// A question to a data-sharing service, which answers with an outcome; somebody decides by hand when it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// The service, by the name under which it is configured.
    pub service: String,
    /// What it can come to, for the service and for whoever decides in its place.
    pub outcomes: BTreeMap<OutcomeCode, Outcome>,
    /// Seconds to wait for an answer; as configured for the service if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_s: Option<u32>,
    /// How often to try; as configured for the service if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// Who decides when the service does not answer.
    pub fallback: Fallback,
}

/// Whoever decides by hand when the service does not answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureFallback)]
pub struct Fallback {
    /// Its department; the item's own if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<CreditCode>,
    /// The post in that department.
    pub post: Post,
    /// How long it may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
}
