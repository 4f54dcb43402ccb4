//! `PUT /dev/clock`: travel to an instant.
//!
//! 1. The instant must lie in a year the law's calendar can count in.
//! 2. Keep the offset where all instances find it, and wake the queues: what is due there is due now.

use actix_web::put;
use actix_web::web::{Data, Json};
use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Reading;
use crate::clock::{Clock, machine_now};
use crate::db::Db;
use crate::dev::clock;
use crate::http::Body;
use crate::identity::{Action, Operation};
use crate::problem::{Code, Problem};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "set_clock",
    action: Action::TravelInTime,
    problems: &[Code::InvalidInput],
};

/// The years that can be travelled to: the calendar knows them or computes them.
const YEARS: std::ops::RangeInclusive<i32> = 2019..=2100;

/// Where to.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SetClock)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The instant it shall be now.
    now: DateTime<Utc>,
}

/// Set the clock
///
/// Travels to an instant, back or forth. Deadlines that pass on the way are met at once; sign-ins and leases are not affected.
#[utoipa::path(
    operation_id = "set_clock",
    tag = "Development",
    request_body(content = Request, example = json!({"now": "2026-03-02T09:30:00+08:00"})),
    responses((status = 200, body = Reading, description = "The clock as it is now.",
        example = json!({"now": "2026-03-02T01:30:00Z", "today": "2026-03-02", "offset_seconds": 86400})))
)]
#[put("/dev/clock")]
pub async fn handle(db: Data<Db>, clock: Data<Clock>, body: Body<Request>) -> Result<Json<Reading>, Problem> {
    let wanted = body.value.now;
    if !YEARS.contains(&wanted.year()) {
        return Err(Problem::invalid_field(
            "/now",
            "out-of-range",
            "年份须为 2019 至 2100。",
            "The year must be 2019 to 2100.",
        ));
    }
    clock::set(&mut *db.get().await?, &clock, wanted - machine_now()).await?;
    Ok(Json(Reading::of(&clock)))
}
