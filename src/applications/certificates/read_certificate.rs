//! `GET /certificates/{number}`: a certificate, for who holds it, acts for them, or works where it was issued.
//!
//! 1. Read it; to whom it is not shown it is not there.
//! 2. Answer as JSON, or as the page to print.

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::super::desk::Desk;
use super::super::print::{CertificatePage, answer};
use super::super::store::read_held;
use super::number;
use super::view::CertificateDetail;
use crate::codes::CertificateNumber;
use crate::http::{CallerLanguage, PublicUrl};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_certificate",
    action: Action::ReadApplications,
    problems: &[Code::NotFound, Code::NotAcceptable],
};

/// Read a certificate
///
/// What it is worth today and why, and what may be asked of it now: file that with `service` and `certificate`. With `Accept: text/html` the
/// certificate itself, in Chinese, with the code by which anybody can check it. See `docs/certificates.md`.
#[utoipa::path(
    operation_id = "read_certificate",
    tag = "Certificates",
    params(("number" = CertificateNumber, Path, description = "The certificate's number")),
    responses((status = 200, description = "The certificate", content(
        (CertificateDetail = "application/json", example = json!({
            "number": "ZZ202611200000000018", "code": "7K2M9QXB", "qr": "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 41 41\">…</svg>",
            "leads_to": "https://city.example/verification?certificate=ZZ202611200000000018&code=7K2M9QXB", "name": "食品经营许可证",
            "item": {"code": "1199010099999006193000131017000", "version": 1, "name": "食品经营许可新办"}, "holder": "王示范",
            "department": {"code": "119901009999900619", "name": "成都市（示范）市场监督管理局"},
            "issued_on": "2026-11-20", "valid_until": "2031-11-20", "state": "valid", "state_text": "有效", "ended_on": null, "reason": null,
            "replaced_by": null, "application": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "application_number": "BJ202611200000000018",
            "in_hand": null, "services": [{"service": "renewal", "text": "延续", "case_type": "committed",
                "promised_limit": {"days": 5, "unit": "working_day"}}], "renew_until": "2031-10-21"
        })),
        (String = "text/html", example = json!("<!DOCTYPE html>\n<html lang=\"zh-CN\">…<h1>食品经营许可证</h1>…</html>\n"))
    )))
)]
#[get("/certificates/{number}")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    path: web::Path<String>,
    request: HttpRequest,
    language: CallerLanguage,
    desk: web::Data<Desk>,
    site: web::Data<PublicUrl>,
) -> Result<HttpResponse, Problem> {
    // 1.
    let number = number(&path)?;
    let screen = {
        let mut connection = desk.db.get().await?;
        read_held(&mut connection, &number, caller.account, desk.clock.today()).await?
    };
    let screen = screen.ok_or_else(|| Problem::new(Code::NotFound))?;
    let issued_here =
        |held: &super::super::store::Membership| held.department.as_str() == screen.held.certificate.department;
    let shown = screen.holder.id == caller.account || screen.mandated || screen.posts.iter().any(issued_here);
    if !shown {
        return Err(Problem::new(Code::NotFound));
    }

    // 2.
    let leads_to = |number: &str, code: &str| {
        site.link(&format!("/verification?certificate={number}&code={code}"))
            .unwrap_or_else(|| format!("{number} {code}"))
    };
    let certificate = CertificateDetail::of(&desk, screen, leads_to, language.0)?;
    answer(&request, &certificate, || CertificatePage {
        certificate: &certificate,
    })
}
