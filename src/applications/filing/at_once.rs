//! Immediate items (即办件): received, accepted, decided, issued and handed over in one act at the window (Administrative Licensing Law
//! art. 34: what can be decided on the spot is decided on the spot).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::content::Content;
use super::super::delivery::Handover;
use super::super::desk::Desk;
use super::super::lifecycle::{Case, Command, DeliveryMode, Phase, TaskKind};
use super::super::notices::{self, MaterialWord, Wording};
use super::super::scene::Scene;
use super::super::stated;
use super::super::store::rows::{ApplicationRow, PartyRow};
use super::super::store::{Extras, Loaded, Membership};
use super::super::tasks::complete_task::{CompleteTask, check, decision};
use super::super::words::{LINE, too_long};
use super::applicant::Counter;
use super::course::Course;
use crate::catalogue::ItemVersion;
use crate::clock::shanghai_date;
use crate::codes::{CaseType, Channel, Service};
use crate::problem::{FieldError, Problem};
use crate::procedure::OutcomeCode;
use crate::text::Text;

const POINTER: &str = "/at_once";

/// What is decided on the spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnTheSpot {
    /// Granted.
    Grant,
    /// Refused.
    Deny,
}

/// An immediate item decided as it is filed, by a clerk of the deciding department's window.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AtOnce {
    /// What is decided.
    pub outcome: OnTheSpot,
    /// The word on materials; nothing is granted with a gap.
    #[serde(default)]
    pub verdicts: Vec<MaterialWord>,
    /// Why, for the applicant; needed to deny.
    #[serde(default)]
    pub reasons: Option<String>,
    /// What the clerk thinks; for colleagues.
    #[serde(default)]
    pub opinion: Option<String>,
    /// Whether it is refused because something was hidden or false (Administrative Licensing Law art. 78).
    #[serde(default)]
    pub false_materials: bool,
    /// What the decision states, as the item's `result.schema` asks.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// Who takes the result along, where it is fetched at the window; otherwise it waits there for the pickup code.
    #[serde(default)]
    pub handover: Option<HandedOver>,
}

/// Who signed for the result.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandedOver {
    /// Their signature, as text.
    #[schema(example = "本人")]
    pub signed_by: String,
}

/// A filing as it is handed in: what the notices are drawn up from.
pub(super) struct Received<'a> {
    /// The row before the first event.
    pub(super) row: &'a ApplicationRow,
    /// Who applies.
    pub(super) applicant: PartyRow,
    /// The posts the clerk holds.
    pub(super) posts: Vec<Membership>,
    /// The item.
    pub(super) version: &'a ItemVersion,
    /// Answers and form.
    pub(super) content: &'a Content,
    /// How the result is to be delivered.
    pub(super) delivery: DeliveryMode,
    /// When.
    pub(super) now: DateTime<Utc>,
}

impl AtOnce {
    /// Asks that it may be: at the deciding department's own window, for an immediate item, with words about its materials.
    ///
    /// # Errors
    /// 422 otherwise.
    pub(super) fn check(&self, counter: &Counter, version: &ItemVersion, service: Service) -> Result<(), Problem> {
        if counter.channel != Channel::Window {
            return Err(Problem::invalid_field(
                POINTER,
                "not-the-deciding-window",
                "只有该事项主管部门的窗口可以当场办结。",
                "Only the window of the department that decides may decide at once.",
            ));
        }
        if version.item.case_type_of(service) != CaseType::Immediate {
            return Err(Problem::invalid_field(
                POINTER,
                "not-immediate",
                "该事项不是即办件。",
                "The item is not an immediate one.",
            ));
        }
        check(version, &self.completion()).map_err(below)?;
        let mut errors = Vec::new();
        if let Some(HandedOver { signed_by }) = &self.handover {
            let pointer = format!("{POINTER}/handover/signed_by");
            if signed_by.trim().is_empty() {
                let message = Text::new("请填写签收人。", "Say who signed for it.");
                errors.push(FieldError::new(&pointer, "required", message));
            }
            errors.extend(too_long(pointer, Some(signed_by), LINE));
        }
        Problem::faultless(errors)
    }

