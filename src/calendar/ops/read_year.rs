//! `GET /calendar/{year}`: which days of a year are off and which are worked.
//!
//! 1. Read the year as it was loaded, or came with the program, or is assumed; and how far due dates have followed.

use actix_web::get;
use actix_web::web::{Data, Json, Path};

use super::year_view::YearView;
use crate::db::Db;
use crate::identity::{Action, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_calendar_year",
    action: Action::ReadCalendar,
    problems: &[Code::NotFound],
};

/// Read a year of the calendar
///
/// Days off and make-up working days as the State Council's notice arranges them. After a year was loaded, `reprojection` shows how far the due
/// dates of open applications have been computed again.
#[utoipa::path(
    operation_id = "read_calendar_year",
    tag = "Calendar",
    params(("year" = i32, Path, description = "The year, 2000 to 2199", example = 2026)),
    responses((status = 200, description = "The year", body = YearView, example = json!({
        "year": 2027, "off": ["2027-01-01", "2027-02-08"], "work": ["2027-02-14"], "working_days": 260, "provisional": false,
        "source": "国务院办公厅关于2027年部分节假日安排的通知", "loaded_at": "2026-11-10T02:00:00Z",
        "reprojection": {"total": 1200, "done": 800, "changed": 31, "started_at": "2026-11-10T02:00:00Z", "finished_at": null}
    })))
)]
#[get("/calendar/{year}")]
pub async fn handle(year: Path<i32>, db: Data<Db>) -> Result<Json<YearView>, Problem> {
    let mut conn = db.get().await?;
    YearView::read(&mut conn, *year).await.map(Json)
}
