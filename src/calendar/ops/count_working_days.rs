//! `GET /calendar/working-days`: on which day a number of working days ends.
//!
//! 1. Read the parameters, each with its own place in what may be wrong.
//! 2. Count on the calendar of the place.

use actix_web::get;
use actix_web::web::{Data, Json, Query};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::calendar::{Calendars, Due, WorkingDays, YEARS};
use crate::codes::DivisionCode;
use crate::identity::{Action, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "count_working_days",
    action: Action::ReadCalendar,
    problems: &[Code::InvalidInput],
};

/// Forty years of working days.
const MOST: u32 = 10_000;

/// From when, and how many. Read by hand, because the framework does not say which parameter does not fit.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Count {
    /// Day 0, which is not counted.
    #[param(value_type = NaiveDate, example = "2026-02-13")]
    from: String,
    /// How many working days, up to 10,000. Zero days end on day 0.
    #[param(example = 5, minimum = 0, maximum = 10_000)]
    days: i64,
    /// Of which place, with its local festivals; the nation's when absent.
    #[param(value_type = Option<DivisionCode>, example = "450100")]
    division: Option<String>,
}

/// Count working days
///
/// The day on which so many working days end. Provisional when it rests on a year whose notice is not out.
#[utoipa::path(
    operation_id = "count_working_days",
    tag = "Calendar",
    params(Count),
    responses((status = 200, description = "The day", body = Due, example = json!({"date": "2026-02-27", "provisional": false})))
)]
#[get("/calendar/working-days")]
pub async fn handle(count: Query<Count>, calendars: Data<Calendars>) -> Result<Json<Due>, Problem> {
    // 1.
    let Count { from, days, division } = count.into_inner();
    let from = from
        .parse::<NaiveDate>()
        .ok()
        .filter(|from| YEARS.contains(&from.year()));
    let from = from.ok_or_else(|| {
        let zh = "须为 2000 年至 2199 年间的日期，如 2026-02-13。";
        unfit(
            "?from",
            zh,
            "Must be a date of the years 2000 to 2199, such as 2026-02-13.",
        )
    })?;
    let days = u32::try_from(days).ok().filter(|days| *days <= MOST);
    let days = days.ok_or_else(|| unfit("?days", "须为 0 至 10000。", "Must be 0 to 10,000."))?;
    let place = division
        .map(|code| code.parse::<DivisionCode>())
        .transpose()
        .map_err(|fault| Problem::invalid_field("?division", fault.code(), fault.message_zh(), fault.message_en()))?;

    // 2.
    let calendar = place.map_or_else(|| calendars.national(), |place| calendars.of(&place));
    Ok(Json(calendar.add(from, WorkingDays(days))))
}

fn unfit(pointer: &str, zh: &'static str, en: &'static str) -> Problem {
    Problem::invalid_field(pointer, "out-of-range", zh, en)
}
