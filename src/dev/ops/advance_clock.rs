//! `POST /dev/clock/advance`: travel some working days ahead.
//!
//! 1. Count the working days from today on the statutory calendar.
//! 2. Move to that day, at the same time of day, and wake the queues.

use actix_web::post;
use actix_web::web::{Data, Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Reading;
use crate::calendar::{Calendars, WorkingDays};
use crate::clock::Clock;
use crate::db::Db;
use crate::dev::clock;
use crate::http::Body;
use crate::identity::{Action, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "advance_clock",
    action: Action::TravelInTime,
    problems: &[Code::InvalidInput],
};

/// A year of working days is plenty for one step.
const MOST: u32 = 250;

/// How far.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AdvanceClock)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Working days, 1 to 250.
    #[schema(minimum = 1, maximum = 250)]
    working_days: u32,
}

/// Advance the clock
///
/// Travels some working days ahead, to the same time of day. Deadlines that pass on the way are met at once.
#[utoipa::path(
    operation_id = "advance_clock",
    tag = "Development",
    request_body(content = Request, example = json!({"working_days": 5})),
    responses((status = 200, body = Reading, description = "The clock as it is now.",
        example = json!({"now": "2026-03-09T01:30:00Z", "today": "2026-03-09", "offset_seconds": 691200})))
)]
#[post("/dev/clock/advance")]
pub async fn handle(
    db: Data<Db>,
    clock: Data<Clock>,
    calendars: Data<Calendars>,
    body: Body<Request>,
) -> Result<Json<Reading>, Problem> {
    let days = body.value.working_days;
    if !(1..=MOST).contains(&days) {
        return Err(Problem::invalid_field(
            "/working_days",
            "out-of-range",
            "须为 1 至 250。",
            "Must be 1 to 250.",
        ));
    }
    let today = clock.today();
    let target = calendars.national().add(today, WorkingDays(days)).date;
    clock::set(&mut *db.get().await?, &clock, clock.offset() + (target - today)).await?;
    Ok(Json(Reading::of(&clock)))
}
