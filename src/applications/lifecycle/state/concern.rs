//! The certificate that an application is about.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::{CertificateNumber, Service};

/// A certificate that is there, and what is asked about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    /// What is asked.
    pub service: Service,
    /// Its number.
    pub number: CertificateNumber,
    /// The application it was issued on.
    pub issued_on: Uuid,
    /// Its last valid day, if it ends.
    pub valid_until: Option<NaiveDate>,
}

impl Concern {
    /// The last day on which a renewal is in time: so many calendar days before the certificate ends (art. 50).
    pub fn latest(&self, lead_days: u32) -> Option<NaiveDate> {
        self.valid_until?.checked_sub_days(Days::new(lead_days.into()))
    }
}
