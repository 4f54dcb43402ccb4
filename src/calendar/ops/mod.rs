//! The calendar's operations, one file each.
#![expect(unreachable_pub, reason = "the routing macro hides the function it is given")]

pub mod count_working_days;
pub mod load_year;
pub mod read_year;
mod year_view;
