//! Marking a message as read.
//!
//! 1. Note when the caller's message was read, unless that is known. Somebody else's does not exist.

use actix_web::{HttpResponse, post, web};
use uuid::Uuid;

use crate::clock::Clock;
use crate::db::Db;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::notifications::store;
use crate::problem::{Code, Problem};

/// How it is documented.
pub const OPERATION: Operation = Operation {
    id: "read_notification",
    action: Action::ReadInbox,
    problems: &[Code::NotFound],
};

/// Mark a notification as read
///
/// Repeating it changes nothing, with or without an `Idempotency-Key`: the first reading stands.
#[utoipa::path(
    operation_id = "read_notification", tag = "Notifications",
    params(("id" = Uuid, Path, description = "The notification")),
    responses((status = 204, description = "It is read"))
)]
#[post("/notifications/{id}/read")]
pub async fn handle(
    caller: Allowed<may::ReadInbox>,
    id: web::Path<Uuid>,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
) -> Result<HttpResponse, Problem> {
    let mut conn = db.get().await?;
    if store::mark_read(&mut conn, caller.account, *id, clock.now()).await? {
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(Problem::new(Code::NotFound))
    }
}
