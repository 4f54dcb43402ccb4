//! The certificate that an application is about: what may be asked of it, by whom, and when.

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::Concern;
use super::super::scene::Scene;
use super::super::store::{Concerned, read_concerned};
use super::FileApplication;
use crate::catalogue::ItemVersion;
use crate::codes::{CertificateState, ItemCode, Service};
use crate::problem::{Code, Problem};

/// What a filing is about, if it is about a certificate that is there.
///
/// # Errors
/// 422 when the item does not offer the service, when a certificate is named for `new` or none for another service, when it is not the
/// applicant's, not of this item or does not hold any more; 409 while another application about it is open.
pub(super) fn concern(
    input: &FileApplication,
    concerned: Option<Concerned>,
    applicant: Uuid,
    version: &ItemVersion,
    today: NaiveDate,
) -> Result<Option<Concern>, Problem> {
    let service = input.service;
    if let Some(fault) = version.check_service(service) {
        return Err(Problem::invalid(vec![fault]));
    }
    match (service.concerns_a_certificate(), &input.certificate) {
        (false, None) => Ok(None),
        (false, Some(_)) => Err(fault(
            "not-for-new",
            "新办无须填写证照编号；如已有证照，请选择变更、延续、补证或注销。",
            "Something new is about no certificate; ask for change, renewal, reissue or cancellation of one that is there.",
        )),
        (true, None) => Err(fault(
            "required",
            "请填写所涉证照的编号。",
            "Name the certificate by its number.",
        )),
        (true, Some(number)) => {
            let concerned = concerned.filter(|concerned| belongs(concerned, applicant, &version.code));
            let concerned = concerned.ok_or_else(unknown)?;
            fits(&concerned, service, today)?;
            Ok(Some(Concern {
                service,
                number: number.clone(),
                issued_on: concerned.certificate.owner_id,
                valid_until: concerned.certificate.valid_until,
            }))
        }
    }
}

/// Asks, before a draft is handed in, whether the certificate it is about is still there to be asked about. What was true when it was drafted
/// need not be.
///
/// # Errors
/// As for [`concern`].
pub async fn still_holds(desk: &Desk, scene: &Scene<'_>, concern: &Concern) -> Result<(), Problem> {
    let concerned = {
        let mut connection = desk.db.get().await?;
        read_concerned(&mut connection, &concern.number, scene.application.id).await?
    };
    fits(&concerned.ok_or_else(unknown)?, concern.service, scene.today)
}

/// Whether it is this applicant's, and came of this item.
fn belongs(concerned: &Concerned, applicant: Uuid, item: &ItemCode) -> bool {
    concerned.certificate.holder_id == applicant && concerned.item == *item
}

/// One thing at a time is asked of a certificate, and only while it holds.
fn fits(concerned: &Concerned, service: Service, today: NaiveDate) -> Result<(), Problem> {
    let row = &concerned.certificate;
    if let Some(rival) = &concerned.rival {
        let (zh, en) = (rival.service.label_zh(), rival.service.label_en().to_lowercase());
        return Err(Problem::new(Code::CertificateInHand).with_detail(
            format!("该证照的{zh}申请 {} 尚未办结。", rival.number),
            format!("The {en} {} about it is not over.", rival.number),
        ));
    }
    match row.state.on(today, row.valid_until) {
        CertificateState::Valid => Ok(()),
        CertificateState::Expired if service == Service::Renewal => Err(fault(
            "certificate-expired",
            "该证照已过期，不能再延续，请重新申请（新办）。",
            "The certificate has expired and can be renewed no more: apply for a new one.",
        )),
        CertificateState::Expired => Err(fault(
            "certificate-expired",
            "该证照已过期，请重新申请（新办）。",
            "The certificate has expired: apply for a new one.",
        )),
        state => Err(fault(
            "certificate-not-valid",
            format!("该证照{}，不能办理此业务。", state.label_zh()),
            format!("The certificate is {}.", state.label_en().to_lowercase()),
        )),
    }
}

fn unknown() -> Problem {
    fault(
        "unknown-certificate",
        "没有此编号的证照，或不属于申请人，或不是该事项的证照。",
        "There is no such certificate of this item, or it is not the applicant's.",
    )
}

fn fault(
    code: &'static str,
    zh: impl Into<std::borrow::Cow<'static, str>>,
    en: impl Into<std::borrow::Cow<'static, str>>,
) -> Problem {
    Problem::invalid_field("/certificate", code, zh, en)
}
