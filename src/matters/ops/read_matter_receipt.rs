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
            "number": "20261120000000017", "qr": "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 37 37\">…</svg>",
            "leads_to": "https://city.example/progress?number=20261120000000017", "pickup_code": "482913", "applicant": "王示范",
            "item": {"code": "11510100MB1234567A4000131001000", "version": 1, "name": "食品经营许可新办"},
            "department": {"code": "119901009999900619", "name": "成都市（示范）市场监督管理局", "address": "成都市示范大道12号",
                "phone": "028-00000006", "hours": "工作日 9:00–17:00"},
            "channel": "window", "submitted_at": "2026-11-20T02:10:00Z", "received_on": "2026-11-20", "status": "submitted",
            "status_text": "已收件", "materials": [{"material": "layout_plan", "name": "经营场所平面布局和操作流程示意图",
                "form": "original", "copies": 1, "original_seen": false, "files": [{"name": "平面图.pdf", "size": 48213}]}],
            "members": [], "following": [], "answer_by": null, "answered_by": "2026-11-27", "accepted_on": null, "promised_due_on": null,
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
