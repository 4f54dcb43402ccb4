//! How an application was filed: what was checked at the window, and what need not be handed in again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::{CertificateNumber, IdentityDocument};

/// Something recorded as the application is filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingEvent {
    /// A clerk made sure who stands at the window.
    IdentityChecked {
        /// By what.
        document: IdentityDocument,
    },
    /// What the applicant handed in before, or what a department issued to them, was used again.
    MaterialReused {
        /// For which material.
        material: String,
        /// Where it comes from.
        from: Origin,
    },
    /// The form was filled in from what the system holds already.
    FormPrefilled {
        /// The application whose form it is, if it is one's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        application: Option<Uuid>,
        /// The certificate whose data it is, if it is one's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certificate: Option<CertificateNumber>,
        /// The names of the fields.
        fields: Vec<String>,
    },
}

/// Where something that is used again comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// It was handed in with this application.
    Application(Uuid),
    /// It is this certificate.
    Certificate(CertificateNumber),
}

impl FilingEvent {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::IdentityChecked { .. } => "identity_checked",
            Self::MaterialReused { .. } => "material_reused",
            Self::FormPrefilled { .. } => "form_prefilled",
        }
    }
}
