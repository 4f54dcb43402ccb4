//! A principal takes a mandate back.
//!
//! 1. Revoke it, if the caller gave it: 404 otherwise. Again is harmless.
//! 2. Write that down. Whoever acts from then on is refused: mandates are read with every command.

use actix_web::{HttpResponse, delete, web};
use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::grant_mandate::audit;
use crate::clock::Clock;
use crate::db::Db;
use crate::http::RequestId;
use crate::identity::access::{Action, Operation, may};
use crate::identity::caller::Allowed;
use crate::identity::store::mandates;
use crate::problem::{Code, Problem};

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "revoke_mandate",
    action: Action::GrantMandates,
    problems: &[Code::NotFound],
};

/// Revoke a mandate.
///
/// Only the principal can. What the agent did before stays done.
#[utoipa::path(
    operation_id = "revoke_mandate",
    tag = "Mandates",
    params(("id" = Uuid, Path, description = "The mandate")),
    responses((status = 204, description = "Revoked"))
)]
#[delete("/mandates/{id}")]
pub async fn handle(
    caller: Allowed<may::GrantMandates>,
    id: web::Path<Uuid>,
    request_id: RequestId,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
) -> Result<HttpResponse, Problem> {
    let now = clock.now();
    let audit = audit(&caller, "revoke_mandate", request_id);
    let mut conn = db.get().await?;
    conn.transaction(
        async |conn| match mandates::revoke(conn, *id, caller.account, now).await? {
            Some(true) => Ok(audit.insert(conn).await?),
            Some(false) => Ok(()),
            None => Err(Problem::new(Code::NotFound)),
        },
    )
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
