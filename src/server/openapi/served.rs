//! `GET /openapi.json`: this document.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

use actix_web::{HttpResponse, get};

use crate::identity::{Action, Operation};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "openapi",
    action: Action::ReadStatus,
    problems: &[],
};

/// The contract
///
/// This document, OpenAPI 3.1. `/docs` shows it for reading and trying out.
#[utoipa::path(
    operation_id = "openapi",
    tag = "Status",
    responses((status = 200, body = Object, description = "The OpenAPI document.",
        example = json!({"openapi": "3.1.0", "info": {"title": "Yiwang"}})))
)]
#[get("/openapi.json")]
pub async fn handle() -> HttpResponse {
    super::answer()
}
