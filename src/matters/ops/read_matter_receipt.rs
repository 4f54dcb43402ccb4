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
        (Slip = "application/json", example = json!({
            "number": "BJ202611200000000017", "qr": "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 37 37\">…</svg>",
            "leads_to": "https://city.example/progress?number=BJ202611200000000017", "pickup_code": "482913", "applicant": "王示范",
            "item": {"code": "one-newborn", "version": 1, "name": "新生儿出生一件事"},
            "department": {"code": "119901009999900101", "name": "成都市（示范）政务服务管理局", "address": "成都市示范大道1号",
                "phone": "028-00000001", "hours": "工作日 9:00–17:00"},
            "channel": "web", "submitted_at": "2026-11-20T02:10:00Z", "received_on": "2026-11-20", "status": "submitted",
            "status_text": "已收件", "members": [
                {"number": "BJ202611200000000018", "name": "出生医学证明首次签发", "department": "成都市（示范）卫生健康委员会"},
                {"number": "BJ202611200000000019", "name": "出生登记", "department": "成都市（示范）公安局"}
            ], "materials": [{"material": "mother_id", "name": "母亲身份证", "form": "original", "copies": 1, "original_seen": false,
                "files": [{"name": "身份证.pdf", "size": 48213}]}],
            "following": [], "answer_by": null, "answered_by": "2026-11-27", "accepted_on": null, "promised_due_on": null,
            "statutory_due_on": null, "printed_at": "2026-11-20T02:10:04Z", "reprint": false
        })),
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
