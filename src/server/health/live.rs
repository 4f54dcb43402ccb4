//! `GET /healthz`: the process runs and answers. Says nothing of the database: restarting this process would not mend that.

use actix_web::get;
use actix_web::web::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::identity::{Action, Operation};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "live",
    action: Action::ReadStatus,
    problems: &[],
};

/// The process answers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Liveness)]
pub struct Response {
    /// Always `ok`.
    status: &'static str,
    /// The release that runs.
    version: &'static str,
}

/// Liveness
///
/// Whether the process answers, whatever it depends on. A supervisor restarts it when it does not.
#[utoipa::path(
    operation_id = "live",
    tag = "Status",
    responses((status = 200, body = Response, description = "It answers.", example = json!({"status": "ok", "version": "0.1.0"})))
)]
#[get("/healthz")]
pub async fn handle() -> Json<Response> {
    Json(Response {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    })
}
