//! Layers around every operation that are about this server, not about HTTP in general: the time limit and other sites' access.

use std::time::Duration;

use actix_cors::Cors;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LOCATION, RETRY_AFTER,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError, web};

use super::routes::BASE;
use crate::config::List;
use crate::http::language::preferred;
use crate::http::render::finished;
use crate::http::{RequestId, request_id};
use crate::problem::{Code, Problem};
use crate::text::Language;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// What files are sent to.
const UPLOADS: [&str; 2] = ["/documents", "/catalogue/imports"];
const PREFLIGHT_SECONDS: usize = 3_600;

/// The longest a request may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeLimit {
    /// For most.
    pub(super) usual: Duration,
    /// For those that carry files, over lines that may be slow.
    pub(super) upload: Duration,
}

impl TimeLimit {
    fn of(self, method: &Method, path: &str) -> Duration {
        let is_upload = *method == Method::POST && path.strip_prefix(BASE).is_some_and(|rest| UPLOADS.contains(&rest));
        if is_upload { self.upload } else { self.usual }
    }
}

/// Middleware: 408 when a request takes too long. A command that is under way may still be committed; its idempotency key tells.
///
/// # Errors
/// Passes on what an inner middleware failed with.
pub(super) async fn time_limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(limit) = request
        .app_data::<web::Data<TimeLimit>>()
        .map(|limit| limit.of(request.method(), request.path()))
    else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let late = Late {
        language: preferred(&request),
        id: RequestId::assign(&request),
    };
    match tokio::time::timeout(limit, next.call(request)).await {
        Ok(response) => Ok(response?.map_into_boxed_body()),
        Err(_) => Err(late.into()),
    }
}

/// The answer to a request that took too long. It is an error of its own, because the request is gone by then.
#[derive(Debug, thiserror::Error)]
#[error("the request took too long")]
struct Late {
    language: Language,
    id: RequestId,
}

impl ResponseError for Late {
    fn status_code(&self) -> StatusCode {
        StatusCode::REQUEST_TIMEOUT
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        finished(&Problem::new(Code::RequestTimeout), self.language, &self.id)
    }
}

/// Which other sites' pages may call.
pub(super) fn cross_origin(allowed: &List) -> Cors {
    let cors = Cors::default()
        .allowed_methods(METHODS)
        .allowed_headers([AUTHORIZATION, CONTENT_TYPE, ACCEPT_LANGUAGE, IF_MATCH, IF_NONE_MATCH])
        .allowed_header("idempotency-key")
        .allowed_header(request_id::HEADER)
        .expose_headers([ETAG, LOCATION, RETRY_AFTER])
        .expose_headers([request_id::HEADER])
        .max_age(PREFLIGHT_SECONDS);
    if allowed.0.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin();
    }
    allowed.0.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_carries_files_has_the_longer_limit() {
        let limit = TimeLimit {
            usual: Duration::from_secs(60),
            upload: Duration::from_secs(600),
        };
        for (method, path, seconds) in [
            (Method::POST, "/api/v1/documents", 600),
            (Method::POST, "/api/v1/catalogue/imports", 600),
            (Method::GET, "/api/v1/documents", 60),
            (Method::POST, "/api/v1/applications", 60),
            (Method::POST, "/documents", 60),
        ] {
            assert_eq!(limit.of(&method, path).as_secs(), seconds, "{method} {path}");
        }
    }
}
