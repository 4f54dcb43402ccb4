//! What a decision stands on besides the case: the calendar of its place, the facts its procedure asks for, what may follow.

use std::collections::BTreeSet;

use super::desk::Desk;
use super::execute::{delivery_mode, policy};
use super::lifecycle::Context;
use super::scene::Scene;
use crate::calendar::Calendar;
use crate::catalogue::Facts;
use crate::db::DbError;

/// What a [`Context`] borrows from.
pub(super) struct Ground {
    calendar: Calendar,
    facts: Facts,
    to_follow: BTreeSet<String>,
}

impl Ground {
    /// The ground of a scene.
    ///
    /// # Errors
    /// When it cannot be asked whether the calendar is the latest.
    pub(super) async fn of(desk: &Desk, scene: &Scene<'_>) -> Result<Self, DbError> {
        let (content, kind) = (scene.content, &scene.application.applicant_kind);
        Ok(Self {
            calendar: desk.calendars.fresh(&scene.application.division).await?,
            facts: scene.version.facts(&content.answers, &content.form, Some(kind)),
            to_follow: content.to_follow(
                scene.version,
                kind,
                &scene.loaded.attached,
                scene.case.commitment.is_some(),
            ),
        })
    }

    /// What the scene is decided on.
    pub(super) fn context<'a>(&'a self, scene: &Scene<'a>) -> Context<'a> {
        Context {
            application: scene.application.id,
            now: scene.now,
            today: scene.today,
            calendar: &self.calendar,
            policy: policy(scene.version),
            facts: &self.facts,
            delivery: delivery_mode(scene.application),
            to_follow: &self.to_follow,
            onto: None,
        }
    }
}
