//! How a printed page is answered: as JSON for apps, or as HTML that prints.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use actix_web::{HttpMessage, HttpResponse};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::crypto::digest::sha256;
use crate::http::accept;
use crate::problem::{Code, Problem};
use crate::text::Language;

const JSON: &str = "application/json";
const HTML: &str = "text/html";

/// The one style sheet; every page carries it whole.
pub const STYLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/print/style.css"));

/// Nothing but that style sheet, known by its digest.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(sha256(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

/// What is printed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// A sheet of A4.
    #[default]
    A4,
    /// A thermal roll 80 mm wide.
    Roll,
}

impl Paper {
    /// The class of the page's body.
    pub fn class(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Roll => "roll",
        }
    }
}

/// Answers with what the caller likes better: the content as JSON, or its page. Nobody keeps either but the caller.
///
/// # Errors
/// 406 when it is to be neither, 500 when the page cannot be written.
pub fn answer<P: Template>(
    request: &impl HttpMessage,
    content: &impl Serialize,
    page: impl FnOnce() -> P,
) -> Result<HttpResponse, Problem> {
    let form = accept::preferred(request, &[JSON, HTML]).ok_or_else(|| Problem::new(Code::NotAcceptable))?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((VARY, "accept"));
    if form == JSON {
        return Ok(response.json(content));
    }
    let page = page().render().map_err(Problem::internal)?;
    Ok(response
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_LANGUAGE, Language::ZhCn.tag()))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .body(page))
}
