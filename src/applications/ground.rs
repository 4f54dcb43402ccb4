//! What a decision stands on besides the case: the calendar of its place, the facts its procedure asks for, what may follow, where it stands
//! in a quota, and whether what an approval states is there.

use std::collections::BTreeSet;

use super::consents::Applicant;
use super::desk::Desk;
use super::execute::Plan;
use super::lifecycle::{Command, Context, Phase, QuotaStanding};
use super::scene::Scene;
use super::stated::is_lacking;
use super::store::read_standing;
use super::terms::{delivery_mode, policy_for};
use crate::calendar::Calendar;
use crate::catalogue::Facts;
use crate::codes::Service;
use crate::problem::Problem;

/// What a [`Context`] borrows from.
pub(super) struct Ground {
    calendar: Calendar,
    facts: Facts,
    to_follow: BTreeSet<String>,
    consents: BTreeSet<String>,
    quota: Option<QuotaStanding>,
    lacks_result: bool,
}

/// Whether a command may take a place of a quota. What is asked about a certificate that is there takes none.
fn takes_place(scene: &Scene<'_>, command: &Command) -> bool {
    scene.application.service == Service::New && command.may_decide()
}

impl Ground {
    /// The ground of a scene.
    ///
    /// # Errors
    /// When it cannot be asked whether the calendar is the latest, or what is kept of a draft's applicant or of the result cannot be read.
    pub(super) async fn of(desk: &Desk, scene: &Scene<'_>) -> Result<Self, Problem> {
        let (content, asking) = (scene.content, scene.application.asking());
        Ok(Self {
            calendar: desk.calendars.fresh(&scene.application.division).await?,
            facts: scene.version.facts(&content.answers, &content.form, asking),
            to_follow: content.to_follow(
                scene.version,
                asking,
                &scene.loaded.attached,
                scene.case.commitment.is_some(),
            ),
            consents: consents(desk, scene)?,
            quota: None,
            lacks_result: is_lacking(scene.application, scene.version, &desk.cipher)?,
        })
    }

    /// The ground of what is commanded: with what the decision states, which fits if it comes with the command, and where the application
    /// stands in a quota.
    ///
    /// # Errors
    /// See [`Self::of`]; when the database fails.
    pub(super) async fn for_plan(desk: &Desk, scene: &Scene<'_>, plan: &Plan) -> Result<Self, Problem> {
        let mut ground = Self::of(desk, scene).await?;
        ground.lacks_result &= plan.extras.result.is_none();
        ground.under_quota(desk, scene, &plan.command).await
    }

    /// With where the application stands in its item's quota, if there is one and the command may take a place. It is read apart from the
    /// rest: a place that others took meanwhile is refused by the write, and the command begins again.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn under_quota(
        mut self,
        desk: &Desk,
        scene: &Scene<'_>,
        command: &Command,
    ) -> Result<Self, Problem> {
        if let Some(rule) = scene.version.item.quota.filter(|_| takes_place(scene, command)) {
            let mut connection = desk.db.get().await?;
            let standing = read_standing(&mut connection, scene.application, rule, scene.now).await?;
            self.quota = Some(standing);
        }
        Ok(self)
    }

    /// What the scene is decided on.
    pub(super) fn context<'a>(&'a self, scene: &Scene<'a>) -> Context<'a> {
        Context {
            application: scene.application.id,
            now: scene.now,
            today: scene.today,
            calendar: &self.calendar,
            policy: policy_for(scene.case, scene.version, scene.application.service),
            facts: &self.facts,
            delivery: delivery_mode(scene.application),
            to_follow: &self.to_follow,
            consents: &self.consents,
            onto: None,
            quota: self.quota.as_ref(),
            lacks_result: self.lacks_result,
        }
    }
}

/// The consents that a draft waits for; nothing else does. Those of a matter are asked for once, for the whole, so its members wait for none.
fn consents(desk: &Desk, scene: &Scene<'_>) -> Result<BTreeSet<String>, Problem> {
    if !matches!(scene.case.phase, Phase::Draft) || scene.case.member().is_some() {
        return Ok(BTreeSet::new());
    }
    let minor = Applicant::open(&scene.loaded.applicant, &desk.cipher)?.is_minor(scene.today);
    let asking = scene.application.asking();
    Ok(scene.content.consents(scene.version, asking, minor))
}
