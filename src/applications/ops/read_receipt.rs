//! `GET /applications/{id}/receipt`: the receipt slip (收件凭证), for the applicant and for the window that prints it for them.
//!
//! 1. Read the application; to whom it is not shown it is not there.
//! 2. The slip bears the code that fetches the result: only the party and the window get it.
//! 3. Write down how things stand now, as JSON or as a page to print.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::print::{Paper, Slip, SlipPage, answer};
use super::super::store::{Screen, Target};
use super::super::view::Readable;
use super::read_application::visible_screen;
use crate::http::PublicUrl;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Caller, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_receipt",
    action: Action::ReadApplications,
    problems: &[Code::NotFound, Code::NotAcceptable],
};

/// How to print.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReadReceipt {
    /// On what the page is to be printed: a sheet of A4, or a thermal roll 80 mm wide.
    #[param(inline, example = "a4")]
    #[serde(default)]
    pub paper: Paper,
}

/// Print the receipt slip
///
/// What is true now, so it may be asked for again at any time; after the day of receipt it says that it is a reprint. The party gets it, and the
/// window (also for an applicant who has no phone); others who handle the application get 403. 404 while nothing was submitted. With
/// `Accept: text/html` a page in Chinese that prints itself well. See `docs/printing.md`.
#[utoipa::path(
    operation_id = "read_receipt",
    tag = "Applications",
    params(("id" = Uuid, Path, description = "The application"), ReadReceipt),
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
#[get("/applications/{id}/receipt")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    id: web::Path<Uuid>,
    query: web::Query<ReadReceipt>,
    request: HttpRequest,
    desk: web::Data<Desk>,
    site: web::Data<PublicUrl>,
) -> Result<HttpResponse, Problem> {
    // 1.
    let screen = visible_screen(&desk, Target::Application(*id), &caller, true).await?;
    let readable = Readable::of(&desk, &screen).await?;
    print(&desk, &site, (&screen, &readable), &caller, &request, query.paper)
}

/// Steps 2 and 3, of what the caller sees, read with its events.
///
/// # Errors
/// 403 for who neither applied nor works at the window, 404 before it was handed in.
pub(crate) fn print(
    desk: &Desk,
    site: &PublicUrl,
    (screen, readable): (&Screen, &Readable),
    caller: &Caller,
    request: &HttpRequest,
    paper: Paper,
) -> Result<HttpResponse, Problem> {
    // 2.
    if !screen.is_party(caller) && !Slip::is_handed_out_by(caller, screen, &readable.case) {
        return Err(Problem::new(Code::Forbidden).with_detail(
            "收件凭证由申请人或者窗口打印。",
            "The slip is printed by the applicant or at the window.",
        ));
    }

    // 3.
    let slip = Slip::of(desk, site, screen, readable)?.ok_or_else(|| {
        Problem::new(Code::NotFound).with_detail(
            "尚未提交，没有收件凭证。",
            "Nothing was submitted yet, so there is no slip.",
        )
    })?;
    answer(request, &slip, || SlipPage { slip: &slip, paper })
}
