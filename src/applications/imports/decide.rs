//! What one record changes.

use super::record::ImportedApplication;
use crate::applications::Desk;
use crate::applications::execute::{Plan, decide_and_project};
use crate::applications::lifecycle::{Command, MatterCommand, Outcome, Phase};
use crate::applications::scene::{Opened, Scene};
use crate::applications::stated;
use crate::applications::store::{Actor, Loaded, Write};
use crate::problem::{Code, FieldError, Problem};
use crate::text::Text;

/// What one record leads to.
pub(super) enum Fate {
    /// It tells something new.
    Updated(Box<Write>),
    /// Everything it tells is known.
    Unchanged,
    /// It cannot be.
    Rejected(Vec<FieldError>),
}

/// Decides on one record.
///
/// # Errors
/// 500 when what is kept cannot be read or something cannot be encrypted.
pub(super) async fn decide(
    desk: &Desk,
    loaded: &Loaded,
    record: &ImportedApplication,
    actor: &Actor,
) -> Result<Fate, Problem> {
    let opened = Opened::of(desk, loaded).await?;
    let scene = opened.scene(desk, loaded);
    if let Some(error) = misplaced(&scene, record) {
        return Ok(Fate::Rejected(vec![error]));
    }
    let mut errors = record.check(scene.case, scene.now);
    errors.extend(stated::check(scene.version, record.result.as_ref()));
    errors.extend(contradiction(desk, &scene, record)?);
    if !errors.is_empty() {
        return Ok(Fate::Rejected(errors));
    }
    let mut plan = Plan::new(Command::Matter(MatterCommand::Report(record.report())));
    plan.extras.result = stated::seal(record.result.as_ref(), scene.version, &desk.cipher)?;
    match decide_and_project(desk, &scene, plan, actor).await {
        Ok((_, write)) => Ok(Fate::Updated(Box::new(write))),
        // What the lifecycle knows already it refuses.
        Err(problem) if problem.code == Code::InvalidTransition => Ok(Fate::Unchanged),
        Err(problem) => Err(problem),
    }
}

/// Why it cannot be told of this application at all.
fn misplaced(scene: &Scene<'_>, record: &ImportedApplication) -> Option<FieldError> {
    let member = scene.case.member().filter(|member| member.external);
    let Some(member) = member else {
        return Some(not_handled_elsewhere());
    };
    if scene.application.item_code != record.item {
        let message = Text::new("该办件属于其他事项。", "The application is for another item.");
        return Some(FieldError::new("/item", "other-item", message));
    }
    let (code, message) = match scene.case.phase {
        Phase::Draft => ("not-begun", Text::new("该办件尚未提交。", "It has not been handed in.")),
        Phase::Submitted(_) if member.waits => {
            let message = Text::new("其前置事项尚未办结。", "What it depends on is not approved yet.");
            ("not-begun", message)
        }
        Phase::Withdrawn | Phase::Terminated | Phase::Lapsed => {
            ("over", Text::new("该办件已终止。", "It is over: withdrawn or ended."))
        }
        _ => return None,
    };
    Some(FieldError::new("/number", code, message))
}

/// What it says otherwise than was said before, or leaves out though others wait for it.
fn contradiction(desk: &Desk, scene: &Scene<'_>, record: &ImportedApplication) -> Result<Option<FieldError>, Problem> {
    let decided = scene.case.phase.decided();
    let declined = matches!(scene.case.phase, Phase::Declined);
    let accepted = scene.case.phase.acceptance().is_some();
    let otherwise = decided.is_some_and(|decided| record.outcome.is_some_and(|outcome| outcome != decided.outcome));
    if otherwise || (declined && record.outcome.is_some()) || (accepted && record.declined) {
        let message = Text::new("与此前反馈的结果不一致。", "Another result was told before.");
        let place = if record.declined { "/declined" } else { "/outcome" };
        return Ok(Some(FieldError::new(place, "contradictory", message)));
    }
    let kept = stated::open(scene.application.result.as_ref(), &desk.cipher)?;
    if decided.is_some() && record.result.is_some() && record.result != kept {
        let message = Text::new(
            "决定已作出，结果数据不能再改。",
            "It is decided: what it states does not change.",
        );
        return Ok(Some(FieldError::new("/result", "contradictory", message)));
    }
    let asked = scene.version.asks_result(scene.application.service) && record.outcome == Some(Outcome::Approved);
    Ok((asked && decided.is_none() && record.result.is_none()).then(|| {
        let message = Text::new(
            "准予决定须填写结果数据。",
            "An approval states the result: give its data.",
        );
        FieldError::new("/result", "required", message)
    }))
}

pub(super) fn not_handled_elsewhere() -> FieldError {
    let message = Text::new(
        "没有此办件，或该办件不由外部系统办理。",
        "There is no such application, or it is not handled elsewhere.",
    );
    FieldError::new("/number", "not-handled-elsewhere", message)
}
