//! Whoever knocks without a token, counted against their address.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::limits::Limits;
use crate::http::{ClientAddress, RequestId};
use crate::problem::Problem;

/// An anonymous caller, as a handler argument: 429 when too many came from this address.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The request's id, for the audit trail.
    pub request_id: String,
}

impl FromRequest for Guest {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let Ok(address) = ClientAddress::from_request(request, payload).into_inner();
        let Ok(RequestId(request_id)) = RequestId::from_request(request, payload).into_inner();
        let counted = match request.app_data::<web::Data<Limits>>() {
            Some(limits) => limits.knock(address),
            None => Err(Problem::internal("no Limits in the app data")),
        };
        ready(counted.map(|()| Self { request_id }))
    }
}
