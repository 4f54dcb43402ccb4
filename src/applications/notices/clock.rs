//! What the notices about the clock say: how long a special procedure takes (art. 45), by how much the limits are extended and why (art. 42).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::lifecycle::{DueDates, Event, Suspension};
use super::super::scene::Scene;
use super::{NoticeContent, NoticeKind, Wording};
use crate::codes::SpecialProcedure;
use crate::text::Text;

/// A special procedure, as a notice tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuspensionNotice {
    /// What takes place.
    pub kind: SpecialProcedure,
    /// Its name.
    pub name: Text,
    /// The day it was told; it still counts.
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// Whether the limits stand still meanwhile.
    pub stops: bool,
}

impl SuspensionNotice {
    fn of(suspension: &Suspension, until: NaiveDate) -> Self {
        Self {
            kind: suspension.kind,
            name: suspension.kind.label(),
            from: suspension.from,
            until,
            stops: suspension.stops(),
        }
    }
}

/// The kind of notice an event about the clock calls for.
pub(super) fn kind(event: &Event) -> Option<NoticeKind> {
    match event {
        Event::Suspended { .. } => Some(NoticeKind::Suspension),
        Event::SuspensionProlonged { .. } => Some(NoticeKind::Prolongation),
        Event::SuspensionEnded { .. } => Some(NoticeKind::Resumption),
        Event::Extended { .. } => Some(NoticeKind::Extension),
        _ => None,
    }
}

/// What a notice about the clock says beside its heading.
pub(super) fn fill(content: &mut NoticeContent, scene: &Scene<'_>, event: &Event, wording: &Wording) {
    let going_on = scene
        .case
        .phase
        .undecided()
        .and_then(|known| known.current_suspension());
    match event {
        Event::Suspended {
            kind,
            basis,
            from,
            until,
            dates,
        } => {
            content.suspension = Some(SuspensionNotice {
                kind: *kind,
                name: kind.label(),
                from: *from,
                until: *until,
                stops: basis.is_some(),
            });
            // What the clerk cites more closely stands beside what lets the limits stop.
            let laws: Vec<&str> = basis.iter().chain(&wording.legal_basis).map(String::as_str).collect();
            content.legal_basis = (!laws.is_empty()).then(|| laws.join("；"));
            told(content, dates, wording);
        }
        Event::SuspensionProlonged { until, dates } => {
            content.suspension = going_on.map(|current| SuspensionNotice::of(current, *until));
            content.legal_basis = going_on.and_then(|current| current.basis.clone());
            told(content, dates, wording);
        }
        Event::SuspensionEnded { on, dates } => {
            content.suspension = going_on.map(|current| SuspensionNotice::of(current, *on));
            told(content, dates, wording);
            // What ends on its planned day does so by itself, before anybody has said why.
            content.reasons = content.reasons.take().filter(|_| *on == scene.today);
        }
        Event::Extended {
            limit, basis, dates, ..
        } => {
            content.extension = Some(*limit);
            content.legal_basis = Some(basis.clone());
            told(content, dates, wording);
        }
        _ => {}
    }
}

fn told(content: &mut NoticeContent, dates: &DueDates, wording: &Wording) {
    content.promised_due_on = Some(dates.promised_due_on);
    content.statutory_due_on = dates.statutory_due_on;
    content.reasons.clone_from(&wording.reasons);
}
