//! What a task can come to, and what its caller may do.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::lifecycle::{BROKEN, Case, KEPT, Phase, TaskKind, TaskStatus, intake_outcomes, is_last_step};
use super::super::store::Screen;
use super::super::store::rows::TaskRow;
use crate::catalogue::ItemVersion;
use crate::codes::Post;
use crate::procedure::{Node, OutcomeCode, Requirement};
use crate::text::{Language, Text};

/// One outcome of a task.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub label: String,
    /// The fields it needs beside the outcome.
    pub required_fields: Vec<&'static str>,
}

/// The outcomes of a task; of work in the procedure as its node says.
pub(super) fn outcomes(task: &TaskRow, case: &Case, version: &ItemVersion, language: Language) -> Vec<OutcomeView> {
    let own = |code: &str, label: Text, required_fields: &[&'static str]| OutcomeView {
        code: code.to_owned(),
        label: label.in_language(language).to_owned(),
        required_fields: required_fields.to_vec(),
    };
    match task.kind.as_str() {
        "intake" => intake_outcomes(case, version.item.case_type)
            .map(|code| at_intake(code, language))
            .collect(),
        "issue" => vec![own(OutcomeCode::ISSUE.as_str(), Text::new("制证", "Issue"), &[])],
        "node" => of_node(task, version, language).unwrap_or_default(),
        "consultation" => answers(language),
        "check" => vec![
            own(KEPT, Text::new("承诺属实", "Kept"), &[]),
            own(BROKEN, Text::new("承诺不实", "Broken"), &["reasons"]),
        ],
        _ => Vec::new(),
    }
}

/// What the window of a matter can say of a member, whose department has delegated acceptance to it or not.
pub fn of_member(delegated: bool, language: Language) -> Vec<OutcomeView> {
    let codes: &[&str] = match delegated {
        true => &["accept", "decline", "request_supplement", "forward"],
        false => &["forward", "request_supplement"],
    };
    codes.iter().map(|code| at_intake(code, language)).collect()
}

fn at_intake(code: &str, language: Language) -> OutcomeView {
    let (label, required_fields): (Text, &[&'static str]) = match code {
        "accept" => (Text::new("受理", "Accept"), &[]),
        "decline" => (Text::new("不予受理", "Decline"), &["reasons"]),
        "request_supplement" => (Text::new("一次性告知补正", "Tell what is missing"), &["verdicts"]),
        "forward" => (Text::new("转主管部门", "Forward to its department"), &[]),
        "grant" => (Text::new("当场准予", "Grant on the spot"), &[]),
        _ => (Text::new("当场不予", "Refuse on the spot"), &["reasons"]),
    };
    OutcomeView {
        code: code.to_owned(),
        label: label.in_language(language).to_owned(),
        required_fields: required_fields.to_vec(),
    }
}

fn of_node(task: &TaskRow, version: &ItemVersion, language: Language) -> Option<Vec<OutcomeView>> {
    let graph = &version.item.procedure;
    let id = task.node.as_deref()?.parse().ok()?;
    let node = graph.node(&id)?;
    if matches!(node, Node::Countersign(_)) {
        return Some(answers(language));
    }
    let on_site = graph.task(&id).is_some_and(|task| task.on_site);
    let view = |(code, outcome): (&OutcomeCode, &crate::procedure::Outcome)| OutcomeView {
        code: code.to_string(),
        label: match language {
            Language::ZhCn => outcome.label(code),
            Language::En => outcome.label_en(code),
        }
        .to_owned(),
        required_fields: on_site
            .then_some("officers")
            .into_iter()
            .chain(outcome.requires(code).iter().map(|requirement| field(*requirement)))
            .collect(),
    };
    Some(node.outcomes()?.iter().map(view).collect())
}

/// What a party of a countersign, or a department that is consulted, can answer.
fn answers(language: Language) -> Vec<OutcomeView> {
    let answer = |code: OutcomeCode, label: Text, required_fields| OutcomeView {
        code: code.to_string(),
        label: label.in_language(language).to_owned(),
        required_fields,
    };
    vec![
        answer(OutcomeCode::AGREE, Text::new("同意", "Agree"), vec![]),
        answer(OutcomeCode::DISAGREE, Text::new("不同意", "Disagree"), vec!["opinion"]),
    ]
}

/// What the caller may do with a task now, as the last word of the operation's path; putting it back is `release`.
pub(super) fn actions(id: Uuid, case: &Case, screen: &Screen, caller: Uuid) -> Vec<&'static str> {
    let Some(task) = case.task(id).filter(|_| !case.recused.contains(&caller)) else {
        return Vec::new();
    };
    let holds = screen.holds(&task.department, &task.post);
    let manages = screen.holds(&task.department, &Post::MANAGER);
    match &task.status {
        TaskStatus::Open => [("claim", holds), ("assignment", manages)]
            .into_iter()
            .filter_map(|(action, may)| may.then_some(action))
            .collect(),
        TaskStatus::Claimed { holder } if *holder == caller && holds => {
            let consults = matches!(task.kind, TaskKind::Node { .. }) && case.phase.undecided().is_some();
            let completes = !matches!(case.phase, Phase::Suspended(_)) || !matches!(task.kind, TaskKind::Node { .. });
            [
                ("completion", completes),
                ("release", true),
                ("assignment", true),
                ("consultations", consults),
            ]
            .into_iter()
            .filter_map(|(action, may)| may.then_some(action))
            .collect()
        }
        TaskStatus::Claimed { .. } if manages => vec!["assignment"],
        TaskStatus::Completed { .. } if holds && is_last_step(case, id, caller) => vec!["taking-back"],
        _ => Vec::new(),
    }
}

fn field(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Opinion => "opinion",
        Requirement::Reasons => "reasons",
        Requirement::Verdicts => "verdicts",
    }
}
