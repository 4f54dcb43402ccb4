//! The outermost layer: request ids, the answers' language, problems in the caller's language, security headers.
//!
//! Whatever error leaves the application, the framework's own included, leaves as a problem document.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError};

use super::language::preferred;
use super::request_id::{self, RequestId};
use crate::problem::{Code, MEDIA_TYPE, Problem};
use crate::text::Language;

/// Where answers are in the caller's language.
const API: &str = "/api/";

/// Middleware: see the module.
///
/// # Errors
/// Passes on what an inner middleware failed with.
pub async fn render<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let language = preferred(&request);
    let id = RequestId::assign(&request);
    let is_api = request.path().starts_with(API);
    let response = next.call(request).await?.map_into_boxed_body();
    let mut response = in_language(response, language);
    if is_api {
        name_language(&mut response, language);
    }
    let headers = response.headers_mut();
    secure(headers);
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        headers.insert(HeaderName::from_static(request_id::HEADER), value);
    }
    Ok(response)
}

fn in_language(response: ServiceResponse, language: Language) -> ServiceResponse {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let known = response.response().extensions().get::<Problem>().cloned();
    let problem = match known {
        Some(problem) => problem,
        None if is_problem(response.headers()) => return response,
        None => Problem::new(code_for(status)),
    };
    let mut response = response.map_body(|_, _| BoxBody::new(problem.body(language)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.append(VARY, HeaderValue::from_static("accept-language"));
    response
}

/// Names the language of a JSON answer that succeeded, and says that it depends on the caller's; 304 says the latter for the answer it confirms.
fn name_language(response: &mut ServiceResponse, language: Language) {
    let confirms = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    let is_json = headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    if is_json {
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    }
    if is_json || confirms {
        headers.append(VARY, HeaderValue::from_static("accept-language"));
    }
}

/// A problem as a finished answer, for layers outside of this one.
pub fn finished(problem: &Problem, language: Language, id: &RequestId) -> HttpResponse {
    let mut response = problem.error_response().set_body(BoxBody::new(problem.body(language)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    secure(headers);
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        headers.insert(HeaderName::from_static(request_id::HEADER), value);
    }
    response
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(MEDIA_TYPE.as_bytes()))
}

/// The problem that stands for an error the framework answered by status alone.
fn code_for(status: StatusCode) -> Code {
    match status.as_u16() {
        401 => Code::Unauthenticated,
        403 => Code::Forbidden,
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        406 => Code::NotAcceptable,
        408 => Code::RequestTimeout,
        413 => Code::PayloadTooLarge,
        415 => Code::UnsupportedMediaType,
        429 => Code::RateLimited,
        400..=499 => Code::MalformedRequest,
        503 => Code::Unavailable,
        _ => Code::Internal,
    }
}

fn secure(headers: &mut HeaderMap) {
    const FIXED: [(&str, &str); 4] = [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=31536000"),
    ];
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let policy = HeaderName::from_static("content-security-policy");
    if !headers.contains_key(&policy) {
        headers.insert(
            policy,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        );
    }
}
