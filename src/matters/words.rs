//! What the window says of each member of a matter: its word on the whole, and its words on some. What nobody would act on is refused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::bundled::{Bundled, joined};
use crate::applications::content::FORM;
use crate::applications::joint::{File, Joint};
use crate::applications::lifecycle::MemberPlan;
use crate::applications::notices::MaterialWord;
use crate::applications::tasks::complete_task::{CompleteTask, MemberWord, check};
use crate::applications::words::too_many;
use crate::catalogue::bundle::Joined;
use crate::problem::{Code, FieldError, Problem};
use crate::procedure::OutcomeCode;
use crate::text::Text;

/// The word on one member, with all that was found of it.
pub(super) struct Found {
    pub(super) outcome: OutcomeCode,
    pub(super) reasons: Option<String>,
    pub(super) verdicts: Vec<MaterialWord>,
    /// What the decision on it states, if it comes with a word of its own.
    pub(super) result: Option<Value>,
    /// Where its own word stands, if there is one.
    pub(super) index: Option<usize>,
    /// Its department has to be asked.
    pub(super) forward: bool,
}

/// The word on every member that one is to be said on: received, and nothing said or asked yet.
///
/// # Errors
/// 422 for what is said of nobody, or of who is not to be spoken of, and for what the window cannot say; 409 for whoever is recused from a
/// member that is to be spoken of.
pub(super) fn words(
    bundled: &Bundled,
    joint: &Joint<'_>,
    input: &CompleteTask,
    by: Uuid,
) -> Result<BTreeMap<Uuid, Found>, Problem> {
    let plans = joint.whole()?.case().whole().map(|whole| &whole.members);
    let to_speak_of: BTreeMap<Uuid, (&File, &MemberPlan)> = joint
        .members()
        .filter_map(|(id, file)| Some((*id, (file, plans?.get(id)?))))
        .filter(|(_, (file, plan))| !plan.external && file.case().awaits_word())
        .collect();
    Problem::faultless(faults(joint, input, &to_speak_of))?;
    not_recused(input, &to_speak_of, by)?;
    let situation = bundled.situation();
    let given = input.members.iter().enumerate();
    let given: BTreeMap<Uuid, (usize, &MemberWord)> =
        given.map(|(index, word)| (word.application, (index, word))).collect();
    let mut words = BTreeMap::new();
    let mut serving: BTreeSet<&str> = BTreeSet::from([FORM]);
    for (id, (_, plan)) in &to_speak_of {
        let place = joined(&situation, joint, *id)?;
        let of_whole = input.verdicts.iter().map(|word| word.material.as_str());
        serving.extend(of_whole.filter(|material| place.materials_served_by(material).next().is_some()));
        words.insert(*id, found(place, plan, input, given.get(id).copied())?);
    }
    Problem::faultless(unheard(input, &serving))?;
    Ok(words)
}

/// The word on a member: its own, or what that on the whole comes to for it.
fn found(
    place: &Joined<'_>,
    plan: &MemberPlan,
    input: &CompleteTask,
    own: Option<(usize, &MemberWord)>,
) -> Result<Found, Problem> {
    let verdicts = verdicts(
        place,
        &input.verdicts,
        own.map(|(_, word)| &*word.verdicts).unwrap_or_default(),
    );
    let lacks = verdicts.iter().any(|word| word.verdict.is_gap());
    let outcome = match own {
        Some((_, word)) => word.outcome.clone(),
        None if lacks => OutcomeCode::REQUEST_SUPPLEMENT,
        None if input.outcome == OutcomeCode::REQUEST_SUPPLEMENT => OutcomeCode::ACCEPT,
        None => input.outcome.clone(),
    };
    let forwards = outcome == OutcomeCode::FORWARD;
    let asks = outcome == OutcomeCode::REQUEST_SUPPLEMENT;
    match own {
        Some((index, _)) if !plan.delegated && !forwards && !asks => return Err(not_delegated(index)),
        Some((index, _)) if forwards && lacks => return Err(gaps_remain(index)),
        _ => {}
    }
    Ok(Found {
        outcome: match plan.delegated || asks {
            true => outcome,
            false => OutcomeCode::FORWARD,
        },
        reasons: own.and_then(|(_, word)| word.reasons.clone()).or(input.reasons.clone()),
        verdicts,
        result: own.and_then(|(_, word)| word.result.clone()),
        index: own.map(|(index, _)| index),
        forward: forwards || !plan.delegated,
    })
}

