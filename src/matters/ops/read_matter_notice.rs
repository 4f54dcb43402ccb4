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
/// The one notice of everything missing, the acceptance of the whole. Those on single members are notices of their applications, and those who
/// work on single members read these.
#[utoipa::path(
    operation_id = "read_matter_notice",
    tag = "Matters",
    params(
        ("id" = Uuid, Path, description = "The matter"),
        ("number" = String, Path, description = "The notice's number"),
    ),
    responses((status = 200, description = "The notice", content(
        (NoticeSheet = "application/json", example = json!({
            "number": "W20261120000000015", "kind": "supplement", "issued_on": "2026-11-23",
            "department": {"code": "119901009999900101", "name": "成都市（示范）政务服务管理局"}, "addressee": "王示范",
            "content": {"title": {"zh": "补正告知书", "en": "Notice of what is missing"}, "application": "BJ202611200000000017",
                "item": "新生儿出生一件事", "department": "成都市（示范）政务服务管理局", "answer_by": "2026-12-07",
                "materials": [{"name": "母亲身份证", "material": "mother_id",
                    "verdict": "defective", "reason": "照片模糊"}]},
            "body": ["你提出的“新生儿出生一件事”申请（办件编号：BJ202611200000000017），本机关于2026年11月20日收到，经审查，申请材料不齐全或者不符合法定形式。现将需要补正的全部内容一次告知如下："],
            "closing": ["请于2026年12月7日（含当日）前一次补齐并提交上述材料。"], "address": "成都市示范大道1号", "phone": "028-00000001"
        })),
        (String = "text/html", example = json!("<!DOCTYPE html>\n<html lang=\"zh-CN\">…<h1>补正告知书</h1>…</html>\n"))
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
