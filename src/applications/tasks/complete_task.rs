//! A clerk or reviewer finishes a task. That of a matter as a whole is finished with a word on each of its members, which is not done here.
//!
//! 1. The task must be of a post the caller holds, and the version they saw must be the task's.
//! 2. Officers named of an on-site check must hold its post, by what the command read.
//! 3. Verdicts must be about materials of the item; a defective one says why. What the decision states must fit the item's schema.
//! 4. A number is set aside for the certificate of an `issue` task.
//! 5. Decide: at intake accept, decline, request a supplement, or grant or deny an immediate item; in the procedure what the node allows.
//!    The procedure moves on, and may reach its end: the decision.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::content::FORM;
use super::super::desk::Desk;
use super::super::execute::{Envelope, Plan};
use super::super::lifecycle::{Command, TaskDecision, Verdict};
use super::super::notices::{MaterialWord, Wording};
use super::super::rights::Right;
use super::super::scene::Scene;
use super::super::stated;
use super::super::words::{LONG, SHORT, too_long, too_many};
use super::answers::command;
use super::colleagues::{colleague, not_of_post};
use crate::catalogue::ItemVersion;
use crate::http::{Answer, Heading};
use crate::identity::{Action, Caller, Operation};
use crate::problem::{Code, FieldError, Problem};
use crate::procedure::OutcomeCode;
use crate::text::Text;

/// Who may, and what can go wrong.
pub const OPERATION: Operation = Operation {
    id: "complete_task",
    action: Action::HandleTasks,
    problems: &[
        Code::NotFound,
        Code::InvalidTransition,
        Code::ApplicationSuspended,
        Code::ConsultationOpen,
        Code::Recused,
        Code::SupplementAlreadyRequested,
        Code::DeadlinePassed,
        Code::MaterialsOutstanding,
        Code::QuotaOrder,
        Code::QuotaExhausted,
        Code::ThirdPartyUnheard,
        Code::TaskTaken,
        Code::TaskUnclaimed,
        Code::TaskClosed,
        Code::ConcurrentChange,
        Code::StaleVersion,
        Code::PreconditionRequired,
        Code::InvalidInput,
        Code::IdempotencyKeyReused,
    ],
};

/// The window's word on one member of a matter.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberWord {
    /// The member.
    pub application: Uuid,
    /// `accept`, `decline` or `request_supplement`, of members whose department delegated acceptance to the window; `forward` asks the department
    /// all the same, and is the word on any other.
    #[schema(value_type = String, example = "decline")]
    pub outcome: OutcomeCode,
    /// Why, for the applicant; needed to decline.
    #[serde(default)]
    pub reasons: Option<String>,
    /// The word on the item's own materials, beside the word on the matter's.
    #[serde(default)]
    pub verdicts: Vec<MaterialWord>,
    /// What the decision on the member states, as its item's `result.schema` asks: needed where accepting it approves it.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
}

impl MemberWord {
    /// The same, as if the member's task were finished with it.
    pub(crate) fn alone(&self) -> CompleteTask {
        CompleteTask {
            outcome: self.outcome.clone(),
            opinion: None,
            reasons: self.reasons.clone(),
            false_materials: false,
            verdicts: self.verdicts.clone(),
            officers: Vec::new(),
            result: self.result.clone(),
            members: Vec::new(),
        }
    }
}

/// How a task is finished.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteTask {
    /// One of the task's outcomes.
    #[schema(value_type = String, example = "pass")]
    pub outcome: OutcomeCode,
    /// What the reviewer thinks; for colleagues.
    #[serde(default)]
    pub opinion: Option<String>,
    /// Why, for the applicant; needed to decline and to deny.
    #[serde(default)]
    pub reasons: Option<String>,
    /// Whether it is refused because something was hidden or false: the notice warns of it, and where the item says so the applicant may
    /// not apply for it for a year (Administrative Licensing Law art. 78).
    #[serde(default)]
    pub false_materials: bool,
    /// The word on materials; a supplement notice is made of those missing or defective.
    #[serde(default)]
    pub verdicts: Vec<MaterialWord>,
    /// The logins of those who went along to an on-site check (实地核查): one at least, of the task's post.
    #[serde(default)]
    #[schema(example = json!(["reviewer2"]))]
    pub officers: Vec<String>,
    /// What the decision states, as the item's `result.schema` asks. Any step before the approval may give it, and the last word counts;
    /// an outcome whose `required_fields` name it needs it.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// Of a matter as a whole: the word on members for which it is another than that on the whole.
    #[serde(default)]
    pub members: Vec<MemberWord>,
}

