//! The tables' rows, column for column, as they cross to and from the database in JSON.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{Queryable, Selectable};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::applications::lifecycle::{Light, Status, light_within};
use crate::catalogue::Asking;
use crate::codes::{
    ApplicationNumber, CertificateNumber, CertificateState, Channel, CreditCode, DivisionCode, ItemCode, Post, Service,
};
use crate::db::bytea;
use crate::db::schema::phrase;

/// A row of `application`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct ApplicationRow {
    pub id: Uuid,
    pub kind: OwnerKind,
    #[serde(default)]
    pub matter_id: Option<Uuid>,
    #[serde(default)]
    pub matter_number: Option<ApplicationNumber>,
    pub number: ApplicationNumber,
    pub version: i64,
    #[serde(with = "bytea")]
    pub head_hash: Vec<u8>,
    pub item_code: ItemCode,
    pub item_version: i32,
    pub item_name: String,
    pub division: DivisionCode,
    pub department: CreditCode,
    pub applicant_id: Uuid,
    pub applicant_kind: String,
    pub applicant_masked: String,
    pub filed_by: Uuid,
    pub channel: Channel,
    pub service: Service,
    pub status: String,
    pub outcome: Option<String>,
    pub deemed_accepted: bool,
    pub state: Value,
    pub delivery: Option<Value>,
    #[serde(with = "bytea::option")]
    pub subject: Option<Vec<u8>>,
    #[serde(default)]
    pub certificate: Option<String>,
    pub pickup_code: Option<String>,
    pub closing_note: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub accepted_on: Option<NaiveDate>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub promised_due_on: Option<NaiveDate>,
    pub statutory_due_on: Option<NaiveDate>,
    pub yellow_on: Option<NaiveDate>,
    pub decided_at: Option<DateTime<Utc>>,
    pub completed_at: Option<DateTime<Utc>>,
    pub tab: String,
    #[serde(default)]
    pub gaps: Option<Value>,
    #[serde(default)]
    pub result: Option<Value>,
}

/// What a row of `application` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerKind {
    /// An application for an item (办件).
    #[default]
    Application,
    /// A matter (一件事办件): an application for a bundle.
    Matter,
}

impl ApplicationRow {
    /// Who asks for what, as the item's conditions see it.
    pub fn asking(&self) -> Asking<'_> {
        Asking::of(&self.applicant_kind, self.service)
    }

    /// Its light on a day.
    pub fn light(&self, today: NaiveDate) -> Option<Light> {
        light_within(
            Status::from_word(&self.status),
            today,
            (self.yellow_on, self.promised_due_on),
        )
    }

    /// The matter it is, or belongs to.
    pub fn matter(&self) -> Option<Uuid> {
        match self.kind {
            OwnerKind::Matter => Some(self.id),
            OwnerKind::Application => self.matter_id,
        }
    }

    /// Its number.
    pub fn number_of_matter(&self) -> Option<&ApplicationNumber> {
        match self.kind {
            OwnerKind::Matter => Some(&self.number),
            OwnerKind::Application => self.matter_number.as_ref(),
        }
    }
}

/// A row of `application_form`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct FormRow {
    pub owner_id: Uuid,
    pub answers: Value,
    pub form: Value,
}

/// A row of `application_document`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct AttachmentRow {
    pub owner_id: Uuid,
    pub material: String,
    pub document_id: Uuid,
    pub name: String,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
    pub storage_key: String,
    pub attached_at: DateTime<Utc>,
}

/// A row of `event`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct EventRow {
    pub owner_id: Uuid,
    pub seq: i64,
    pub kind: String,
    pub schema: i16,
    pub at: DateTime<Utc>,
    pub actor: Option<Uuid>,
    pub on_behalf_of: Option<Uuid>,
    pub department: Option<String>,
    pub request_id: Option<String>,
    pub payload: String,
    #[serde(with = "bytea")]
    pub prev_hash: Vec<u8>,
    #[serde(with = "bytea")]
    pub hash: Vec<u8>,
}

/// A row of `task`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct TaskRow {
    pub owner_id: Uuid,
    pub id: Uuid,
    pub version: i64,
    pub kind: String,
    pub node: Option<String>,
    pub department: CreditCode,
    pub post: Post,
    pub status: String,
    pub holder: Option<Uuid>,
    pub outcome: Option<String>,
    pub opinion: Option<String>,
    pub opened_at: DateTime<Utc>,
    pub due_on: Option<NaiveDate>,
    pub yellow_on: Option<NaiveDate>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<Uuid>,
    pub resubmitted: bool,
    pub application_number: ApplicationNumber,
    pub item_code: ItemCode,
    pub item_version: i32,
    pub item_name: String,
    pub applicant_id: Uuid,
    pub applicant_masked: String,
    pub received_at: DateTime<Utc>,
    pub about: Option<Uuid>,
    pub question: Option<String>,
    #[serde(default)]
    pub matter_id: Option<Uuid>,
    #[serde(default)]
    pub matter_number: Option<ApplicationNumber>,
}

