//! Every request has an id: the caller's `X-Request-Id` when it is sane, else a fresh one. It is in the answer, the log and the events.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use uuid::Uuid;

/// The header that carries the id both ways.
pub const HEADER: &str = "x-request-id";

const MAX_LENGTH: usize = 64;

/// The id of the request at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    /// The id of this message: given once, the same for every layer.
    pub fn assign(message: &impl HttpMessage) -> Self {
        let known = message.extensions().get::<Self>().cloned();
        known.unwrap_or_else(|| {
            let id = Self::of(message);
            message.extensions_mut().insert(id.clone());
            id
        })
    }

    /// The caller's id, or a fresh one.
    pub fn of(message: &impl HttpMessage) -> Self {
        message
            .headers()
            .get(HEADER)
            .and_then(|value| value.to_str().ok())
            .filter(|id| is_sane(id))
            .map_or_else(|| Self(Uuid::now_v7().to_string()), |id| Self(id.to_owned()))
    }
}

fn is_sane(id: &str) -> bool {
    (8..=MAX_LENGTH).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

impl FromRequest for RequestId {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self::assign(request)))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_sane_id_is_kept_and_any_other_replaced() {
        let of = |id: &str| RequestId::of(&TestRequest::default().insert_header((HEADER, id)).to_http_request()).0;
        assert_eq!(of("trace-0123456789"), "trace-0123456789");
        assert_ne!(of("short"), "short");
        assert_ne!(of("with a space in it"), "with a space in it");
        assert_ne!(of(&"x".repeat(65)), "x".repeat(65));
    }
}
