//! `GET /dev/clock`: what time it is for the law.

use actix_web::get;
use actix_web::web::{Data, Json};

use super::Reading;
use crate::clock::Clock;
use crate::identity::{Action, Operation};

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "read_clock",
    action: Action::TravelInTime,
    problems: &[],
};

/// Read the clock
///
/// What time it is for the law, timers, notices and retries.
#[utoipa::path(
    operation_id = "read_clock",
    tag = "Development",
    responses((status = 200, body = Reading, description = "The clock.",
        example = json!({"now": "2026-03-02T01:30:00Z", "today": "2026-03-02", "offset_seconds": 86400})))
)]
#[get("/dev/clock")]
pub async fn handle(clock: Data<Clock>) -> Json<Reading> {
    Json(Reading::of(&clock))
}
