//! Written notices: numbered, dated, never changed.
//!
//! Acceptance and refusal to accept both get a dated written receipt, everything missing is told in one notice (art. 32), and a denial
//! states its reasons and the right to reconsideration or litigation (art. 38). What a notice says on paper is written out as it is drawn
//! up, and kept with it ([`Sheet`]): whatever changes later, it is printed as it was given.

mod body;
mod clock;
mod promises;
mod sheet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::content::material_name;
use super::lifecycle::{CertificateEvent, Event, Outcome, Verdict};
use super::numbers::Numbers;
use super::scene::Scene;
use super::store::rows::NoticeRow;
use crate::calendar::Limit;
use crate::catalogue::document::Appeal;
use crate::codes::{CertificateState, EndingGround};
use crate::problem::Problem;
use crate::text::Text;

pub use body::{Body, Facts};
pub use clock::SuspensionNotice;
pub use promises::{BarNotice, FollowingNotice, ThirdPartyNotice};
pub use sheet::{Kept, Sheet};

/// What a clerk wrote that goes into a notice.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    /// Reasons, for a decline or denial, or for what takes longer.
    pub reasons: Option<String>,
    /// The law a clerk cites, for a special procedure.
    pub legal_basis: Option<String>,
    /// The word on materials, with reasons.
    pub materials: Vec<MaterialWord>,
}

/// A clerk's word on one material.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialWord {
    /// The material's code, or `form` for the form itself.
    #[schema(example = "premises_proof")]
    pub material: String,
    /// In order or not.
    pub verdict: Verdict,
    /// Why not; required for `defective`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "复印件不清晰")]
    pub reason: Option<String>,
}

/// The kinds of notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Accepted (受理通知书).
    Acceptance,
    /// Not accepted (不予受理通知书).
    Decline,
    /// What is missing (补正告知书).
    Supplement,
    /// Granted (准予决定书).
    Approval,
    /// Refused (不予决定书).
    Denial,
    /// Ended by the department (终止办理通知书).
    Termination,
    /// Taken back, because it was wrong from the beginning (撤销决定书).
    Revocation,
    /// Taken back, because the public interest asks for it (撤回决定书).
    Retraction,
    /// Cancelled, because it has come to its end (注销决定书).
    Cancellation,
    /// Told of its rights: a third party (利害关系人告知书).
    ThirdParty,
    /// A bar is lifted (解除限制通知书).
    BarLifting,
    /// A special procedure, and how long it takes (特别程序告知书).
    Suspension,
    /// A special procedure takes longer (特别程序延长告知书).
    Prolongation,
    /// A special procedure is over (恢复办理告知书).
    Resumption,
    /// The limits are extended (延长办理期限告知书).
    Extension,
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NoticeContent {
    /// Its title.
    pub title: Text,
    /// The application's number.
    pub application: String,
    /// The item's name.
    pub item: String,
    /// The department's name.
    pub department: String,
    /// Day 0 of the limits, for an acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_on: Option<NaiveDate>,
    /// The promised due date, for an acceptance and for what moves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_due_on: Option<NaiveDate>,
    /// The statutory due date, for an acceptance and for what moves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statutory_due_on: Option<NaiveDate>,
    /// The last day to answer, for a supplement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<NaiveDate>,
    /// The special procedure it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspension: Option<SuspensionNotice>,
    /// By how much the limits are extended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Limit>,
    /// The law or rule by which a special procedure stops the limits, they are extended, an unanswered supplement ends the application, a
    /// renewal is granted by silence, or an approval ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The materials it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<NamedMaterial>,
    /// What the applicant committed to instead of proof (告知承诺), for an acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
    /// The rights of a third party, to whom it is given by number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub third_party: Option<ThirdPartyNotice>,
    /// From what the applicant is barred, and until when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bars: Vec<BarNotice>,
    /// What follows on the applicant's commitment, for an acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub following: Option<FollowingNotice>,
    /// Reasons, for a decline, denial or termination, and for what takes longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<String>,
    /// Where to turn against it, for a decline, denial or termination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<Appeal>,
}

