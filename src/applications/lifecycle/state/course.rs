//! The courses of an application's limits: which limits run one after another, and where they lead.

use chrono::NaiveDate;

use super::dates::{Acceptance, Extension, Limits};
use crate::calendar::{Calendar, Limit, Pause, Running};

/// The way one due date is come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The limits that run one after another: the item's own, and the extension if it moves this date.
    pub limits: Vec<Limit>,
    /// Where they lead, by which way.
    pub running: Running,
}

/// The ways of both due dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Courses {
    /// The promise's.
    pub promise: Course,
    /// The law's, if it sets a limit.
    pub statute: Option<Course>,
}

impl Courses {
    /// Runs the limits of what was accepted on a day.
    ///
    /// The promise runs like the law and is extended with it, unless it had passed by then.
    pub fn run(
        calendar: &Calendar,
        accepted_on: NaiveDate,
        Limits { promised, statutory }: Limits,
        extension: Option<&Extension>,
        pauses: &[Pause],
    ) -> Self {
        let course = |own: Limit, extension: Option<Limit>| {
            let limits: Vec<Limit> = [Some(own), extension].into_iter().flatten().collect();
            let running = calendar.run(accepted_on, &limits, pauses);
            Course { limits, running }
        };
        let of_promise = extension.filter(|extension| extension.moves_promise);
        Self {
            promise: course(promised, of_promise.map(|extension| extension.limit)),
            statute: statutory.map(|own| course(own, extension.map(|extension| extension.limit))),
        }
    }

    /// The promised due date. A promise in other days than the law's could end later than the law allows; nobody can promise that.
    pub fn promised_due_on(&self) -> NaiveDate {
        let own = self.promise.running.due.date;
        self.statute
            .as_ref()
            .map_or(own, |statute| own.min(statute.running.due.date))
    }
}

impl Acceptance {
    /// The ways of its due dates, by a calendar and the limits of its version, where it has not kept others.
    pub fn courses(&self, calendar: &Calendar, limits: Limits) -> Courses {
        let (extension, pauses) = (self.extension.as_ref(), self.pauses());
        let limits = self.limits.unwrap_or(limits);
        Courses::run(calendar, self.accepted_on, limits, extension, &pauses)
    }
}
