//! What stands above the body of a command: the version its caller saw, the key under which it may be repeated, its request id.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::{Idempotency, IfMatch, RequestId};
use crate::problem::Problem;

/// The headers of a command.
#[derive(Clone, Debug)]
pub struct Heading {
    /// `If-Match`.
    pub seen: IfMatch,
    /// `Idempotency-Key`, with method and path.
    pub idempotency: Idempotency,
    /// `X-Request-Id`, or a fresh one.
    pub request_id: RequestId,
}

impl Heading {
    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self {
            seen: IfMatch::of(request),
            idempotency: Idempotency::of(request)?,
            request_id: RequestId::assign(request),
        })
    }
}

impl FromRequest for Heading {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}
