//! What a certificate is worth (证照状态).

use super::words;

words! {
    /// The state of a certificate.
    pub enum CertificateState, otherwise CertificateStateUnknown {
        Valid = "valid", "有效", "Valid";
        Expired = "expired", "已过期", "Expired";
        Retracted = "retracted", "已撤回", "Retracted";
        Revoked = "revoked", "已撤销", "Revoked";
        Cancelled = "cancelled", "已注销", "Cancelled";
    }
}

impl CertificateState {
    /// The state that shows on a day: what was valid expires after its last day.
    #[must_use]
    pub fn on(self, today: chrono::NaiveDate, valid_until: Option<chrono::NaiveDate>) -> Self {
        match self {
            Self::Valid if valid_until.is_some_and(|last| today > last) => Self::Expired,
            state => state,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_valid_through_its_last_day() {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        let last = Some(day("2026-03-31"));
        assert_eq!(
            CertificateState::Valid.on(day("2026-03-31"), last),
            CertificateState::Valid
        );
        assert_eq!(
            CertificateState::Valid.on(day("2026-04-01"), last),
            CertificateState::Expired
        );
        assert_eq!(
            CertificateState::Valid.on(day("2126-04-01"), None),
            CertificateState::Valid
        );
        assert_eq!(
            CertificateState::Revoked.on(day("2026-04-01"), last),
            CertificateState::Revoked
        );
    }
}
