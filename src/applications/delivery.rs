//! How the applicant wants the result: where it goes is personal, so it is kept encrypted.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::lifecycle::DeliveryMode;
use super::words::{LINE, too_long};
use crate::codes::Mobile;
use crate::crypto::Cipher;
use crate::problem::{FieldError, Problem};
use crate::text::Text;

const PURPOSE: &str = "application.delivery";

/// How the result is to be delivered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryWish {
    /// The way.
    pub mode: DeliveryMode,
    /// Whom to send it to; needed for `post`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// Their mobile number; needed for `post`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Mobile>,
    /// Where to; needed for `post`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl DeliveryWish {
    /// What is missing for the way chosen.
    pub fn check(&self) -> Vec<FieldError> {
        let long = [("recipient", &self.recipient), ("address", &self.address)];
        let mut errors: Vec<FieldError> = long
            .into_iter()
            .filter_map(|(field, text)| too_long(format!("/delivery/{field}"), text.as_deref(), LINE))
            .collect();
        if self.mode != DeliveryMode::Post {
            return errors;
        }
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let missing = [
            ("recipient", given(&self.recipient)),
            ("phone", self.phone.is_some()),
            ("address", given(&self.address)),
        ]
        .into_iter()
        .filter(|(_, given)| !given)
        .map(|(field, _)| {
            let message = Text::new("邮寄时必填。", "Required for delivery by post.");
            FieldError::new(format!("/delivery/{field}"), "required", message)
        });
        errors.extend(missing);
        errors
    }

    /// The value to keep: the way is readable, the rest encrypted.
    ///
    /// # Errors
    /// 500 when encryption fails.
    pub fn seal(&self, cipher: &Cipher) -> Result<Value, Problem> {
        let whole = serde_json::to_value(self).map_err(Problem::internal)?;
        let details = cipher.encrypt_json(PURPOSE, &whole);
        Ok(json!({"mode": self.mode, "details": details}))
    }

    /// Reads what is kept.
    ///
    /// # Errors
    /// 500 when it cannot be decrypted.
    pub fn open(kept: Option<&Value>, cipher: &Cipher) -> Result<Self, Problem> {
        let Some(details) = kept.and_then(|kept| kept.get("details")) else {
            return Ok(Self::default());
        };
        let whole = cipher.decrypt_json(PURPOSE, details).map_err(Problem::internal)?;
        serde_json::from_value(whole).map_err(Problem::internal)
    }
}

/// How the result was handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Handover {
    /// The way.
    pub mode: DeliveryMode,
    /// When.
    pub at: DateTime<Utc>,
    /// The post's tracking number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<String>,
    /// Who signed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
}

impl Handover {
    /// What is kept of the wish, with the handover added, encrypted.
    ///
    /// # Errors
    /// 500 when encryption fails.
    pub fn seal(&self, wish: Option<&Value>, cipher: &Cipher) -> Result<Value, Problem> {
        let mut kept = wish.cloned().unwrap_or_else(|| json!({"mode": self.mode}));
        let whole = serde_json::to_value(self).map_err(Problem::internal)?;
        kept["handover"] = cipher.encrypt_json(PURPOSE, &whole);
        Ok(kept)
    }

    /// Reads what is kept.
    ///
    /// # Errors
    /// 500 when it cannot be decrypted.
    pub fn open(kept: Option<&Value>, cipher: &Cipher) -> Result<Option<Self>, Problem> {
        let Some(handover) = kept.and_then(|kept| kept.get("handover")) else {
            return Ok(None);
        };
        let whole = cipher.decrypt_json(PURPOSE, handover).map_err(Problem::internal)?;
        serde_json::from_value(whole).map(Some).map_err(Problem::internal)
    }
}