    /// Goes on after submission, with notices, opinion and signature.
    ///
    /// # Errors
    /// The lifecycle's refusal; 422 while consents are awaited, and when there is nothing to hand over at the window.
    pub(super) async fn conclude(
        &self,
        course: &mut Course<'_>,
        received: Received<'_>,
        extras: &mut Extras,
        by: Uuid,
        desk: &Desk,
    ) -> Result<(), Problem> {
        let (case, so_far) = (course.case.clone(), course.events.len());
        self.go_on(course, by, received.delivery, desk).await?;
        let Received { row, version, now, .. } = received;
        let form = received.content.seal(row.id, version, &desk.cipher)?;
        let loaded = Loaded::at_filing(row.clone(), form, received.applicant, received.posts);
        let scene = Scene {
            application: row,
            case: &case,
            loaded: &loaded,
            version,
            catalogue: &desk.catalogue,
            content: received.content,
            now,
            today: shanghai_date(now),
        };
        let decided = &course.events[so_far..];
        extras.notices = notices::draw_up(&scene, decided, &self.wording(), &desk.numbers).await?;
        extras.certificate_name.clone_from(&version.item.result.name);
        extras.opinion.clone_from(&self.opinion);
        extras.result = stated::seal(self.result.as_ref(), version, &desk.cipher)?;
        if let Some(handover) = self.handed_over(now) {
            extras.delivery = Some(handover.seal(extras.delivery.as_ref(), &desk.cipher)?);
        }
        Ok(())
    }

    /// Decides, makes the certificate unless it waits for materials, and hands it over.
    async fn go_on(
        &self,
        course: &mut Course<'_>,
        by: Uuid,
        delivery: DeliveryMode,
        desk: &Desk,
    ) -> Result<(), Problem> {
        let Some(intake) = task(&course.case, |kind| matches!(kind, TaskKind::Intake)) else {
            return Err(Problem::invalid_field(
                POINTER,
                "consents-awaited",
                "尚须征得他人同意，不能当场办结。",
                "Others are still to consent; it cannot be decided at once.",
            ));
        };
        complete(course, intake, by, &self.completion(), desk).await?;
        let issue = task(&course.case, |kind| matches!(kind, TaskKind::Issue));
        if let (Some(issue), None) = (issue, course.case.awaited()) {
            complete(course, issue, by, &plainly(OutcomeCode::ISSUE), desk).await?;
        }
        match &self.handover {
            None => Ok(()),
            Some(_) if waits_at_window(&course.case, delivery) => course.then(Command::Deliver {
                mode: DeliveryMode::Window,
            }),
            Some(_) => Err(Problem::invalid_field(
                format!("{POINTER}/handover"),
                "nothing-to-hand-over",
                "没有可以在窗口当场交付的结果。",
                "There is no result to hand over at the window.",
            )),
        }
    }

    /// What the notices say of it.
    fn wording(&self) -> Wording {
        Wording {
            reasons: self.reasons.clone(),
            materials: self.verdicts.clone(),
            ..Wording::default()
        }
    }

    /// What is kept of the handover, if there was one.
    fn handed_over(&self, at: DateTime<Utc>) -> Option<Handover> {
        self.handover.as_ref().map(|handover| Handover {
            mode: DeliveryMode::Window,
            at,
            tracking: None,
            signed_by: Some(handover.signed_by.clone()),
        })
    }

    fn completion(&self) -> CompleteTask {
        let outcome = match self.outcome {
            OnTheSpot::Grant => OutcomeCode::GRANT,
            OnTheSpot::Deny => OutcomeCode::DENY,
        };
        CompleteTask {
            opinion: self.opinion.clone(),
            reasons: self.reasons.clone(),
            false_materials: self.false_materials,
            verdicts: self.verdicts.clone(),
            result: self.result.clone(),
            ..plainly(outcome)
        }
    }
}

/// The clerk takes a task and completes it.
async fn complete(
    course: &mut Course<'_>,
    task: Uuid,
    by: Uuid,
    completion: &CompleteTask,
    desk: &Desk,
) -> Result<(), Problem> {
    let decision = decision(completion, BTreeSet::new(), desk, desk.clock.today()).await?;
    course.then(Command::Claim { task, by }).map_err(below)?;
    course.then(Command::Complete { task, by, decision }).map_err(below)
}

/// An outcome of which nothing is said.
fn plainly(outcome: OutcomeCode) -> CompleteTask {
    CompleteTask {
        outcome,
        opinion: None,
        reasons: None,
        false_materials: false,
        verdicts: Vec::new(),
        officers: Vec::new(),
        members: Vec::new(),
        result: None,
    }
}

fn task(case: &Case, is: fn(&TaskKind) -> bool) -> Option<Uuid> {
    case.active_tasks().find(|task| is(&task.kind)).map(|task| task.id)
}

/// Whether there is a result to be fetched at the window.
fn waits_at_window(case: &Case, delivery: DeliveryMode) -> bool {
    let made = matches!(&case.phase, Phase::Decided(decided) if decided.certificate.is_some());
    made && delivery == DeliveryMode::Window
}

/// A problem of the completion, told where it stands in the filing.
fn below(problem: Problem) -> Problem {
    let errors = problem.errors.into_iter().map(|error| FieldError {
        pointer: format!("{POINTER}{}", error.pointer),
        ..error
    });
    Problem {
        errors: errors.collect(),
        ..problem
    }
}
