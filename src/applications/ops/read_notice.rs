//! `GET /applications/{id}/notices/{number}`: a notice (文书), as it was given and may be printed again at any time.
//!
//! 1. Read the application; to whom it is not shown it is not there.
//! 2. Find the notice by its number.
//! 3. Answer what was written out when it was drawn up, as JSON or as a page to print.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::print::{NoticePage, NoticeSheet, answer};
use super::super::store::{Screen, Target};
use super::super::view::Readable;
use super::read_application::visible_screen;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_notice",
    action: Action::ReadApplications,
    problems: &[Code::NotFound, Code::NotAcceptable],
};

/// Print a notice
///
/// With `Accept: text/html` the document itself, in Chinese: every printing is the same, byte for byte, whatever applicant, department or item are
/// called by now. Everybody who sees the application sees its notices; the name of a third party is shown only to those who handle it. See
/// `docs/printing.md`.
#[utoipa::path(
    operation_id = "read_notice",
    tag = "Applications",
    params(
        ("id" = Uuid, Path, description = "The application"),
        ("number" = String, Path, description = "The notice's number"),
    ),
    responses((status = 200, description = "The notice", content(
        (NoticeSheet = "application/json", example = json!({
            "number": "W20261120000000015", "kind": "denial", "issued_on": "2026-11-20",
            "department": {"code": "119901009999900619", "name": "成都市（示范）市场监督管理局"}, "addressee": "王示范",
            "content": {"title": {"zh": "不予决定书", "en": "Decision to refuse"}, "application": "20261102000000017",
                "item": "食品经营许可新办", "department": "成都市（示范）市场监督管理局", "reasons": "经营场所与污染源距离不足",
                "appeal": {"reconsideration": "不服本决定的，可以自知道本决定之日起60日内依法申请行政复议。",
                    "litigation": "不服本决定的，可以自知道或者应当知道本决定之日起6个月内依法向人民法院提起行政诉讼。"}},
            "body": ["你于2026年11月2日提出的“食品经营许可新办”申请（办件编号：20261102000000017），经审查，不符合法定条件、标准，根据《中华人民共和国食品安全法》第三十五条和《中华人民共和国行政许可法》第三十八条第二款的规定，决定不予行政许可。"],
            "closing": [], "address": "成都市示范大道12号", "phone": "028-00000006"
        })),
        (String = "text/html", example = json!("<!DOCTYPE html>\n<html lang=\"zh-CN\">…<h1>不予决定书</h1>…</html>\n"))
    )))
)]
#[get("/applications/{id}/notices/{number}")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    path: web::Path<(Uuid, String)>,
    request: HttpRequest,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let (id, number) = path.into_inner();

    // 1.
    let screen = visible_screen(&desk, Target::Application(id), &caller, true).await?;
    let readable = Readable::of(&desk, &screen).await?;
    print(&desk, (&screen, &readable), &number, &request)
}

/// Steps 2 and 3, of what the caller sees, read with its events.
///
/// # Errors
/// 404 when there is no such notice.
pub(crate) fn print(
    desk: &Desk,
    (screen, readable): (&Screen, &Readable),
    number: &str,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    // 2.
    let row = screen.notices.iter().find(|row| row.number == number);
    let row = row.ok_or_else(|| Problem::new(Code::NotFound))?;

    // 3.
    let sheet = NoticeSheet::of(desk, screen, readable, row)?;
    answer(request, &sheet, || NoticePage { sheet: &sheet })
}
