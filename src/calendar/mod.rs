//! The statutory calendar: which days are working days, and on which day a period ends.
//!
//! The Administrative Licensing Law counts in working days with statutory holidays excluded (art. 82). Which days those are is settled
//! once a year by a notice of the State Council: festivals, the days off around them, and weekend days worked to make up for them (调休).
//! The notices of 2019–2026 ship as data; [`Calendar::with_year`] adds or corrects a year.
//!
//! Counting: the day of the triggering event is day 0 and is not counted (Civil Code art. 201). A period of calendar days that ends on a
//! day off ends on the next working day (Civil Code art. 203).
//!
//! A year **without a notice** is computed with plain weekends and the festivals whose solar date is fixed: 1 January, 1–2 May and
//! 1–3 October. Lunar festivals and Qingming are not guessed, nor are make-up days. Whatever was computed through such a year is marked
//! **provisional**, to be computed again once the notice is out.
//!
//! Divisions may add days of their own, and office hours: [`Divisions`]. Dates are those of Asia/Shanghai.
//!
//! Counting is pure: no clock, no database. At the edge of the room stand the handle on the present calendars ([`Calendars`]), the years that were
//! loaded ([`load`]), the operations ([`ops`]), and how far open due dates have followed ([`reprojection`]).

mod divisions;
mod file;
mod handle;
mod limit;
pub mod load;
pub mod ops;
pub mod reprojection;
mod running;
mod shipped;
mod store;
mod unique;
mod working_days;
mod written;
mod year;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use divisions::{DivisionRules, Divisions, DivisionsError, OfficeHours, Places};
pub use file::{FileError, YearsFile};
pub use handle::{Calendars, STALE_AFTER};
pub use limit::{Limit, Unit, WorkingDays};
pub use running::{Pause, Period, PeriodKind, PeriodWord, Running};
pub use shipped::shipped_year;
pub use working_days::{Calendar, Due};
pub use written::{Fault, WrittenYear, YEARS};
pub use year::{ArrangementError, YearArrangement};
