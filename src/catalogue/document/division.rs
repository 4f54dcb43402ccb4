//! A place of the administrative tree.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::codes::DivisionCode;

/// A division (行政区划).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "510105", "name": "青羊区", "name_en": "Qingyang", "parent": "510100"}))]
pub struct Division {
    /// Division code, GB/T 2260.
    pub code: DivisionCode,
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// The division it belongs to; none at the top of the catalogue's tree.
    #[serde(default)]
    pub parent: Option<DivisionCode>,
}