/// A clerk's word on a material, with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedMaterial {
    /// The material's name.
    pub name: String,
    /// The word.
    #[serde(flatten)]
    pub word: MaterialWord,
}

impl NoticeKind {
    /// The kind of notice an event calls for.
    fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Accepted { .. } => Some(Self::Acceptance),
            Event::Declined => Some(Self::Decline),
            Event::SupplementRequested { .. } => Some(Self::Supplement),
            Event::Decided {
                outcome: Outcome::Approved,
            } => Some(Self::Approval),
            Event::Decided {
                outcome: Outcome::Denied,
            } => Some(Self::Denial),
            Event::Terminated { .. } => Some(Self::Termination),
            Event::Revoked { basis } => Some(match EndingGround::state_by(basis) {
                CertificateState::Retracted => Self::Retraction,
                CertificateState::Cancelled => Self::Cancellation,
                _ => Self::Revocation,
            }),
            Event::ThirdPartyTold { .. } => Some(Self::ThirdParty),
            Event::BarLifted { .. } => Some(Self::BarLifting),
            event => clock::kind(event),
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        serde_json::from_value(word.into()).ok()
    }

    /// The word of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acceptance => "acceptance",
            Self::Decline => "decline",
            Self::Supplement => "supplement",
            Self::Approval => "approval",
            Self::Denial => "denial",
            Self::Termination => "termination",
            Self::Revocation => "revocation",
            Self::Retraction => "retraction",
            Self::Cancellation => "cancellation",
            Self::ThirdParty => "third_party",
            Self::BarLifting => "bar_lifting",
            Self::Suspension => "suspension",
            Self::Prolongation => "prolongation",
            Self::Resumption => "resumption",
            Self::Extension => "extension",
        }
    }

    fn title(self) -> Text {
        match self {
            Self::Acceptance => Text::new("受理通知书", "Notice of acceptance"),
            Self::Decline => Text::new("不予受理通知书", "Notice of refusal to accept"),
            Self::Supplement => Text::new("补正告知书", "Notice of what is missing"),
            Self::Approval => Text::new("准予决定书", "Decision to grant"),
            Self::Denial => Text::new("不予决定书", "Decision to refuse"),
            Self::Termination => Text::new("终止办理通知书", "Notice of termination"),
            Self::Revocation => Text::new("撤销决定书", "Decision to revoke"),
            Self::Retraction => Text::new("撤回决定书", "Decision to retract"),
            Self::Cancellation => Text::new("注销决定书", "Decision to cancel"),
            Self::ThirdParty => Text::new("利害关系人告知书", "Notice to a third party"),
            Self::BarLifting => Text::new("解除限制通知书", "Notice that a bar is lifted"),
            Self::Suspension => Text::new("特别程序告知书", "Notice of a special procedure"),
            Self::Prolongation => Text::new("特别程序延长告知书", "Notice that a special procedure takes longer"),
            Self::Resumption => Text::new("恢复办理告知书", "Notice that a special procedure is over"),
            Self::Extension => Text::new("延长办理期限告知书", "Notice of extension"),
        }
    }

    /// Whether it goes against the applicant, who is then told where to turn.
    fn is_adverse(self) -> bool {
        matches!(
            self,
            Self::Decline | Self::Denial | Self::Termination | Self::Revocation | Self::Retraction | Self::Cancellation
        )
    }
}

