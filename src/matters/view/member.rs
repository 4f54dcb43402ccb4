//! A member of a matter, as those who follow the matter see it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ahead::Ahead;
use super::lanes::Lane;
use crate::applications::Desk;
use crate::applications::lifecycle::{Light, MemberEnd, Outcome, Phase, Standing, Status};
use crate::applications::store::is_awaited;
use crate::applications::terms::delivery_mode;
use crate::applications::view::{
    CertificateView, DueView, certificate, department, due, how_ended, may_urge, next_action, not_approved,
    status_text, waits_for,
};
use crate::catalogue::document::HandledBy;
use crate::clock::shanghai_date;
use crate::text::Language;

/// A member of a matter.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterMember {
    /// Its application.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// The item's code.
    pub item: String,
    /// What it is called.
    pub name: String,
    /// The department that decides.
    pub department: String,
    /// Its name.
    pub department_name: String,
    /// Its status.
    pub status: Status,
    /// The status in words.
    pub status_text: String,
    /// What happens next.
    pub next_action: String,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// Its light, while it is in review; when that is suspended, only red.
    pub light: Option<Light>,
    /// The members that have to be approved before it begins.
    pub after: Vec<Uuid>,
    /// Whether it begins only when others are approved, and they are not yet.
    pub waits: bool,
    /// The names of those it still waits for.
    pub waits_for: Vec<String>,
    /// Whether nothing waits for how it ends.
    pub optional: bool,
    /// `external` when another system handles it.
    pub handled_by: Option<HandledBy>,
    /// Its due dates, once accepted.
    pub due: Option<DueView>,
    /// When it may be expected to be decided, as promised.
    pub expected_on: Option<NaiveDate>,
    /// What it has come to, once granted.
    pub result: Option<MemberResult>,
    /// How it ended, when it was not granted.
    pub ended: Option<MemberEnding>,
    /// What the caller may do with it now, as what follows the application in the operation's path.
    pub actions: Vec<&'static str>,
}

/// What a member has come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberResult {
    /// The day it was granted.
    pub decided_on: NaiveDate,
    /// The certificate, once issued.
    pub certificate: Option<CertificateView>,
}

/// How a member ended that was not granted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"how": "cancelled", "text": "因前置事项未获批准而终止", "note": "前置事项“出生医学证明首次签发”未获批准，本事项不再办理。",
    "because": "019a1c2e-7d1c-7c3e-8a43-0e6c1a2b3c4e"}))]
pub struct MemberEnding {
    /// How.
    pub how: MemberEnd,
    /// The same in words.
    pub text: String,
    /// What was said of it; to those who work on single members only that another was not approved.
    pub note: Option<String>,
    /// The member that was not approved, so that this one was ended.
    pub because: Option<Uuid>,
}

/// For whom members are shown.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    /// With names and the calendar.
    pub(super) desk: &'a Desk,
    /// In which language.
    pub(super) language: Language,
    /// Whether it is the applicant, or who acts for them.
    pub(super) party: bool,
    /// Whether they see what was handed in for all, and what was said of every member.
    pub(super) entire: bool,
}

/// The members, each with what it waits for.
pub(super) fn members(lanes: &[Lane<'_>], ahead: &Ahead, reader: Reader<'_>) -> Vec<MatterMember> {
    let by_id: BTreeMap<Uuid, &Lane<'_>> = lanes.iter().map(|lane| (lane.id(), lane)).collect();
    lanes.iter().map(|lane| member(lane, &by_id, ahead, reader)).collect()
}

fn member(lane: &Lane<'_>, by_id: &BTreeMap<Uuid, &Lane<'_>>, ahead: &Ahead, reader: Reader<'_>) -> MatterMember {
    let Reader {
        desk, language, party, ..
    } = reader;
    let (row, case, today) = (lane.row(), &lane.case, desk.clock.today());
    let mode = delivery_mode(row);
    let department = department(desk, row);
    let waits = case.waits_for_others() && !case.phase.status().is_final();
    let before = lane.plan.after.iter().filter_map(|before| by_id.get(before));
    let awaits = |before: &Lane<'_>| is_awaited(&before.row().status, before.row().outcome.as_deref());
    let awaited = before.filter(|before| waits && awaits(before));
    let awaited: Vec<String> = awaited.map(|before| before.row().item_name.clone()).collect();
    let next = match &case.phase {
        Phase::Submitted(_) if waits => waits_for(&awaited),
        _ => next_action(case, mode, today),
    };
    MatterMember {
        id: row.id,
        number: row.number.to_string(),
        item: row.item_code.to_string(),
        name: row.item_name.clone(),
        department: department.code,
        department_name: department.name,
        status: case.phase.status(),
        status_text: status_text(case, mode).in_language(language).to_owned(),
        next_action: next.in_language(language).to_owned(),
        outcome: case.phase.decided().map(|decided| decided.outcome),
        light: row.light(today),
        after: lane.plan.after.iter().copied().collect(),
        waits,
        waits_for: awaited,
        optional: lane.plan.optional,
        handled_by: lane.plan.external.then_some(HandledBy::External),
        due: due(desk, row, case, language),
        expected_on: ahead.expected.get(&row.id).copied(),
        result: result(lane, reader),
        ended: ending(lane, by_id, reader),
        actions: actions(lane, party),
    }
}

fn result(lane: &Lane<'_>, Reader { desk, party, .. }: Reader<'_>) -> Option<MemberResult> {
    let decided = lane.case.phase.decided();
    let decided = decided.filter(|decided| decided.outcome == Outcome::Approved)?;
    Some(MemberResult {
        decided_on: shanghai_date(decided.decided_at),
        certificate: lane.read.certificates.last().map(|row| {
            let code = party.then(|| desk.certificate_codes.of(&row.number));
            certificate(row, desk.clock.today(), code)
        }),
    })
}

fn ending(
    lane: &Lane<'_>,
    by_id: &BTreeMap<Uuid, &Lane<'_>>,
    Reader { language, entire, .. }: Reader<'_>,
) -> Option<MemberEnding> {
    let Standing::Over(how) = lane.standing else {
        return None;
    };
    if how == MemberEnd::Approved {
        return None;
    }
    let because = lane.case.member().and_then(|member| member.ended_by);
    let failed = because.and_then(|because| by_id.get(&because));
    let said = failed.map(|failed| not_approved(&failed.row().item_name));
    Some(MemberEnding {
        how,
        text: how_ended(how).in_language(language).to_owned(),
        note: match said {
            Some(said) => Some(said.in_language(language).to_owned()),
            None => lane.row().closing_note.clone().filter(|_| entire),
        },
        because,
    })
}

/// What a party may do with a single member.
fn actions(lane: &Lane<'_>, party: bool) -> Vec<&'static str> {
    let open = matches!(
        lane.case.phase,
        Phase::Submitted(_) | Phase::AwaitingSupplement(_) | Phase::InReview(_) | Phase::Suspended(_)
    );
    [("withdrawal", open), ("urges", may_urge(&lane.case))]
        .into_iter()
        .filter_map(|(action, may)| (party && may).then_some(action))
        .collect()
}
