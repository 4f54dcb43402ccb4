//! A limit that runs, with pauses: on which day it ends, and the periods that make up the way there.
//!
//! Hearing, bidding, auction, inspection, testing, quarantine, appraisal and expert review are not counted (Administrative Licensing Law
//! art. 45). A pause leaves out the days **after** the day it begins **through** its last: the day of the event that stops the limit is
//! the last that counts, as the day of the event that starts it is the last that does not (Civil Code art. 201).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Calendar, Due, Limit, Unit, WorkingDays};

/// Days that do not count: those after `from`, through `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The day of the event that stopped the limit; it still counts.
    pub from: NaiveDate,
    /// The last day that does not count.
    pub until: NaiveDate,
}

/// A stretch of days on the way to a due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// What it is.
    pub kind: PeriodKind,
    /// How many days of a limit it used up, in the limit's unit; 0 unless it counts.
    pub counted: u32,
}

/// What a stretch of days is to the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodKind {
    /// It counts towards the limit of this position.
    Counted(usize),
    /// It is left out, because of the pause of this position.
    Paused(usize),
    /// The last calendar day was a day off, so the limit ends on the next working day (Civil Code art. 203).
    MovedToWorkingDay,
}

/// Where limits lead, and by which way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The last day.
    pub due: Due,
    /// The stretches from the day after day 0 through the last day, without gaps or overlaps.
    pub periods: Vec<Period>,
}

/// What a stretch counts, in words of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodWord {
    /// The day a limit starts from, which is not counted.
    DayZero,
    /// Counted.
    Counted,
    /// Not counted.
    NotCounted,
    /// Moved from a day off to the next working day.
    MovedToWorkingDay,
}

impl From<PeriodKind> for PeriodWord {
    fn from(kind: PeriodKind) -> Self {
        match kind {
            PeriodKind::Counted(_) => Self::Counted,
            PeriodKind::Paused(_) => Self::NotCounted,
            PeriodKind::MovedToWorkingDay => Self::MovedToWorkingDay,
        }
    }
}

impl Calendar {
    /// Runs limits one after another from `from` as day 0, leaving out the pauses, which are in order and do not overlap.
    pub fn run(&self, from: NaiveDate, limits: &[Limit], pauses: &[Pause]) -> Running {
        let mut way = Way {
            calendar: self,
            pauses,
            at: from,
            provisional: false,
            periods: Vec::new(),
        };
        for (position, limit) in limits.iter().enumerate().filter(|(_, limit)| limit.days > 0) {
            way.count(position, *limit);
        }
        Running {
            due: Due {
                date: way.at,
                provisional: way.provisional,
            },
            periods: way.periods,
        }
    }

    /// Working days after `from` through `to` that no pause leaves out.
    pub fn between_without(&self, from: NaiveDate, to: NaiveDate, pauses: &[Pause]) -> i64 {
        let left_out: i64 = pauses
            .iter()
            .map(|pause| {
                self.between(
                    pause.from.clamp(from, to.max(from)),
                    pause.until.clamp(from, to.max(from)),
                )
            })
            .sum();
        self.between(from, to) - left_out
    }
}

/// The way as far as it has been gone.
struct Way<'a> {
    calendar: &'a Calendar,
    pauses: &'a [Pause],
    at: NaiveDate,
    provisional: bool,
    periods: Vec<Period>,
}

