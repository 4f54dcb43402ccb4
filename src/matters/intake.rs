//! The comprehensive window looks through a matter once, and says its word on every member.
//!
//! 1. The task must be of a post the caller holds, and the version they saw must be the task's.
//! 2. Verdicts are on the matter's materials, or on a member's own; what is missing counts for every member that it serves.
//! 3. The word on the whole is the word on each member, unless another is given for it or something it needs is missing.
//! 4. Where the department delegated acceptance to the window, that is its word; the others are asked for theirs.
//! 5. What follows for the matter as a whole, the one notice of everything missing among it, is worked out afterwards ([`super::moved`]).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::bundled::{Bundled, joined};
use crate::applications::content::FORM;
use crate::applications::execute::Envelope;
use crate::applications::joint::{self, Joint};
use crate::applications::lifecycle::{Command, MatterCommand, TaskDecision};
use crate::applications::notices::{MaterialWord, Wording};
use crate::applications::store::Target;
use crate::applications::tasks::complete_task::{CompleteTask, MemberWord, check};
use crate::applications::tasks::task_answer;
use crate::applications::{Desk, stated};
use crate::catalogue::bundle::Joined;
use crate::crypto::Cipher;
use crate::http::Answer;
use crate::problem::{FieldError, Problem};
use crate::procedure::OutcomeCode;
use crate::text::Text;

/// Completes the task of a matter as a whole.
///
/// # Errors
/// 422 for a word on no member, or one that its department has not delegated; the lifecycle's refusal.
pub async fn complete(desk: &Desk, task: Uuid, envelope: &Envelope, input: &CompleteTask) -> Result<Answer, Problem> {
    let (by, today) = (envelope.caller.account, desk.clock.today());
    let plan = async |joint: &mut Joint<'_>| {
        let bundled = Bundled::of(desk, joint.whole()?).await?;
        check(joint.whole()?.version(), input)?;
        known(joint, input)?;
        let words = words(&bundled, joint, input)?;
        let whole = joint.id();
        let decision = decision(
            &input.outcome,
            &input.verdicts,
            input.reasons.as_deref(),
            input.opinion.as_deref(),
        );
        joint.file_mut(whole)?.extras.opinion.clone_from(&input.opinion);
        joint.then(whole, Command::Complete { task, by, decision })?;
        words
            .into_iter()
            .try_for_each(|(member, word)| say(joint, member, word, &desk.cipher))
    };
    let respond = |joint: &Joint<'_>| {
        let whole = joint.whole()?;
        task_answer(200, task, &whole.row_after(), whole.case(), today)
    };
    joint::execute(desk, Target::Task(task), envelope, plan, respond).await
}

/// The word on one member, with all that was found of it.
struct Found {
    outcome: OutcomeCode,
    reasons: Option<String>,
    verdicts: Vec<MaterialWord>,
    /// What the decision on it states, if it comes with a word of its own.
    result: Option<Value>,
    /// Where its own word stands, if there is one.
    index: Option<usize>,
    /// Its department has to be asked.
    forward: bool,
}

/// Asks that each word be on a member, once.
fn known(joint: &Joint<'_>, input: &CompleteTask) -> Result<(), Problem> {
    let mut seen = BTreeSet::new();
    let mut errors = Vec::new();
    for (index, word) in input.members.iter().enumerate() {
        let place = format!("/members/{index}/application");
        if !joint.members().any(|(id, _)| *id == word.application) {
            let message = Text::new("该一件事没有此办件。", "The matter has no such member.");
            errors.push(FieldError::new(place, "unknown-member", message));
        } else if !seen.insert(word.application) {
            let message = Text::new("每个事项只能有一个结论。", "One word a member.");
            errors.push(FieldError::new(place, "duplicate", message));
        }
    }
    Problem::faultless(errors)
}

/// The word on every member that one is to be said on: received, and nothing said or asked yet.
fn words(bundled: &Bundled, joint: &Joint<'_>, input: &CompleteTask) -> Result<BTreeMap<Uuid, Found>, Problem> {
    let situation = bundled.situation();
    let given = input.members.iter().enumerate();
    let given: BTreeMap<Uuid, (usize, &MemberWord)> =
        given.map(|(index, word)| (word.application, (index, word))).collect();
    let plan = joint.whole()?.case().whole().cloned();
    let mut words = BTreeMap::new();
    for (id, file) in joint.members() {
        let plan = plan.as_ref().and_then(|plan| plan.members.get(id));
        let Some(plan) = plan.filter(|plan| !plan.external) else {
            continue;
        };
        let own = given.get(id).copied();
        if !file.case().awaits_word() {
            continue;
        }
        let place = joined(&situation, joint, *id)?;
        let mut verdicts = served(place, &input.verdicts);
        verdicts.extend(own.iter().flat_map(|(_, word)| word.verdicts.iter().cloned()));
        if let Some((index, word)) = own {
            own_materials(file.version(), index, word)?;
            let errors = stated::check(file.version(), word.result.as_ref());
            Problem::faultless(errors).map_err(|problem| below(problem, Some(index)))?;
        }
        let lacks = verdicts.iter().any(|word| word.verdict.is_gap());
        let outcome = match own {
            Some((_, word)) => word.outcome.clone(),
            None if lacks => OutcomeCode::REQUEST_SUPPLEMENT,
            None => input.outcome.clone(),
        };
        let forward = !plan.delegated;
        let asked = outcome == OutcomeCode::FORWARD || outcome == OutcomeCode::REQUEST_SUPPLEMENT;
        if let (true, false, Some((index, _))) = (forward, asked, own) {
            return Err(not_delegated(index));
        }
        words.insert(
            *id,
            Found {
                outcome: match forward && outcome != OutcomeCode::REQUEST_SUPPLEMENT {
                    true => OutcomeCode::FORWARD,
                    false => outcome,
                },
                reasons: own.and_then(|(_, word)| word.reasons.clone()).or(input.reasons.clone()),
                verdicts,
                result: own.and_then(|(_, word)| word.result.clone()),
                index: own.map(|(index, _)| index),
                forward,
            },
        );
    }
    Ok(words)
}

