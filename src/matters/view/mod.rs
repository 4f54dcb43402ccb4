//! A matter as a person is shown it: one call, the whole screen, in the caller's language.
//!
//! Its own part is shown as that of an application ([`ApplicationView`]); what it waits for and may be expected to come to is worked out from
//! its members each time it is asked for.

mod actions;
mod ahead;
mod lanes;
mod material;
mod member;
mod seen;
mod speaking;
mod waiting;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

pub use ahead::Ahead;
pub use lanes::{Lane, lanes};
pub use material::MatterMaterial;
pub use member::{MatterMember, MemberEnding, MemberResult};
pub use seen::Seen;
pub use speaking::to_speak_of;
pub use waiting::{Awaited, WaitingFor};

use crate::applications::Desk;
use crate::applications::consents::ConsentView;
use crate::applications::delivery::{DeliveryWish, Handover};
use crate::applications::lifecycle::{Light, Outcome, Status};
use crate::applications::rating::RatingView;
use crate::applications::subject::Subject;
use crate::applications::terms::delivery_mode;
use crate::applications::view::{
    ApplicantReference, ApplicationView, EventView, MissingMaterial, NoticeView, Rolled, SupervisionView,
};
use crate::codes::Channel;
use crate::identity::Caller;
use crate::problem::Problem;
use crate::text::Language;

/// A matter with everything its screen shows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Matter)]
pub struct MatterView {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its version.
    pub version: i64,
    /// The bundle, at the version it was filed under.
    pub bundle: BundleReference,
    /// Its status.
    pub status: Status,
    /// The status in words.
    pub status_text: String,
    /// What happens next, or what the applicant is to do.
    pub next_action: String,
    /// What it came to: approved when one of the members that count was.
    pub outcome: Option<Outcome>,
    /// The applicant.
    pub applicant: ApplicantReference,
    /// Where it was filed.
    pub channel: Channel,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was received.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
    /// How many members are decided or have ended otherwise.
    pub progress: MatterProgress,
    /// The worst of its own light and those of its members.
    pub light: Option<Light>,
    /// When it is due.
    pub due: MatterDue,
    /// When the last of its members may be expected to be decided; none when all are.
    pub expected_on: Option<NaiveDate>,
    /// The members that everything waits for, in their order: each waits for the one before.
    pub critical_path: Vec<Uuid>,
    /// What is waited for: the applicant's own move first.
    pub waiting_for: Vec<WaitingFor>,
    /// Its members, in the order of the bundle.
    pub members: Vec<MatterMember>,
    /// Notices given on the whole; those on single members are with these. None for those who work on single members.
    pub notices: Vec<MatterNotice>,
    /// What was asked for and handed in, once for all members; null for those who work on single members, as is what follows.
    pub materials: Option<Vec<MatterMaterial>>,
    /// What is still to be handed in, or to follow on a written commitment.
    pub missing: Vec<MissingMaterial>,
    /// The last day to hand it in, or to agree, while consents are awaited.
    pub answer_by: Option<NaiveDate>,
    /// Whom it is about, when that is not the applicant.
    pub subject: Option<Subject>,
    /// Answers to the bundle's questions.
    #[schema(value_type = Option<Object>)]
    pub answers: Option<Map<String, Value>>,
    /// The one form.
    #[schema(value_type = Option<Object>)]
    pub form: Option<Value>,
    /// Whose consent there is to be beside the applicant's, and where each stands.
    pub consents: Option<Vec<ConsentView>>,
    /// How the applicant wants the results.
    pub delivery: Option<DeliveryWish>,
    /// How they were handed over.
    pub handover: Option<Handover>,
    /// The code that fetches the results; shown to the applicant, and to who took it in at a window.
    pub pickup_code: Option<String>,
    /// How the applicant was served, as they rated it (好差评). Shown to them alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingView>,
    /// Who asked why it takes so long.
    pub supervision: SupervisionView,
    /// What was said when it was withdrawn or ended.
    pub closing_note: Option<String>,
    /// What the caller may do now, as what follows the matter in the operation's path: `/matters/{id}/…`, but `urges` and `supervisions` at
    /// `/applications/{id}/…`.
    pub actions: Vec<&'static str>,
    /// Its timeline, with `include=events`; each member has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<EventView>>,
}

/// The bundle of a matter.
#[derive(Debug, Serialize, ToSchema)]
pub struct BundleReference {
    /// Its code.
    pub code: String,
    /// The version.
    pub version: i32,
    /// Its name.
    pub name: String,
}

/// How far a matter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MatterProgress {
    /// Members that are decided or have ended otherwise.
    pub done: usize,
    /// All members.
    pub total: usize,
}

/// When a matter is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MatterDue {
    /// Day 0 of what is promised for the whole: the day all members were accepted that had begun.
    pub accepted_on: Option<NaiveDate>,
    /// What was promised for the whole.
    pub promised_due_on: Option<NaiveDate>,
    /// What its members promise one after another, along the critical path: of those that are not accepted yet as if they were when they begin.
    pub by_members_on: Option<NaiveDate>,
    /// The date of the law, where it has the matter handled in a unified way (Administrative Licensing Law art. 42).
    pub statutory_due_on: Option<NaiveDate>,
}

