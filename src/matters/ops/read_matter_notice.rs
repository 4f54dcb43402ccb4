//! `GET /matters/{id}/notices/{number}`: a notice on a matter as a whole.
//!
//! 1. Read the matter; to whom it is not shown it is not there, nor its notices to those who work on single members.
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
#[get("/matters/{id}/notices/{number}")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    path: web::Path<(Uuid, String)>,
    request: HttpRequest,
    desk: web::Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let (id, number) = path.into_inner();
    let seen = Seen::of(&desk, id, &caller, true).await?;
    if !seen.entire {
        return Err(Problem::new(Code::NotFound));
    }
    print(&desk, (&seen.screen, &seen.readable), &number, &request)
}
