//! What an item asks to be handed in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::codes::{ItemCode, MaterialForm, MaterialSource, Necessity};

/// A material (材料).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "code": "layout_plan", "name": "经营场所平面布局和操作流程示意图", "name_en": "Layout and workflow plan", "necessity": "required",
    "form": "original", "copies": 1, "source": "applicant", "guide": "标明各功能区、面积和主要设备位置"
}))]
pub struct Material {
    /// Its name within the item: letters, digits, underscores or hyphens.
    pub code: String,
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// Whether it must be handed in, and when.
    #[serde(default = "required")]
    pub necessity: Necessity,
    /// Original or copy.
    #[serde(default = "either")]
    pub form: MaterialForm,
    /// How many copies on paper.
    #[serde(default = "one")]
    pub copies: u32,
    /// Who holds it.
    #[serde(default = "applicant")]
    pub source: MaterialSource,
    /// How to prepare it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
    /// When it is good enough (受理标准).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance_standard: Option<String>,
    /// Why it may be demanded: materials unrelated to the item may not be (Administrative Licensing Law art. 31).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// Certificates that may be handed in for it by their number, by the certificate's name or the code of the item it results from, beside one
    /// of the material's own name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// A CEL condition; demanded only if it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

impl Material {
    /// Whether filing without it is refused.
    pub fn is_required(&self) -> bool {
        self.necessity == Necessity::Required
    }

    /// Whether a certificate of this name, which this item resulted in, may be handed in for it.
    pub fn accepts(&self, certificate: &str, item: &ItemCode) -> bool {
        self.name == certificate
            || self
                .certificates
                .iter()
                .any(|named| named == certificate || *named == item.to_string())
    }
}

fn required() -> Necessity {
    Necessity::Required
}

fn either() -> MaterialForm {
    MaterialForm::Either
}

fn one() -> u32 {
    1
}

fn applicant() -> MaterialSource {
    MaterialSource::Applicant
}