/// What is said of a member's materials: by the verdicts on the matter's that serve for them, where none is given on its own. The form is
/// everybody's.
fn verdicts(place: &Joined<'_>, of_whole: &[MaterialWord], own: &[MaterialWord]) -> Vec<MaterialWord> {
    let mut said = own.to_vec();
    for word in of_whole {
        let materials: Vec<&str> = match word.material.as_str() {
            FORM => vec![FORM],
            material => place.materials_served_by(material).collect(),
        };
        let inherited = materials
            .into_iter()
            .filter(|material| own.iter().all(|own| own.material != *material));
        said.extend(inherited.map(|material| MaterialWord {
            material: material.to_owned(),
            ..word.clone()
        }));
    }
    said
}

/// What is wrong with what was sent: each word is on a member that one is to be said on, once, and fits its item.
fn faults(
    joint: &Joint<'_>,
    input: &CompleteTask,
    to_speak_of: &BTreeMap<Uuid, (&File, &MemberPlan)>,
) -> Vec<FieldError> {
    let mut errors: Vec<FieldError> = too_many("/members", input.members.len()).into_iter().collect();
    let mut seen = BTreeSet::new();
    for (index, word) in input.members.iter().enumerate() {
        let wrong = |code, message| FieldError::new(format!("/members/{index}/application"), code, message);
        if joint.members().all(|(id, _)| *id != word.application) {
            let message = Text::new("该一件事没有此办件。", "The matter has no such member.");
            errors.push(wrong("unknown-member", message));
        } else if !seen.insert(word.application) {
            let message = Text::new("每个事项只能有一个结论。", "One word a member.");
            errors.push(wrong("duplicate", message));
        } else if let Some((file, _)) = to_speak_of.get(&word.application) {
            let checked = check(file.version(), &word.alone()).map_err(|problem| below(problem, Some(index)));
            errors.extend(checked.err().into_iter().flat_map(|problem| problem.errors));
        } else {
            let message = Text::new(
                "该事项此时不由窗口审核：由外部系统办理，或者已有结论。",
                "No word is to be said on it now: another system handles it, or one has been said.",
            );
            errors.push(wrong("not-asked", message));
        }
    }
    let of_members = |what: &str| {
        let message = Text::new(
            "一件事的收件任务不填写此项。",
            "Not with the task of a matter as a whole.",
        );
        FieldError::new(format!("/{what}"), "not-of-a-matter", message)
    };
    errors.extend(input.false_materials.then(|| of_members("false_materials")));
    errors.extend((!input.officers.is_empty()).then(|| of_members("officers")));
    errors
}

/// Who is recused from a member says no word on it, nor one on the whole that would be its word too.
fn not_recused(
    input: &CompleteTask,
    to_speak_of: &BTreeMap<Uuid, (&File, &MemberPlan)>,
    by: Uuid,
) -> Result<(), Problem> {
    let recused = to_speak_of
        .iter()
        .filter(|(_, (file, _))| file.case().recused.contains(&by));
    let errors: Vec<FieldError> = recused
        .map(|(id, (file, _))| {
            let own = input.members.iter().position(|word| word.application == *id);
            let place = own.map_or_else(|| "/members".to_owned(), |index| format!("/members/{index}"));
            let name = &file.row().item_name;
            let message = Text::new(
                format!("您已回避“{name}”，请由其他人员办理。"),
                format!("You are recused from “{name}”: leave it to others."),
            );
            FieldError::new(place, "recused", message)
        })
        .collect();
    match errors.is_empty() {
        true => Ok(()),
        false => Err(Problem {
            errors,
            ..Problem::new(Code::Recused)
        }),
    }
}

/// Gaps of materials that serve for no member which is spoken of: nobody would be told of them.
fn unheard(input: &CompleteTask, serving: &BTreeSet<&str>) -> Vec<FieldError> {
    let unheard = |(index, word): (usize, &MaterialWord)| {
        let message = Text::new(
            "此材料不用于窗口正在审核的任何事项，不能要求补正。",
            "It serves for none of the members looked through, so it cannot be asked for.",
        );
        let lost = word.verdict.is_gap() && !serving.contains(word.material.as_str());
        lost.then(|| FieldError::new(format!("/verdicts/{index}/material"), "serves-none", message))
    };
    input.verdicts.iter().enumerate().filter_map(unheard).collect()
}

/// A problem of a member, told where its word stands: its own, or that on all of them.
pub(super) fn below(problem: Problem, index: Option<usize>) -> Problem {
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

fn not_delegated(index: usize) -> Problem {
    Problem::invalid_field(
        format!("/members/{index}/outcome"),
        "not-delegated",
        "该事项由主管部门受理，窗口可填写 forward 转送，或 request_supplement 提出需补正的材料。",
        "Its department accepts it itself: `forward` it, or say what is missing with `request_supplement`.",
    )
}

fn gaps_remain(index: usize) -> Problem {
    Problem::invalid_field(
        format!("/members/{index}/outcome"),
        "gaps-remain",
        "材料有缺漏的，请填写 request_supplement，以便一次性告知。",
        "Something is marked missing or defective: say `request_supplement`, so that it is told.",
    )
}
