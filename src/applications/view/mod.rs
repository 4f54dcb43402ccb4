//! An application as a person is shown it: one call, the whole screen, in the caller's language.

mod events;
mod stages;
mod words;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

pub use events::EventView;
pub use stages::{Stage, StageState};
pub use words::{next_action, status_text};

use super::content::Content;
use super::delivery::{DeliveryWish, Handover};
use super::desk::Desk;
use super::execute::{case_of, item_version};
use super::lifecycle::{Case, Light, Outcome, Phase, Status, light};
use super::notices::{MaterialWord, NoticeContent};
use super::store::Screen;
use super::store::rows::{ApplicationRow, AttachmentRow, CertificateRow, NoticeRow};
use crate::catalogue::ItemVersion;
use crate::codes::{Channel, Necessity};
use crate::identity::Caller;
use crate::identity::party::open_name;
use crate::problem::Problem;
use crate::text::Language;

/// An application with everything its screen shows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Application)]
pub struct ApplicationView {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its version.
    pub version: i64,
    /// Its status.
    pub status: Status,
    /// The status in words.
    pub status_text: String,
    /// What happens next, or what the applicant is to do.
    pub next_action: String,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// Whether it counts as accepted by silence.
    pub deemed_accepted: bool,
    /// The item, at the version it is pinned to.
    pub item: ItemReference,
    /// The department that decides.
    pub department: DepartmentReference,
    /// The applicant.
    pub applicant: ApplicantReference,
    /// Where it was filed.
    pub channel: Channel,
    /// Answers to the item's questions.
    #[schema(value_type = Object)]
    pub answers: Map<String, Value>,
    /// The form.
    #[schema(value_type = Object)]
    pub form: Value,
    /// The files handed in.
    pub documents: Vec<AttachedDocument>,
    /// How the applicant wants the result.
    pub delivery: DeliveryWish,
    /// How it was handed over.
    pub handover: Option<Handover>,
    /// The code that fetches the result; shown to the applicant only.
    pub pickup_code: Option<String>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was received.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
    /// Its due dates, once accepted.
    pub due: Option<DueView>,
    /// The way it goes, and how far it has come.
    pub stages: Vec<Stage>,
    /// What the caller may do now, as the last word of the operation's path.
    pub actions: Vec<&'static str>,
    /// What is still to be handed in.
    pub missing: Vec<MissingMaterial>,
    /// The last day to hand it in, while a supplement is awaited.
    pub answer_by: Option<NaiveDate>,
    /// The clerks' word on materials.
    pub verdicts: Vec<MaterialWord>,
    /// Notices given.
    pub notices: Vec<NoticeView>,
    /// The certificate.
    pub certificate: Option<CertificateView>,
    /// What was said when it was withdrawn or ended.
    pub closing_note: Option<String>,
    /// Its timeline, with `include=events`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<EventView>>,
}

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

/// The due dates of an application.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueView {
    /// Day 0 of the limits.
    pub accepted_on: NaiveDate,
    /// The date the department promised.
    pub promised_due_on: NaiveDate,
    /// The date of the law, if it sets one.
    pub statutory_due_on: Option<NaiveDate>,
    /// The light, while it is in review.
    pub light: Option<Light>,
    /// Working days left to the promise, while it is in review; negative when overdue.
    pub working_days_left: Option<i64>,
}

/// A material still to be handed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissingMaterial {
    /// Its code.
    pub material: String,
    /// Its name.
    pub name: String,
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
    /// `valid`, `expired`, `retracted`, `revoked` or `cancelled`.
    pub state: String,
}

/// An application made readable, with its item version and state.
pub struct Readable {
    /// The state.
    pub case: Case,
    /// The item version it is pinned to.
    pub version: std::sync::Arc<ItemVersion>,
    /// Answers and form.
    pub content: Content,
}

impl Readable {
    /// Decrypts and parses what was read.
    ///
    /// # Errors
    /// 500 when it cannot be.
    pub async fn of(desk: &Desk, screen: &Screen) -> Result<Self, Problem> {
        let version = item_version(desk, &screen.application).await?;
        Ok(Self {
            case: case_of(&screen.application)?,
            content: Content::open(&screen.form, &version, &desk.cipher)?,
            version,
        })
    }
}

