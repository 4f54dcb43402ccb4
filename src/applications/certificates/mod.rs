//! Certificates (电子证照): what becomes of them, and how people see, prove and check them.
//!
//! A certificate belongs to the application it was issued on. Another application about it may end it: then [`CertificateEnder`] carries the
//! word over, through the outbox. [`CertificateCodes`] make the codes by which anybody can check a certificate.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

mod code;
mod end;
pub mod list_certificates;
pub mod read_certificate;
pub mod verify_certificate;
pub mod view;
mod worth;

pub use code::CertificateCodes;
pub use end::CertificateEnder;
pub use verify_certificate::VerificationLimits;

use crate::codes::CertificateNumber;
use crate::problem::{Code, Problem};

/// A number as it stands in a path; what is none is of nothing that is there.
fn number(path: &str) -> Result<CertificateNumber, Problem> {
    path.parse().map_err(|_| Problem::new(Code::NotFound))
}
