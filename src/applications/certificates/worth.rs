//! What a certificate is worth today, and why.

use chrono::NaiveDate;

use super::super::store::OpenConcern;
use super::super::store::rows::CertificateRow;
use crate::codes::{CertificateState, EndingGround, Service};
use crate::text::Text;

/// What a certificate is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Worth {
    /// Its state.
    pub(super) state: CertificateState,
    /// Whether it holds only until the new one is made, because its renewal is granted or counts as granted (art. 50).
    pub(super) renewed: bool,
}

impl Worth {
    /// What it is worth on a day, by the applications about it that are open.
    pub(super) fn of(row: &CertificateRow, open: &[OpenConcern], today: NaiveDate) -> Self {
        let granted =
            |open: &OpenConcern| open.certificate == row.number && open.service == Service::Renewal && open.granted;
        match row.state.on(today, row.valid_until) {
            CertificateState::Expired if open.iter().any(granted) => Self {
                state: CertificateState::Valid,
                renewed: true,
            },
            state => Self { state, renewed: false },
        }
    }

    /// The same in words.
    pub(super) fn text(self) -> Text {
        if self.renewed {
            Text::new(
                "有效（已准予延续，新证照制作中）",
                "Valid: renewed, the new certificate is being made",
            )
        } else {
            self.state.label()
        }
    }
}

/// Why a certificate holds no more, or still does.
pub(super) fn reason(row: &CertificateRow, worth: &Worth) -> Option<Text> {
    if worth.renewed {
        return Some(Text::new(
            "有效期届满前已申请延续，已准予或者视为准予延续（行政许可法第五十条），新证照制发前继续有效。",
            "Its renewal was granted, or counts as granted (Administrative Licensing Law art. 50); it holds until the new one is made.",
        ));
    }
    if let Some(new) = &row.replaced_by {
        return Some(Text::new(
            format!("已由证照 {new} 取代。"),
            format!("Certificate {new} took its place."),
        ));
    }
    if row.ended_by.is_some() {
        return Some(Text::new(
            "已按持有人申请注销。",
            "Cancelled as its holder applied for.",
        ));
    }
    if worth.state == CertificateState::Expired {
        return Some(Text::new("有效期已届满。", "Its last valid day has passed."));
    }
    let ground: EndingGround = row.ground.as_ref()?.parse().ok()?;
    Some(ground.label())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row() -> CertificateRow {
        serde_json::from_value(serde_json::json!({
            "owner_id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "ZZ202602130000000019", "name": "食品经营许可证",
            "holder_id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "department": "119901009999900619", "issued_on": "2021-02-13",
            "valid_until": "2026-02-13", "state": "valid", "replaced_by": null, "ended_on": null, "ended_by": null, "ground": null
        }))
        .unwrap()
    }

    fn open(service: Service, granted: bool) -> OpenConcern {
        serde_json::from_value(serde_json::json!({
            "certificate": "ZZ202602130000000019", "id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4f", "number": "BJ202602130000000019",
            "service": service, "granted": granted
        }))
        .unwrap()
    }

    #[test]
    fn what_was_renewed_holds_until_the_new_one_is_made() {
        let row = row();
        let on = |open: &[OpenConcern]| Worth::of(&row, open, day("2026-02-14"));
        assert_eq!(on(&[]).state, CertificateState::Expired);
        assert_eq!(on(&[open(Service::Renewal, false)]).state, CertificateState::Expired);
        assert_eq!(on(&[open(Service::Change, true)]).state, CertificateState::Expired);
        let renewed = on(&[open(Service::Renewal, true)]);
        assert_eq!((renewed.state, renewed.renewed), (CertificateState::Valid, true));
        assert!(reason(&row, &renewed).unwrap().zh.contains("第五十条"));
        let before = Worth::of(&row, &[], day("2026-02-13"));
        assert_eq!((before.state, reason(&row, &before)), (CertificateState::Valid, None));
    }

    #[test]
    fn what_holds_no_more_says_why() {
        let ended = |member: &str, value: &str, state: CertificateState| {
            let mut json = serde_json::to_value(row()).unwrap();
            json[member] = value.into();
            json["state"] = state.as_str().into();
            let row: CertificateRow = serde_json::from_value(json).unwrap();
            let worth = Worth::of(&row, &[], day("2026-02-01"));
            reason(&row, &worth).unwrap().zh.into_owned()
        };
        assert!(ended("replaced_by", "ZZ202602130000000027", CertificateState::Cancelled).contains("取代"));
        assert!(ended("ground", "law_changed", CertificateState::Retracted).contains("修改或者废止"));
        let by = "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4f";
        assert!(ended("ended_by", by, CertificateState::Cancelled).contains("申请"));
    }
}
