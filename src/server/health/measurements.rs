//! `GET /metrics`: for Prometheus.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use crate::db::Db;
use crate::identity::{Action, Operation};
use crate::problem::Problem;
use crate::telemetry::metrics;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "metrics",
    action: Action::ReadStatus,
    problems: &[],
};

const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Metrics
///
/// Requests by route and status, the database pool, the queues and the build, in Prometheus's text format. Keep it from the public at the
/// reverse proxy.
#[utoipa::path(
    operation_id = "metrics",
    tag = "Status",
    responses((status = 200, body = String, content_type = "text/plain", description = "What was measured so far.",
        example = json!("http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1")))
)]
#[get("/metrics")]
pub async fn handle(db: Data<Db>) -> Result<HttpResponse, Problem> {
    let pool = db.status();
    metrics::pool(pool.size, pool.available, pool.waiting);
    let text = metrics::render().map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, MEDIA_TYPE)).body(text))
}
