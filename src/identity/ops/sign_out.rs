//! Somebody signs out.
//!
//! 1. End the session, if it is not ended yet; its refresh tokens are worth nothing from then on.
//! 2. Write that down. The access token at hand runs out by itself, within five minutes.

use actix_web::{HttpResponse, delete, web};
use diesel_async::AsyncConnection;

use crate::clock::machine_now;
use crate::db::Db;
use crate::db::audit::AuditRow;
use crate::http::RequestId;
use crate::identity::access::{Action, Operation, may};
use crate::identity::caller::Allowed;
use crate::identity::store::sessions as store;
use crate::problem::Problem;

/// What the documentation says of it.
pub const OPERATION: Operation = Operation {
    id: "sign_out",
    action: Action::SignOut,
    problems: &[],
};

/// Sign out.
///
/// Ends the session of the access token. Doing it again is harmless.
#[utoipa::path(
    operation_id = "sign_out",
    tag = "Sessions",
    responses((status = 204, description = "Signed out"))
)]
#[delete("/sessions/current")]
pub async fn handle(
    caller: Allowed<may::SignOut>,
    request_id: RequestId,
    db: web::Data<Db>,
) -> Result<HttpResponse, Problem> {
    let now = machine_now();
    let audit = AuditRow::new(caller.account, "sign_out", now)
        .by(caller.account)
        .in_role(caller.role.as_str())
        .in_request(request_id.0);
    let mut conn = db.get().await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        if store::end(conn, caller.session, now).await?.is_some() {
            audit.insert(conn).await?;
        }
        Ok(())
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
