//! The applicant hands in what was missing of a matter: once, for all members that wait for it.
//!
//! 1. Documents are added to those of the matter; a form, when sent, replaces the one form and must fit it and every member.
//! 2. The whole answers its notice; what only members asked for that have ended meanwhile is not missed.
//! 3. Each member that waits for a supplement gets what serves for it, with its form made anew; its limits, and nobody else's, go on.
//! 4. What was to follow on a written commitment goes to the members that it was promised to.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::bundled::{Bundled, joined};
use super::documents::{added, passed};
use super::gaps::of_whole;
use super::results;
use crate::applications::Desk;
use crate::applications::content::{Content, attach};
use crate::applications::filing::documents_only;
use crate::applications::joint::{File, Joint};
use crate::applications::known::carry_over;
use crate::applications::lifecycle::{Command, MatterCommand, Phase, Refusal};
use crate::applications::ops::supply_application::SupplyApplication;
use crate::applications::store::rows::AttachmentRow;
use crate::catalogue::bundle::Situation;
use crate::problem::Problem;

/// Hands it in.
///
/// # Errors
/// 422 for what does not fit, and for what the notice lists and is still missing; the lifecycle's refusal.
pub(super) async fn supply(
    desk: &Desk,
    bundled: &Bundled,
    joint: &mut Joint<'_>,
    input: &SupplyApplication,
) -> Result<(), Problem> {
    documents_only(&input.documents)?;
    let situation = bundled.situation();
    let (whole, materials) = (joint.id(), input.materials());
    let file = joint.whole()?;
    let offered = &file.loaded().offered;
    let rows = attach(whole, &input.documents, offered, file.version(), desk.clock.now())?;
    let form = corrected(file, &situation, input)?;
    let waiting: Vec<Uuid> = those(joint, |file| matches!(file.case().phase, Phase::AwaitingSupplement(_)));
    let promised: Vec<Uuid> = those(joint, |file| file.case().awaited().is_some());
    let noticed = matches!(file.case().phase, Phase::AwaitingSupplement(_));
    let missing = missing(joint, &situation, &waiting, &materials)?;
    if !missing.is_empty() {
        let front = joint.whole()?.version();
        return Err(Refusal::SupplementIncomplete { missing }.into_problem(front));
    }
    let new = added(joint.whole()?, rows.clone());
    joint.fill_in(whole, form, new).await?;
    let answered = noticed || !waiting.is_empty();
    if noticed || (waiting.is_empty() && promised.is_empty()) {
        let answered = outstanding(joint.whole()?).union(&materials).cloned().collect();
        joint.then(whole, Command::Supply { materials: answered })?;
    }
    for member in waiting {
        let place = joined(&situation, joint, member)?;
        let form = results::form(desk, joint, place, member)?;
        let passed = passed(joint, place, member, &form, &rows)?;
        let materials = outstanding(joint.file(member)?);
        joint.fill_in(member, form, passed).await?;
        joint.then(member, Command::Supply { materials })?;
        if !noticed {
            ask_department(joint, member)?;
        }
    }
    let not_awaited = follow(joint, &situation, promised, &rows, &materials).await?;
    match answered || not_awaited.is_empty() && !materials.is_empty() {
        true => Ok(()),
        false if materials.is_empty() => Err(nothing_handed_in()),
        false => Err(Refusal::NotAwaited { materials: not_awaited }.into_problem(joint.whole()?.version())),
    }
}

/// The one form as it is from now on.
fn corrected(whole: &File, situation: &Situation<'_>, input: &SupplyApplication) -> Result<serde_json::Value, Problem> {
    let Some(form) = &input.form else {
        return Ok(whole.content().form.clone());
    };
    let mut content = Content {
        answers: whole.content().answers.clone(),
        form: form.clone(),
    };
    carry_over(whole.version(), &whole.content().form, &mut content.form);
    let errors = match content.unusable() {
        Some(error) => vec![error],
        None => situation.check_form(&content.form),
    };
    Problem::faultless(errors)?;
    Ok(content.form)
}

fn those(joint: &Joint<'_>, of: impl Fn(&File) -> bool) -> Vec<Uuid> {
    let members = joint.members().filter(|(_, file)| of(file));
    members.map(|(id, _)| *id).collect()
}

/// What a notice asks for and has not got.
fn outstanding(file: &File) -> BTreeSet<String> {
    match &file.case().phase {
        Phase::AwaitingSupplement(receipt) => receipt
            .supplement
            .as_ref()
            .map(|notice| notice.outstanding.clone())
            .unwrap_or_default(),
        _ => BTreeSet::new(),
    }
}

/// What members wait for and is not handed in, by the matter's materials.
fn missing(
    joint: &Joint<'_>,
    situation: &Situation<'_>,
    waiting: &[Uuid],
    materials: &BTreeSet<String>,
) -> Result<BTreeSet<String>, Problem> {
    let mut missing = BTreeSet::new();
    for member in waiting {
        let place = joined(situation, joint, *member)?;
        let asked = outstanding(joint.file(*member)?);
        let asked = asked.iter().map(|material| of_whole(place, material));
        missing.extend(asked.filter(|material| !materials.contains(material)));
    }
    Ok(missing)
}

/// The window has said its word on the whole already, so the department says its own.
fn ask_department(joint: &mut Joint<'_>, member: Uuid) -> Result<(), Problem> {
    match joint.whole()?.case().whole().map(|whole| whole.reply_limit) {
        Some(limit) => joint.then(member, Command::Matter(MatterCommand::Forward { limit })),
        None => Ok(()),
    }
}

/// Materials that were to follow (容缺受理). Gives what no member waits for.
async fn follow(
    joint: &mut Joint<'_>,
    situation: &Situation<'_>,
    promised: Vec<Uuid>,
    rows: &[AttachmentRow],
    materials: &BTreeSet<String>,
) -> Result<BTreeSet<String>, Problem> {
    let mut not_awaited = materials.clone();
    for member in promised {
        let place = joined(situation, joint, member)?;
        let file = joint.file(member)?;
        let awaited = file.case().awaited().map(|following| following.outstanding.clone());
        let awaited = awaited.unwrap_or_default();
        let form = file.content().form.clone();
        let mut passed = passed(joint, place, member, &form, rows)?;
        passed.retain(|row| awaited.contains(&row.material));
        let materials: BTreeSet<String> = passed.iter().map(|row| row.material.clone()).collect();
        if materials.is_empty() {
            continue;
        }
        not_awaited.retain(|code| {
            !place
                .materials_served_by(code)
                .any(|material| materials.contains(material))
        });
        joint.fill_in(member, form, passed).await?;
        joint.then(member, Command::Supply { materials })?;
    }
    Ok(not_awaited)
}

fn nothing_handed_in() -> Problem {
    Problem::invalid_field("/documents", "required", "请提交材料。", "Hand something in.")
}
