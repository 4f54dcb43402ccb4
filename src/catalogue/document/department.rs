//! An organ that exercises items.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::codes::{CreditCode, DivisionCode};

/// A department (部门).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "code": "119901009999900619", "name": "成都市（示范）市场监督管理局", "name_en": "Chengdu (Demo) Market Regulation Bureau",
    "division": "510100", "phone": "028-00000006", "address": "成都市示范大道12号", "hours": "工作日 9:00–17:00"
}))]
pub struct Department {
    /// Unified social credit code.
    pub code: CreditCode,
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// The division it serves.
    pub division: DivisionCode,
    /// Telephone for enquiries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Telephone for complaints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint_phone: Option<String>,
    /// Where its window is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When its window is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// The rights a refusal points to.
    #[serde(default)]
    pub appeal: Appeal,
}

/// The sentences that end every refusal: Administrative Licensing Law art. 38.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Appeal {
    /// The right to administrative reconsideration (行政复议), for whom and within which time.
    pub reconsideration: String,
    /// The right to sue (行政诉讼).
    pub litigation: String,
}

impl Default for Appeal {
    fn default() -> Self {
        Self {
            reconsideration: "不服本决定的，可以自知道本决定之日起60日内依法申请行政复议。".to_owned(),
            litigation: "不服本决定的，可以自知道或者应当知道本决定之日起6个月内依法向人民法院提起行政诉讼。"
                .to_owned(),
        }
    }
}
