//! `DELETE /phrases/{id}`: a common phrase is given up.
//!
//! 1. The caller holds its post in its department, or manages the department; to others it is not there.
//! 2. Delete it, and write that down.

use actix_web::{HttpResponse, delete, web};
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use super::add_phrase::audit;
use super::store;
use crate::clock::machine_now;
use crate::codes::Post;
use crate::db::Db;
use crate::db::idempotency::once;
use crate::http::{Answer, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "delete_phrase",
    action: Action::KeepPhrases,
    problems: &[Code::NotFound],
};

/// Delete a common phrase
#[utoipa::path(
    operation_id = "delete_phrase",
    tag = "Phrases",
    params(("id" = Uuid, Path, description = "The phrase")),
    responses((status = 204, description = "Deleted"))
)]
#[delete("/phrases/{id}")]
pub async fn handle(
    caller: Allowed<may::KeepPhrases>,
    id: web::Path<Uuid>,
    request_id: RequestId,
    db: web::Data<Db>,
) -> Result<HttpResponse, Problem> {
    let mut connection = db.get().await?;
    // One transaction; nothing is kept to be repeated.
    once(&mut connection, None, machine_now(), async |connection| {
        delete(connection, &caller, *id, request_id).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn delete(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    id: Uuid,
    request_id: RequestId,
) -> Result<Answer, Problem> {
    let phrase = store::find(connection, id).await?;
    let phrase = phrase.ok_or_else(|| Problem::new(Code::NotFound))?;
    let posts = [phrase.post.as_str(), Post::MANAGER.as_str()];
    let may = store::holds(connection, caller.account, &phrase.department, &posts).await?;
    if !may || !store::delete(connection, id).await? {
        return Err(Problem::new(Code::NotFound));
    }
    audit(caller, OPERATION.id, id, &phrase.department, request_id)
        .insert(connection)
        .await?;
    Answer::new(204, &())
}
