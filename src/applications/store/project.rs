//! From events to rows: the projection of what a command decided.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::facts;
use super::follow::follow;
use super::rows::{
    ApplicationRow, AttachmentRow, CertificateRow, ConsentRow, EventRow, FormRow, NoticeRow, RemarkRow, ThirdPartyRow,
};
use super::tell;
use super::work::{self, Said};
use super::write::Write;
use crate::applications::lifecycle::{Alarm, Case, Context, Event, Outcome, Phase, alarms};
use crate::crypto::digest::sha256;
use crate::db::audit::AuditRow;
use crate::outbox::TimerRow;

/// The schema of event payloads written now.
const EVENT_SCHEMA: i16 = 1;

/// Who acts.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// The account; none for timers.
    pub account: Option<Uuid>,
    /// Its role.
    pub role: Option<&'static str>,
    /// Whom they act for, when not themselves.
    pub on_behalf_of: Option<Uuid>,
    /// The department they act for.
    pub department: Option<String>,
    /// The request.
    pub request_id: Option<String>,
    /// The operation.
    pub operation: &'static str,
}

/// What a command changes beside what its events say.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    /// New answers and form, sensitive values encrypted.
    pub form: Option<FormRow>,
    /// Files added.
    pub attach: Vec<AttachmentRow>,
    /// Files removed.
    pub detach: Vec<AttachmentRow>,
    /// What was written about the task that is completed.
    pub opinion: Option<String>,
    /// What the department that is consulted is asked.
    pub question: Option<String>,
    /// What was said of the first event, for colleagues.
    pub remark: Option<String>,
    /// How the applicant wants the result.
    pub delivery: Option<Value>,
    /// Notices to give.
    pub notices: Vec<NoticeRow>,
    /// The certificate's name, for the one that is made.
    pub certificate_name: Option<String>,
    /// The certificates made before.
    pub certificates: Vec<CertificateRow>,
    /// Third parties told, or heard.
    pub third_parties: Vec<ThirdPartyRow>,
    /// Those named whose consent there is to be.
    pub consents: Vec<ConsentRow>,
    /// Whom it is about, encrypted.
    pub subject: Option<Vec<u8>>,
    /// What the decision states beside its outcome, sensitive values encrypted.
    pub result: Option<Value>,
    /// The code that fetches the result.
    pub pickup_code: Option<String>,
    /// What was said when the application was withdrawn or ended.
    pub closing_note: Option<String>,
    /// What was said of what is missing, of a member of a matter, to be told with what is missing of the others.
    pub gaps: Option<Value>,
}

/// Folds the events of one command and gives the state after it and all that is to be written.
///
/// # Errors
/// When a state or event cannot be written as JSON.
pub fn project(
    before: &ApplicationRow,
    case: &Case,
    events: &[Event],
    actor: &Actor,
    context: &Context<'_>,
    extras: Extras,
) -> Result<(Case, Write), serde_json::Error> {
    let at = context.now;
    let after = case.clone().apply_all(events, at);
    let chain = chain(before, case.version, events, actor, at)?;
    let mut application = application(before, &after, at)?;
    application.item_version = item_version(events).unwrap_or(before.item_version);
    application.tab = after.tab(context.delivery).as_str().to_owned();
    let certificates = facts::certificates(&application, events, context, &extras);
    if let Some(last) = chain.last() {
        application.head_hash.clone_from(&last.hash);
    }
    if extras.delivery.is_some() {
        application.delivery = extras.delivery;
    }
    if extras.subject.is_some() {
        application.subject = extras.subject;
    }
    if extras.pickup_code.is_some() {
        application.pickup_code = extras.pickup_code;
    }
    application.closing_note = extras.closing_note.or(application.closing_note);
    application.result = extras.result.or(application.result);
    application.gaps = extras.gaps.or(application.gaps);
    let owner = application.id;
    let (timers, disarm) = timers(
        owner,
        &alarms(case, context),
        &alarms(&after, &context.afterwards()),
        recounts(events),
    );
    let mut outbox = tell::applicant(owner, &after, &chain, events, &extras.attach, at);
    outbox.extend(tell::staff(owner, case, &chain, events, actor, at));
    outbox.extend(tell::matter(owner, &after, events, at));
    let said = Said {
        opinion: extras.opinion.as_deref(),
        question: extras.question.as_deref(),
    };
    outbox.extend(follow(owner, &chain, events, &after, at)?);
    let write = Write {
        decided_on: (case.version > 0).then_some(case.version),
        tasks: work::tasks(&application, case, &after, said),
        certificates,
        cards: facts::cards(&application, events, context),
        bars: facts::bars(&application, events, context),
        places: facts::places(&application, events, context),
        frees_place: facts::frees_place(case, events),
        third_parties: extras.third_parties,
        consents: extras.consents,
        recusals: facts::recusals(&application, events, context),
        remarks: remarks(owner, case.version + 1, extras.remark),
        audit: vec![audit(owner, actor, at)],
        events: chain,
        form: extras.form,
        attach: extras.attach,
        detach: extras.detach,
        notices: extras.notices,
        application,
        timers,
        disarm,
        outbox,
        idempotency: None,
    };
    Ok((after, write))
}

