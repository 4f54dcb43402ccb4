//! The comprehensive window looks through a matter once, and says its word on every member.
//!
//! 1. The task must be of a post the caller holds, and the version they saw must be the task's.
//! 2. Verdicts are on the matter's materials, or on a member's own; what is missing counts for every member that it serves.
//! 3. The word on the whole is the word on each member, unless another is given for it or something it needs is missing ([`super::words`]).
//! 4. Where the department delegated acceptance to the window, that is its word; the others are asked for theirs, and so is who delegated it
//!    when the window forwards.
//! 5. What follows for the matter as a whole, the one notice of everything missing among it, is worked out afterwards ([`super::moved`]).

use std::collections::BTreeSet;

use uuid::Uuid;

use super::bundled::Bundled;
use super::words::{Found, below, words};
use crate::applications::execute::Envelope;
use crate::applications::joint::{self, Joint};
use crate::applications::lifecycle::{Case, Command, MatterCommand, Refusal, TaskDecision, Word};
use crate::applications::notices::{MaterialWord, Wording};
use crate::applications::store::Target;
use crate::applications::tasks::complete_task::{CompleteTask, check};
use crate::applications::tasks::task_answer;
use crate::applications::{Desk, stated};
use crate::crypto::Cipher;
use crate::http::Answer;
use crate::problem::Problem;
use crate::procedure::OutcomeCode;

/// Completes the task of a matter as a whole.
///
/// # Errors
/// 409 for whoever is recused from a member; 422 for a word on no member, or one that its department has not delegated, and for a gap that nobody would be told of; the lifecycle's
/// refusal.
pub async fn complete(desk: &Desk, task: Uuid, envelope: &Envelope, input: &CompleteTask) -> Result<Answer, Problem> {
    let (by, today) = (envelope.caller.account, desk.clock.today());
    let plan = async |joint: &mut Joint<'_>| {
        let bundled = Bundled::of(desk, joint.whole()?).await?;
        check(joint.whole()?.version(), input)?;
        let words = words(&bundled, joint, input, by)?;
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
            .try_for_each(|(member, word)| say(joint, member, word, &desk.cipher))?;
        something_is_missing(joint, &input.outcome)
    };
    let respond = |joint: &Joint<'_>| {
        let whole = joint.whole()?;
        task_answer(200, task, &whole.row_after(), whole.case(), today)
    };
    joint::execute(desk, Target::Task(task), envelope, plan, respond).await
}

/// Says the word on a member.
fn say(joint: &mut Joint<'_>, member: Uuid, found: Found, cipher: &Cipher) -> Result<(), Problem> {
    let limit = joint.whole()?.case().whole().map(|whole| whole.reply_limit);
    if found.outcome != OutcomeCode::FORWARD {
        let file = joint.file_mut(member)?;
        file.extras.result = stated::seal(found.result.as_ref(), file.version(), cipher)?;
        file.wording = Wording {
            reasons: found.reasons.clone(),
            materials: found.verdicts.clone(),
            ..Wording::default()
        };
        receive(joint, member, &found)?;
    }
    match limit.filter(|_| found.forward) {
        Some(limit) => joint.then(member, Command::Matter(MatterCommand::Forward { limit })),
        None => Ok(()),
    }
}

/// Receives the word. What a member may let follow, or replaces by a commitment, is no gap of it: then it is accepted like those that lack
/// nothing, unless it has a word of its own.
fn receive(joint: &mut Joint<'_>, member: Uuid, found: &Found) -> Result<(), Problem> {
    let word = |outcome: &OutcomeCode| {
        let decision = decision(outcome, &found.verdicts, found.reasons.as_deref(), None);
        Command::Matter(MatterCommand::Receive(decision))
    };
    let told = joint.attempt(member, word(&found.outcome))?;
    if told.is_ok() && found.outcome == OutcomeCode::REQUEST_SUPPLEMENT {
        let gaps: Vec<&MaterialWord> = found.verdicts.iter().filter(|word| word.verdict.is_gap()).collect();
        joint.file_mut(member)?.extras.gaps = Some(serde_json::to_value(gaps).map_err(Problem::internal)?);
    }
    match told {
        Err(Refusal::NothingMissing) if found.index.is_none() && found.forward => Ok(()),
        Err(Refusal::NothingMissing) if found.index.is_none() => joint.then(member, word(&OutcomeCode::ACCEPT)),
        Err(refusal) => {
            let problem = refusal.into_problem(joint.file(member)?.version());
            Err(below(problem, found.index))
        }
        Ok(()) => Ok(()),
    }
}

/// A supplement is requested of the whole when something is missing of somebody.
fn something_is_missing(joint: &Joint<'_>, outcome: &OutcomeCode) -> Result<(), Problem> {
    let lacks = |case: &Case| {
        matches!(
            case.member().and_then(|member| member.word.as_ref()),
            Some(Word::Gaps(_))
        )
    };
    match *outcome != OutcomeCode::REQUEST_SUPPLEMENT || joint.members().any(|(_, file)| lacks(file.case())) {
        true => Ok(()),
        false => Err(Refusal::NothingMissing.into_problem(joint.whole()?.version())),
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
