//! `GET /applications/{id}/due-date`: the ledger that explains the due dates.
//!
//! 1. Read the application; parties and those who work on it may.
//! 2. Run both limits again by the calendar of its place, and tell every stretch of days with its reason and its law.

use actix_web::{get, web};
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::store::Target;
use super::super::view::LedgerView;
use super::read_application::{ledger_of, visible_screen};
use crate::http::CallerLanguage;
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "explain_due_dates",
    action: Action::ReadApplications,
    problems: &[Code::NotFound],
};

/// Explain the due dates of an application
///
/// Every day from the day of acceptance to the due date is counted, left out or moved, with the reason and the law. Before acceptance
/// there is nothing to explain yet, and both dates are null.
#[utoipa::path(
    operation_id = "explain_due_dates",
    tag = "Applications",
    params(("id" = Uuid, Path, description = "The application")),
    responses((status = 200, description = "The ledger", body = LedgerView, example = json!({
        "accepted_on": "2026-02-02",
        "promise": {"due_on": "2026-02-25", "provisional": false,
            "limits": [{"name": "承诺时限", "days": 7, "unit": "working_day", "legal_basis": null}],
            "periods": [
                {"from": "2026-02-02", "to": "2026-02-02", "kind": "day_zero", "counted_days": 0, "reason": "受理之日，当日不计入",
                    "legal_basis": "《中华人民共和国民法典》第二百零一条"},
                {"from": "2026-02-03", "to": "2026-02-06", "kind": "counted", "counted_days": 4, "reason": "计入 4 个工作日",
                    "legal_basis": "《中华人民共和国行政许可法》第八十二条"},
                {"from": "2026-02-07", "to": "2026-02-13", "kind": "not_counted", "counted_days": 0, "reason": "鉴定所需时间，不计入期限",
                    "legal_basis": "《中华人民共和国行政许可法》第四十五条"},
                {"from": "2026-02-14", "to": "2026-02-25", "kind": "counted", "counted_days": 3,
                    "reason": "计入 3 个工作日，另有 9 天休息日不计", "legal_basis": "《中华人民共和国行政许可法》第八十二条"}
            ],
            "total_counted": 7, "remark": null},
        "statute": null,
        "suspensions": [{"kind": "appraisal", "name": "鉴定", "legal_basis": "《中华人民共和国行政许可法》第四十五条",
            "from": "2026-02-06", "until": "2026-02-13", "stops": true, "over": true}]
    })))
)]
#[get("/applications/{id}/due-date")]
pub async fn handle(
    caller: Allowed<may::ReadApplications>,
    id: web::Path<Uuid>,
    language: CallerLanguage,
    desk: web::Data<Desk>,
) -> Result<web::Json<LedgerView>, Problem> {
    let screen = visible_screen(&desk, Target::Application(*id), &caller, false).await?;
    Ok(web::Json(ledger_of(&desk, &screen, language).await?))
}