/// The notices that the events of one command call for.
///
/// # Errors
/// When no number can be leased.
pub async fn draw_up(
    scene: &Scene<'_>,
    events: &[Event],
    wording: &Wording,
    numbers: &Numbers,
) -> Result<Vec<NoticeRow>, Problem> {
    let mut notices = Vec::new();
    for (seq, event) in (scene.case.version + 1..).zip(events) {
        let Some(kind) = NoticeKind::of(event) else {
            continue;
        };
        // Who handles it elsewhere gives its notices.
        if scene.case.member().is_some_and(|member| member.external) {
            continue;
        }
        // Everything missing of a matter is told in one notice, the whole's.
        if kind == NoticeKind::Supplement && scene.case.member().is_some() {
            continue;
        }
        // What was decided of a matter, or ended it, the notices of its members say, with reasons.
        if scene.case.whole().is_some() && !matches!(kind, NoticeKind::Acceptance | NoticeKind::Supplement) {
            continue;
        }
        let content = content(scene, kind, event, events, wording);
        notices.push(NoticeRow {
            owner_id: scene.application.id,
            number: numbers.notice(scene.today).await?.to_string(),
            kind: kind.as_str().to_owned(),
            event_seq: seq,
            issued_on: scene.today,
            issued_by: scene.application.department.to_string(),
            content: serde_json::to_value(Kept {
                sheet: Some(Sheet::of(scene, kind, event, &content)),
                content,
            })
            .map_err(Problem::internal)?,
        });
    }
    Ok(notices)
}

fn content(scene: &Scene<'_>, kind: NoticeKind, event: &Event, events: &[Event], wording: &Wording) -> NoticeContent {
    let department = scene.catalogue.department(&scene.application.department);
    let appeal = || {
        let own = scene.version.item.appeal.clone();
        own.or_else(|| department.as_ref().map(|department| department.appeal.clone()))
    };
    let mut content = NoticeContent {
        title: kind.title(),
        application: scene.application.number.to_string(),
        item: scene.application.item_name.clone(),
        department: department.as_ref().map_or_else(
            || scene.application.department.to_string(),
            |department| department.name.clone(),
        ),
        accepted_on: None,
        promised_due_on: None,
        statutory_due_on: None,
        answer_by: None,
        suspension: None,
        extension: None,
        legal_basis: None,
        materials: Vec::new(),
        commitment: None,
        third_party: None,
        bars: if kind.is_adverse() {
            BarNotice::all(events)
        } else {
            Vec::new()
        },
        following: None,
        reasons: wording.reasons.clone().filter(|_| kind.is_adverse()),
        appeal: kind.is_adverse().then(appeal).flatten(),
    };
    match event {
        Event::Accepted { accepted_on, dates, .. } => {
            content.accepted_on = Some(*accepted_on);
            content.promised_due_on = Some(dates.promised_due_on);
            content.statutory_due_on = dates.statutory_due_on;
            content.following = FollowingNotice::of(scene, events);
            content.commitment = promises::commitment(scene);
        }
        Event::SupplementRequested { answer_by, materials } => {
            content.answer_by = Some(*answer_by);
            content.legal_basis.clone_from(&scene.version.item.supplement_basis);
            content.materials = gaps(scene, wording, |code| materials.contains(code));
        }
        Event::Declined => content.materials = gaps(scene, wording, |_| true),
        Event::ThirdPartyTold { party, answer_by } => {
            content.answer_by = Some(*answer_by);
            content.third_party = Some(ThirdPartyNotice::of(*party, *answer_by));
        }
        Event::BarLifted { .. } => content.reasons.clone_from(&wording.reasons),
        Event::Terminated { basis } => {
            content.reasons = content.reasons.or_else(|| promises::reasons_of_lapse(scene, basis));
        }
        Event::Revoked { basis } => {
            content.legal_basis = basis.parse().ok().map(|ground: EndingGround| ground.basis());
        }
        Event::Decided { .. } if events.contains(&Event::Certificate(CertificateEvent::RenewedBySilence)) => {
            content.legal_basis = Some(promises::BY_SILENCE.to_owned());
        }
        event => clock::fill(&mut content, scene, event, wording),
    }
    content
}

/// The materials that were found missing or defective, as far as the notice is about them.
fn gaps(scene: &Scene<'_>, wording: &Wording, about: impl Fn(&str) -> bool) -> Vec<NamedMaterial> {
    wording
        .materials
        .iter()
        .filter(|word| word.verdict.is_gap() && about(&word.material))
        .map(|word| NamedMaterial {
            name: material_name(scene.version, &word.material).zh.into_owned(),
            word: word.clone(),
        })
        .collect()
}
