//! Whose consent an item asks for beside the applicant's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::codes::ConsentRole;

/// The consent that the law asks for when somebody under 18 applies; no rule of an item has this code.
pub const GUARDIAN: &str = "guardian";

/// A consent that has to be given before the application is handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "other_parent", "role": "second_parent", "text": "同意为子女办理出生登记并随申请人落户", "valid_days": 7}))]
pub struct ConsentRule {
    /// Its name within the item: letters, digits, underscores or hyphens.
    pub code: String,
    /// Who has to agree.
    pub role: ConsentRole,
    /// To what, as they read it.
    pub text: String,
    /// How many calendar days the link that they get is open.
    #[serde(default = "week")]
    pub valid_days: u32,
    /// Whether several may give it (heirs, owners); one otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub several: bool,
    /// A CEL condition; asked for only if it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

impl ConsentRule {
    /// The guardian's, for who is under 18: what such a person does takes effect with the guardian's consent (Civil Code art. 19).
    pub(super) fn of_guardian() -> Self {
        Self {
            code: GUARDIAN.to_owned(),
            role: ConsentRole::Guardian,
            text: "作为监护人，同意被监护人提出本申请（《中华人民共和国民法典》第十九条）".to_owned(),
            valid_days: week(),
            several: false,
            when: None,
        }
    }
}

fn week() -> u32 {
    7
}
