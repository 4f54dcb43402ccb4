//! A certificate (电子证照) on paper, with what it is worth on the day it is printed.

use askama::Template;
use chrono::NaiveDate;

use super::super::certificates::view::CertificateDetail;
use super::day;
use crate::codes::CertificateState;

/// The certificate on paper.
#[derive(Template)]
#[template(path = "print/certificate.html")]
pub struct CertificatePage<'a> {
    /// What it says.
    pub certificate: &'a CertificateDetail,
}

impl CertificatePage<'_> {
    fn day(&self, date: &NaiveDate) -> String {
        day(*date)
    }

    fn holds(&self) -> bool {
        self.certificate.state == CertificateState::Valid
    }
}
