//! What becomes of certificates, and the applications about one that is there already.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::{CertificateNumber, CertificateState, Service};

/// Something about a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateEvent {
    /// The application is about a certificate that is there.
    CertificateConcerned {
        /// What is asked about it.
        service: Service,
        /// Its number.
        number: CertificateNumber,
        /// The application it was issued on.
        issued_on: Uuid,
        /// Its last valid day, if it ends.
        valid_until: Option<NaiveDate>,
    },
    /// A renewal applied for in time was not decided by the day the certificate ended: it counts as renewed (art. 50).
    RenewedBySilence,
    /// The holder was reminded to fetch what is ready.
    CollectionReminded,
    /// A certificate issued on this application holds no more.
    CertificateEnded {
        /// Its number.
        number: CertificateNumber,
        /// What it is now.
        state: CertificateState,
        /// The application that led to it.
        by: Uuid,
        /// The certificate that took its place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaced_by: Option<CertificateNumber>,
    },
}

impl CertificateEvent {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::CertificateConcerned { .. } => "certificate_concerned",
            Self::RenewedBySilence => "renewed_by_silence",
            Self::CollectionReminded => "collection_reminded",
            Self::CertificateEnded { .. } => "certificate_ended",
        }
    }
}
