//! Telling everything that is missing of a matter, once (一次性告知): the gaps of all members in one notice, by the matter's materials.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::bundled::{Bundled, joined};
use crate::applications::Desk;
use crate::applications::content::FORM;
use crate::applications::joint::Joint;
use crate::applications::lifecycle::{Command, MatterCommand, Phase};
use crate::applications::notices::MaterialWord;
use crate::catalogue::bundle::Joined;
use crate::problem::Problem;

/// Tells it: the whole with one notice, the members that something is missing of, and those that nothing more may be asked for.
///
/// # Errors
/// The lifecycle's refusal; 500 when what was said of a gap cannot be read.
pub(super) async fn tell(
    desk: &Desk,
    bundled: &Bundled,
    joint: &mut Joint<'_>,
    gaps: &BTreeMap<Uuid, BTreeSet<String>>,
    close: &BTreeSet<Uuid>,
) -> Result<(), Problem> {
    let situation = bundled.situation();
    let mut words: BTreeMap<String, MaterialWord> = BTreeMap::new();
    for (member, materials) in gaps {
        let place = joined(&situation, joint, *member)?;
        for word in said(joint, *member, materials)? {
            let material = of_whole(place, &word.material);
            merge(&mut words, MaterialWord { material, ..word });
        }
    }
    let whole = joint.id();
    let answer_by = answer_by(desk, bundled, joint).await?;
    let materials: BTreeSet<String> = words.keys().cloned().collect();
    joint.file_mut(whole)?.wording.materials = words.into_values().collect();
    let told = MatterCommand::Tell {
        materials: materials.clone(),
        answer_by,
    };
    joint.then(whole, Command::Matter(told))?;
    for member in gaps.keys() {
        joint.file_mut(*member)?.extras.gaps = Some(serde_json::json!([]));
        let told = MatterCommand::Tell {
            materials: BTreeSet::new(),
            answer_by,
        };
        joint.then(*member, Command::Matter(told))?;
    }
    for member in close {
        joint.then(*member, Command::Matter(MatterCommand::Close))?;
    }
    Ok(())
}

/// The matter's material that serves for a member's; the form where none does.
pub(super) fn of_whole(place: &Joined<'_>, material: &str) -> String {
    place.material_of(material).unwrap_or(FORM).to_owned()
}

/// What was said of a member's gaps, with reasons.
fn said(joint: &Joint<'_>, member: Uuid, materials: &BTreeSet<String>) -> Result<Vec<MaterialWord>, Problem> {
    let file = joint.file(member)?;
    let kept = file.extras.gaps.as_ref().or(file.row().gaps.as_ref());
    let words: Vec<MaterialWord> = match kept {
        Some(kept) => serde_json::from_value(kept.clone()).map_err(Problem::internal)?,
        None => Vec::new(),
    };
    Ok(words
        .into_iter()
        .filter(|word| materials.contains(&word.material))
        .collect())
}

/// Of what several departments say about one material, the first verdict stays, and every reason once.
fn merge(words: &mut BTreeMap<String, MaterialWord>, word: MaterialWord) {
    match words.get_mut(&word.material) {
        None => drop(words.insert(word.material.clone(), word)),
        Some(told) => {
            let reasons = [told.reason.take(), word.reason];
            let mut distinct: Vec<String> = Vec::new();
            for reason in reasons.into_iter().flatten() {
                if !distinct.contains(&reason) {
                    distinct.push(reason);
                }
            }
            told.reason = (!distinct.is_empty()).then(|| distinct.join("；"));
        }
    }
}

/// The last day to answer: the one told before, or counted from today.
async fn answer_by(desk: &Desk, bundled: &Bundled, joint: &Joint<'_>) -> Result<chrono::NaiveDate, Problem> {
    let told = match &joint.whole()?.case().phase {
        Phase::Submitted(receipt) | Phase::AwaitingSupplement(receipt) => {
            receipt.supplement.as_ref().map(|supplement| supplement.answer_by)
        }
        _ => None,
    };
    let calendar = desk.calendars.fresh(&bundled.version.bundle.division).await?;
    let limit = bundled.version.bundle.supplement_limit;
    let today = desk.clock.today();
    Ok(told.map_or_else(|| calendar.due(today, limit).date, |told| told.max(today)))
}
