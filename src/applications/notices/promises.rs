//! What a notice says of commitments.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::content::material_name;
use super::super::lifecycle::{Event, FOLLOWING_LAPSED};
use super::super::scene::Scene;
use crate::catalogue::terms::consequence;
use crate::text::Text;

/// Materials that follow on the applicant's commitment (容缺受理): told once, in writing, with the acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FollowingNotice {
    /// The names of the materials.
    pub materials: Vec<Text>,
    /// The last day to hand them in.
    pub by: NaiveDate,
    /// What happens otherwise.
    pub consequence: Text,
}

impl FollowingNotice {
    /// What these events promise.
    pub(super) fn of(scene: &Scene<'_>, events: &[Event]) -> Option<Self> {
        events.iter().find_map(|event| match event {
            Event::MaterialsPromised {
                materials,
                by,
                on_lapse,
            } => Some(Self {
                materials: materials
                    .iter()
                    .map(|code| material_name(scene.version, code))
                    .collect(),
                by: *by,
                consequence: consequence(*on_lapse),
            }),
            _ => None,
        })
    }
}

/// The reasons of a termination that nobody writes, because it follows from the commitment.
pub(super) fn reasons_of_lapse(scene: &Scene<'_>, basis: &str) -> Option<String> {
    let following = scene.case.following.as_ref().filter(|_| basis == FOLLOWING_LAPSED)?;
    let names = following
        .outstanding
        .iter()
        .map(|code| material_name(scene.version, code).zh);
    let names = names.collect::<Vec<_>>().join("、");
    Some(format!("未在承诺期限（{}）内补交容缺材料：{names}。", following.by))
}