impl ApplicationView {
    /// The screen of an application for a caller who may see it.
    ///
    /// # Errors
    /// 500 when what is kept cannot be read.
    pub async fn of(desk: &Desk, screen: Screen, caller: &Caller, language: Language) -> Result<Self, Problem> {
        let Readable { case, version, content } = Readable::of(desk, &screen).await?;
        let row = &screen.application;
        let party = screen.is_party(caller);
        let name = open_name(&desk.cipher, &screen.applicant.name)?;
        Ok(Self {
            id: row.id,
            number: row.number.to_string(),
            version: row.version,
            status: case.phase.status(),
            status_text: status_text(&case).in_language(language).to_owned(),
            next_action: next_action(&case).in_language(language).to_owned(),
            outcome: case.phase.decided().map(|decided| decided.outcome),
            deemed_accepted: row.deemed_accepted,
            item: ItemReference {
                code: row.item_code.to_string(),
                version: row.item_version,
                name: row.item_name.clone(),
            },
            department: department(desk, row),
            applicant: ApplicantReference {
                id: screen.applicant.id,
                kind: screen.applicant.kind.clone(),
                name,
            },
            channel: row.channel,
            documents: screen.attached.iter().map(attached).collect(),
            delivery: DeliveryWish::open(row.delivery.as_ref(), &desk.cipher)?,
            handover: Handover::open(row.delivery.as_ref(), &desk.cipher)?,
            pickup_code: row.pickup_code.clone().filter(|_| party),
            created_at: row.created_at,
            updated_at: row.updated_at,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
            completed_at: row.completed_at,
            due: due(desk, row),
            stages: stages::stages(&case, row, language),
            actions: actions(&case, party, &screen),
            missing: missing(&case, &version, &content, row, &screen.attached),
            answer_by: answer_by(&case),
            verdicts: verdicts(&case, &screen.notices),
            notices: screen.notices.iter().map(notice).collect(),
            certificate: screen.certificates.last().map(certificate),
            closing_note: row.closing_note.clone(),
            events: screen.events.as_ref().map(|events| {
                events
                    .iter()
                    .map(|event| EventView::of(event, desk, language))
                    .collect()
            }),
            answers: content.answers,
            form: content.form,
        })
    }
}

/// The deciding department, by name.
pub(super) fn department(desk: &Desk, row: &ApplicationRow) -> DepartmentReference {
    let known = desk.catalogue.department(&row.department);
    DepartmentReference {
        code: row.department.to_string(),
        name: known.map_or_else(|| row.department.to_string(), |department| department.name.clone()),
    }
}

/// The due dates, with the light and the days left while it is in review.
pub(super) fn due(desk: &Desk, row: &ApplicationRow) -> Option<DueView> {
    let today = desk.clock.today();
    let (accepted_on, promised_due_on) = (row.accepted_on?, row.promised_due_on?);
    let running = row.status == "in_review";
    Some(DueView {
        accepted_on,
        promised_due_on,
        statutory_due_on: row.statutory_due_on,
        light: row
            .yellow_on
            .filter(|_| running)
            .map(|yellow_on| light(today, yellow_on, promised_due_on)),
        working_days_left: running.then(|| desk.calendar.between(today, promised_due_on)),
    })
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

fn actions(case: &Case, party: bool, screen: &Screen) -> Vec<&'static str> {
    let mut actions = Vec::new();
    if party {
        actions.extend_from_slice(match case.phase {
            Phase::Draft => &["revision", "submission", "withdrawal"],
            Phase::Submitted(_) | Phase::InReview(_) => &["withdrawal"],
            Phase::AwaitingSupplement(_) => &["supplement", "withdrawal"],
            _ => &[],
        });
    }
    if screen.holds(&screen.application.department, &crate::codes::Post::WINDOW) {
        actions.extend_from_slice(match &case.phase {
            Phase::Submitted(_) | Phase::AwaitingSupplement(_) | Phase::InReview(_) => &["termination"],
            Phase::Decided(decided) if decided.certificate.is_some() => &["delivery"],
            _ => &[],
        });
    }
    actions
}

/// In a draft, required materials not yet handed in; in a supplement, what the notice still waits for.
fn missing(
    case: &Case,
    version: &ItemVersion,
    content: &Content,
    row: &ApplicationRow,
    handed_in: &[AttachmentRow],
) -> Vec<MissingMaterial> {
    let named = |code: &str| {
        let material = version.item.materials.iter().find(|material| material.code == code);
        MissingMaterial {
            material: code.to_owned(),
            name: material.map_or_else(|| "申请表".to_owned(), |material| material.name.clone()),
        }
    };
    match &case.phase {
        Phase::Draft => {
            let facts = version.facts(&content.answers, &content.form, Some(&row.applicant_kind));
            version
                .materials(&facts)
                .into_iter()
                .filter(|material| material.necessity == Necessity::Required)
                .filter(|material| !handed_in.iter().any(|file| file.material == material.code))
                .map(|material| named(&material.code))
                .collect()
        }
        Phase::AwaitingSupplement(receipt) => {
            let outstanding = receipt.supplement.iter().flat_map(|supplement| &supplement.outstanding);
            outstanding.map(|code| named(code)).collect()
        }
        _ => vec![],
    }
}

fn answer_by(case: &Case) -> Option<NaiveDate> {
    match &case.phase {
        Phase::AwaitingSupplement(receipt) => receipt.supplement.as_ref().map(|supplement| supplement.answer_by),
        _ => None,
    }
}

/// The words on materials, with the reasons that notices gave.
pub(super) fn verdicts(case: &Case, notices: &[NoticeRow]) -> Vec<MaterialWord> {
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
        .map(|(material, verdict)| MaterialWord {
            material: material.clone(),
            verdict: *verdict,
            reason: reason(material).filter(|_| verdict.is_gap()),
        })
        .collect()
}

fn notice(row: &NoticeRow) -> NoticeView {
    NoticeView {
        number: row.number.clone(),
        kind: row.kind.clone(),
        issued_on: row.issued_on,
        content: serde_json::from_value(row.content.clone()).ok(),
    }
}

fn certificate(row: &CertificateRow) -> CertificateView {
    CertificateView {
        number: row.number.clone(),
        name: row.name.clone(),
        issued_on: row.issued_on,
        valid_until: row.valid_until,
        state: row.state.clone(),
    }
}
