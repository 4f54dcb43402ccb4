//! `GET /certificates/{number}/verification`: anybody who has seen a certificate checks that it is real, and holds.
//!
//! 1. Limit the rate by address, so that codes cannot be guessed. Not by number: whoever has it could keep others from checking.
//! 2. The code must be the number's; a wrong one and an unknown number get the same answer.
//! 3. Tell what stands on the certificate, the holder's name masked, and what it is worth today.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::{get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::read_held;
use super::number;
use super::view::department;
use super::worth::{Worth, reason};
use crate::codes::{CertificateNumber, CertificateState};
use crate::http::limit::RateLimit;
use crate::http::{CallerLanguage, client::ClientAddress};
use crate::identity::{Action, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "verify_certificate",
    action: Action::VerifyCertificates,
    problems: &[Code::NotFound, Code::InvalidInput, Code::RateLimited],
};

/// How often certificates may be checked from one address.
pub struct VerificationLimits {
    /// By the client's address.
    pub by_address: RateLimit,
}

impl Default for VerificationLimits {
    /// Sixty attempts a minute: of the 2⁴⁰ codes nobody finds one so.
    fn default() -> Self {
        let attempts = NonZeroU32::new(60).unwrap_or(NonZeroU32::MIN);
        Self {
            by_address: RateLimit::new(attempts, Duration::from_secs(60)),
        }
    }
}

/// The code.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VerifyCertificate {
    /// The eight characters printed on the certificate beside its number, in any spelling people type them.
    #[param(example = "7K2M9QXB")]
    pub code: String,
}

/// What a certificate says, and what it is worth.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": "ZZ202611200000000018", "name": "食品经营许可证", "holder": "王*", "department": "成都市（示范）市场监督管理局",
    "issued_on": "2026-11-20", "valid_until": "2031-11-20", "state": "valid", "state_text": "有效", "reason": null, "ended_on": null
}))]
pub struct Verification {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// The holder: a person's name masked, an organisation's in full.
    pub holder: String,
    /// The department that issued it.
    pub department: String,
    /// Its date.
    pub issued_on: NaiveDate,
    /// Its last valid day, if it ends.
    pub valid_until: Option<NaiveDate>,
    /// What it is worth today.
    pub state: CertificateState,
    /// The same in words.
    pub state_text: String,
    /// Why it holds no more, or why it still does after its last day.
    pub reason: Option<String>,
    /// Since when it holds no more.
    pub ended_on: Option<NaiveDate>,
}

/// Verify a certificate
///
/// Without signing in. A wrong code and an unknown number get the same 404.
#[utoipa::path(
    operation_id = "verify_certificate",
    tag = "Certificates",
    params(("number" = CertificateNumber, Path, description = "The certificate's number"), VerifyCertificate),
    responses((status = 200, description = "It is real; `state` says whether it holds", body = Verification))
)]
#[get("/certificates/{number}/verification")]
pub async fn handle(
    client: ClientAddress,
    path: web::Path<String>,
    query: web::Query<VerifyCertificate>,
    language: CallerLanguage,
    limits: web::Data<VerificationLimits>,
    desk: web::Data<Desk>,
) -> Result<web::Json<Verification>, Problem> {
    // 1.
    limits.by_address.check(&client.limit_key())?;

    // 2.
    let number = number(&path)?;
    if !desk.certificate_codes.check(number.as_str(), &query.code) {
        return Err(Problem::new(Code::NotFound));
    }
    let today = desk.clock.today();
    let screen = {
        let mut connection = desk.db.get().await?;
        read_held(&mut connection, &number, Uuid::nil(), today).await?
    };
    let screen = screen.ok_or_else(|| Problem::new(Code::NotFound))?;

    // 3.
    let row = screen.held.certificate;
    let worth = Worth::of(&row, &screen.open, today);
    let in_words = |text: crate::text::Text| text.in_language(language.0).to_owned();
    Ok(web::Json(Verification {
        department: department(&desk, &row.department).name,
        holder: screen.held.applicant_masked,
        state: worth.state,
        state_text: in_words(worth.text()),
        reason: reason(&row, &worth).map(in_words),
        number: row.number,
        name: row.name,
        issued_on: row.issued_on,
        valid_until: row.valid_until,
        ended_on: row.ended_on,
    }))
}