/// The verdicts on the matter's materials, as verdicts on the member's that they serve for. The form is everybody's.
fn served(place: &Joined<'_>, verdicts: &[MaterialWord]) -> Vec<MaterialWord> {
    let mut of_member = Vec::new();
    for word in verdicts {
        let materials: Vec<&str> = match word.material.as_str() {
            FORM => vec![FORM],
            material => place.materials_served_by(material).collect(),
        };
        of_member.extend(materials.into_iter().map(|material| MaterialWord {
            material: material.to_owned(),
            ..word.clone()
        }));
    }
    of_member
}

/// Asks that the verdicts given for a member be on its item's own materials.
fn own_materials(version: &crate::catalogue::ItemVersion, index: usize, word: &MemberWord) -> Result<(), Problem> {
    let unknown = |(nth, said): (usize, &MaterialWord)| {
        let known = said.material == FORM || version.material(&said.material).is_some();
        let message = Text::new("该事项没有此材料。", "The item has no such material.");
        let place = format!("/members/{index}/verdicts/{nth}/material");
        (!known).then(|| FieldError::new(place, "unknown-material", message))
    };
    Problem::faultless(word.verdicts.iter().enumerate().filter_map(unknown).collect())
}

/// Says the word on a member.
fn say(joint: &mut Joint<'_>, member: Uuid, found: Found, cipher: &Cipher) -> Result<(), Problem> {
    let limit = joint.whole()?.case().whole().map(|whole| whole.reply_limit);
    if found.outcome != OutcomeCode::FORWARD {
        let decision = decision(&found.outcome, &found.verdicts, found.reasons.as_deref(), None);
        let file = joint.file_mut(member)?;
        file.extras.result = stated::seal(found.result.as_ref(), file.version(), cipher)?;
        if found.outcome == OutcomeCode::REQUEST_SUPPLEMENT {
            let gaps: Vec<&MaterialWord> = found.verdicts.iter().filter(|word| word.verdict.is_gap()).collect();
            file.extras.gaps = Some(serde_json::to_value(gaps).map_err(Problem::internal)?);
        }
        file.wording = Wording {
            reasons: found.reasons,
            materials: found.verdicts,
            ..Wording::default()
        };
        let received = joint.then(member, Command::Matter(MatterCommand::Receive(decision)));
        received.map_err(|problem| below(problem, found.index))?;
    }
    match limit.filter(|_| found.forward) {
        Some(limit) => joint.then(member, Command::Matter(MatterCommand::Forward { limit })),
        None => Ok(()),
    }
}

/// A problem of a member, told where its word stands: its own, or that on all of them.
fn below(problem: Problem, index: Option<usize>) -> Problem {
    let place = |pointer: String| match index {
        Some(index) => format!("/members/{index}{pointer}"),
        None if pointer == "/result" => "/members".to_owned(),
        None => pointer,
    };
    let errors = problem.errors.into_iter().map(|error| FieldError {
        pointer: place(error.pointer),
        ..error
    });
    Problem {
        errors: errors.collect(),
        ..problem
    }
}

fn decision(
    outcome: &OutcomeCode,
    verdicts: &[MaterialWord],
    reasons: Option<&str>,
    opinion: Option<&str>,
) -> TaskDecision {
    let given = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
    TaskDecision {
        outcome: outcome.clone(),
        verdicts: verdicts
            .iter()
            .map(|word| (word.material.clone(), word.verdict))
            .collect(),
        has_reasons: given(reasons),
        has_opinion: given(opinion),
        officers: BTreeSet::new(),
        false_materials: false,
        certificate: None,
    }
}

fn not_delegated(index: usize) -> Problem {
    Problem::invalid_field(
        format!("/members/{index}/outcome"),
        "not-delegated",
        "该事项由主管部门受理，窗口可填写 forward 转送，或 request_supplement 提出需补正的材料。",
        "Its department accepts it itself: `forward` it, or say what is missing with `request_supplement`.",
    )
}
