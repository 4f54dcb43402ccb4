//! Who asked why it takes so long, as it is shown.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::lifecycle::Case;
use super::super::store::Screen;

/// Urging (催办) and supervision (督办) of an application.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupervisionView {
    /// How often the applicant has urged.
    pub urges: u32,
    /// The working day they last did.
    pub urged_on: Option<NaiveDate>,
    /// The accounts that managers asked for; shown to those who handle it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demands: Option<Vec<DemandView>>,
}

/// An account that a manager asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemandView {
    /// Its number in the application.
    pub number: u32,
    /// What was asked.
    pub question: Option<String>,
    /// The day it was asked for.
    pub asked_on: NaiveDate,
    /// The last day to give it.
    pub answer_by: NaiveDate,
    /// Whether that day passed without it.
    pub overdue: bool,
    /// The account.
    pub answer: Option<String>,
    /// The day it was given.
    pub answered_on: Option<NaiveDate>,
}

impl SupervisionView {
    /// What there is of it; demands for those who handle the application (`inner`) only.
    pub(super) fn of(case: &Case, screen: &Screen, inner: bool) -> Self {
        let supervision = &case.supervision;
        let said = |seq: i64| screen.remark(seq).map(str::to_owned);
        let demands = supervision.demands.iter().map(|(number, demand)| DemandView {
            number: *number,
            question: said(demand.asked),
            asked_on: demand.asked_on,
            answer_by: demand.answer_by,
            overdue: demand.overdue,
            answer: demand.answered.and_then(said),
            answered_on: demand.answered_on,
        });
        Self {
            urges: supervision.urges,
            urged_on: supervision.urged_on,
            demands: inner.then(|| demands.collect()),
        }
    }
}
