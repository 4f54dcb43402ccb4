//! The clock on an application's screen: when it is due, what stops it, and what staff may do about it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::desk::Desk;
use super::super::lifecycle::{Case, Extension, Light, Phase, Status, Suspension};
use super::super::rights::works_on;
use super::super::store::Screen;
use super::super::store::rows::ApplicationRow;
use super::super::terms::extended_by;
use crate::calendar::Limit;
use crate::catalogue::ItemVersion;
use crate::codes::SpecialProcedure;
use crate::text::Language;

/// The due dates of an application.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueView {
    /// Day 0 of the limits.
    pub accepted_on: NaiveDate,
    /// The date the department promised.
    pub promised_due_on: NaiveDate,
    /// The date of the law, if it sets one.
    pub statutory_due_on: Option<NaiveDate>,
    /// Whether they rest on a year whose notice of holidays is not out, and may move when it is (while it is undecided).
    pub provisional: bool,
    /// The light, while it is in review. None while it is suspended, unless it was late before.
    pub light: Option<Light>,
    /// Working days left to the promise, while it is in review; negative when overdue.
    pub working_days_left: Option<i64>,
    /// The special procedure that is going on.
    pub suspension: Option<SuspensionView>,
    /// The extension that was granted.
    pub extension: Option<ExtensionView>,
}

/// A special procedure (特别程序).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suspension)]
pub struct SuspensionView {
    /// What takes place.
    pub kind: SpecialProcedure,
    /// Its name.
    pub name: String,
    /// The law by which its days are not counted.
    pub legal_basis: Option<String>,
    /// The day it was told; it still counts.
    pub from: NaiveDate,
    /// Its last day: the planned one, or the actual one once it is over.
    pub until: NaiveDate,
    /// Whether the limits stand still meanwhile; only with a legal basis.
    pub stops: bool,
    /// Whether it is over.
    pub over: bool,
}

/// An extension of the limits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Extension)]
pub struct ExtensionView {
    /// By how much.
    pub limit: Limit,
    /// The day it was granted.
    pub on: NaiveDate,
    /// The law or rule that allows it.
    pub legal_basis: String,
    /// Whether it moves the promise too: not one that had passed by then.
    pub moves_promise: bool,
}

impl SuspensionView {
    pub(super) fn of(suspension: &Suspension, language: Language) -> Self {
        Self {
            kind: suspension.kind,
            name: suspension.kind.label().in_language(language).to_owned(),
            legal_basis: suspension.basis.clone(),
            from: suspension.from,
            until: suspension.until,
            stops: suspension.stops(),
            over: suspension.over,
        }
    }
}

impl ExtensionView {
    pub(super) fn of(extension: &Extension) -> Self {
        Self {
            limit: extension.limit,
            on: extension.on,
            legal_basis: extension.basis.clone(),
            moves_promise: extension.moves_promise,
        }
    }
}

/// The due dates, with the light and the days left while it is in review.
pub fn due(desk: &Desk, row: &ApplicationRow, case: &Case, language: Language) -> Option<DueView> {
    let today = desk.clock.today();
    let (accepted_on, promised_due_on) = (row.accepted_on?, row.promised_due_on?);
    let (acceptance, status) = (case.phase.acceptance(), case.phase.status());
    let going_on = case.phase.undecided().and_then(|known| known.current_suspension());
    let calendar = desk.calendars.of(&row.division);
    Some(DueView {
        accepted_on,
        promised_due_on,
        statutory_due_on: row.statutory_due_on,
        provisional: case.phase.undecided().is_some_and(|known| known.dates.provisional),
        light: row.light(today),
        working_days_left: (status == Status::InReview).then(|| calendar.between(today, promised_due_on)),
        suspension: going_on.map(|suspension| SuspensionView::of(suspension, language)),
        extension: acceptance
            .and_then(|known| known.extension.as_ref())
            .map(ExtensionView::of),
    })
}

/// What the caller may do about the clock.
pub(super) fn actions(case: &Case, screen: &Screen, version: &ItemVersion, today: NaiveDate) -> Vec<&'static str> {
    let mut actions = Vec::new();
    let (Phase::InReview(acceptance) | Phase::Suspended(acceptance)) = &case.phase else {
        return actions;
    };
    let department = &screen.application.department;
    if works_on(case, department, |department, post| screen.holds(department, post)) {
        actions.extend_from_slice(match acceptance.current_suspension() {
            Some(current) if today <= current.until => {
                &["suspensions/current/end", "suspensions/current/prolongation"][..]
            }
            _ => &["suspensions"],
        });
    }
    let last = acceptance
        .dates
        .statutory_due_on
        .unwrap_or(acceptance.dates.promised_due_on);
    let head = extended_by(case, version, screen.application.service);
    let extensible = acceptance.extension.is_none() && today <= last;
    if extensible && head.is_some_and(|post| screen.holds(department, post)) {
        actions.push("extensions");
    }
    actions
}
