//! One log line and one measurement a request.

use std::time::Instant;

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use uuid::Uuid;

use super::metrics;
use crate::http::RequestId;
use crate::identity::Caller;

/// Stands for the route of a request that met none, so that strangers cannot invent metrics.
const NO_ROUTE: &str = "none";

/// What follows this in a path is a secret.
const SECRETS_BELOW: [&str; 2] = ["/password-resets/", "/consents/"];

/// Middleware: see the module. Outside of the one that gives request ids.
///
/// # Errors
/// Passes on what an inner middleware failed with.
pub async fn access_log<B: MessageBody>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let begun = Instant::now();
    let id = RequestId::assign(&request);
    let method = request.method().clone();
    let path = request.path().to_owned();
    let answered = next.call(request).await;
    let took = begun.elapsed();
    let (status, bytes) = match &answered {
        Ok(response) => (response.status().as_u16(), length(response.response().body().size())),
        Err(error) => (error.as_response_error().status_code().as_u16(), None),
    };
    let response = answered.as_ref().ok();
    let pattern = response.and_then(|response| response.request().match_pattern());
    let route = pattern.as_deref().unwrap_or(NO_ROUTE);
    metrics::request(method.as_str(), route, status, took);
    tracing::info!(
        target: "access",
        method = method.as_str(),
        path = for_log(&path),
        route,
        status,
        duration_ms = took.as_secs_f64() * 1_000.0,
        request_id = id.0,
        account = response.and_then(account).map(tracing::field::display),
        bytes,
    );
    answered
}

/// The path as the log may show it: without the query, and cut before a part that is a secret. The route cannot tell: a request that
/// timed out has none.
fn for_log(path: &str) -> &str {
    let cut = |below: &&str| path.find(below).map(|at| at + below.len());
    let end = SECRETS_BELOW.iter().filter_map(cut).min();
    &path[..end.unwrap_or(path.len())]
}

fn account<B>(response: &ServiceResponse<B>) -> Option<Uuid> {
    response
        .request()
        .extensions()
        .get::<Caller>()
        .map(|caller| caller.account)
}

fn length(size: BodySize) -> Option<u64> {
    match size {
        BodySize::None => Some(0),
        BodySize::Sized(bytes) => Some(bytes),
        BodySize::Stream => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_the_path_is_not_logged() {
        assert_eq!(for_log("/api/v1/password-resets/hunter2"), "/api/v1/password-resets/");
        assert_eq!(for_log("/api/v1/consents/0191.x"), "/api/v1/consents/");
        assert_eq!(for_log("/api/v1/password-resets"), "/api/v1/password-resets");
        assert_eq!(for_log("/api/v1/items/A-1"), "/api/v1/items/A-1");
    }
}
