//! What another system tells of one application.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::applications::lifecycle::{Activity, Case, Outcome, Report};
use crate::applications::words::{LINE, too_long};
use crate::clock::shanghai_date;
use crate::codes::{ApplicationNumber, Channel, CreditCode, ItemCode};
use crate::problem::FieldError;
use crate::text::Text;

/// The most steps of one record.
const MOST_EVENTS: usize = 200;

/// What another system tells of one application: everything it knows so far.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportedApplication {
    /// The application's number here.
    #[schema(value_type = String, example = "BJ202611200000000026")]
    pub number: ApplicationNumber,
    /// Its item.
    pub item: ItemCode,
    /// Through which channel it came to the other system; not kept.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// When it was filed there; not kept, as it was received here with its matter.
    #[serde(default)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was accepted there; with the decision when not said.
    #[serde(default)]
    pub accepted_at: Option<DateTime<Utc>>,
    /// The day it is promised by there; not kept, as here it is due as its item promises.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// When it was decided there.
    #[serde(default)]
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was completed there. With the decision it is complete here.
    #[serde(default)]
    pub completed_at: Option<DateTime<Utc>>,
    /// What was decided.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Whether it was not accepted.
    #[serde(default)]
    pub declined: bool,
    /// What the decision states, as the item's `result.schema` asks.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// What was done there, step by step.
    #[serde(default)]
    pub events: Vec<ImportedEvent>,
}

/// A step in another system.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportedEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in a few words.
    #[schema(example = "现场核查")]
    pub activity: String,
    /// The department that did it.
    #[serde(default)]
    pub department: Option<CreditCode>,
    /// Who did it; not kept, as events name nobody.
    #[serde(default)]
    pub actor: Option<String>,
}

impl ImportedApplication {
    /// What the lifecycle is to be told.
    pub(super) fn report(&self) -> Report {
        Report {
            accepted_on: self.accepted_at.map(shanghai_date),
            outcome: self.outcome,
            // As precise as everything else that is kept.
            decided_at: self.decided_at.map(|at| at.trunc_subsecs(6)),
            declined: self.declined,
            activities: self.events.iter().map(ImportedEvent::activity).collect(),
        }
    }

    /// Everything wrong with it by itself, and against what is known of the application.
    pub(super) fn check(&self, case: &Case, now: DateTime<Utc>) -> Vec<FieldError> {
        let mut errors = self.dates(case, now);
        let decided = self.decided_at.is_some() || self.completed_at.is_some() || self.result.is_some();
        if decided && self.outcome.is_none() {
            let message = Text::new("请填写决定结果。", "Say what was decided.");
            errors.push(FieldError::new("/outcome", "required", message));
        }
        if self.declined && (self.outcome.is_some() || self.accepted_at.is_some()) {
            let message = Text::new(
                "不予受理的办件没有受理时间和决定。",
                "What was not accepted has no acceptance and no decision.",
            );
            errors.push(FieldError::new("/declined", "contradictory", message));
        }
        if self.events.len() > MOST_EVENTS {
            let message = Text::new(
                format!("最多 {MOST_EVENTS} 个环节。"),
                format!("At most {MOST_EVENTS} steps."),
            );
            errors.push(FieldError::new("/events", "too-many", message));
        }
        for (index, event) in self.events.iter().enumerate() {
            errors.extend(future(format!("/events/{index}/at"), event.at, now));
            let place = format!("/events/{index}/activity");
            if event.activity.trim().is_empty() {
                let message = Text::new("请填写环节名称。", "Say what was done.");
                errors.push(FieldError::new(place.clone(), "required", message));
            }
            errors.extend(too_long(place, Some(&event.activity), LINE));
        }
        errors
    }

    /// Nothing happens in the future, and one thing after the other.
    fn dates(&self, case: &Case, now: DateTime<Utc>) -> Vec<FieldError> {
        let told = [
            ("/submitted_at", self.submitted_at),
            ("/accepted_at", self.accepted_at),
            ("/decided_at", self.decided_at),
            ("/completed_at", self.completed_at),
        ];
        let told: Vec<(&str, DateTime<Utc>)> = told.into_iter().filter_map(|(place, at)| Some((place, at?))).collect();
        let mut errors: Vec<FieldError> = told.iter().filter_map(|(place, at)| future(*place, *at, now)).collect();
        for pair in told.windows(2) {
            if let [(_, before), (place, at)] = pair
                && at < before
            {
                errors.push(too_early(place));
            }
        }
        // Nothing was accepted there before it was filed here, whatever that system calls it.
        let filed_on = case.phase.receipt().map(|receipt| shanghai_date(receipt.submitted_at));
        let before = |(place, at): &&(&str, DateTime<Utc>)| {
            *place != "/submitted_at" && filed_on.is_some_and(|filed_on| shanghai_date(*at) < filed_on)
        };
        errors.extend(told.iter().find(before).map(|(place, _)| too_early(place)));
        let begun_on = self.accepted_at.or(self.submitted_at).map(shanghai_date);
        if self
            .due_on
            .zip(begun_on)
            .is_some_and(|(due_on, begun_on)| due_on < begun_on)
        {
            errors.push(too_early("/due_on"));
        }
        let accepted_on = case.phase.acceptance().map(|acceptance| acceptance.accepted_on);
        let decided_on = self.decided_at.map(shanghai_date);
        if self.accepted_at.is_none() && decided_on.zip(accepted_on).is_some_and(|(on, after)| on < after) {
            errors.push(too_early("/decided_at"));
        }
        errors
    }
}

impl ImportedEvent {
    fn activity(&self) -> Activity {
        Activity {
            at: self.at,
            name: self.activity.trim().to_owned(),
            department: self.department.clone(),
        }
    }
}

fn future(place: impl Into<String>, at: DateTime<Utc>, now: DateTime<Utc>) -> Option<FieldError> {
    let message = || Text::new("不能晚于现在。", "Lies in the future.");
    (at > now).then(|| FieldError::new(place.into(), "in-the-future", message()))
}

fn too_early(place: &str) -> FieldError {
    let message = Text::new("早于前一环节的时间。", "Before what has to happen first.");
    FieldError::new(place, "out-of-order", message)
}
