//! What a division adds to the State Council's arrangement: local festivals, and office hours.
//!
//! Autonomous regions and others have days off of their own (广西三月三, by government order of the region), which are days off for the organs of the
//! region only. A division's rules hold for everything within it; where an inner division says otherwise, the inner one is right.
//!
//! With **office hours**, what arrives after closing or on a day off counts as received on the next working day (Civil Code art. 203:
//! where there are hours of business, a day ends with them). Without, any time of day counts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;

use super::Calendar;
use super::unique::Unique;
use crate::codes::DivisionCode;

/// What one division adds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DivisionRules {
    /// Extra days off.
    pub off: BTreeSet<NaiveDate>,
    /// Extra working days.
    pub work: BTreeSet<NaiveDate>,
    /// When its offices are open.
    pub office_hours: Option<OfficeHours>,
}

/// When offices are open on a working day, in Shanghai time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeHours {
    /// From when.
    pub opens: NaiveTime,
    /// Until when; that moment itself is too late.
    pub closes: NaiveTime,
}

/// The rules of all divisions that have any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divisions(BTreeMap<DivisionCode, DivisionRules>);

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DivisionsError {
    /// Not JSON, or not in the right shape.
    #[error(transparent)]
    Malformed(#[from] serde_json::Error),
    /// One date is both an extra day off and an extra working day.
    #[error("{division}: {date} is listed both as a day off and as a working day")]
    Contradiction {
        /// The division.
        division: DivisionCode,
        /// The date.
        date: NaiveDate,
    },
    /// Offices that close before they open.
    #[error("{division}: its offices close at {closes}, but open at {opens} only")]
    Hours {
        /// The division.
        division: DivisionCode,
        /// When they open.
        opens: NaiveTime,
        /// When they close.
        closes: NaiveTime,
    },
}

impl Divisions {
    /// Reads `{"450000": {"off": ["2026-04-20"], "work": [], "office_hours": {"opens": "09:00", "closes": "17:00"}}}`.
    ///
    /// # Errors
    /// When a division is listed twice, contradicts itself, or is written in another shape.
    pub fn parse(text: &str) -> Result<Self, DivisionsError> {
        let Unique(divisions): Unique<DivisionCode, DivisionRules> = serde_json::from_str(text)?;
        for (division, rules) in &divisions {
            if let Some(&date) = rules.off.intersection(&rules.work).next() {
                let division = division.clone();
                return Err(DivisionsError::Contradiction { division, date });
            }
            if let Some(OfficeHours { opens, closes }) = rules.office_hours.filter(|hours| hours.closes <= hours.opens)
            {
                let division = division.clone();
                return Err(DivisionsError::Hours {
                    division,
                    opens,
                    closes,
                });
            }
        }
        Ok(Self(divisions))
    }

    /// The calendars of all places, on the ground of the nation's.
    pub fn places(&self, national: Calendar) -> Places {
        let mut inward: Vec<_> = self.0.iter().collect();
        inward.sort_by_key(|(division, _)| division.significant_prefix().len());
        let around = |inner: &DivisionCode| {
            let rules = inward.iter().filter(|(outer, _)| inner.is_within(outer));
            rules.fold(national.clone(), |calendar, (_, rules)| calendar.with_rules(rules))
        };
        let local = inward.iter().rev();
        Places {
            local: local
                .map(|(division, _)| ((*division).clone(), around(division)))
                .collect(),
            national,
        }
    }
}

/// The calendar of every place.
#[derive(Clone, Debug)]
pub struct Places {
    national: Calendar,
    /// Those of divisions with rules of their own, the innermost first: the first that contains a place is that place's.
    local: Vec<(DivisionCode, Calendar)>,
}

impl Places {
    /// The calendar that holds for the organs of a place.
    pub fn of(&self, place: &DivisionCode) -> &Calendar {
        let local = self.local.iter().find(|(division, _)| place.is_within(division));
        local.map_or(&self.national, |(_, calendar)| calendar)
    }

    /// The calendar that holds where nothing else is said.
    pub fn national(&self) -> &Calendar {
        &self.national
    }
}
