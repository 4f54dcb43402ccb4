//! What a notice says on paper, kept as it is drawn up: it is printed the same for good, whatever is called otherwise later.

use serde::{Deserialize, Serialize};

use super::super::lifecycle::Event;
use super::super::scene::Scene;
use super::super::store::rows::PartyRow;
use super::super::terms::extended_by;
use super::{Body, Facts, NoticeContent, NoticeKind};
use crate::catalogue::ItemVersion;
use crate::catalogue::document::Department;
use crate::clock::shanghai_date;
use crate::db::bytea;

/// What is kept of a notice in its row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// What it says.
    #[serde(flatten)]
    pub content: NoticeContent,
    /// What it says on paper; none with notices drawn up before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<Sheet>,
}

/// What stands on the paper beside the content.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sheet {
    /// To whom it is given: the applicant's name, sealed as their account has it. A third party's name stands in the file.
    #[serde(default, with = "bytea::option", skip_serializing_if = "Option::is_none")]
    pub addressee: Option<Vec<u8>>,
    /// Its sentences.
    #[serde(flatten)]
    pub body: Body,
    /// Where the department's window is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whom to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Sheet {
    /// The sheet of a notice as an event calls for it.
    pub(super) fn of(scene: &Scene<'_>, kind: NoticeKind, event: &Event, content: &NoticeContent) -> Self {
        let row = scene.application;
        let receipt = scene.case.phase.receipt();
        let facts = Facts {
            received_on: receipt
                .map(|receipt| receipt.received_on)
                .or(row.submitted_at.map(shanghai_date)),
            deemed: matches!(event, Event::Accepted { deemed: true, .. }),
            service: row.service,
            head: extended_by(scene.case, scene.version, row.service),
            ..Facts::of(scene.version, &row.applicant_kind)
        };
        let department = scene.catalogue.department(&row.department);
        Self::write(kind, content, &facts, department.as_ref(), &scene.loaded.applicant)
    }

    /// The sheet of a notice about what is known.
    pub fn write(
        kind: NoticeKind,
        content: &NoticeContent,
        facts: &Facts<'_>,
        department: Option<&Department>,
        applicant: &PartyRow,
    ) -> Self {
        let own = |pick: fn(&ItemVersion) -> &Option<String>, theirs: fn(&Department) -> &Option<String>| {
            let own = pick(facts.version).clone();
            own.or_else(|| department.and_then(|department| theirs(department).clone()))
        };
        Self {
            addressee: (kind != NoticeKind::ThirdParty).then(|| applicant.name.clone()),
            body: Body::of(kind, content, facts),
            address: own(|version| &version.item.address, |department| &department.address),
            phone: own(|version| &version.item.phone, |department| &department.phone),
        }
    }
}
