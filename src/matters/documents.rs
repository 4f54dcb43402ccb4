//! The matter's documents, shared with its members: each goes to the members it serves.

use uuid::Uuid;

use crate::applications::joint::{File, Joint};
use crate::applications::store::rows::AttachmentRow;
use crate::catalogue::bundle::Joined;
use crate::problem::Problem;

/// Those of the files that it does not have already.
pub(super) fn added(file: &File, rows: Vec<AttachmentRow>) -> Vec<AttachmentRow> {
    let there = |row: &AttachmentRow| {
        let mut attached = file.loaded().attached.iter();
        attached.any(|old| old.material == row.material && old.document_id == row.document_id)
    };
    rows.into_iter().filter(|row| !there(row)).collect()
}

/// What of the matter's files serves for a member that does not have it already.
pub(super) fn passed(
    joint: &Joint<'_>,
    place: &Joined<'_>,
    member: Uuid,
    form: &serde_json::Value,
    rows: &[AttachmentRow],
) -> Result<Vec<AttachmentRow>, Problem> {
    let served = place.documents(form, rows.iter().map(|row| (row.material.as_str(), row)));
    let served = served.into_iter().map(|(material, row)| AttachmentRow {
        owner_id: member,
        material: material.to_owned(),
        ..row.clone()
    });
    Ok(added(joint.file(member)?, served.collect()))
}
