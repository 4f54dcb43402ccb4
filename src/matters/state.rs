//! Where a matter stands after a command. No personal data: answers are kept to be repeated.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::applications::joint::Joint;
use crate::applications::lifecycle::{Case, Outcome, Status};
use crate::applications::ops::ApplicationState;
use crate::applications::ops::answers::application_tag;
use crate::applications::store::Write;
use crate::applications::store::rows::ApplicationRow;
use crate::catalogue::ItemVersion;
use crate::codes::ItemCode;
use crate::http::Answer;
use crate::problem::Problem;

/// Where a matter stands after a command.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d", "number": "BJ202611200000000018", "version": 4, "status": "submitted", "awaiting_consent": false,
    "outcome": null, "submitted_at": "2026-11-20T02:10:00Z", "accepted_on": null, "promised_due_on": null, "pickup_code": "482913",
    "certificate": null, "bundle": "one-newborn", "name": "新生儿出生一件事",
    "members": [{"id": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e", "number": "BJ202611200000000026", "item": "11990100999990029X3000723001001",
        "name": "出生医学证明首次签发", "status": "submitted", "outcome": null, "waits": false}]
}))]
pub struct MatterState {
    /// The matter.
    #[serde(flatten)]
    pub whole: ApplicationState,
    /// The bundle.
    pub bundle: ItemCode,
    /// What it is called.
    pub name: String,
    /// Its members.
    pub members: Vec<MemberState>,
}

/// Where a member stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberState {
    /// Its application.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// The item.
    pub item: ItemCode,
    /// What it is called.
    pub name: String,
    /// Its status.
    pub status: Status,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// Whether it begins only when others are approved.
    pub waits: bool,
}

impl MatterState {
    /// Of a matter that is just being filed.
    pub(super) fn filed(row: &ApplicationRow, case: &Case, members: &[(Case, Write)], front: &ItemVersion) -> Self {
        Self {
            whole: ApplicationState::of(row, case),
            bundle: row.item_code.clone(),
            name: front.item.name.clone(),
            members: members
                .iter()
                .map(|(case, write)| MemberState::of(&write.application, case))
                .collect(),
        }
    }

    /// Of a matter that a command has changed.
    ///
    /// # Errors
    /// 500 never, since it was loaded.
    pub fn after(joint: &Joint<'_>) -> Result<Self, Problem> {
        let whole = joint.whole()?;
        let members = joint.members();
        Ok(Self {
            whole: ApplicationState {
                pickup_code: None,
                ..ApplicationState::of(&whole.row_after(), whole.case())
            },
            bundle: whole.row().item_code.clone(),
            name: whole.row().item_name.clone(),
            members: members
                .map(|(_, file)| MemberState::of(file.row(), file.case()))
                .collect(),
        })
    }

    /// The answer to a command on a matter: where it stands then.
    ///
    /// # Errors
    /// 500 when it cannot be written.
    pub fn answer_after(joint: &Joint<'_>, today: NaiveDate) -> Result<Answer, Problem> {
        Self::after(joint)?.answer(200, &joint.whole()?.row_after(), today)
    }

    /// The answer that says so.
    ///
    /// # Errors
    /// 500 when it cannot be written.
    pub fn answer(&self, status: u16, row: &ApplicationRow, today: NaiveDate) -> Result<Answer, Problem> {
        Ok(Answer::new(status, self)?.tagged(application_tag(row, today)))
    }
}

impl MemberState {
    fn of(row: &ApplicationRow, case: &Case) -> Self {
        Self {
            id: row.id,
            number: row.number.to_string(),
            item: row.item_code.clone(),
            name: row.item_name.clone(),
            status: case.phase.status(),
            outcome: case.phase.decided().map(|decided| decided.outcome),
            waits: case.waits_for_others(),
        }
    }
}
