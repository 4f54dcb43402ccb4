//! Addresses with U+0000 in them, which PostgreSQL cannot keep or compare: refused before anything is looked up.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::problem::{Code, Problem};

const ENCODED: &str = "%00";

/// Middleware: 422 for U+0000 in a query parameter, 404 for one in the path.
///
/// # Errors
/// Passes on what an inner middleware failed with.
pub async fn refuse<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let problem = if request.uri().path().contains(ENCODED) {
        Some(Problem::new(Code::NotFound))
    } else {
        parameter_with_nul(request.query_string()).map(|name| {
            Problem::invalid_field(
                format!("?{name}"),
                "nul-character",
                "不得包含空字符 U+0000。",
                "Must not contain U+0000.",
            )
        })
    };
    match problem {
        Some(problem) => Ok(request.error_response(problem)),
        None => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// The first parameter whose name or value holds U+0000.
fn parameter_with_nul(query: &str) -> Option<String> {
    if !query.contains(ENCODED) {
        return None;
    }
    let parameters = web::Query::<Vec<(String, String)>>::from_query(query).ok()?;
    parameters
        .into_inner()
        .into_iter()
        .find(|(name, value)| name.contains('\0') || value.contains('\0'))
        .map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameter_is_named_and_an_escaped_percent_sign_is_none() {
        assert_eq!(parameter_with_nul("q=a&item=x%00y").as_deref(), Some("item"));
        assert_eq!(parameter_with_nul("q%00=a").as_deref(), Some("q\0"));
        assert_eq!(parameter_with_nul("q=%2500"), None);
        assert_eq!(parameter_with_nul(""), None);
    }
}