/// A row of `notice`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct NoticeRow {
    pub owner_id: Uuid,
    pub number: String,
    pub kind: String,
    pub event_seq: i64,
    pub issued_on: NaiveDate,
    pub issued_by: String,
    pub content: Value,
}

/// A row of `certificate`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct CertificateRow {
    pub owner_id: Uuid,
    pub number: String,
    pub name: String,
    pub holder_id: Uuid,
    pub department: String,
    pub issued_on: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub state: CertificateState,
    pub replaced_by: Option<String>,
    pub ended_on: Option<NaiveDate>,
    pub ended_by: Option<Uuid>,
    pub ground: Option<String>,
}

/// A row of `card`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct CardRow {
    pub owner_id: Uuid,
    pub colour: String,
    pub due_on: NaiveDate,
    pub issued_on: NaiveDate,
    pub item_code: ItemCode,
    pub division: DivisionCode,
    pub department: CreditCode,
}

/// A row of `bar`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct BarRow {
    pub owner_id: Uuid,
    pub what: String,
    pub applicant_id: Uuid,
    pub item_code: ItemCode,
    pub basis: String,
    pub from_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
    pub lifted_at: Option<DateTime<Utc>>,
}

/// A row of `recusal`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct RecusalRow {
    pub owner_id: Uuid,
    pub person: Uuid,
    pub recused_on: NaiveDate,
}

/// A row of `remark`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct RemarkRow {
    pub owner_id: Uuid,
    pub event_seq: i64,
    pub text: String,
}

/// A row of `quota_place`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct PlaceRow {
    pub item_code: ItemCode,
    pub period: i32,
    pub place: u32,
    pub owner_id: Uuid,
    pub granted_on: NaiveDate,
}

/// A row of `third_party`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct ThirdPartyRow {
    pub owner_id: Uuid,
    pub number: u32,
    pub stage: String,
    pub on_day: NaiveDate,
    pub details: Value,
}

/// A row of `consent`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct ConsentRow {
    pub owner_id: Uuid,
    pub number: u32,
    pub code: String,
    pub details: Value,
    pub named_at: DateTime<Utc>,
}

/// A row of `document`, of a file offered with a command.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct DocumentRow {
    pub id: Uuid,
    pub name: String,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
    pub storage_key: String,
    /// The application of the same applicant that it was handed in with first.
    #[serde(default)]
    pub handed_in_with: Option<Uuid>,
    /// The certificate that it is a copy of.
    #[serde(default)]
    pub certificate: Option<CertificateNumber>,
}

/// The columns of `account` that an application needs of its applicant.
#[derive(Clone, Debug, Deserialize)]
pub struct PartyRow {
    /// Whose.
    pub id: Uuid,
    /// `natural_person` or `legal_person`.
    pub kind: String,
    /// The encrypted name.
    #[serde(with = "bytea")]
    pub name: Vec<u8>,
    /// The encrypted citizen id, where it matters: filing, and drafts.
    #[serde(default, with = "bytea::option")]
    pub citizen_id: Option<Vec<u8>>,
    /// The encrypted phone, likewise.
    #[serde(default, with = "bytea::option")]
    pub phone: Option<Vec<u8>>,
    /// The encrypted e-mail address, likewise.
    #[serde(default, with = "bytea::option")]
    pub email: Option<Vec<u8>>,
}

/// A row of `phrase`.
#[derive(Clone, Debug, Deserialize, Queryable, Selectable)]
#[diesel(table_name = phrase, check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the migration documents the columns")]
pub struct PhraseRow {
    pub id: Uuid,
    pub department: String,
    pub post: String,
    pub kind: String,
    pub text: String,
    pub text_en: Option<String>,
}

/// What is read of a row of `task_draft`.
#[derive(Clone, Debug, Deserialize)]
pub struct DraftRow {
    /// The sealed content.
    #[serde(with = "bytea")]
    pub content: Vec<u8>,
    /// When it was kept.
    pub saved_at: DateTime<Utc>,
}

/// A row of `rating`.
#[derive(Clone, Debug, Deserialize)]
pub struct RatingRow {
    /// The application or matter.
    pub owner_id: Uuid,
    /// 1, or 2 for the one that follows it up.
    pub number: i16,
    /// 1 to 5.
    pub grade: i16,
    /// What it is about: an array of codes.
    pub tags: Value,
    /// The encrypted comment.
    #[serde(with = "bytea::option")]
    pub comment: Option<Vec<u8>>,
    /// From where.
    pub channel: Channel,
    /// When.
    pub rated_at: DateTime<Utc>,
}
