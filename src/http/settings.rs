//! The framework's own errors, turned into problems.

use actix_web::error::QueryPayloadError;
use actix_web::web::{PathConfig, PayloadConfig, QueryConfig, ServiceConfig};
use actix_web::{Error, HttpResponse};

use super::misfit::Misfit;
use crate::problem::{Code, Problem};

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
    let misfit = Misfit::read(&reason, "invalid-parameter");
    let pointer = format!("?{}", misfit.field.as_deref().unwrap_or_default());
    Problem::invalid(vec![misfit.at(pointer)]).into()
}

/// Answers for addresses that do not exist.
pub async fn not_found() -> Result<HttpResponse, Problem> {
    Err(Problem::new(Code::NotFound))
}
