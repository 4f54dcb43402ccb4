//! An application as a person is shown it: one call, the whole screen, in the caller's language.

mod actions;
mod clock;
mod events;
mod ledger;
mod matter_words;
mod parts;
mod rolled;
mod stages;
mod supervision;
mod words;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

pub use actions::{may_urge, shared_actions};
pub use clock::{DueView, ExtensionView, SuspensionView, due};
pub use events::EventView;
pub use ledger::{AccountView, LedgerView, LimitView, PeriodView, ledger};
pub use matter_words::{how_ended, not_approved, waits_for};
pub use parts::{
    ApplicantReference, AttachedDocument, CardView, CertificateView, CommitmentView, ConcernView, DepartmentReference,
    ItemReference, MatterReference, MissingMaterial, NoticeView, certificate, department,
};
pub use rolled::Rolled;
pub use stages::{Stage, StageState};
pub use supervision::{DemandView, SupervisionView};
pub use words::{act_by, next_action, status_text};

use self::parts::{attached, card, notice, verdicts};
use super::consents::{self, ConsentView};
use super::content::{Content, material_name};
use super::delivery::{DeliveryWish, Handover};
use super::desk::Desk;
use super::lifecycle::{Case, Outcome, Phase, Status};
use super::notices::MaterialWord;
use super::rating::{self, RatingView};
use super::scene::{case_of, item_version};
use super::stated;
use super::store::Screen;
use super::store::rows::{ApplicationRow, AttachmentRow};
use super::subject::Subject;
use super::terms::delivery_mode;
use super::third_parties::{self, ThirdPartyView};
use crate::catalogue::ItemVersion;
use crate::codes::{Channel, Necessity, Service};
use crate::identity::Caller;
use crate::identity::party::open_name;
use crate::problem::Problem;
use crate::text::{Language, Text};

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
    /// The matter (一件事) it belongs to.
    pub matter: Option<MatterReference>,
    /// The applicant.
    pub applicant: ApplicantReference,
    /// What is asked of the item.
    pub service: Service,
    /// The certificate it is about, for every service but `new`.
    pub concern: Option<ConcernView>,
    /// Whom it is about, when that is not the applicant.
    pub subject: Option<Subject>,
    /// Whose consent there is to be beside the applicant's, and where each stands.
    pub consents: Vec<ConsentView>,
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
    /// The code that fetches the result; shown to the applicant, and to who took it in at a window.
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
    /// What the caller may do now, as what follows the application in the operation's path.
    pub actions: Vec<&'static str>,
    /// What is still to be handed in.
    pub missing: Vec<MissingMaterial>,
    /// The last day to hand it in, while a supplement is awaited or materials are to follow; or to agree, while consents are awaited.
    pub answer_by: Option<NaiveDate>,
    /// What the applicant commits to instead of proof or check (告知承诺).
    pub commitment: Option<CommitmentView>,
    /// Third parties whose major interests are at stake; shown only to those who handle the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub third_parties: Option<Vec<ThirdPartyView>>,
    /// Who asked why it takes so long.
    pub supervision: SupervisionView,
    /// The clerks' word on materials.
    pub verdicts: Vec<MaterialWord>,
    /// Notices given.
    pub notices: Vec<NoticeView>,
    /// What the decision states beside its outcome, as the item's `result.schema` has it: shown to parties once it is approved, before that
    /// to those who work on it.
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// The certificate.
    pub certificate: Option<CertificateView>,
    /// How the applicant was served, as they rated it (好差评). Shown to them alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingView>,
    /// Yellow and red cards: due dates that passed without a decision. Shown to those who work on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cards: Option<Vec<CardView>>,
    /// What was said when it was withdrawn or ended.
    pub closing_note: Option<String>,
    /// Its timeline, with `include=events`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<EventView>>,
    /// How its due dates came about, with `include=ledger`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger: Option<LedgerView>,
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
        let inner = screen.is_handled_by_caller();
        let mode = delivery_mode(row);
        let name = open_name(&desk.cipher, &screen.applicant.name)?;
        Ok(Self {
            id: row.id,
            number: row.number.to_string(),
            version: row.version,
            status: case.phase.status(),
            status_text: status_text(&case, mode).in_language(language).to_owned(),
            next_action: next(&screen, &case, desk.clock.today())
                .in_language(language)
                .to_owned(),
            outcome: case.phase.decided().map(|decided| decided.outcome),
            deemed_accepted: row.deemed_accepted,
            item: ItemReference {
                code: row.item_code.to_string(),
                version: row.item_version,
                name: row.item_name.clone(),
            },
            department: department(desk, row),
            matter: screen
                .matter
                .as_ref()
                .filter(|matter| matter.id != row.id)
                .map(MatterReference::of),
            applicant: ApplicantReference {
                id: screen.applicant.id,
                kind: screen.applicant.kind.clone(),
                name,
            },
            service: row.service,
            concern: case.concern.as_ref().map(ConcernView::of),
            subject: Subject::open(row.subject.as_deref(), &desk.cipher)?,
            consents: consents::views(
                &case,
                &version,
                &screen.consents,
                &desk.cipher,
                (desk.clock.today(), language),
            )?,
            channel: row.channel,
            documents: screen.attached.iter().map(attached).collect(),
            delivery: DeliveryWish::open(row.delivery.as_ref(), &desk.cipher)?,
            handover: Handover::open(row.delivery.as_ref(), &desk.cipher)?,
            pickup_code: row
                .pickup_code
                .clone()
                .filter(|_| party || screen.was_taken_in_by(caller)),
            created_at: row.created_at,
            updated_at: row.updated_at,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
            completed_at: row.completed_at,
            due: due(desk, row, &case, language),
            stages: stages::stages(&case, row, language),
            actions: actions::actions(&case, party, &screen, caller, &version, desk.clock.today()),
            missing: missing(&case, &version, &content, row, &screen.attached),
            answer_by: act_by(&case),
            commitment: CommitmentView::of(&case, &version),
            third_parties: inner
                .then(|| third_parties::open(&desk.cipher, &case, &screen.third_parties))
                .transpose()?,
            supervision: SupervisionView::of(&case, &screen, inner),
            verdicts: verdicts(&case, &screen.notices, inner),
            notices: screen.notices.iter().map(notice).collect(),
            result: result(desk, row, &case, inner)?,
            certificate: screen.certificates.last().map(|row| {
                let code = party.then(|| desk.certificate_codes.of(&row.number));
                certificate(row, desk.clock.today(), code)
            }),
            rating: match party {
                true => rating::view(&screen.ratings, &desk.cipher, language)?,
                false => None,
            },
            cards: inner.then(|| screen.cards.iter().filter_map(card).collect()),
            closing_note: row.closing_note.clone(),
            events: screen.events.as_ref().map(|events| {
                events
                    .iter()
                    .map(|event| EventView::of(event, screen.remark(event.seq), desk, language, inner))
                    .collect()
            }),
            ledger: None,
            answers: content.answers,
            form: content.form,
        })
    }
}

