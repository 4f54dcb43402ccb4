//! The handle on the calendars that every operation holds.

use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwap;

use super::{Calendar, Divisions};
use crate::codes::DivisionCode;

/// The calendars, as this instance knows them. Clones share them.
#[derive(Clone)]
pub struct Calendars {
    inner: Arc<Inner>,
}

struct Inner {
    divisions: Divisions,
    present: ArcSwap<Present>,
}

struct Present {
    national: Calendar,
    divisions: Vec<(DivisionCode, Calendar)>,
}

impl Calendars {
    /// The State Council's calendar, with what divisions add to it.
    pub fn new(divisions: Divisions) -> Self {
        let present = Present::new(Calendar::state_council(), &divisions);
        Self {
            inner: Arc::new(Inner {
                divisions,
                present: ArcSwap::from_pointee(present),
            }),
        }
    }

    /// The calendar that holds for the organs of a place. It stays as it is for whoever holds it.
    pub fn of(&self, place: &DivisionCode) -> Calendar {
        let present = self.inner.present.load();
        let local = present.divisions.iter().find(|(division, _)| place.is_within(division));
        local.map_or(&present.national, |(_, calendar)| calendar).clone()
    }

    /// The State Council's calendar, which holds where nothing else is said.
    pub fn national(&self) -> Calendar {
        self.inner.present.load().national.clone()
    }
}

impl Present {
    fn new(national: Calendar, divisions: &Divisions) -> Self {
        Self {
            divisions: divisions.calendars(&national),
            national,
        }
    }
}

impl fmt::Debug for Calendars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendars")
            .field("divisions", &self.inner.divisions)
            .finish_non_exhaustive()
    }
}
