//! `GET /consents/{token}`: whoever has the link sees what they are asked to consent to.
//!
//! 1. Count the request against its address.
//! 2. Check the token's signature: 404 otherwise.
//! 3. Read the application; whoever was replaced by others is asked no more (404).
//! 4. Show what is asked, with names masked.

use actix_web::http::header::{CACHE_CONTROL, REFERRER_POLICY};
use actix_web::{HttpResponse, get, web};

use super::super::consents::{Asked, ConsentRequest, Link};
use super::super::desk::Desk;
use crate::crypto::TokenSigner;
use crate::http::CallerLanguage;
use crate::identity::{Action, Guest, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_consent",
    action: Action::AnswerConsents,
    problems: &[Code::NotFound],
};

/// Read what one is asked to consent to
///
/// The link was sent by text message or e-mail. It shows no more than is needed to decide; names are masked.
#[utoipa::path(
    operation_id = "read_consent",
    tag = "Applications",
    params(("token" = String, Path, description = "The token of the link")),
    responses((status = 200, description = "What is asked", body = ConsentRequest))
)]
#[get("/consents/{token}")]
pub async fn handle(
    _guest: Guest,
    token: web::Path<String>,
    language: CallerLanguage,
    signer: web::Data<TokenSigner>,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let link = link(&token, &signer)?;
    let request = Asked::of(&desk, link).await?.request(&desk, language.0)?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .json(request))
}

/// Whose link a token is.
pub(super) fn link(token: &str, signer: &TokenSigner) -> Result<Link, Problem> {
    Link::of(token, signer).ok_or_else(|| {
        Problem::new(Code::NotFound).with_detail(
            "链接无效，请核对是否完整。",
            "This link is not valid: check whether it is complete.",
        )
    })
}