/// A notice on a matter as a whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterNotice {
    /// What it says.
    #[serde(flatten)]
    pub notice: NoticeView,
    /// Where it is read and printed.
    #[schema(example = "/api/v1/matters/019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4d/notices/W20261120000000015")]
    pub link: String,
}

/// A matter as it is shown, with its entity tag.
pub struct Shown {
    /// What is shown.
    pub view: MatterView,
    /// Version, light, and what changes without them.
    pub tag: String,
}

impl Shown {
    /// The screen of a matter for a caller who may see it.
    ///
    /// # Errors
    /// 500 when what is kept cannot be read.
    pub async fn of(desk: &Desk, mut seen: Seen, caller: &Caller, language: Language) -> Result<Self, Problem> {
        let today = desk.clock.today();
        let party = seen.screen.is_party(caller);
        if !seen.screen.is_handled_by_caller() {
            seen.screen.keep_public_events(EventView::is_public);
        }
        let row = &seen.screen.application;
        let lanes = lanes(&seen)?;
        let ahead = Ahead::of(&seen, &lanes, &desk.calendars.of(&row.division), today);
        let tag = ahead.tag(row, &lanes, seen.screen.ratings.len());
        let mode = delivery_mode(row);
        let waiting_for = waiting::waiting_for(&seen.readable.case, &lanes, &ahead, mode, language);
        let entire = seen.entire;
        let reader = member::Reader {
            desk,
            language,
            party,
            entire,
        };
        let members = member::members(&lanes, &ahead, reader);
        let progress = MatterProgress {
            done: lanes.iter().filter(|lane| lane.is_done()).count(),
            total: lanes.len(),
        };
        let due = MatterDue {
            accepted_on: row.accepted_on,
            promised_due_on: row.promised_due_on,
            by_members_on: ahead.by_members_on,
            statutory_due_on: statutory(row.statutory_due_on, &lanes),
        };
        let actions = actions::actions(&seen, &lanes, caller);
        let rolled = Rolled::of(lanes.iter().map(|lane| (&lane.case, None)));
        let case = &seen.readable.case;
        let next_action = rolled.next_action(case, mode, today);
        let answer_by = rolled.act_by(case);
        let to_follow = material::to_follow(&seen.bundled.situation(), &lanes, &seen.readable.version);
        drop(lanes);
        let Seen {
            screen,
            bundled,
            entire: all,
            ..
        } = seen;
        let own = ApplicationView::of(desk, screen, caller, language).await?;
        let materials = all.then(|| material::materials(&bundled.situation(), &own, &members));
        let view = MatterView {
            bundle: BundleReference {
                code: own.item.code,
                version: own.item.version,
                name: own.item.name,
            },
            progress,
            light: ahead.light,
            due,
            expected_on: ahead.expected_on,
            critical_path: ahead.critical,
            waiting_for,
            members,
            notices: own
                .notices
                .into_iter()
                .filter(|_| all)
                .map(|given| notice(own.id, given))
                .collect(),
            materials,
            missing: own.missing.into_iter().chain(to_follow).filter(|_| all).collect(),
            subject: own.subject.filter(|_| all),
            answers: all.then_some(own.answers),
            form: all.then_some(own.form),
            consents: all.then_some(own.consents),
            delivery: all.then_some(own.delivery),
            handover: own.handover.filter(|_| all),
            actions,
            id: own.id,
            number: own.number,
            version: own.version,
            status: own.status,
            status_text: own.status_text,
            next_action: next_action.in_language(language).to_owned(),
            outcome: own.outcome,
            applicant: own.applicant,
            channel: own.channel,
            created_at: own.created_at,
            submitted_at: own.submitted_at,
            completed_at: own.completed_at,
            answer_by: answer_by.filter(|_| all),
            pickup_code: own.pickup_code,
            rating: own.rating,
            supervision: own.supervision,
            closing_note: own.closing_note.filter(|_| all),
            events: own.events.map(|events| shown_events(events, all)),
        };
        Ok(Self { view, tag })
    }
}

/// The date of the law for the whole, where it has one: not before that of a member whose limits were extended or stood still.
fn statutory(own: Option<NaiveDate>, lanes: &[Lane<'_>]) -> Option<NaiveDate> {
    let members = lanes.iter().filter_map(|lane| lane.row().statutory_due_on);
    own.map(|own| members.fold(own, NaiveDate::max))
}

/// A timeline: those who work on single members (not `entire`) are not told what is missing of the others.
pub fn shown_events(events: Vec<EventView>, entire: bool) -> Vec<EventView> {
    let told = |mut event: EventView| {
        if let Some(detail) = event.detail.as_object_mut().filter(|_| !entire) {
            detail.remove("materials");
        }
        event
    };
    events.into_iter().map(told).collect()
}

fn notice(matter: Uuid, notice: NoticeView) -> MatterNotice {
    MatterNotice {
        link: format!("/api/v1/matters/{matter}/notices/{}", notice.number),
        notice,
    }
}
