//! The materials on a receipt slip: what was handed in, and what is still to come.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::super::content::{FORM, material_name};
use super::super::lifecycle::{Phase, Verdict};
use super::super::store::Screen;
use super::super::view::Readable;
use crate::codes::MaterialForm;

/// A material, as a slip lists it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SlipMaterial {
    /// Its code.
    pub material: String,
    /// Its name.
    pub name: String,
    /// Original or copy, as the item asks for it; null for the form itself.
    pub form: Option<MaterialForm>,
    /// How many copies on paper, as the item asks for them.
    pub copies: u32,
    /// Whether the original was shown.
    pub original_seen: bool,
    /// The files handed in for it.
    pub files: Vec<SlipFile>,
}

/// A file handed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SlipFile {
    /// Its file name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
}

/// What was handed in, in the item's order: as files, or as paper that a clerk found in order.
pub(super) fn handed_in(screen: &Screen, readable: &Readable) -> Vec<SlipMaterial> {
    let item = readable.version.item.materials.iter();
    let known: Vec<&str> = item.map(|material| material.code.as_str()).collect();
    // Files of a material that another version of the item knew are there all the same.
    let others: BTreeSet<&str> = screen.attached.iter().map(|row| row.material.as_str()).collect();
    let others = others.into_iter().filter(|code| !known.contains(code));
    known
        .iter()
        .copied()
        .chain(others)
        .map(|code| entry(code, screen, readable))
        .filter(|entry| {
            let verdict = readable.case.verdicts.get(&entry.material);
            !entry.files.is_empty() || verdict.is_some_and(|verdict| !verdict.is_gap())
        })
        .collect()
}

/// What is still to come: what a supplement notice asks for, what follows on a commitment, and before acceptance what is to follow.
pub(super) fn following(screen: &Screen, readable: &Readable) -> Vec<SlipMaterial> {
    let Readable { case, version, content } = readable;
    let row = &screen.application;
    let codes: BTreeSet<String> = match &case.phase {
        Phase::AwaitingSupplement(receipt) => {
            let told = receipt.supplement.iter();
            told.flat_map(|told| told.outstanding.iter().cloned()).collect()
        }
        Phase::Submitted(_) => {
            let committed = case.commitment.is_some();
            content.to_follow(version, row.asking(), &screen.attached, committed)
        }
        _ => {
            let awaited = case.awaited().into_iter();
            awaited
                .flat_map(|awaited| awaited.outstanding.iter().cloned())
                .collect()
        }
    };
    let entries = codes.iter().map(|code| entry(code, screen, readable));
    // A file that will not do is not what is waited for.
    entries
        .map(|entry| SlipMaterial {
            files: Vec::new(),
            ..entry
        })
        .collect()
}

fn entry(code: &str, screen: &Screen, readable: &Readable) -> SlipMaterial {
    let known = readable.version.material(code);
    let files = screen.attached.iter().filter(|row| row.material == code);
    SlipMaterial {
        material: code.to_owned(),
        name: match known {
            None if code != FORM => code.to_owned(),
            _ => material_name(&readable.version, code).zh.into_owned(),
        },
        form: known.map(|material| material.form),
        copies: known.map_or(1, |material| material.copies),
        original_seen: readable.case.verdicts.get(code) == Some(&Verdict::OriginalSeen),
        files: files
            .map(|row| SlipFile {
                name: row.name.clone(),
                size: row.size,
            })
            .collect(),
    }
}
