//! The materials of a matter: each once, for all members it serves.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::MatterMember;
use super::lanes::Lane;
use crate::applications::content::{FORM, material_name};
use crate::applications::notices::MaterialWord;
use crate::applications::view::{ApplicationView, AttachedDocument, MissingMaterial};
use crate::catalogue::ItemVersion;
use crate::catalogue::bundle::Situation;
use crate::codes::Necessity;

/// A material of a matter.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterMaterial {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it must be handed in.
    pub required: bool,
    /// The members it serves; none when the bundle itself asks for it.
    pub serves: Vec<Uuid>,
    /// The files handed in for it.
    pub documents: Vec<AttachedDocument>,
    /// The word on it so far.
    pub verdict: Option<MaterialWord>,
}

/// What the answers and the form call for, with what was handed in.
pub(super) fn materials(
    situation: &Situation<'_>,
    own: &ApplicationView,
    members: &[MatterMember],
) -> Vec<MatterMaterial> {
    let asked = situation.materials(&own.form).into_iter();
    asked
        .map(|shared| MatterMaterial {
            code: shared.material.code.clone(),
            name: shared.material.name.clone(),
            required: shared.material.necessity == Necessity::Required,
            serves: members
                .iter()
                .filter(|member| shared.serves.iter().any(|item| item.to_string() == member.item))
                .map(|member| member.id)
                .collect(),
            documents: own
                .documents
                .iter()
                .filter(|file| file.material == shared.material.code)
                .cloned()
                .collect(),
            verdict: own
                .verdicts
                .iter()
                .find(|word| word.material == shared.material.code)
                .cloned(),
        })
        .collect()
}

/// What is to follow on a written commitment (容缺补交) for any member, by the materials of the matter, which has the names of its front.
pub(super) fn to_follow(situation: &Situation<'_>, lanes: &[Lane<'_>], front: &ItemVersion) -> Vec<MissingMaterial> {
    let mut codes = BTreeSet::new();
    for lane in lanes {
        let mut joined = situation.members.iter();
        let joined = joined.find(|joined| *joined.item() == lane.row().item_code);
        let outstanding = lane
            .case
            .awaited()
            .into_iter()
            .flat_map(|following| &following.outstanding);
        codes.extend(outstanding.map(|code| joined.and_then(|joined| joined.material_of(code)).unwrap_or(FORM)));
    }
    codes
        .into_iter()
        .map(|code| MissingMaterial {
            material: code.to_owned(),
            name: material_name(front, code).zh.into_owned(),
        })
        .collect()
}
