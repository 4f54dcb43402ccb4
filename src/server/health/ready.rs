//! `GET /readyz`: whether this instance may be given requests.
//!
//! 1. Not while stopping.
//! 2. Only when the database answers and has this program's schema.

use actix_web::get;
use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Db;
use crate::identity::{Action, Operation};
use crate::problem::{Code, Problem};
use crate::server::database::is_current;
use crate::server::parts::Stopping;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "ready",
    action: Action::ReadStatus,
    problems: &[Code::Unavailable],
};

/// The instance may be given requests.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Readiness)]
pub struct Response {
    /// Always `ready`.
    status: &'static str,
}

/// Readiness
///
/// Whether this instance may be given requests: it is not stopping, its database answers, and the schema is this program's. Otherwise 503.
#[utoipa::path(
    operation_id = "ready",
    tag = "Status",
    responses((status = 200, body = Response, description = "Send requests.", example = json!({"status": "ready"})))
)]
#[get("/readyz")]
pub async fn handle(db: Data<Db>, stopping: Data<Stopping>) -> Result<Json<Response>, Problem> {
    if stopping.is_under_way() {
        return Err(not_ready("服务正在停止。", "The server is stopping."));
    }
    match is_current(&db).await {
        Ok(true) => Ok(Json(Response { status: "ready" })),
        Ok(false) => Err(not_ready(
            "数据库结构尚未更新。",
            "The database schema is behind this program.",
        )),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            Err(not_ready("数据库无法连接。", "The database does not answer."))
        }
    }
}

fn not_ready(zh: &'static str, en: &'static str) -> Problem {
    Problem::new(Code::Unavailable).with_detail(zh, en).with_retry_after(2)
}
