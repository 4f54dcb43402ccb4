//! The parts of an application's screen: references, files, due dates, notices, the certificate.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::lifecycle::{Case, Colour, Concern, Phase};
use super::super::notices::{MaterialWord, NoticeContent};
use super::super::store::MatterRow;
use super::super::store::rows::{ApplicationRow, AttachmentRow, CardRow, CertificateRow, NoticeRow};
use crate::catalogue::ItemVersion;
use crate::codes::{CertificateNumber, CertificateState};

/// The item of an application.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemReference {
    /// Its code.
    pub code: String,
    /// The version.
    pub version: i32,
    /// Its name.
    pub name: String,
}

/// A matter (一件事), by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterReference {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// What its bundle is called.
    pub name: String,
}

impl MatterReference {
    /// Of what was read of it.
    pub fn of(row: &MatterRow) -> Self {
        Self {
            id: row.id,
            number: row.number.to_string(),
            name: row.name.clone(),
        }
    }
}

/// A department, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentReference {
    /// Its credit code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The applicant of an application.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicantReference {
    /// Their account.
    pub id: Uuid,
    /// `natural_person` or `legal_person`.
    pub kind: String,
    /// Their name.
    pub name: String,
}

/// A file handed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttachedDocument {
    /// The document's id.
    pub id: Uuid,
    /// The material it is for.
    pub material: String,
    /// Its file name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was handed in.
    pub attached_at: DateTime<Utc>,
}

/// A material still to be handed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissingMaterial {
    /// Its code.
    pub material: String,
    /// Its name.
    pub name: String,
}

/// What the applicant commits to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommitmentView {
    /// The text.
    pub text: String,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// Whether it turned out to be true; null before the check.
    pub kept: Option<bool>,
}

impl CommitmentView {
    pub(super) fn of(case: &Case, version: &ItemVersion) -> Option<Self> {
        let (rule, made) = (version.item.commitment.as_ref()?, case.commitment?);
        Some(Self {
            text: rule.text.clone(),
            made_on: made.made_on,
            kept: made.kept,
        })
    }
}

/// A notice given.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    /// Its number.
    pub number: String,
    /// Its kind.
    pub kind: String,
    /// Its date.
    pub issued_on: NaiveDate,
    /// What it says.
    pub content: Option<NoticeContent>,
}

/// A certificate issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct CertificateView {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its date.
    pub issued_on: NaiveDate,
    /// Its last valid day, if it ends.
    pub valid_until: Option<NaiveDate>,
    /// What it is worth today.
    pub state: CertificateState,
    /// The certificate that took its place.
    pub replaced_by: Option<String>,
    /// The code by which anybody can check it, with its number; shown to the applicant only.
    pub code: Option<String>,
}

/// The certificate that an application is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConcernView {
    /// Its number.
    pub certificate: CertificateNumber,
    /// The application it was issued on.
    pub application: Uuid,
    /// Its last valid day, if it ends.
    pub valid_until: Option<NaiveDate>,
}

impl ConcernView {
    pub(super) fn of(concern: &Concern) -> Self {
        Self {
            certificate: concern.number.clone(),
            application: concern.issued_on,
            valid_until: concern.valid_until,
        }
    }
}

/// A due date that passed without a decision: a fact for good.
#[derive(Debug, Serialize, ToSchema)]
pub struct CardView {
    /// Yellow for the promise, red for the law.
    pub colour: Colour,
    /// The date that passed.
    pub due_on: NaiveDate,
    /// The day that was found.
    pub issued_on: NaiveDate,
}

/// The deciding department, by name.
pub fn department(desk: &Desk, row: &ApplicationRow) -> DepartmentReference {
    let known = desk.catalogue.department(&row.department);
    DepartmentReference {
        code: row.department.to_string(),
        name: known.map_or_else(|| row.department.to_string(), |department| department.name.clone()),
    }
}

pub(super) fn attached(row: &AttachmentRow) -> AttachedDocument {
    AttachedDocument {
        id: row.document_id,
        material: row.material.clone(),
        name: row.name.clone(),
        media_type: row.media_type.clone(),
        size: row.size,
        sha256: row.sha256.clone(),
        attached_at: row.attached_at,
    }
}

/// The words on materials, with the reasons that notices gave. What is missing of a matter or of its member reaches the applicant with the one
/// notice (一次性告知), not before; colleagues (`inner`) see it at once.
pub(super) fn verdicts(case: &Case, notices: &[NoticeRow], inner: bool) -> Vec<MaterialWord> {
    let given = match &case.phase {
        Phase::Submitted(receipt) => case.part.is_none() || receipt.supplement.is_some(),
        _ => true,
    };
    let told: Vec<NoticeContent> = notices
        .iter()
        .rev()
        .filter_map(|row| serde_json::from_value(row.content.clone()).ok())
        .collect();
    let reason = |code: &str| {
        let words = told.iter().flat_map(|content| &content.materials);
        words
            .map(|named| &named.word)
            .find(|word| word.material == code)
            .and_then(|word| word.reason.clone())
    };
    case.verdicts
        .iter()
        .filter(|(_, verdict)| inner || given || !verdict.is_gap())
        .map(|(material, verdict)| MaterialWord {
            material: material.clone(),
            verdict: *verdict,
            reason: reason(material).filter(|_| verdict.is_gap()),
        })
        .collect()
}

pub(super) fn notice(row: &NoticeRow) -> NoticeView {
    NoticeView {
        number: row.number.clone(),
        kind: row.kind.clone(),
        issued_on: row.issued_on,
        content: serde_json::from_value(row.content.clone()).ok(),
    }
}

/// A certificate, with its code if there is one to show.
pub fn certificate(row: &CertificateRow, today: NaiveDate, code: Option<String>) -> CertificateView {
    CertificateView {
        number: row.number.clone(),
        name: row.name.clone(),
        issued_on: row.issued_on,
        valid_until: row.valid_until,
        state: row.state.on(today, row.valid_until),
        replaced_by: row.replaced_by.clone(),
        code,
    }
}

pub(super) fn card(row: &CardRow) -> Option<CardView> {
    Some(CardView {
        colour: Colour::from_word(&row.colour)?,
        due_on: row.due_on,
        issued_on: row.issued_on,
    })
}
