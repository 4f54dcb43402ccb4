//! `GET /tasks/{id}`: a task with everything its screen needs.
//!
//! 1. Read it as [`crate::applications::tasks::read_task`] tells.
//! 2. Of the task of a matter as a whole, tell the members on which a word is to be said.

use actix_web::http::header::ETAG;
use actix_web::{HttpResponse, get, web};
use uuid::Uuid;

use crate::applications::Desk;
pub use crate::applications::tasks::read_task::OPERATION;
use crate::applications::tasks::read_task::{Opened, TaskView, open};
use crate::http::CallerLanguage;
use crate::identity::Allowed;
use crate::identity::access::may;
use crate::matters::view::to_speak_of;
use crate::problem::Problem;

/// Read a task
#[utoipa::path(
    operation_id = "read_task",
    tag = "Tasks",
    params(("id" = Uuid, Path, description = "The task")),
    responses(
        (status = 200, description = "The task", body = TaskView, headers(("ETag" = String, description = "Version and light"))),
    )
)]
#[get("/tasks/{id}")]
pub async fn handle(
    caller: Allowed<may::ReadTasks>,
    id: web::Path<Uuid>,
    language: CallerLanguage,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let Opened { mut view, tag, whole } = open(&desk, *id, &caller, language.0).await?;
    if let Some(whole) = whole.filter(|_| !view.outcomes.is_empty()) {
        view.members = to_speak_of(&desk, &whole, &view, language.0).await?;
    }
    Ok(HttpResponse::Ok().insert_header((ETAG, tag)).json(view))
}