/// Completes a task of the caller's.
///
/// # Errors
/// See [`OPERATION`].
pub async fn complete(
    desk: &Desk,
    operation: &'static Operation,
    caller: Caller,
    task: Uuid,
    heading: Heading,
    digest: &[u8],
    input: &CompleteTask,
) -> Result<Answer, Problem> {
    let envelope = Envelope::new(operation, caller, Right::Post(task), heading, digest)
        .naming(input.officers.iter().map(String::as_str));
    let (by, today) = (caller.account, desk.clock.today());
    command(desk, task, &envelope, async |scene| {
        if scene.case.whole().is_some() {
            return Err(Problem::new(Code::MatterTask));
        }
        check(scene.version, input)?;
        no_members(input)?;
        let officers = officers(scene, task, &input.officers)?;
        let decision = decision(input, officers, desk, today).await?;
        let mut plan = Plan::new(Command::Complete { task, by, decision });
        plan.extras.opinion.clone_from(&input.opinion);
        if input.result.is_some() {
            stated::comes_with(scene, task)?;
            plan.extras.result = stated::seal(input.result.as_ref(), scene.version, &desk.cipher)?;
        }
        plan.extras.gaps = gaps(scene, input)?;
        plan.wording = Wording {
            reasons: input.reasons.clone(),
            materials: input.verdicts.clone(),
            ..Wording::default()
        };
        Ok(plan)
    })
    .await
}

/// Only a matter as a whole has members to speak of.
fn no_members(input: &CompleteTask) -> Result<(), Problem> {
    match input.members.first() {
        None => Ok(()),
        Some(_) => Err(Problem::invalid_field(
            "/members",
            "not-a-matter",
            "仅一件事的收件任务填写 members。",
            "Only the task of a matter takes members.",
        )),
    }
}

/// What is said of what is missing of a member: kept, to be told with what is missing of the others.
fn gaps(scene: &Scene<'_>, input: &CompleteTask) -> Result<Option<serde_json::Value>, Problem> {
    if scene.case.member().is_none() || input.outcome != OutcomeCode::REQUEST_SUPPLEMENT {
        return Ok(None);
    }
    // What the window of the matter found before stays said.
    let before = scene.application.gaps.clone().unwrap_or_default();
    let mut gaps: Vec<MaterialWord> = serde_json::from_value(before).unwrap_or_default();
    gaps.extend(input.verdicts.iter().filter(|word| word.verdict.is_gap()).cloned());
    serde_json::to_value(gaps).map(Some).map_err(Problem::internal)
}

/// What the lifecycle is to be told; a number is set aside for the certificate of an `issue` task.
pub(in super::super) async fn decision(
    input: &CompleteTask,
    officers: BTreeSet<Uuid>,
    desk: &Desk,
    today: chrono::NaiveDate,
) -> Result<TaskDecision, Problem> {
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let certificate = match input.outcome == OutcomeCode::ISSUE {
        true => Some(desk.numbers.certificate(today).await?),
        false => None,
    };
    Ok(TaskDecision {
        outcome: input.outcome.clone(),
        verdicts: input
            .verdicts
            .iter()
            .map(|word| (word.material.clone(), word.verdict))
            .collect(),
        has_reasons: given(&input.reasons),
        has_opinion: given(&input.opinion),
        officers,
        false_materials: input.false_materials,
        certificate,
    })
}

/// Who went along, each of the task's post.
fn officers(scene: &Scene<'_>, task: Uuid, logins: &[String]) -> Result<BTreeSet<Uuid>, Problem> {
    let task = scene.case.task(task).ok_or_else(|| Problem::new(Code::NotFound))?;
    let mut errors: Vec<FieldError> = too_many("/officers", logins.len()).into_iter().collect();
    let mut officers = BTreeSet::new();
    for (index, login) in logins.iter().enumerate() {
        match colleague(scene, task, login) {
            Some(officer) => drop(officers.insert(officer)),
            None => errors.push(not_of_post(format!("/officers/{index}"))),
        }
    }
    if errors.is_empty() {
        Ok(officers)
    } else {
        Err(Problem::invalid(errors))
    }
}

/// Asks that verdicts be about materials of the item, each once, that a defective one say why, and that what the decision states fit.
pub(crate) fn check(version: &ItemVersion, input: &CompleteTask) -> Result<(), Problem> {
    let mut errors = Vec::new();
    errors.extend(too_long("/opinion", input.opinion.as_deref(), LONG));
    errors.extend(too_long("/reasons", input.reasons.as_deref(), LONG));
    errors.extend(too_many("/verdicts", input.verdicts.len()));
    let mut seen = BTreeMap::new();
    for (index, word) in input.verdicts.iter().enumerate() {
        let known = word.material == FORM || version.material(&word.material).is_some();
        let place = format!("/verdicts/{index}");
        if !known {
            let message = Text::new("该事项没有此材料。", "The item has no such material.");
            errors.push(FieldError::new(
                format!("{place}/material"),
                "unknown-material",
                message,
            ));
        }
        if seen.insert(&word.material, index).is_some() {
            let message = Text::new("同一材料只能有一个结论。", "One verdict a material.");
            errors.push(FieldError::new(format!("{place}/material"), "duplicate", message));
        }
        errors.extend(too_long(format!("{place}/reason"), word.reason.as_deref(), SHORT));
        let explained = word.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        if word.verdict == Verdict::Defective && !explained {
            let message = Text::new("请说明不符合要求之处。", "Say what is wrong with it.");
            errors.push(FieldError::new(format!("{place}/reason"), "required", message));
        }
    }
    errors.extend(stated::check(version, input.result.as_ref()));
    Problem::faultless(errors)
}
