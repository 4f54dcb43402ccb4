//! What the members of a matter (一件事) add to what is said of the whole: what its applicant is to do for one of them, they do for the matter.

use chrono::NaiveDate;

use super::super::lifecycle::{Case, DeliveryMode, Light, Phase, Standing};
use super::super::store::Glance;
use super::words::{act_by, next_action, to_follow};
use crate::problem::Problem;
use crate::text::Text;

/// What the members add. Of an application there is nothing to add.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rolled {
    /// The first day by which materials are to follow on a written commitment (容缺受理).
    follow_by: Option<NaiveDate>,
    /// Whether a result is there to be handed over.
    one_ready: bool,
    /// Whether one is that is not handed over with others.
    one_apart: bool,
    /// The worst of their lights.
    light: Option<Light>,
}

impl Rolled {
    /// Of members with their lights.
    pub fn of<'a>(members: impl IntoIterator<Item = (&'a Case, Option<Light>)>) -> Self {
        members.into_iter().fold(Self::default(), |so_far, (case, light)| {
            let follow_by = case.awaited().map(|following| following.by);
            let ready = matches!(case.standing(), Standing::Approved { ready: true });
            Self {
                follow_by: [so_far.follow_by, follow_by].into_iter().flatten().min(),
                one_ready: so_far.one_ready || ready,
                one_apart: so_far.one_apart || (ready && !case.is_delivered_together()),
                light: so_far.light.max(light),
            }
        })
    }

    /// Of members as a list reads them, on a day.
    ///
    /// # Errors
    /// 500 when a state cannot be read.
    pub fn glancing(members: &[Glance], today: NaiveDate) -> Result<Self, Problem> {
        let read = |member: &Glance| {
            let case: Case = serde_json::from_value(member.state.clone()).map_err(Problem::internal)?;
            let light = member.light(case.phase.status(), today);
            Ok((case, light))
        };
        let read: Vec<(Case, Option<Light>)> = members.iter().map(read).collect::<Result<_, Problem>>()?;
        Ok(Self::of(read.iter().map(|(case, light)| (case, *light))))
    }

    /// The worst of its own light and theirs.
    pub fn light(&self, own: Option<Light>) -> Option<Light> {
        self.light.max(own)
    }

    /// What happens next, or what the applicant is to do; what follows before what may be fetched.
    pub fn next_action(&self, case: &Case, delivery: DeliveryMode, today: NaiveDate) -> Text {
        let own = || next_action(case, delivery, today);
        if !matches!(
            case.phase,
            Phase::InReview(_) | Phase::Suspended(_) | Phase::Submitted(_)
        ) {
            return own();
        }
        match self.follow_by {
            Some(by) => to_follow(by),
            None if self.one_apart && delivery == DeliveryMode::Window => Text::new(
                "已有结果可以领取：请携带身份证件，凭取件码到窗口领取；其他事项继续办理。",
                "Results are ready to collect: bring your identity document and pickup code to the window. Other items go on.",
            ),
            None => own(),
        }
    }

    /// The last day of what the next step asks for.
    pub fn act_by(&self, case: &Case) -> Option<NaiveDate> {
        [act_by(case), self.follow_by].into_iter().flatten().min()
    }

    /// Whether a result waits at the window to be fetched: of a matter any that may be handed over now.
    pub fn is_fetchable(&self, case: &Case, delivery: DeliveryMode) -> bool {
        let own = matches!(case.standing(), Standing::Approved { ready: true });
        let there = match case.whole() {
            Some(_) => self.one_apart || (self.one_ready && case.may_hand_results_over()),
            None => own && !case.is_delivered_together(),
        };
        delivery == DeliveryMode::Window && there
    }
}