/// What happens next; of a member that waits for others, for which.
fn next(screen: &Screen, case: &Case, today: NaiveDate) -> Text {
    match &screen.matter {
        Some(matter) if case.waits_for_others() && matches!(case.phase, Phase::Submitted(_)) => {
            waits_for(&matter.waits_for())
        }
        _ => next_action(case, delivery_mode(&screen.application), today),
    }
}

/// What the decision states. What is written down for a decision that is still to come is for colleagues.
fn result(desk: &Desk, row: &ApplicationRow, case: &Case, inner: bool) -> Result<Option<Value>, Problem> {
    let approved = case
        .phase
        .decided()
        .is_some_and(|decided| decided.outcome == Outcome::Approved);
    stated::open(row.result.as_ref().filter(|_| inner || approved), &desk.cipher)
}

/// In a draft, required materials not yet handed in; in a supplement, what the notice still waits for; later, what is to follow.
fn missing(
    case: &Case,
    version: &ItemVersion,
    content: &Content,
    row: &ApplicationRow,
    handed_in: &[AttachmentRow],
) -> Vec<MissingMaterial> {
    let named = |code: &str| MissingMaterial {
        material: code.to_owned(),
        name: material_name(version, code).zh.into_owned(),
    };
    let commitment = version.item.commitment.as_ref().filter(|_| case.commitment.is_some());
    let replaced = |code: &String| commitment.is_some_and(|rule| rule.replaces.contains(code));
    match &case.phase {
        Phase::Draft => {
            let facts = version.facts(&content.answers, &content.form, row.asking());
            version
                .materials(&facts)
                .into_iter()
                .filter(|material| material.necessity == Necessity::Required)
                .filter(|material| !replaced(&material.code))
                .filter(|material| !handed_in.iter().any(|file| file.material == material.code))
                .map(|material| named(&material.code))
                .collect()
        }
        Phase::AwaitingSupplement(receipt) => {
            let outstanding = receipt.supplement.iter().flat_map(|supplement| &supplement.outstanding);
            outstanding.map(|code| named(code)).collect()
        }
        _ => {
            let outstanding = case.awaited().into_iter().flat_map(|following| &following.outstanding);
            outstanding.map(|code| named(code)).collect()
        }
    }
}
