//! `GET /matters/{id}/receipt`: the receipt slip (收件凭证) of a matter, one for all its members.
//!
//! 1. Read the matter; to whom it is not shown it is not there.
//! 2. Print it as [`crate::applications::ops::read_receipt`] tells, with the members listed.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::ops::read_receipt::{ReadReceipt, print};
use crate::applications::print::Slip;
use crate::http::PublicUrl;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::matters::view::Seen;
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_matter_receipt",
    action: Action::ReadApplications,
    problems: &[Code::NotFound, Code::NotAcceptable],
};

/// Print the receipt slip of a matter
///
/// As that of an application, with the applications of all members on it: for the party, and the window that receives the matter or took it in.
#[utoipa::path(
    operation_id = "read_matter_receipt",
    tag = "Matters",
    params(("id" = Uuid, Path, description = "The matter"), ReadReceipt),
    responses((status = 200, description = "The slip", content(
        (Slip = "application/json"),
        (String = "text/html", example = json!("<!DOCTYPE html>\n<html lang=\"zh-CN\">…<h1>收件凭证</h1>…</html>\n"))
    )))
)]
#[get("/matters/{id}/receipt")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    id: web::Path<Uuid>,
    query: web::Query<ReadReceipt>,
    request: HttpRequest,
    desk: web::Data<Desk>,
    site: web::Data<PublicUrl>,
) -> Result<HttpResponse, Problem> {
    let seen = Seen::of(&desk, *id, &caller, true).await?;
    print(
        &desk,
        &site,
        (&seen.screen, &seen.readable),
        &caller,
        &request,
        query.paper,
    )
}