impl Way<'_> {
    /// Uses up a whole limit.
    fn count(&mut self, position: usize, limit: Limit) {
        let mut left = limit.days;
        while let Some((index, pause)) = self.next_pause() {
            let stretch = self.days_until(pause.from, limit.unit);
            if left <= stretch {
                break;
            }
            left -= stretch;
            self.go(pause.from, PeriodKind::Counted(position), stretch);
            self.go(pause.until, PeriodKind::Paused(index), 0);
        }
        match limit.unit {
            Unit::WorkingDay => {
                let due = self.calendar.add(self.at, WorkingDays(left));
                self.provisional |= due.provisional;
                self.go(due.date, PeriodKind::Counted(position), left);
            }
            Unit::CalendarDay => {
                let end = self
                    .at
                    .checked_add_days(Days::new(u64::from(left)))
                    .unwrap_or(NaiveDate::MAX);
                self.go(end, PeriodKind::Counted(position), left);
                self.reach_working_day();
            }
        }
    }

    /// A period in calendar days that ends on a day off ends on the next working day, of those that count.
    fn reach_working_day(&mut self) {
        let mut due = self.calendar.on_or_after(self.at);
        self.provisional |= due.provisional;
        let inside = |date: NaiveDate| {
            self.pauses
                .iter()
                .find(|pause| pause.from < date && date <= pause.until)
        };
        while due.date > self.at
            && let Some(pause) = inside(due.date)
        {
            let Some(after) = pause.until.succ_opt() else { break };
            due = self.calendar.on_or_after(after);
            self.provisional |= due.provisional;
        }
        self.go(due.date, PeriodKind::MovedToWorkingDay, 0);
    }

    /// The first pause that leaves out a day still to come.
    fn next_pause(&self) -> Option<(usize, Pause)> {
        let ahead = |(_, pause): &(usize, &Pause)| pause.until > self.at && pause.until > pause.from;
        let (index, pause) = self.pauses.iter().enumerate().find(ahead)?;
        let from = pause.from.max(self.at);
        Some((index, Pause { from, ..*pause }))
    }

    fn days_until(&self, date: NaiveDate, unit: Unit) -> u32 {
        let days = match unit {
            Unit::WorkingDay => self.calendar.between(self.at, date),
            Unit::CalendarDay => (date - self.at).num_days(),
        };
        u32::try_from(days).unwrap_or(0)
    }

    fn go(&mut self, to: NaiveDate, kind: PeriodKind, counted: u32) {
        if let Some(first) = self.at.succ_opt().filter(|first| *first <= to) {
            self.periods.push(Period {
                first,
                last: to,
                kind,
                counted,
            });
            self.at = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn pause(from: &str, until: &str) -> Pause {
        Pause {
            from: day(from),
            until: day(until),
        }
    }

    /// Art. 45 over the Spring Festival of 2026 (15–23 February off, the 14th and 28th worked).
    #[test]
    fn days_of_a_pause_do_not_count() {
        let calendar = Calendar::state_council();
        let run = |pauses: &[Pause]| calendar.run(day("2026-02-02"), &[Limit::working(20)], pauses);
        assert_eq!(run(&[]).due.date, day("2026-03-06"));
        // 6 February (Friday) the appraisal begins, its last day is the 13th: 9 to 13 February, five working days.
        let paused = run(&[pause("2026-02-06", "2026-02-13")]);
        assert_eq!(paused.due.date, day("2026-03-13"));
        let counted: Vec<_> = paused
            .periods
            .iter()
            .map(|period| (period.kind, period.counted))
            .collect();
        assert_eq!(
            counted,
            [
                (PeriodKind::Counted(0), 4),
                (PeriodKind::Paused(0), 0),
                (PeriodKind::Counted(0), 16)
            ]
        );
        // Days off inside a pause are no gain.
        assert_eq!(run(&[pause("2026-02-14", "2026-02-23")]).due.date, day("2026-03-06"));
    }

    #[test]
    fn what_begins_after_the_last_day_changes_nothing() {
        let calendar = Calendar::state_council();
        let due = |pauses: &[Pause]| calendar.run(day("2026-03-02"), &[Limit::working(5)], pauses).due.date;
        assert_eq!(due(&[pause("2026-03-09", "2026-03-20")]), day("2026-03-09"));
        assert_eq!(due(&[pause("2026-03-06", "2026-03-20")]), day("2026-03-23"));
        assert_eq!(due(&[pause("2026-03-04", "2026-03-04")]), day("2026-03-09"));
    }

    /// Civil Code art. 203.
    #[test]
    fn calendar_days_that_end_on_a_day_off_end_on_the_next_working_day_that_counts() {
        let calendar = Calendar::state_council();
        let run = |pauses: &[Pause]| calendar.run(day("2026-03-02"), &[Limit::calendar(5)], pauses);
        assert_eq!(run(&[]).due.date, day("2026-03-09"), "the 7th is a Saturday");
        assert_eq!(run(&[pause("2026-03-08", "2026-03-10")]).due.date, day("2026-03-11"));
        assert_eq!(run(&[pause("2026-03-03", "2026-03-05")]).due.date, day("2026-03-09"));
    }

    fn any_pauses() -> impl Strategy<Value = Vec<Pause>> {
        prop::collection::vec((0_u64..30, 0_u64..40), 0..4).prop_map(|steps| {
            let mut at = day("2025-12-20");
            let mut pauses = vec![];
            for (gap, length) in steps {
                let from = at + Days::new(gap);
                at = from + Days::new(length);
                pauses.push(Pause { from, until: at });
            }
            pauses
        })
    }

    fn any_limit() -> impl Strategy<Value = Limit> {
        prop_oneof![
            (0_u32..60).prop_map(Limit::working),
            (0_u32..90).prop_map(Limit::calendar)
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        /// The periods follow each other without gaps, and what they count is what the limits allow.
        #[test]
        fn the_ledger_always_adds_up(
            start in 0_u64..60,
            limits in prop::collection::vec(any_limit(), 1..3),
            pauses in any_pauses(),
        ) {
            let calendar = Calendar::state_council();
            let from = day("2025-12-01") + Days::new(start);
            let Running { due, periods } = calendar.run(from, &limits, &pauses);
            let mut at = from;
            for period in &periods {
                prop_assert_eq!(period.first, at.succ_opt().unwrap());
                prop_assert!(period.first <= period.last);
                at = period.last;
            }
            prop_assert_eq!(at, due.date);
            for (position, limit) in limits.iter().enumerate() {
                let counted: u32 = periods.iter().filter(|period| period.kind == PeriodKind::Counted(position)).map(|period| period.counted).sum();
                prop_assert_eq!(counted, limit.days);
            }
        }

        /// Against walking day by day.
        #[test]
        fn a_paused_limit_agrees_with_walking(start in 0_u64..60, n in 1_u32..60, pauses in any_pauses()) {
            let calendar = Calendar::state_council();
            let from = day("2025-12-01") + Days::new(start);
            let pauses: Vec<_> = pauses.into_iter().filter(|pause| pause.from >= from).collect();
            let left_out = |date: NaiveDate| pauses.iter().any(|pause| pause.from < date && date <= pause.until);
            let walked = from.iter_days().skip(1).filter(|date| calendar.is_working_day(*date) && !left_out(*date)).nth(n as usize - 1).unwrap();
            let due = calendar.run(from, &[Limit::working(n)], &pauses).due.date;
            prop_assert_eq!(due, walked);
            prop_assert_eq!(calendar.between_without(from, due, &pauses), i64::from(n));
        }

        /// One limit after another in working days is their sum.
        #[test]
        fn limits_in_working_days_add_up(start in 0_u64..60, (a, b) in (0_u32..40, 0_u32..40), pauses in any_pauses()) {
            let calendar = Calendar::state_council();
            let from = day("2025-12-01") + Days::new(start);
            let chained = calendar.run(from, &[Limit::working(a), Limit::working(b)], &pauses).due;
            prop_assert_eq!(chained, calendar.run(from, &[Limit::working(a + b)], &pauses).due);
        }
    }
}
