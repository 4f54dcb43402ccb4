//! `POST /consents/{token}`: whoever was asked for their consent agrees, or does not.
//!
//! 1. Count the request against its address and the link.
//! 2. Check the token's signature: 404 otherwise.
//! 3. Check the proof: 403 for a wrong one, which is audited; after five in a day the link is closed for a day (429).
//! 4. Decide, by nobody's account: given or refused, once (409), and in time (409). With the last consent the application is received.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::consents::{Answered, ConsentLimits, ConsentRequest, answer};
use super::super::desk::Desk;
use super::read_consent::link;
use crate::crypto::TokenSigner;
use crate::http::{Body, CallerLanguage};
use crate::identity::{Action, Guest, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "answer_consent",
    action: Action::AnswerConsents,
    problems: &[
        Code::WrongProof,
        Code::NotFound,
        Code::InvalidTransition,
        Code::DeadlinePassed,
        Code::ConcurrentChange,
        Code::InvalidInput,
        Code::RateLimited,
    ],
};

/// Somebody's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerConsent {
    /// Whether they agree.
    pub agrees: bool,
    /// The last four characters of their ID number, or of their phone where the request says so.
    #[schema(example = "0015")]
    pub proof: String,
    /// Their name; checked if it is given.
    #[serde(default)]
    pub name: Option<String>,
}

/// Agree, or do not
///
/// With the link that was sent, and a proof of being who was asked. An answer cannot be changed; after a refusal the applicant may ask anew.
#[utoipa::path(
    operation_id = "answer_consent",
    tag = "Applications",
    params(("token" = String, Path, description = "The token of the link")),
    request_body(content = AnswerConsent, example = json!({"agrees": true, "proof": "0015", "name": "李示例"})),
    responses((status = 200, description = "Answered", body = ConsentRequest))
)]
#[post("/consents/{token}")]
pub async fn handle(
    guest: Guest,
    token: web::Path<String>,
    body: Body<AnswerConsent>,
    language: CallerLanguage,
    signer: web::Data<TokenSigner>,
    limits: web::Data<ConsentLimits>,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let link = link(&token, &signer)?;
    limits.check(link)?;
    let input = body.value;
    let answered = Answered {
        agrees: input.agrees,
        proof: &input.proof,
        name: input.name.as_deref(),
        operation: OPERATION.id,
        request_id: &guest.request_id,
    };
    Ok(HttpResponse::Ok().json(answer(&desk, link, &answered, language.0).await?))
}
