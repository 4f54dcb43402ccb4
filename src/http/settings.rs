//! The framework's own errors, turned into problems.

use actix_web::error::QueryPayloadError;
use actix_web::web::{PathConfig, PayloadConfig, QueryConfig, ServiceConfig};
use actix_web::{Error, HttpResponse};

use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// Installs handlers for path and query errors and the body limit, in bytes.
pub fn configure(config: &mut ServiceConfig, body_limit: usize) {
    config
        .app_data(PayloadConfig::new(body_limit))
        .app_data(PathConfig::default().error_handler(|_, _| Problem::new(Code::NotFound).into()))
        .app_data(QueryConfig::default().error_handler(|error, _| bad_query(&error)));
}

fn bad_query(error: &QueryPayloadError) -> Error {
    let reason = match error {
        QueryPayloadError::Deserialize(reason) => reason.to_string(),
        other => other.to_string(),
    };
    Problem::invalid(vec![FieldError::new(
        "?",
        "invalid-parameter",
        Text::new(
            format!("查询参数不符合要求：{reason}"),
            format!("A query parameter does not fit: {reason}"),
        ),
    )])
    .into()
}

/// Answers for addresses that do not exist.
pub async fn not_found() -> Result<HttpResponse, Problem> {
    Err(Problem::new(Code::NotFound))
}
