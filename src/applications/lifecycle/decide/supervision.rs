//! Urging by the applicant (催办), and supervision by a manager (督办).

use chrono::{Days, NaiveDate};

use super::super::SUPERVISION_LIMIT;
use super::super::context::Context;
use super::super::event::{Event, SupervisionEvent};
use super::super::refusal::Refusal;
use super::super::state::{Case, Phase};
use super::wrong_state;

/// A manager gives no longer than this, in calendar days.
const LONGEST: Days = Days::new(60);

/// The applicant asks why it takes so long: once a working day, while it is the departments' turn.
pub(super) fn urge(case: &Case, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    if !case.may_be_urged() {
        return Err(wrong_state(case));
    }
    let on = context.calendar.on_or_after(context.today).date;
    if case.supervision.urged_on == Some(on) {
        return Err(Refusal::UrgedBefore { on });
    }
    Ok(vec![Event::Supervision(SupervisionEvent::Urged { on })])
}

/// A manager asks for an account, from receipt until the end.
pub(super) fn supervise(
    case: &Case,
    answer_by: Option<NaiveDate>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if !case.is_under_way() {
        return Err(wrong_state(case));
    }
    let latest = context.today.checked_add_days(LONGEST).unwrap_or(NaiveDate::MAX);
    let answer_by = answer_by.unwrap_or_else(|| context.calendar.add(context.today, SUPERVISION_LIMIT).date);
    if answer_by <= context.today || answer_by > latest {
        return Err(Refusal::ImpossibleAnswerDay {
            after: context.today,
            latest,
        });
    }
    let number = case.supervision.demands.keys().max().map_or(1, |last| last + 1);
    Ok(vec![Event::Supervision(SupervisionEvent::Supervised {
        number,
        answer_by,
    })])
}

/// Those who handle it give the account, in time or late.
pub(super) fn answer(case: &Case, number: u32) -> Result<Vec<Event>, Refusal> {
    match case.supervision.demands.get(&number) {
        None => Err(Refusal::UnknownDemand),
        Some(demand) if demand.answered_on.is_some() => Err(Refusal::DemandAnswered),
        Some(_) => Ok(vec![Event::Supervision(SupervisionEvent::SupervisionAnswered {
            number,
        })]),
    }
}

/// The account was not given in time (timer).
pub(super) fn overdue(case: &Case, number: u32, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let demand = case.supervision.demands.get(&number);
    let late = demand.is_some_and(|demand| {
        demand.answered_on.is_none() && !demand.overdue && case.is_under_way() && context.today > demand.answer_by
    });
    if late {
        Ok(vec![Event::Supervision(SupervisionEvent::SupervisionOverdue {
            number,
        })])
    } else {
        Err(Refusal::Stale)
    }
}

impl Case {
    /// Whether it is with the departments, from receipt until the end.
    pub fn is_under_way(&self) -> bool {
        matches!(
            self.phase,
            Phase::Submitted(_)
                | Phase::AwaitingSupplement(_)
                | Phase::InReview(_)
                | Phase::Suspended(_)
                | Phase::Decided(_)
        )
    }

    /// Whether it is the departments' turn, so that the applicant may ask why it takes so long.
    pub fn may_be_urged(&self) -> bool {
        match &self.phase {
            Phase::Submitted(_) | Phase::InReview(_) | Phase::Suspended(_) => true,
            Phase::Decided(decided) => decided.certificate.is_none() && self.awaited().is_none(),
            _ => false,
        }
    }
}
