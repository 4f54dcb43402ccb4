//! `PUT /calendar/{year}`: load the notice of a new year, or correct one.
//!
//! 1. Check that the arrangement can be meant.
//! 2. In one transaction: keep it, move the generation, begin the reprojection of open due dates, and record who did it.
//! 3. Take it up here; other instances do within seconds.

use std::collections::BTreeMap;

use actix_web::put;
use actix_web::web::{Data, Path};

use super::year_view::YearView;
use crate::calendar::load::{self, Loader, NewYear};
use crate::calendar::{ArrangementError, Calendars, Fault, WrittenYear, YEARS};
use crate::clock::Clock;
use crate::db::Db;
use crate::http::{Answer, Body, RequestId};
use crate::identity::access::may;
use crate::identity::{Action, Allowed, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "load_calendar_year",
    action: Action::ManageCalendar,
    problems: &[Code::NotFound, Code::InvalidInput],
};

/// The longest source, in characters.
const LONGEST_SOURCE: usize = 500;

/// Load a year of the calendar
///
/// The notice of a new year, or a correction; it takes the place of what was known of the year. Open due dates follow in the background: the
/// answer, and `GET` afterwards, show how far. Loading the same again is harmless.
#[utoipa::path(
    operation_id = "load_calendar_year",
    tag = "Calendar",
    params(("year" = i32, Path, description = "The year, 2000 to 2199", example = 2027)),
    request_body(content = WrittenYear, example = json!({
        "off": ["2027-01-01", "2027-02-08"], "work": ["2027-02-14"], "source": "国务院办公厅关于2027年部分节假日安排的通知"
    })),
    responses((status = 202, description = "Loaded; open due dates follow", body = YearView, example = json!({
        "year": 2027, "off": ["2027-01-01", "2027-02-08"], "work": ["2027-02-14"], "working_days": 260, "provisional": false,
        "source": "国务院办公厅关于2027年部分节假日安排的通知", "loaded_at": "2026-11-10T02:00:00Z",
        "reprojection": {"total": null, "done": 0, "changed": 0, "started_at": "2026-11-10T02:00:00Z", "finished_at": null}
    })))
)]
#[put("/calendar/{year}")]
pub async fn handle(
    caller: Allowed<may::ManageCalendar>,
    year: Path<i32>,
    request_id: RequestId,
    body: Body<WrittenYear>,
    db: Data<Db>,
    clock: Data<Clock>,
    calendars: Data<Calendars>,
) -> Result<Answer, Problem> {
    // 1.
    let year = *year;
    let new = check(year, body.value)?;

    // 2.
    let loader = Loader {
        account: Some(caller.account),
        role: Some(caller.role.as_str()),
        request_id: Some(request_id.0),
    };
    let mut conn = db.get().await?;
    load::load(&mut conn, &BTreeMap::from([(year, new)]), &loader, clock.now()).await?;
    let view = YearView::read(&mut conn, year).await?;
    drop(conn);

    // 3.
    if let Err(error) = calendars.refresh_if_changed().await {
        tracing::warn!(%error, "the year is stored and will hold with the next refresh");
    }
    Answer::new(202, &view)
}

fn check(year: i32, written: WrittenYear) -> Result<NewYear, Problem> {
    if !YEARS.contains(&year) {
        return Err(Problem::new(Code::NotFound));
    }
    let source = written.source.as_deref().map(str::trim);
    let source = source.filter(|source| !source.is_empty()).map(str::to_owned);
    let mut errors = Vec::new();
    let arrangement = written.arrange(year).unwrap_or_else(|faults| {
        errors.extend(faults.iter().map(told));
        Default::default()
    });
    if source
        .as_ref()
        .is_some_and(|source| source.chars().count() > LONGEST_SOURCE)
    {
        let message = Text::new("不得超过 500 个字符。", "Must not exceed 500 characters.");
        errors.push(FieldError::new("/source", "too-long", message));
    }
    if errors.is_empty() {
        Ok(NewYear { arrangement, source })
    } else {
        Err(Problem::invalid(errors))
    }
}

fn told(fault: &Fault) -> FieldError {
    let (code, zh) = match fault.error {
        ArrangementError::OtherYear { date, year } => ("other-year", format!("{date} 不在 {year} 年。")),
        ArrangementError::Contradiction(date) => ("contradiction", format!("{date} 既列为放假又列为上班。")),
        ArrangementError::NoWeekend(date) => ("no-weekend", format!("{date} 不是周末，无须调休上班。")),
        ArrangementError::Twice(date) => ("listed-twice", format!("{date} 重复列出。")),
        ArrangementError::NothingOff(year) => ("nothing-off", format!("{year} 年没有任何放假日期。")),
    };
    FieldError::new(&fault.pointer, code, Text::new(zh, format!("{}.", fault.error)))
}
