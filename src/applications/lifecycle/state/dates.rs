//! What is known from acceptance on: the due dates, and what moved them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::course::Courses;
use super::{Receipt, Status};
use crate::calendar::{Calendar, Limit, Pause, WorkingDays};
use crate::codes::SpecialProcedure;

/// What is known from acceptance on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// The receipt it accepts.
    pub receipt: Receipt,
    /// Day 0 of the limits.
    pub accepted_on: NaiveDate,
    /// Whether it counts as accepted by silence (art. 32).
    pub deemed: bool,
    /// When it is due.
    #[serde(flatten)]
    pub dates: DueDates,
    /// Special procedures (特别程序) so far, in order; they do not overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// The one extension, if it was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// The limits it was accepted with, where they are not those of the version it goes on under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
}

/// How long the department has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// What it promised.
    pub promised: Limit,
    /// What the law allows, if it says.
    pub statutory: Option<Limit>,
}

/// When an accepted application is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDates {
    /// The due date the department promised.
    pub promised_due_on: NaiveDate,
    /// The due date of the law, if the item has a statutory limit.
    pub statutory_due_on: Option<NaiveDate>,
    /// From this day on the light is yellow.
    pub yellow_on: NaiveDate,
    /// Whether a year whose notice is not out had to be assumed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
}

/// A special procedure (特别程序): a period that is not counted if a law says so, and is only recorded otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// What takes place.
    pub kind: SpecialProcedure,
    /// The law by which it does not count; without one it never stops the limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// The day of the notice: the last that counts.
    pub from: NaiveDate,
    /// The last day that does not count: the planned one, or the actual one once it is over.
    pub until: NaiveDate,
    /// Whether it is over.
    #[serde(default)]
    pub over: bool,
}

impl Suspension {
    /// Whether the limits stand still meanwhile.
    pub fn stops(&self) -> bool {
        self.basis.is_some()
    }
}

/// The one extension of the limits (art. 42).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// By how much.
    pub limit: Limit,
    /// On which day it was granted.
    pub on: NaiveDate,
    /// The law or rule it rests on.
    pub basis: String,
    /// Whether it moves the promise too: not one that had passed by then, for a broken promise stays broken.
    #[serde(default = "yes")]
    pub moves_promise: bool,
}

fn yes() -> bool {
    true
}

/// A permanent fact: a due date has passed without a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Which date.
    pub colour: Colour,
    /// The date that has passed.
    pub due_on: NaiveDate,
}

/// The colours of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// The promise has passed.
    Yellow,
    /// The statutory limit has passed.
    Red,
}

impl Colour {
    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Yellow, Self::Red]
            .into_iter()
            .find(|colour| colour.as_str() == word)
    }
}

impl Acceptance {
    /// The special procedure that is going on.
    pub fn current_suspension(&self) -> Option<&Suspension> {
        self.suspensions.last().filter(|suspension| !suspension.over)
    }

    /// The days that do not count.
    pub fn pauses(&self) -> Vec<Pause> {
        pauses(&self.suspensions)
    }
}

/// The days that special procedures leave out of the limits.
pub(in super::super) fn pauses(suspensions: &[Suspension]) -> Vec<Pause> {
    let stopping = suspensions.iter().filter(|suspension| suspension.stops());
    stopping
        .map(|suspension| Pause {
            from: suspension.from,
            until: suspension.until,
        })
        .collect()
}

impl DueDates {
    /// The dates there are, each with the colour of the card for passing it.
    pub fn by_colour(&self) -> impl Iterator<Item = (Colour, NaiveDate)> {
        let law = self.statutory_due_on.map(|due_on| (Colour::Red, due_on));
        [Some((Colour::Yellow, self.promised_due_on)), law]
            .into_iter()
            .flatten()
    }

    /// The due dates that the limits of what was accepted on a day lead to.
    pub fn of(calendar: &Calendar, accepted_on: NaiveDate, courses: &Courses, pauses: &[Pause]) -> Self {
        let promised_due_on = courses.promised_due_on();
        let law = courses.statute.as_ref().map(|statute| statute.running.due);
        Self {
            promised_due_on,
            statutory_due_on: law.map(|law| law.date),
            yellow_on: yellow_on(calendar, accepted_on, promised_due_on, pauses),
            provisional: courses.promise.running.due.provisional || law.is_some_and(|law| law.provisional),
        }
    }
}

/// The deadline light: a summary of a due date and today. The later the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// In good time.
    Green,
    /// At most one working day, or a fifth of the limit, is left.
    Yellow,
    /// Overdue.
    Red,
}

impl std::fmt::Display for Light {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        })
    }
}

/// The light on a day.
pub fn light(today: NaiveDate, yellow_on: NaiveDate, due_on: NaiveDate) -> Light {
    if today > due_on {
        Light::Red
    } else if today >= yellow_on {
        Light::Yellow
    } else {
        Light::Green
    }
}

/// The light of an application on a day. While it is suspended the limits stand still and there is none, unless it was late before.
pub fn light_of(status: Status, today: NaiveDate, yellow_on: NaiveDate, due_on: NaiveDate) -> Option<Light> {
    match status {
        Status::InReview => Some(light(today, yellow_on, due_on)),
        Status::Suspended => (today > due_on).then_some(Light::Red),
        _ => None,
    }
}

/// The same of what may have no dates yet: the day it turns yellow, and the promised due date.
pub fn light_within(
    status: Status,
    today: NaiveDate,
    (yellow_on, due_on): (Option<NaiveDate>, Option<NaiveDate>),
) -> Option<Light> {
    light_of(status, today, yellow_on?, due_on?)
}

/// The day the light turns yellow: when one working day, or a fifth of the limit if that is more, is left.
pub(in super::super) fn yellow_on(
    calendar: &Calendar,
    from: NaiveDate,
    due_on: NaiveDate,
    pauses: &[Pause],
) -> NaiveDate {
    let length = u32::try_from(calendar.between_without(from, due_on, pauses)).unwrap_or(0);
    let green = length.saturating_sub((length / 5).max(1));
    calendar.run(from, &[WorkingDays(green).into()], pauses).due.date
}
