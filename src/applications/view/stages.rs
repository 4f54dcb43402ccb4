//! The way an application goes, for the progress bar of its screen.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::lifecycle::{Case, Phase};
use super::super::store::rows::ApplicationRow;
use crate::clock::shanghai_date;
use crate::text::{Language, Text};

/// One stage of the way.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stage {
    /// `receipt`, `acceptance`, `review`, `decision` or `delivery`.
    pub code: &'static str,
    /// Its name.
    pub name: String,
    /// How far it has come.
    pub state: StageState,
    /// When it was done.
    pub on: Option<NaiveDate>,
}

/// How far a stage has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageState {
    /// Behind.
    Done,
    /// The present one.
    Current,
    /// Ahead.
    Pending,
    /// Never reached: the application ended before.
    Skipped,
}

pub(super) fn stages(case: &Case, row: &ApplicationRow, language: Language) -> Vec<Stage> {
    let reached = match &case.phase {
        Phase::Draft => 0,
        Phase::Submitted(_) | Phase::AwaitingSupplement(_) => 1,
        Phase::InReview(_) | Phase::Suspended(_) => 2,
        Phase::Decided(_) => 4,
        Phase::Completed(_) => 5,
        // Ended early: as far as the dates tell.
        _ => usize::from(row.submitted_at.is_some()) + usize::from(row.accepted_on.is_some()),
    };
    let over = case.phase.status().is_final();
    let names = [
        (
            "receipt",
            Text::new("收件", "Receipt"),
            row.submitted_at.map(shanghai_date),
        ),
        ("acceptance", Text::new("受理", "Acceptance"), row.accepted_on),
        ("review", Text::new("审查", "Review"), row.decided_at.map(shanghai_date)),
        (
            "decision",
            Text::new("决定", "Decision"),
            row.decided_at.map(shanghai_date),
        ),
        (
            "delivery",
            Text::new("送达", "Delivery"),
            row.completed_at.map(shanghai_date),
        ),
    ];
    names
        .into_iter()
        .enumerate()
        .map(|(index, (code, name, on))| Stage {
            code,
            name: name.in_language(language).to_owned(),
            state: match index {
                _ if index < reached => StageState::Done,
                _ if over => StageState::Skipped,
                _ if index == reached => StageState::Current,
                _ => StageState::Pending,
            },
            on: on.filter(|_| index < reached),
        })
        .collect()
}
