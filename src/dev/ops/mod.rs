//! The operations of development mode.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod advance_clock;
pub mod read_clock;
pub mod set_clock;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Clock;

/// What the law's clock shows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClockReading)]
pub struct Reading {
    /// The instant.
    now: DateTime<Utc>,
    /// The date in Shanghai.
    today: NaiveDate,
    /// How far it runs ahead of the machine's clock, in seconds.
    offset_seconds: i64,
}

impl Reading {
    fn of(clock: &Clock) -> Self {
        Self {
            now: clock.now(),
            today: clock.today(),
            offset_seconds: clock.offset().num_seconds(),
        }
    }
}
