//! `GET /matters/{id}/notices/{number}`: a notice on a matter as a whole.
//!
//! 1. Read the matter; to whom it is not shown it is not there.
//! 2. Print it as [`crate::applications::ops::read_notice`] tells.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::ops::read_notice::print;
use crate::applications::print::NoticeSheet;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::matters::view::Seen;
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_matter_notice",
    action: Action::ReadApplications,
    problems: &[Code::NotFound, Code::NotAcceptable],
};

/// Print a notice of a matter
///
/// The one notice of everything missing, the acceptance of the whole. Those on single members are notices of their applications.
#[utoipa::path(
    operation_id = "read_matter_notice",
    tag = "Matters",
    params(
        ("id" = Uuid, Path, description = "The matter"),
        ("number" = String, Path, description = "The notice's number"),
    ),
    responses((status = 200, description = "The notice", content(
        (NoticeSheet = "application/json"),
        (String = "text/html", example = json!("<!DOCTYPE html>\n<html lang=\"zh-CN\">…</html>\n"))
    )))
)]
#[get("/matters/{id}/notices/{number}")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    path: web::Path<(Uuid, String)>,
    request: HttpRequest,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let (id, number) = path.into_inner();
    let seen = Seen::of(&desk, id, &caller, true).await?;
    print(&desk, (&seen.screen, &seen.readable), &number, &request)
}