/// The events as rows, each hashed with the one before it.
fn chain(
    before: &ApplicationRow,
    version: i64,
    events: &[Event],
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<Vec<EventRow>, serde_json::Error> {
    let mut prev_hash = before.head_hash.clone();
    let mut rows = Vec::with_capacity(events.len());
    for (seq, event) in (version + 1..).zip(events) {
        let mut row = EventRow {
            owner_id: before.id,
            seq,
            kind: event.kind().to_owned(),
            schema: EVENT_SCHEMA,
            at,
            actor: actor.account,
            on_behalf_of: actor.on_behalf_of,
            department: actor.department.clone(),
            request_id: actor.request_id.clone(),
            payload: serde_json::to_string(event)?,
            prev_hash,
            hash: Vec::new(),
        };
        row.hash = hash(&row);
        prev_hash = row.hash.clone();
        rows.push(row);
    }
    Ok(rows)
}

/// The hash of an event: SHA-256 over the previous hash and every column, one a line.
pub fn hash(row: &EventRow) -> Vec<u8> {
    let optional = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let text = [
        hex::encode(&row.prev_hash),
        row.owner_id.to_string(),
        row.seq.to_string(),
        row.kind.clone(),
        row.schema.to_string(),
        row.at.timestamp_micros().to_string(),
        optional(row.actor),
        optional(row.on_behalf_of),
        row.department.clone().unwrap_or_default(),
        row.request_id.clone().unwrap_or_default(),
        row.payload.clone(),
    ];
    sha256(text.join("\n").as_bytes()).to_vec()
}

fn application(before: &ApplicationRow, after: &Case, at: DateTime<Utc>) -> Result<ApplicationRow, serde_json::Error> {
    let acceptance = after.phase.acceptance();
    let decided = after.phase.decided();
    let receipt = after.phase.receipt();
    Ok(ApplicationRow {
        version: after.version,
        status: after.phase.status().as_str().to_owned(),
        state: serde_json::to_value(after)?,
        updated_at: at,
        // Once known, dates stay known, whatever end the application comes to.
        submitted_at: receipt.map(|receipt| receipt.submitted_at).or(before.submitted_at),
        accepted_on: acceptance
            .map(|acceptance| acceptance.accepted_on)
            .or(before.accepted_on),
        accepted_at: before.accepted_at.or_else(|| acceptance.map(|_| at)),
        deemed_accepted: acceptance.map_or(before.deemed_accepted, |acceptance| acceptance.deemed),
        promised_due_on: acceptance
            .map(|acceptance| acceptance.dates.promised_due_on)
            .or(before.promised_due_on),
        statutory_due_on: acceptance
            .and_then(|acceptance| acceptance.dates.statutory_due_on)
            .or(before.statutory_due_on),
        yellow_on: acceptance
            .map(|acceptance| acceptance.dates.yellow_on)
            .or(before.yellow_on),
        certificate: after.concern.as_ref().map(|concern| concern.number.to_string()),
        outcome: decided.map(|decided| Outcome::as_str(decided.outcome).to_owned()),
        decided_at: decided.map(|decided| decided.decided_at),
        // What is still checked or taken back after the end does not end it again.
        completed_at: before
            .completed_at
            .or_else(|| matches!(after.phase, Phase::Completed(_)).then_some(at)),
        ..before.clone()
    })
}

/// The version of the item that the events move the application to.
fn item_version(events: &[Event]) -> Option<i32> {
    events.iter().find_map(|event| match event {
        Event::Migrated { to, .. } => Some(*to),
        _ => None,
    })
}

/// Whether dates are counted by another calendar than the one their alarms were set by.
fn recounts(events: &[Event]) -> bool {
    let recounted = |event: &Event| matches!(event, Event::Reprojected { .. } | Event::TaskRescheduled { .. });
    events.iter().any(recounted)
}

/// The alarms to set or move, and those to remove. After a recount all are set: what they were is not known.
fn timers(owner: Uuid, before: &[Alarm], after: &[Alarm], recounted: bool) -> (Vec<TimerRow>, Vec<TimerRow>) {
    let row = |alarm: &Alarm| TimerRow::new(owner, alarm.kind.as_str(), &alarm.reference, alarm.fire_at);
    let set = after
        .iter()
        .filter(|alarm| recounted || !before.contains(alarm))
        .map(row)
        .collect();
    let over = before
        .iter()
        .filter(|old| {
            !after
                .iter()
                .any(|new| (new.kind, &new.reference) == (old.kind, &old.reference))
        })
        .map(row)
        .collect();
    (set, over)
}

fn remarks(owner: Uuid, seq: i64, text: Option<String>) -> Vec<RemarkRow> {
    let remark = text.map(|text| RemarkRow {
        owner_id: owner,
        event_seq: seq,
        text,
    });
    remark.into_iter().collect()
}

fn audit(owner: Uuid, actor: &Actor, at: DateTime<Utc>) -> AuditRow {
    AuditRow {
        actor: actor.account,
        role: actor.role.map(str::to_owned),
        department: actor.department.clone(),
        request_id: actor.request_id.clone(),
        ..AuditRow::new(owner, actor.operation, at)
    }
}
