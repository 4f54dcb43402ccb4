//! The bundle a matter was filed under, with the situation its answers make of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::applications::Desk;
use crate::applications::joint::{File, Joint};
use crate::applications::lifecycle::Case;
use crate::applications::store::rows::ApplicationRow;
use crate::catalogue::bundle::{BundleVersion, Joined, Situation};
use crate::codes::ItemCode;
use crate::problem::Problem;

/// The bundle a matter was filed under. It stays the same however the bundle and its items change later.
pub struct Bundled {
    /// The version it was filed under.
    pub version: Arc<BundleVersion>,
    answers: Map<String, Value>,
    kind: String,
    without: BTreeSet<ItemCode>,
}

impl Bundled {
    /// That of a matter.
    ///
    /// # Errors
    /// 500 when it is gone, which a published version cannot come to.
    pub async fn of(desk: &Desk, whole: &File) -> Result<Self, Problem> {
        Self::under(desk, whole.row(), whole.case(), &whole.content().answers).await
    }

    /// That of a matter, by its row, state and answers.
    ///
    /// # Errors
    /// 500 when it is gone, which a published version cannot come to.
    pub async fn under(
        desk: &Desk,
        row: &ApplicationRow,
        case: &Case,
        answers: &Map<String, Value>,
    ) -> Result<Self, Problem> {
        let version = desk.catalogue.bundle_version(&row.item_code, row.item_version).await?;
        let version = version.ok_or_else(|| Problem::internal("the matter's bundle is gone"))?;
        let plan = case.whole();
        let present: BTreeSet<&ItemCode> = plan
            .iter()
            .flat_map(|plan| plan.members.values().map(|member| &member.item))
            .collect();
        let rules = version.bundle.members.iter().map(|rule| &rule.item);
        let without = rules.filter(|item| !present.contains(item)).cloned().collect();
        Ok(Self {
            answers: answers.clone(),
            kind: row.applicant_kind.clone(),
            without,
            version,
        })
    }

    /// What the applicant's answers make of it.
    pub fn situation(&self) -> Situation<'_> {
        self.version.situation(&self.answers, Some(&self.kind), &self.without)
    }
}

/// A member's place in the situation.
///
/// # Errors
/// 500 when it has none, which cannot be: members are made from the situation.
pub fn joined<'s, 'b>(
    situation: &'s Situation<'b>,
    joint: &Joint<'_>,
    member: Uuid,
) -> Result<&'s Joined<'b>, Problem> {
    let item = &joint.file(member)?.row().item_code;
    let mut members = situation.members.iter();
    members
        .find(|joined| joined.item() == item)
        .ok_or_else(|| Problem::internal("the member is not in the matter's situation"))
}
